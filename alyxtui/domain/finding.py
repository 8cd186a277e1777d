"""Looking for a text in rows: in what their cells say, capitals or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from alyxtui.domain.columns import Column


class Find:
    """A text to look for.

    Args:
        text: taken as it is, no pattern.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.text), re.IGNORECASE)

    def spans(self, shown: str) -> list[tuple[int, int]]:
        """Where the text stands in what a cell shows, as character positions."""
        return [match.span() for match in self._pattern.finditer(shown)]

    def is_in(self, record: Mapping[str, Any], columns: Iterable[Column]) -> bool:
        """Whether a cell of a record holds the text."""
        return any(self._pattern.search(column.cell(record).text) for column in columns)

    def places(
        self, rows: Iterable[tuple[int, Mapping[str, Any]]], columns: Sequence[Column]
    ) -> list[int]:
        """The indices of the rows that hold the text, in their order."""
        return [index for index, record in rows if self.is_in(record, columns)]


def next_place(places: Sequence[int], here: int, step: int) -> int | None:
    """The nearest place in a direction, around the end if need be; None when there is none.

    Args:
        places: ascending.
        here: where the cursor is; it does not count itself unless it is the only one.
        step: 1 for down, -1 for up.
    """
    if not places:
        return None
    if step > 0:
        return next((place for place in places if place > here), places[0])
    return next((place for place in reversed(places) if place < here), places[-1])
