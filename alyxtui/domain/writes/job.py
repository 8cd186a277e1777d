"""A bulk edit from the choice of its records to its outcome, as a screen can follow it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.conditions import Condition
from alyxtui.domain.writes.operations import Operation
from alyxtui.domain.writes.rows import Progress, RowState
from alyxtui.domain.writes.target import Target, frozen
from alyxtui.errors import AlyxTuiError

OPEN = (RowState.FAILED, RowState.NEW, RowState.READY)
"""What can be tried again once it has ended."""


class Phase(str, Enum):
    """How far it is."""

    FETCHING = "fetching the records"
    PLANNING = "dry run under way"
    PLANNED = "dry run, nothing is sent yet"
    RUNNING = "sending"
    PAUSED = "paused"
    ENDED = "ended"


Make = Callable[["BulkJob"], Awaitable[Bulk]]
"""Freezes the rows."""


@dataclass(slots=True)
class BulkJob:
    """One bulk edit.

    Attributes:
        heading: what is done to which records.
        endpoint: name of their endpoint.
        make: gives the rows, which are those from then on.
        lost: what does not come back, a sentence each.
        titles: what a person calls the records, by lookup value.
        bulk: the rows, None before they are known.
        phase: how far it is.
        come: records that have come so far.
        progress: of the sending.
        error: why it ended early.
    """

    heading: str
    endpoint: str
    make: Make
    lost: Sequence[str] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    bulk: Bulk | None = None
    phase: Phase = Phase.FETCHING
    come: int = 0
    progress: Progress | None = None
    error: AlyxTuiError | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether rows are being sent, or will be when it goes on."""
        return self.phase in {Phase.RUNNING, Phase.PAUSED}

    @property
    def counts(self) -> Counter[RowState]:
        """How many rows are in which state."""
        return Counter(row.state for row in self.bulk.rows) if self.bulk is not None else Counter()

    def count(self, *states: RowState) -> int:
        """How many rows are in one of some states."""
        counts = self.counts
        return sum(counts[one] for one in states)

    async def plan(self) -> None:
        """Freeze the rows and see what each would do; what goes wrong is in ``error``."""
        try:
            bulk = await self.make(self)
            bulk.on_progress = self._told
            self.bulk, self.phase = bulk, Phase.PLANNING
            await bulk.plan()
            self.phase = Phase.PLANNED
        except AlyxTuiError as error:
            self.error, self.phase = error, Phase.ENDED

    async def run(self, confirmed: Collection[str]) -> None:
        """Send the rows; what goes wrong with all of them is in ``error``.

        Args:
            confirmed: the names of public or protected tags that were typed.
        """
        if self.bulk is None:
            return
        self.bulk.confirmed = confirmed
        self.phase = Phase.RUNNING
        try:
            await self.bulk.run()
        except AlyxTuiError as error:
            self.error = error
        finally:
            self.phase = Phase.ENDED

    def pause(self) -> None:
        """Send no more until it goes on again; or go on."""
        if self.bulk is not None and self.phase is Phase.RUNNING:
            self.bulk.pause()
            self.phase = Phase.PAUSED
        elif self.bulk is not None and self.phase is Phase.PAUSED:
            self.bulk.resume()
            self.phase = Phase.RUNNING

    def cancel(self) -> None:
        """Send no more; rows under way end."""
        if self.bulk is not None and self.is_under_way:
            self.bulk.cancel()
            self.phase = Phase.RUNNING

    def again(self) -> BulkJob:
        """The rows that failed or were not sent, to be planned anew."""

        async def make(job: BulkJob) -> Bulk:
            if self.bulk is None:
                return await self.make(job)
            return self.bulk.retry()

        return BulkJob(f"once more: {self.heading}", self.endpoint, make, self.lost, self.titles)

    def _told(self, progress: Progress) -> None:
        self.progress = progress


def edit_job(
    writes: Writes,
    target: Target,
    operations: Mapping[str, Operation],
    conditions: Sequence[Condition],
    what: str,
) -> BulkJob:
    """The bulk edit of the records of a target.

    Args:
        writes: the way of every write.
        target: which records.
        operations: what is done to which field.
        conditions: what a record must be like, all of them.
        what: is done, in words.
    """
    name = target.endpoint.name

    async def make(job: BulkJob) -> Bulk:
        def came(count: int) -> None:
            job.come = count

        job.titles = await frozen(writes.client, target, came)
        changes = [Change.patch(name, key, operations) for key in job.titles]
        return Bulk.of(writes, changes, conditions=conditions)

    return BulkJob(f"{target.words}: {what}", name, make)


def undo_job(bulk: Bulk, lost: Sequence[str]) -> BulkJob:
    """The bulk that takes others back.

    Args:
        bulk: from ``taken_back``.
        lost: what does not come back, a sentence each.
    """

    async def make(job: BulkJob) -> Bulk:
        return bulk

    change = bulk.rows[0].change
    heading = f"take back {len(bulk.rows):,} writes: {change.verb.word} {change.endpoint}"
    return BulkJob(heading, change.endpoint, make, lost)
