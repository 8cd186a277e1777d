"""A file in the queue: what it is at, why, and what a person can do."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.receive import Phase, Progress

_WINDOW = 5.0  # seconds that a speed is the mean of


class State(Enum):
    """What becomes of a file; the value is kept on the disk and shown."""

    WAITING = "waiting"
    RUNNING = "running"
    VERIFYING = "verifying"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({State.DONE, State.FAILED, State.CANCELLED})
_OF_PHASE = {
    Phase.RECEIVING: State.RUNNING,
    Phase.PATIENCE: State.RUNNING,
    Phase.CHECKING: State.VERIFYING,
    Phase.VERIFYING: State.VERIFYING,
}


class Meter:
    """How fast something grows."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def note(self, done: int, now: float | None = None) -> None:
        """Say how much there is now.

        Args:
            done: bytes.
            now: seconds, None for the present time.
        """
        now = time.monotonic() if now is None else now
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while self._seen[0][0] < now - _WINDOW:
            self._seen.popleft()

    def forget(self) -> None:
        """Begin anew."""
        self._seen.clear()

    @property
    def speed(self) -> float:
        """Bytes a second over the last seconds."""
        if len(self._seen) < 2:
            return 0.0
        (first, before), (last, after) = self._seen[0], self._seen[-1]
        return (after - before) / (last - first) if last > first else 0.0


@dataclass(eq=False, slots=True)
class Item:
    """One file of the queue; changed by the queue only.

    Attributes:
        wanted: the file.
        root: the cache directory that it goes to.
        force: fetch it although it is there.
        ended: the state that it was put in; ``state`` is what to show.
        reason: why it failed, waits or is paused, empty otherwise.
        remedy: what to do about it, may be empty.
        notes: what a person should know of a file that is there, a sentence each.
        asks: the origin of the data host that wants a sign-in, empty otherwise.
        url: where it came from; empty when it was there, or is not yet.
        size: bytes of the file that is there, None before.
        md5: of the file that is there, empty before.
        progress: how far it is.
        meter: how fast it comes.
        kept: whether it is in the queue on the disk; what can never come is not.
        place: its index in the queue.
    """

    wanted: Wanted
    root: Path
    force: bool = False
    ended: State = State.WAITING
    reason: str = ""
    remedy: str = ""
    notes: tuple[str, ...] = ()
    asks: str = ""
    url: str = ""
    size: int | None = None
    md5: str = ""
    progress: Progress = field(default_factory=Progress)
    meter: Meter = field(default_factory=Meter)
    kept: bool = True
    place: int = 0

    @property
    def state(self) -> State:
        """What it is at."""
        if self.ended is State.WAITING:
            return _OF_PHASE.get(self.progress.phase, State.WAITING)
        return self.ended

    @property
    def path(self) -> Path:
        """Where it goes."""
        return self.root / self.wanted.path

    @property
    def word(self) -> str:
        """What to say beside the state: the reason, else why it waits."""
        if self.reason or self.ended is not State.WAITING:
            return self.reason
        progress = self.progress
        return progress.word or (progress.phase.value if progress.phase is Phase.ELSEWHERE else "")

    @property
    def total(self) -> int | None:
        """Bytes in all, None when not known."""
        if self.size is not None:
            return self.size
        return self.progress.total if self.progress.total is not None else self.wanted.size

    @property
    def left(self) -> int:
        """Bytes that are still to come, as far as is known."""
        if self.ended in ENDED:
            return 0
        return max((self.total or 0) - self.progress.done, 0)

    def put(self, state: State, reason: str = "", remedy: str = "") -> None:
        """Put it in a state; what it waited for is over."""
        self.progress.stopped = True
        self.ended, self.reason, self.remedy, self.asks = state, reason, remedy, ""
        self.progress = Progress(done=self.progress.done, total=self.progress.total)


@dataclass(frozen=True, slots=True)
class Totals:
    """All files of a queue together.

    Attributes:
        counts: how many are in each state; states that none is in are left out.
        done: bytes that have come, of files that are not cancelled.
        total: bytes in all, as far as is known.
        speed: bytes a second.
        seconds: until all is there, None when nothing moves.
    """

    counts: dict[State, int]
    done: int
    total: int
    speed: float
    seconds: float | None

    @classmethod
    def of(cls, items: list[Item]) -> Totals:
        """The totals of some files; one pass, since there may be tens of thousands."""
        counts: dict[State, int] = {}
        done = total = left = 0
        speed = 0.0
        for item in items:
            state = item.state
            counts[state] = counts.get(state, 0) + 1
            if state is State.CANCELLED:
                continue
            came = item.progress.done
            whole = max(item.total or 0, came)
            done, total = done + came, total + whole
            left += 0 if state in ENDED else whole - came
            if state is State.RUNNING:
                speed += item.meter.speed
        return cls(counts, done, total, speed, left / speed if speed else None)
