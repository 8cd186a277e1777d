"""Which columns a table has, chosen from the first page: scalars first, nested last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alyxtui.domain.cells import Cell, cell
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.schema import hints
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe, width

Record = Mapping[str, object]

MIN_WIDTH = 3
MAX_WIDTH = 40
"""Cells of the narrowest column, and of the widest that nobody has widened."""
_LONG_TEXT = 60


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: the record's field; dotted for a field of a nested object.
        title: the safe heading.
        width: terminal cells.
        right: whether the column stands at the right, as numbers do.
        status: whether its values are states.
        detail: whether only the record's detail has it, which costs a request a row.
        pinned: whether it stays where it is when the others scroll sideways.
        hidden: whether it is not shown.
    """

    name: str
    title: str
    width: int
    right: bool = False
    status: bool = False
    detail: bool = False
    pinned: bool = False
    hidden: bool = False

    def cell(self, record: Record) -> Cell:
        """The cell of a record; a missing field is an empty cell, not a null."""
        value = value_at(record, self.name)
        return Cell("") if value is MISSING else cell(value, status=self.status)


def choose_columns(endpoint: Endpoint, records: Sequence[Record]) -> tuple[Column, ...]:
    """The columns for an endpoint's records.

    Order: title fields (what a person calls the record), other scalars as the server sends them,
    long texts and nested values, last the key and ``url`` where they say nothing new.

    Args:
        endpoint: the endpoint, for the hints on its fields.
        records: the first page.
    """
    titles = [
        name
        for name in hints.TITLE_FIELDS.get(endpoint.name, ())
        if any(value_at(record, name) is not MISSING for record in records)
    ]
    states = hints.STATUS_FIELDS.get(endpoint.name, ())
    names = dict.fromkeys(name for record in records for name in record)
    others = [name for name in names if name not in titles]
    ranked = sorted(others, key=lambda name: _rank(name, states, records))
    return tuple(make_column(endpoint, name, records) for name in (*titles, *ranked))


def _rank(name: str, states: Sequence[str], records: Sequence[Record]) -> int:
    values = [record[name] for record in records if record.get(name) is not None]
    if name in {"id", "url"}:
        return 5
    if not values:
        return 3
    if any(isinstance(value, dict | list) for value in values):
        return 4
    long = any(isinstance(value, str) and len(value) > _LONG_TEXT for value in values)
    if long or name in hints.LONG_TEXT_FIELDS:
        return 3
    return 1 if name in states else 2


def make_column(endpoint: Endpoint, name: str, records: Sequence[Record]) -> Column:
    """One column, as wide as its values in some records.

    Args:
        endpoint: for the hints on its fields.
        name: dotted path.
        records: some rows.
    """
    status = name in hints.STATUS_FIELDS.get(endpoint.name, ())
    title = safe(name.rpartition(".")[2])
    values = [value_at(record, name) for record in records]
    cells = [cell(value, status=status) for value in values if value is not MISSING]
    widest = max([width(title), *(width(one.text) for one in cells)])
    numbers = [one for one in cells if one.right]
    return Column(
        name=name,
        title=title,
        width=max(MIN_WIDTH, min(widest, MAX_WIDTH)),
        right=bool(numbers) and all(one.right or one.text == "–" for one in cells),
        status=status,
    )
