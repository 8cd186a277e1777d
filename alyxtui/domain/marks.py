"""Which records of a query are marked. Marks are identities: they outlive paging and sorting."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from alyxtui.client.answer import Record
from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import identity_of
from alyxtui.domain.fetch import Fetch
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint


@dataclass(frozen=True, slots=True)
class Marked:
    """Marks as a view keeps them.

    Attributes:
        everything: whether all records of the query are marked, but ``records``.
        records: those that are marked, or that are not.
    """

    everything: bool = False
    records: tuple[Record, ...] = ()


UNMARKED = Marked()


class Marks:
    """The marked records of one query, each once.

    Either some records are marked, or all of the query but some. A record without any key (Alyx
    3.6.1: water-restriction) cannot be told from another and is never marked.

    Args:
        endpoint: tells how its records are identified.
        marked: to begin with.

    Attributes:
        everything: whether all records of the query are marked, but those taken out.
    """

    def __init__(self, endpoint: Endpoint, marked: Marked = UNMARKED) -> None:
        self.everything = marked.everything
        self._endpoint = endpoint
        named = {identity_of(endpoint, record): record for record in marked.records}
        self._records: dict[str, Record] = {} if marked.everything else named
        self._taken_out: dict[str, Record] = named if marked.everything else {}

    @property
    def marked(self) -> Marked:
        """The marks as they are now."""
        named = self._taken_out if self.everything else self._records
        return Marked(self.everything, tuple(named.values()))

    def __bool__(self) -> bool:
        return self.everything or bool(self._records)

    @property
    def names(self) -> tuple[str, ...]:
        """The identities of those that are marked, or with everything those that are not."""
        return tuple(self._taken_out if self.everything else self._records)

    @property
    def records(self) -> tuple[Record, ...]:
        """The marked records that were named one by one, in the order they were marked."""
        return tuple(self._records.values())

    def can_mark(self, record: Record) -> bool:
        """Whether a record has a key to mark it by."""
        return bool(identity_of(self._endpoint, record))

    def holds(self, record: Record) -> bool:
        """Whether a record is marked."""
        name = identity_of(self._endpoint, record)
        if not name:
            return False
        return name not in self._taken_out if self.everything else name in self._records

    def count(self, total: int | None) -> int:
        """How many are marked.

        Args:
            total: rows of the whole query, None while unknown.
        """
        if self.everything:
            return max((total or 0) - len(self._taken_out), 0)
        return len(self._records)

    def add(self, records: Iterable[Record]) -> int:
        """Mark records; gives how many were not marked before."""
        return self._set(records, marked=True)

    def remove(self, records: Iterable[Record]) -> int:
        """Take marks away; gives how many there were."""
        return self._set(records, marked=False)

    def toggle(self, record: Record) -> None:
        """Mark a record, or take its mark away."""
        self._set([record], marked=not self.holds(record))

    def invert(self, records: Iterable[Record]) -> None:
        """Mark those of some records that are not, and take the marks of the others away."""
        known = {identity_of(self._endpoint, record): record for record in records}
        held = [record for record in known.values() if self.holds(record)]
        bare = [record for record in known.values() if not self.holds(record)]
        self.remove(held)
        self.add(bare)

    def add_everything(self) -> None:
        """Mark all records of the query, those not here included."""
        self.clear()
        self.everything = True

    def clear(self) -> None:
        """Take all marks away."""
        self.everything = False
        self._records.clear()
        self._taken_out.clear()

    def _set(self, records: Iterable[Record], *, marked: bool) -> int:
        kept = self._taken_out if self.everything else self._records
        changed = 0
        for record in records:
            name = identity_of(self._endpoint, record)
            if not name or self.holds(record) is marked:
                continue
            changed += 1
            if marked is not self.everything:
                kept[name] = record
            else:
                del kept[name]
        return changed


async def marked_records(
    client: AlyxClient, endpoint: Endpoint, parts: Sequence[Query], marks: Marks
) -> AsyncIterator[Record]:
    """The marked records; when everything is marked, they come from the server as they arrive.

    Args:
        client: the server.
        endpoint: where the records are from.
        parts: the query that was marked in, see ``Fetch``.
        marks: which ones.

    Raises:
        AlyxTuiError: nothing came at all.
    """
    if not marks.everything:
        for record in marks.records:
            yield record
        return
    async with aclosing(Fetch(client, endpoint, parts).batches()) as batches:
        async for batch in batches:
            for record in batch.records:
                if marks.holds(record):
                    yield record
