"""What a known shape says above the fields of a record."""

from __future__ import annotations

from dataclasses import dataclass

from alyxtui.domain.cells import Cell
from alyxtui.domain.json_path import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a summary, and what opens below it.

    Attributes:
        label: safe text at the left; empty for the rows of a table.
        cells: what is said, safe.
        path: where in the record it comes from.
        value: what stands there.
        children: what opens below it.
        is_table: whether the cells of the children stand in columns.
    """

    label: str
    cells: tuple[Cell, ...]
    path: Path = ()
    value: object = None
    children: tuple[Entry, ...] = ()
    is_table: bool = False
