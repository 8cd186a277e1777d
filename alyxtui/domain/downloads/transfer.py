"""One file: what is there is verified, what is missing is fetched, what is wrong is kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alyxtui.client.access import origin_of
from alyxtui.client.files import Interrupted, SignInNeeded
from alyxtui.client.retry import seconds_of
from alyxtui.domain.downloads.alone import alone, through
from alyxtui.domain.downloads.disk import DiskTrouble, Place, explained, md5_of
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.part import Part
from alyxtui.domain.downloads.receive import Phase, Progress, Stale, Tools, receive
from alyxtui.domain.downloads.unpack import unpack
from alyxtui.errors import (
    AlyxTuiError,
    DownloadFailed,
    ServerError,
    Throttled,
    TimedOut,
    Unreachable,
)
from alyxtui.text import safe

_AGAIN = (Throttled, TimedOut, Unreachable, ServerError)  # another try may bring it
_ANEW = 5  # times that a file which changes under way is begun
_UNCHECKED = "The record has neither md5 nor size, so nothing tells whether it is right."
_UNKNOWN = (
    "It was there and is kept: nothing is known of the server's file to compare it with. Fetching"
    " that one all the same (--force) keeps this one as .old."
)
_BY_SIZE = "The record has no md5; only the size was checked."


class Mismatch(DownloadFailed):
    """What came is not what the record says; it is kept apart."""

    title = "The file is not what its record says"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A file that is there.

    Attributes:
        path: where.
        url: where it came from, empty when it was there before.
        size: bytes.
        md5: 32 hex digits.
        notes: what a person should know, a sentence each.
    """

    path: Path
    url: str
    size: int
    md5: str
    notes: tuple[str, ...] = ()


