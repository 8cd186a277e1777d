"""One file from one address into its part: as much as the host gives in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from alyxtui.client.files import FileClient, Incoming, Interrupted, NoSuchRange
from alyxtui.client.retry import RetryRule
from alyxtui.client.scheduler import Clock
from alyxtui.domain.downloads.alone import through
from alyxtui.domain.downloads.disk import BLOCK, Place
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.part import Origin, Part
from alyxtui.errors import DownloadFailed

_HELD = 1.0  # seconds that bytes are in memory only
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


class Phase(Enum):
    """What a download is at; the value is the word shown for it."""

    TURN = "waiting"
    ELSEWHERE = "another program has it"
    CHECKING = "checking what is there"
    RECEIVING = "running"
    PATIENCE = "waiting for the server"
    VERIFYING = "verifying"


@dataclass(slots=True)
class Progress:
    """How far a download is; changed by it, read by whoever shows it.

    Attributes:
        phase: what it is at.
        done: bytes that have come.
        total: bytes in all, None when not known.
        url: where they come from, empty before that is known.
        word: why it waits, empty when it does not.
        stopped: it was cancelled; what runs in threads ends soon.
    """

    phase: Phase = Phase.TURN
    done: int = 0
    total: int | None = None
    url: str = ""
    word: str = ""
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Tools:
    """What downloads share.

    Attributes:
        client: the connections.
        run: runs a blocking function in a thread.
        slot: lets so many receive at a time.
        clock: the time.
        retries: how long one file is asked for again.
        spoken_for: bytes that other downloads will still write.
        usual: the usual cache directory; what is there need not come over the network.
    """

    client: FileClient
    run: Callable[[Callable[[], Any]], Awaitable[Any]]
    slot: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    clock: Clock = field(default_factory=Clock)
    retries: RetryRule = field(default_factory=RetryRule)
    spoken_for: Callable[[], int] = lambda: 0
    usual: Path | None = None


class Stale(DownloadFailed):
    """What came earlier does not go with what comes now; the file has to come anew."""

    title = "The file has changed on the server"


async def receive(
    wanted: Wanted, url: str, part: Part, place: Place, tools: Tools, progress: Progress
) -> Callable[[], None]:
    """Ask for a file, or for what its part lacks, and add what comes.

    Args:
        wanted: what is known of the file.
        url: one of its addresses.
        part: what has come so far; without an origin it begins anew.
        place: where it goes.
        tools: what downloads share.
        progress: told how far it is.

    Returns:
        What writes the last bytes and closes the part; it blocks and comes next.

    Raises:
        Stale: the part cannot be gone on with.
        DownloadFailed: what comes cannot be the file, or does not fit the disk.
        Interrupted, TimedOut, Throttled: another try may bring more.
        AlyxTuiError: the host does not give it.
    """
    start, origin = (part.size, part.origin) if part.origin else (0, None)
    if origin is not None and origin.total is not None and start >= origin.total:
        if start > origin.total:
            raise Stale("More came than the server has.")
        return part.close
    validator = origin.validator if origin else ""
    adding = _Adding(part)
    try:
        async with tools.client.open(url, start=start, validator=validator) as incoming:
            _refuse_page(incoming, wanted, tools)
            if origin is not None and start and incoming.first == start:
                _same(origin, incoming)
                adding.opener = part.go_on
            else:
                start, progress.done, progress.total = 0, 0, None  # it speaks for nothing yet
                adding.opener = _beginning(incoming, wanted, url, part, place, tools)
            progress.done, progress.total = start, incoming.total or wanted.size
            await _take(incoming, wanted, adding, tools, progress)
    except NoSuchRange as error:
        if not start or error.total != start:
            raise Stale("The server has less of the file than came before.") from None
        # A host that said too large a length: all there is has come, if it is right.
        part.resumed = True
    except BaseException:
        await through(tools.run(adding.end))
        raise
    return adding.end


def _refuse_page(incoming: Incoming, wanted: Wanted, tools: Tools) -> None:
    """Alyx 3.6.1 without a web server before it answers a picture's address with a page, 200."""
    if incoming.kind in _PAGES and not wanted.name.lower().endswith((".html", ".htm")):
        of_alyx = tools.client.access.is_alyx(incoming.url)
        raise DownloadFailed(
            "The server answered with a web page instead of the file.",
            hint="This Alyx does not give out its pictures; tell the people who run it."
            if of_alyx
            else "A sign-in page or a proxy may stand before the data server.",
        )


