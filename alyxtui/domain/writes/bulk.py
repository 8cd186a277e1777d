"""Many writes that were confirmed together: planned, sent side by side, counted, taken back."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.batch_read import CHUNK, carries, presents
from alyxtui.domain.writes.chain import FRESH, NEVER, Writes
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.conditions import Condition, Unmet, ensure_met
from alyxtui.domain.writes.fate import stops_all
from alyxtui.domain.writes.named import NotNamed
from alyxtui.domain.writes.review import endpoint_of
from alyxtui.domain.writes.rows import Progress, Row, RowState, refuse_whole
from alyxtui.errors import AlyxTuiError, Conflict, JournalFailed, UsageError, Waiting
from alyxtui.schema import hints
from alyxtui.schema.model import Endpoint

_AT_ONCE = 6  # rows under way: the four requests of the scheduler, and some being written down


@dataclass(slots=True)
class Bulk:
    """Writes to many records of one endpoint.

    The records are those that were named when it was made; nobody is added later. Every row is
    read anew just before it is sent; one that has become as wanted, or no longer meets the
    conditions, is passed over. A row that fails stops the others only if so asked; when the server
    cannot be reached or does not answer, all stop, and those that are left can still be sent.

    Args:
        writes: the way of every write.
        rows: what is to be written.
        conditions: what a row must be like, all of them.
        stop_at_failure: whether the first failure ends it.
        on_progress: called after each row.
        confirmed: names of public or protected tags that a person has typed.

    Attributes:
        name: of the batch in the journal, by which it is taken back.
        named: the names to be typed before it runs, once it is planned.
        losses: what is lost beyond the values that are replaced one by one, a sentence each.
        stopped: the error that ended it early, if one did.
    """

    writes: Writes
    rows: Sequence[Row]
    conditions: Sequence[Condition] = ()
    stop_at_failure: bool = False
    on_progress: Callable[[Progress], None] | None = None
    confirmed: Collection[str] = ()
    name: str = field(default_factory=lambda: secrets.token_hex(8))
    named: dict[str, None] = field(default_factory=dict)
    losses: dict[str, None] = field(default_factory=dict)
    stopped: AlyxTuiError | None = None
    _going: asyncio.Event = field(default_factory=asyncio.Event)
    _cancelled: bool = False
    _paused_at: float = NEVER
    _begun: float = 0.0
    _through: int = 0
    _total: int = 0
    _failed: int = 0

    def __post_init__(self) -> None:
        """Let it run until it is paused.

        Raises:
            UsageError: the rows are of several endpoints, or a list would be set that is only
                added to and removed from when it is that of many records.
        """
        if len({row.change.endpoint for row in self.rows}) > 1:
            raise UsageError("Rows of one endpoint at a time.")
        if len(self.rows) > 1:
            for row in self.rows:
                refuse_whole(row)
        self._going.set()

    @classmethod
    def of(cls, writes: Writes, changes: Iterable[Change], **options: object) -> Bulk:
        """A bulk of changes, see the class for the options."""
        return cls(writes, [Row(change) for change in changes], **options)  # type: ignore[arg-type] # those of the class

    async def plan(self) -> None:
        """See what every row would do; nothing is written. Keeps what matters of each record.

        Raises:
            ReadOnly: nothing may be written.
        """
        self.writes.ensure_allowed()
        for chunk in _chunks([row for row in self.rows if row.state is RowState.NEW]):
            for row, present in zip(chunk, await self._presents(chunk), strict=True):
                await self._planned(row, present)
                await asyncio.sleep(0)  # the loop goes on between two rows

    async def run(self) -> None:
        """Send all rows that are not through.

        Raises:
            ReadOnly: nothing may be written.
            NotNamed: a public or protected tag is touched whose name was not typed.
        """
        self.writes.ensure_allowed()
        if missing := [one for one in self.named if one not in self.confirmed]:
            raise NotNamed(missing)
        self._begun, self._through, self._failed = time.monotonic(), 0, 0
        gate = asyncio.Semaphore(_AT_ONCE)
        open_rows = [row for row in self.rows if row.state in {RowState.NEW, RowState.READY}]
        self._total = len(open_rows)
        for chunk in _chunks(open_rows):
            await self._going.wait()
            if self._cancelled:
                return
            read_at = self.writes.client.clock.now()
            found = await self._together(chunk)
            pairs = zip(chunk, found, strict=True)
            turns = (self._turn(gate, row, present, read_at) for row, present in pairs)
            # When it is cancelled, each row gets to say what became of it.
            for ended in await asyncio.gather(*turns, return_exceptions=True):
                if isinstance(ended, BaseException):
                    raise ended

    def pause(self) -> None:
        """Send no more rows until ``resume``; those under way end."""
        self._going.clear()
        self._paused_at = self.writes.client.clock.now()

    def resume(self) -> None:
        """Go on after ``pause``."""
        self._going.set()

    def cancel(self) -> None:
        """Send no more rows; those under way end. What is left stays ``NEW`` or ``READY``."""
        self._cancelled = True
        self._going.set()

    def count(self, state: RowState) -> int:
        """How many rows are in a state."""
        return sum(row.state is state for row in self.rows)

    def retry(self) -> Bulk:
        """The rows that failed or were not sent, as a bulk of their own; to be planned anew.

        A row that clashed gets the present record as its base: a person looks at the plan first.
        """
        again = [
            Row(row.change.on(None), row.undoes)
            for row in self.rows
            if row.state in {RowState.FAILED, RowState.NEW, RowState.READY}
        ]
        return Bulk(
            self.writes,
            again,
            self.conditions,
            self.stop_at_failure,
            self.on_progress,
            self.confirmed,
        )

    def _names(self, change: Change) -> set[str]:
        """The fields that are needed to plan and to send a row."""
        conditions = {one.path.partition(".")[0] for one in self.conditions}
        along = hints.SEND_ALONG.get(change.endpoint, ())
        return {*change.operations, *conditions, *along}

    def _asked(self, chunk: Sequence[Row]) -> tuple[Endpoint, set[str]]:
        """The endpoint of some rows, and the fields of them that are needed."""
        endpoint = endpoint_of(self.writes.api, chunk[0].change)
        names = set.union(*(self._names(row.change) for row in chunk))
        if any(row.change.verb is Verb.DELETE for row in chunk):
            names |= set(endpoint.actions["read"].record)
        return endpoint, names

    async def _presents(self, chunk: Sequence[Row]) -> list[Values | AlyxTuiError]:
        if chunk[0].change.verb is Verb.CREATE:
            return [{} for _ in chunk]
        endpoint, names = self._asked(chunk)
        keys = list(dict.fromkeys(row.change.key for row in chunk))
        found = await presents(self.writes.client, endpoint, keys, names)
        return [found[row.change.key] for row in chunk]

    async def _together(self, chunk: Sequence[Row]) -> Sequence[Values | AlyxTuiError | None]:
        """The records of some rows by one request; None for those that are read one by one."""
        if chunk[0].change.verb is not Verb.CREATE and not carries(*self._asked(chunk)):
            return [None for _ in chunk]
        return await self._presents(chunk)

    async def _planned(self, row: Row, present: Values | AlyxTuiError) -> None:
        try:
            if isinstance(present, AlyxTuiError):
                raise present
            ensure_met(self.conditions, row.change.key, present)
            ready = await self.writes.review(row.change, present=present)
        except AlyxTuiError as error:
            self._fail(row, error)
            return
        row.differences = ready.differences
        self.named.update(dict.fromkeys(ready.named))
        self.losses.update(dict.fromkeys(ready.losses))
        row.state = RowState.EQUAL if ready.changes_nothing else RowState.READY
        if row.change.base is None and row.change.verb is not Verb.CREATE:
            names = present if row.change.verb is Verb.DELETE else self._names(row.change)
            row.change = row.change.on({name: present[name] for name in names if name in present})

    async def _turn(
        self,
        gate: asyncio.Semaphore,
        row: Row,
        present: Values | AlyxTuiError | None,
        read_at: float,
    ) -> None:
        async with gate:
            await self._going.wait()
            if self._cancelled:
                return
            try:
                await self._sent(row, present, NEVER if read_at <= self._paused_at else read_at)
            except Waiting as error:
                row.state, row.said, row.entry = RowState.WAITING, error.message, error.entry
                row.error = error
                cause = error.__cause__
                if self.stop_at_failure or stops_all(cause):
                    self._stop(cause if isinstance(cause, AlyxTuiError) else error)
            except AlyxTuiError as error:
                self._fail(row, error)
                if stops_all(error) or isinstance(error, JournalFailed):
                    self._stop(error)
            except asyncio.CancelledError:
                if row.entry:
                    row.state, row.said = RowState.WAITING, "Interrupted; it may be carried out."
                raise
            self._told()

    async def _sent(self, row: Row, present: Values | AlyxTuiError | None, read_at: float) -> None:
        clock = self.writes.client.clock
        if present is None or clock.now() - read_at > FRESH:
            present, read_at = None, clock.now()
        elif isinstance(present, AlyxTuiError):
            raise present
        else:
            ensure_met(self.conditions, row.change.key, present)

        def begun(number: int) -> None:
            row.entry = number

        outcome = await self.writes.send(
            await self.writes.review(row.change, present=present, priority=Priority.BULK),
            batch=self.name,
            undoes=row.undoes,
            read_at=read_at,
            named=self.confirmed,
            conditions=self.conditions,
            priority=Priority.BULK,
            on_begun=begun,
        )
        row.state = RowState.EQUAL if outcome.unchanged else RowState.DONE
        row.said = " ".join(outcome.notes)
        if row.change.verb is Verb.CREATE:
            row.change = Change(
                Verb.CREATE, row.change.endpoint, outcome.key, row.change.operations
            )

    def _fail(self, row: Row, error: AlyxTuiError) -> None:
        if isinstance(error, Unmet):
            row.state, row.said = RowState.SKIPPED, error.why
            return
        row.state, row.said, row.error = RowState.FAILED, error.message, error
        self._failed += 1
        if self.stop_at_failure and not isinstance(error, Conflict):
            self._stop(error)

    def _stop(self, error: AlyxTuiError) -> None:
        self.stopped = self.stopped or error
        self.cancel()

    def _told(self) -> None:
        self._through += 1
        if self.on_progress is None:
            return
        pace = (time.monotonic() - self._begun) / self._through
        seconds = pace * (self._total - self._through)
        self.on_progress(Progress(self._through, self._total, self._failed, seconds))


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
