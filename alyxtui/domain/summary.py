"""What stands in a column, and how often."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from alyxtui.domain.cells import Cell
from alyxtui.domain.columns import Column
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.sorting import rank


@dataclass(frozen=True, slots=True)
class Tallied:
    """A distinct value.

    Attributes:
        value: as the server sent it.
        cell: as the table shows it.
        count: rows that have it.
    """

    value: Any
    cell: Cell
    count: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The values of a column.

    Attributes:
        rows: how many were looked at.
        values: the distinct ones, the most frequent first. Of a list each element is one, so that
            their counts may exceed the rows.
        missing: rows that have no such field.
        least: the first of its numbers or texts in their order, empty without any.
        most: the last of them.
    """

    rows: int
    values: tuple[Tallied, ...]
    missing: int
    least: str
    most: str


def summary(rows: Iterable[Mapping[str, Any]], column: Column) -> Summary:
    """The distinct values of a column in some rows.

    Args:
        rows: records.
        column: where to look, and how its values are shown.
    """
    counts: dict[str, int] = {}
    values: dict[str, Any] = {}
    total = missing = 0
    for row in rows:
        total += 1
        value = value_at(row, column.name)
        missing += value is MISSING
        for one in {_name(each): each for each in _parts(value)}.items():
            counts[one[0]] = counts.get(one[0], 0) + 1
            values.setdefault(*one)
    found = [Tallied(values[name], _cell(column, values[name]), counts[name]) for name in counts]
    found.sort(key=lambda one: rank(one.value))
    ordered = [one for one in found if _has_order(one.value)]
    least, most = (ordered[0].cell.text, ordered[-1].cell.text) if ordered else ("", "")
    found.sort(key=lambda one: -one.count)
    return Summary(total, tuple(found), missing, least, most)


def _parts(value: object) -> list[object]:
    """What is counted of a value: the elements of a list, of anything else itself."""
    if value is MISSING:
        return []
    return value if isinstance(value, list) and value else [value]


def _has_order(value: object) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _name(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _cell(column: Column, value: object) -> Cell:
    return Column("value", "", 1, status=column.status).cell({"value": value})
