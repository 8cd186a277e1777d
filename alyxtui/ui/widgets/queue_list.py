"""The files of the queue, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.filesize import decimal
from rich.segment import Segment
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.domain.downloads.item import Item, State
from alyxtui.text import elide, fit, safe
from alyxtui.ui import status
from alyxtui.ui.commands import Scope
from alyxtui.ui.widgets.lines import Lines

_SIGNS = {
    State.WAITING: ("○", Role.LABEL),
    State.RUNNING: ("↓", Role.LINK),
    State.VERIFYING: ("≡", Role.LINK),
    State.PAUSED: ("‖", Role.WARNING),
    State.DONE: ("●", Role.GOOD),
    State.FAILED: ("✕", Role.BAD),
    State.CANCELLED: ("–", Role.WHISPER),
}
_STATE, _AMOUNT, _PACE = 12, 20, 18  # cells
_WIDE = 110  # cells from which on the folder has a column


class QueueList(Lines):
    """Draws the files as they are; ``look`` draws what has changed."""

    scope = Scope.QUEUE

    @dataclass
    class Moved(Message):
        """The cursor is on another file."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: Sequence[Item] = ()

    @property
    def current(self) -> Item | None:
        """The file under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    def look(self, items: Sequence[Item]) -> None:
        """Draw what has changed.

        Args:
            items: the files, in their order.
        """
        self.items = items
        if self.cursor >= len(items):
            self.cursor = max(len(items) - 1, 0)
        self.lines_changed()

    def line_count(self) -> int:
        """The files."""
        return len(self.items)

    def watch_cursor(self, old: int, new: int) -> None:
        """Say that another file is under the cursor."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())

    def draw(self, index: int) -> list[Segment]:
        """State, name, folder, how much of how much, and how fast or why not."""
        item = self.items[index]
        sign, role = _SIGNS[item.state]
        room = max(self.scrollable_content_region.width - 2 - _STATE, 8)
        state = Segment(f"{sign} {item.state.value:<{_STATE - 2}}", self.styled(role))
        if item.word:
            name = min(room // 2, 44)
            word = elide(safe(item.word), max(room - name - 1, 1))
            said = Role.BAD if item.state is State.FAILED else Role.LABEL
            text = Segment(fit(safe(item.wanted.name), name) + " ", self.styled(Role.TEXT))
            return [state, text, Segment(fit(word, room - name - 1), self.styled(said))]
        folder = (room - _AMOUNT - _PACE) // 2 if room >= _WIDE - _STATE else 0
        name = max(room - folder - _AMOUNT - _PACE, 8)
        return [
            state,
            Segment(fit(safe(item.wanted.name), name), self.styled(Role.TEXT)),
            Segment(fit(safe(item.wanted.collection), folder), self.styled(Role.LABEL)),
            Segment(f"{amount(item):>{_AMOUNT}}", self.styled(Role.NUMBER)),
            Segment(f"{pace(item):>{_PACE}}", self.styled(Role.LABEL)),
        ]


def amount(item: Item) -> str:
    """How much of how much."""
    total = item.total
    if item.state is State.DONE:
        return decimal(total or 0)
    done = item.progress.done
    if not done:
        return "" if total is None else decimal(total)
    if not total:
        return decimal(done)
    return f"{min(done / total, 1.0):>4.0%} of {decimal(total)}"


def pace(item: Item) -> str:
    """How fast it comes, and for how long yet."""
    speed = item.meter.speed if item.state is State.RUNNING else 0.0
    if not speed:
        return ""
    return f"{decimal(int(speed))}/s {status.duration(item.left / speed):>6}"
