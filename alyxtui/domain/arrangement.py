"""How the rows of a query stand: as the server has them, or sorted, or narrowed to matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alyxtui.domain.columns import Column
from alyxtui.domain.finding import Find
from alyxtui.domain.sorting import SortKey, arranged, cycled

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


class Arrangement:
    """Sort and narrowing of one query's rows.

    Attributes:
        keys: what is sorted by, the strongest first.
        find: what is looked for, or None.
        narrowed: whether only rows that hold it are shown.
        everything: all rows of the query, once they were fetched; None before.
    """

    def __init__(self) -> None:
        self.keys: tuple[SortKey, ...] = ()
        self.find: Find | None = None
        self.narrowed = False
        self.everything: Sequence[Row] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the rows stand as the server has them, and all of them."""
        return not self.keys and not self.narrowed and self.everything is None

    def sort_by(self, column: str) -> None:
        """Sort by a column: up, down, not at all."""
        self.keys = cycled(self.keys, column)

    def rows(self, loaded: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
        """The rows to show.

        Args:
            loaded: what is here, in the server's order, no record twice.
            columns: those that are looked in.
        """
        rows = self.everything if self.everything is not None else loaded
        if self.narrowed and self.find is not None:
            rows = [row for row in rows if self.find.is_in(row, columns)]
        return arranged(rows, self.keys)
