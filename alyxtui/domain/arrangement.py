"""How the rows of a query stand: as the server has them, or sorted, or narrowed to matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alyxtui.client.identity import identity_of, key_of
from alyxtui.domain.columns import Column
from alyxtui.domain.finding import Find
from alyxtui.domain.sorting import SortKey, arranged, cycled
from alyxtui.schema.model import Endpoint

Row = Mapping[str, Any]


class FixedRows:
    """Rows that are all here; a source for the table.

    Args:
        records: in the order to show them.
    """

    def __init__(self, records: Sequence[Row]) -> None:
        self.records = records

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.records)

    def get(self, index: int) -> Row | None:
        """A row, None where there is none."""
        return self.records[index] if 0 <= index < len(self.records) else None

    def request(self, first: int, last: int) -> None:
        """All rows are here."""

    def is_missing(self, index: int) -> bool:
        """No row is missing."""
        return False

    def is_repeat(self, index: int) -> bool:
        """No row is here twice."""
        return False


@dataclass(frozen=True, slots=True)
class Held:
    """Rows that are arranged whatever becomes of the server's pages.

    Attributes:
        rows: in the server's order, no record twice.
        at: when the oldest of them may have come, seconds since the epoch.
        is_all: whether they are all rows of the query.
    """

    rows: Sequence[Row]
    at: float
    is_all: bool

    def rewritten(self, endpoint: Endpoint, key: str, record: Row | None) -> Held:
        """The rows after a record was written.

        Args:
            endpoint: where the rows are from.
            key: the record's lookup value.
            record: all of it as it is now, of which a row keeps the fields of the list; None when
                it is gone.
        """
        rows: list[Row] = []
        for row in self.rows:
            if key_of(endpoint, dict(row)) != key:
                rows.append(row)
            elif record is not None:
                now = {name: record.get(name, value) for name, value in row.items()}
                # Two subjects may share their lookup value.
                same = identity_of(endpoint, now) == identity_of(endpoint, dict(row))
                rows.append(now if same else row)
        return replace(self, rows=rows)


class Arrangement:
    """Sort and narrowing of one query's rows.

    Attributes:
        keys: what is sorted by, the strongest first.
        find: what is looked for, or None.
        narrowed: whether only rows that hold it are shown.
        held: what is arranged, None for the rows that are here.
    """

    def __init__(self) -> None:
        self.keys: tuple[SortKey, ...] = ()
        self.find: Find | None = None
        self.narrowed = False
        self.held: Held | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the rows stand as the server has them, and all of them."""
        return not self.keys and not self.narrowed and not self.of_all

    @property
    def of_all(self) -> bool:
        """Whether all rows of the query were fetched."""
        return self.held is not None and self.held.is_all

    def sort_by(self, column: str) -> None:
        """Sort by a column: up, down, not at all."""
        self.keys = cycled(self.keys, column)

    def rows(self, rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
        """The rows to show.

        Args:
            rows: what is arranged, in the server's order, no record twice.
            columns: those that are looked in.
        """
        if self.narrowed and self.find is not None:
            rows = [row for row in rows if self.find.is_in(row, columns)]
        return arranged(rows, self.keys)