def _same(origin: Origin, incoming: Incoming) -> None:
    pairs = (
        (origin.total, incoming.total),
        (origin.tag, incoming.tag),
        (origin.date, incoming.date),
    )
    differs = any(one != other for one, other in pairs if one and other)
    if differs or origin.encoding != incoming.encoding:
        raise Stale("The file has changed on the server since its first part came.")


def _beginning(
    incoming: Incoming, wanted: Wanted, url: str, part: Part, place: Place, tools: Tools
) -> Callable[[], None]:
    """What begins the part anew, once there is something to add to it."""
    if incoming.first:
        raise Stale("The server sent another part of the file than was asked for.")
    total = incoming.total
    by_size = wanted.size is not None and not wanted.md5 and not incoming.encoding
    if by_size and total is not None and total != wanted.size:
        raise DownloadFailed(
            f"The server has {total:,} bytes, the record says {wanted.size:,}, and there is no md5"
            " to tell which is right.",
            hint="Tell the data manager; --print-url shows where it is.",
        )
    needed, others = total or wanted.size or 0, tools.spoken_for()
    origin = Origin(url, incoming.tag, incoming.date, total, incoming.encoding, wanted.md5)

    def begin() -> None:
        place.check_room(needed, others)
        part.begin(origin)

    return begin


class _Adding:
    """Bytes on their way into a part, which is opened together with the first write.

    Attributes:
        opener: opens the part, None before there is anything to add, and when it is open.
        held: bytes that are in memory only.
    """

    def __init__(self, part: Part) -> None:
        self.opener: Callable[[], None] | None = None
        self.held = 0
        self._part = part
        self._blocks: list[bytes] = []

    def hold(self, block: bytes) -> None:
        """Take some bytes into memory."""
        self._blocks.append(block)
        self.held += len(block)

    def writing(self) -> Callable[[], None]:
        """What writes the bytes that are held until now; it blocks."""
        blocks, self._blocks, self.held = self._blocks, [], 0
        return partial(self._write, blocks)

    def end(self) -> None:
        """Write the bytes that are held, and close the part. Blocks."""
        try:
            self.writing()()
        finally:
            self._part.close()

    def _write(self, blocks: Sequence[bytes]) -> None:
        opener, self.opener = self.opener, None
        if opener is not None:
            opener()
        self._part.add(blocks)


async def _take(
    incoming: Incoming, wanted: Wanted, adding: _Adding, tools: Tools, progress: Progress
) -> None:
    """Add what comes; while one block is written the next one comes."""
    most = _most(incoming, wanted)
    written = tools.clock.now()
    writing: asyncio.Future[Any] | None = None
    try:
        async for block in incoming.blocks():
            adding.hold(block)
            progress.done += len(block)
            if most is not None and progress.done > most:
                raise DownloadFailed("The server sends more than the file has.")
            if adding.held >= BLOCK or tools.clock.now() - written >= _HELD:
                if writing is not None:
                    await through(writing)
                writing = asyncio.ensure_future(tools.run(adding.writing()))
                written = tools.clock.now()
    finally:
        if writing is not None:
            await through(writing)
    if incoming.total is not None and progress.done < incoming.total:
        raise Interrupted(incoming.url)


def _most(incoming: Incoming, wanted: Wanted) -> int | None:
    """Bytes above which it cannot be the file; where only the record tells, it may be wrong."""
    if incoming.total is not None:
        return incoming.total
    return None if wanted.size is None else 2 * wanted.size + BLOCK