class Transfer:
    """One file on its way.

    Nothing is ever written back to Alyx: ONE-api 3.6.1 marks the record of a file whose md5
    differs, without a word.

    Args:
        wanted: the file.
        root: the cache directory.
        tools: what downloads share.
        progress: told how far it is.
        force: fetch it although it is there.
    """

    def __init__(
        self, wanted: Wanted, root: Path, tools: Tools, progress: Progress, *, force: bool = False
    ) -> None:
        self._wanted = wanted
        self._root = root
        self._tools = tools
        self._progress = progress
        self._force = force
        self._former = ""  # the md5 of what is there
        self._has_part = False  # something of it may have come before

    async def run(self) -> Outcome:
        """Bring the file.

        Raises:
            DownloadFailed: it cannot be had as the record has it, or not be written.
            SignInNeeded: a data server wants a sign-in.
            AlyxTuiError: why the last address did not give it.
            asyncio.CancelledError: what came is kept for the next time.
        """
        wanted, tools = self._wanted, self._tools
        if wanted.problem or not wanted.path:
            raise DownloadFailed(wanted.problem or "It has no place to go.")
        on_wait = partial(self._at, Phase.ELSEWHERE)
        async with alone(self._root, wanted.path, tools.run, on_wait) as place:
            self._at(Phase.CHECKING)
            found = await through(tools.run(partial(self._there, place)))
            return found or await self._fetch(place)

    def _at(self, phase: Phase, word: str = "") -> None:
        self._progress.phase, self._progress.word = phase, word

    def _there(self, place: Place) -> Outcome | None:
        """What is there already, or in the usual directory, if it is the file. Blocks."""
        with explained(place.final):
            self._has_part = place.sidecar.exists()
            if place.final.exists():
                self._former = md5_of(place.final, self._is_stopped)
                size = place.final.stat().st_size
                notes = self._check(self._former, size)
                if notes is not None and not self._force:
                    notes = (_UNKNOWN,) if notes == (_UNCHECKED,) else notes
                    self._progress.done = self._progress.total = size
                    return Outcome(place.final, "", size, self._former, notes)
        return None if self._is_stopped() else self._copied(place)

    def _check(self, md5: str, size: int) -> tuple[str, ...] | None:
        """What there is to say of a file that has this md5 and size; None when it is wrong.

        The md5 decides: Alyx's sizes may be those of another version.
        """
        wanted = self._wanted
        if wanted.md5:
            if md5 != wanted.md5:
                return None
            if wanted.size not in {None, size}:
                return (f"Its md5 is right, but it has {size:,} bytes, not {wanted.size:,}.",)
            return ()
        if wanted.size is None:
            return (_UNCHECKED,)
        return (_BY_SIZE,) if size == wanted.size else None

    def _copied(self, place: Place) -> Outcome | None:
        """The file copied from the usual directory, when this is another one. Blocks."""
        usual, wanted = self._tools.usual, self._wanted
        if usual is None or usual == self._root or self._force or not wanted.md5:
            return None
        source = usual / wanted.path
        if not place.copy(source, wanted.md5):
            return None
        size = place.part.stat().st_size
        place.finish(None, size)
        self._progress.done = self._progress.total = size
        return Outcome(place.final, "", size, wanted.md5, (f"Copied from {safe(str(source))}.",))

    async def _fetch(self, place: Place) -> Outcome:
        failures: list[tuple[Candidate, AlyxTuiError]] = []
        for candidate in self._wanted.candidates:
            found = await self._try(candidate, place)
            if isinstance(found, Outcome):
                return found
            failures.append((candidate, found))
        raise _summary(failures, self._former)

    async def _try(self, candidate: Candidate, place: Place) -> Outcome | AlyxTuiError:
        """The file from one address, or why it does not come from there.

        Raises:
            DiskTrouble: it would not come from another one either.
        """
        try:
            return await self._fetch_from(candidate, place)
        except DiskTrouble:
            raise
        except AlyxTuiError as error:
            return error

    async def _fetch_from(self, candidate: Candidate, place: Place) -> Outcome:
        """The file from one address, in as many tries as bring it further.

        Raises:
            AlyxTuiError: it does not come from there.
        """
        tools, part = self._tools, Part(place)
        self._progress.url = candidate.url
        load = partial(part.load, candidate.url, self._wanted.md5, self._is_stopped)
        tried, waited, most, anew = 0, 0.0, 0, 0
        if self._has_part:
            self._at(Phase.CHECKING)
            await through(tools.run(load))
        self._has_part = True
        self._progress.done = part.size
        while True:
            tried += 1
            try:
                return await self._once(candidate, part, place)
            except Stale:
                anew += 1
                if anew == _ANEW:
                    raise
                part = Part(place)
            except _AGAIN as error:
                if part.size > most:
                    tried, waited, most = 1, 0.0, part.size
                asked = error.retry_after if isinstance(error, Throttled) else None
                seconds = tools.retries.wait(tried, asked, waited)
                if seconds is None:
                    raise
                waited += seconds
                self._at(Phase.PATIENCE, error.message)
                await tools.clock.sleep(seconds)

    async def _once(self, candidate: Candidate, part: Part, place: Place) -> Outcome:
        tools, progress = self._tools, self._progress
        self._at(Phase.TURN)
        async with tools.slot:
            self._at(Phase.RECEIVING)
            end = await receive(self._wanted, candidate.url, part, place, tools, progress)
        self._at(Phase.VERIFYING)
        settle = partial(self._settle, candidate, part, place, end)
        found: Outcome = await through(tools.run(settle))
        return found

    def _settle(
        self, candidate: Candidate, part: Part, place: Place, end: Callable[[], None]
    ) -> Outcome:
        """Check a whole part and give it its name. Blocks.

        Args:
            candidate: where it came from.
            part: what came.
            place: where it goes.
            end: writes the last bytes.

        Raises:
            Mismatch: it is wrong.
            Stale: it is wrong, and was put together from several tries.
            Interrupted: the host may have stopped before its end.
            DiskTrouble: the disk does not take it.
        """
        end()
        origin = part.origin
        md5, size = part.md5(), part.size
        if origin is not None and origin.encoding and md5 != self._wanted.md5:
            md5, size = self._unpack(origin.encoding, part, place)
        notes = self._check(md5, size)
        if notes is None:
            if part.resumed:
                raise Stale("What came in several parts does not fit together.")
            if origin is not None and origin.total is None and size < (self._wanted.size or 0):
                raise Interrupted(candidate.url)
            place.set_aside()
            raise self._mismatch(md5, size, place)
        if md5 == self._former:
            place.drop_part()
            return Outcome(place.final, candidate.url if self._force else "", size, md5, notes)
        place.finish(seconds_of(origin.date) if origin is not None else None, size)
        return Outcome(place.final, candidate.url, size, md5, notes)

    def _unpack(self, encoding: str, part: Part, place: Place) -> tuple[str, int]:
        try:
            return unpack(place, encoding, self._wanted.size)
        except DiskTrouble:
            raise
        except DownloadFailed as error:
            if part.resumed:
                raise Stale(error.message) from None
            raise

    def _mismatch(self, md5: str, size: int, place: Place) -> Mismatch:
        wanted = self._wanted
        words = (
            f"Its md5 is {md5}, the record says {wanted.md5}."
            if wanted.md5
            else f"It has {size:,} bytes, the record says {wanted.size:,}."
        )
        return Mismatch(
            f"{words} What came is kept as {safe(place.bad.name)}.",
            hint="The file on the server or its record is wrong: tell the data manager. Nothing was"
            " changed in Alyx.",
        )

    def _is_stopped(self) -> bool:
        return self._progress.stopped


def _summary(failures: Sequence[tuple[Candidate, AlyxTuiError]], former: str) -> AlyxTuiError:
    """Why none of the addresses gave the file: what a person can do most about goes first."""
    if not failures:
        return DownloadFailed("No address is known for it.")
    order = (SignInNeeded, Mismatch, *_AGAIN)
    errors = [error for _, error in failures]
    chosen = next((one for kind in order for one in errors if isinstance(one, kind)), errors[-1])
    if len(failures) > 1:
        said = [f"{safe(origin_of(one.url))}: {error.message}" for one, error in failures]
        chosen.message = " ".join(said)
    if former:
        chosen.message += " What is there already is not what the record says either."
    chosen.args = (chosen.message,)
    return chosen
