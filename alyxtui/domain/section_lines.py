"""The summaries above the fields of a record, as lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from alyxtui.domain.cells import Cell
from alyxtui.domain.json_lines import INDENT, Frame, Line, Lined, Values, value_cells
from alyxtui.domain.outline import Name
from alyxtui.domain.shapes.model import Entry
from alyxtui.text import width

GAP = 2  # cells between columns
_WIDEST_LABEL = 44
_READABLE = 18  # cells that are enough for a column
_NARROWEST = 4  # cells that a column is not shrunk below
_WIDEST = 400
# No key of a record: JSON in the database (jsonb) holds no NUL.
_MARK = "\0"


class Entries(Lined):
    """The lines of a summary.

    Args:
        entries: the lines.
        frame: of the document.
        depth: how deep they stand.
        is_table: whether their cells stand in columns.
    """

    def __init__(
        self, entries: Sequence[Entry], frame: Frame, depth: int, *, is_table: bool = False
    ) -> None:
        self._entries, self._frame, self._depth, self._is_table = entries, frame, depth, is_table
        self._fitted: tuple[int, tuple[int, ...]] = (-1, ())

    def __len__(self) -> int:
        return len(self._entries)

    def name(self, at: int) -> Name:
        """The label, or the number of a row."""
        return self._names[at]

    @cached_property
    def _names(self) -> list[Name]:
        labels = [_MARK + entry.label for entry in self._entries]
        plain = self._is_table or len(set(labels)) < len(labels)
        return list(range(len(labels))) if plain else list(labels)

    def find(self, name: Name) -> int | None:
        """The position of a name."""
        return self._names.index(name) if name in self._names else None

    def inside(self, at: int) -> Lined | None:
        """What opens below a line."""
        entry = self._entries[at]
        if not entry.children:
            return None
        return Entries(entry.children, self._frame, self._depth + 1, is_table=entry.is_table)

    def branches(self) -> Iterable[int]:
        """Those that hold others."""
        return [at for at, entry in enumerate(self._entries) if entry.children]

    def line(self, at: int, *, is_open: bool) -> Line:
        """One line of a summary."""
        entry = self._entries[at]
        first, *more = entry.cells or (Cell(""),)
        return Line(
            entry.path,
            entry.label,
            self._label_width,
            first,
            entry.value,
            more=tuple(more),
            columns=self._columns,
            depth=self._depth,
            branch=bool(entry.children),
            is_open=is_open,
            heading=self._depth == 0,
        )

    @cached_property
    def _label_width(self) -> int:
        sizes = (width(entry.label) for entry in self._entries)
        return min(max(sizes, default=0), _WIDEST_LABEL)

    @property
    def _columns(self) -> tuple[int, ...]:
        if not self._is_table:
            return ()
        room = self._frame.room
        if self._fitted[0] != room:
            inner = value_cells(
                self._entries[0].label, self._label_width, room - INDENT * self._depth
            )
            cells = [entry.cells for entry in self._entries]
            self._fitted = room, column_widths(cells, inner)
        return self._fitted[1]


def column_widths(rows: Sequence[Sequence[Cell]], room: int) -> tuple[int, ...]:
    """Cells for each column of a table: the last ones are left out, then the widest give way.

    Args:
        rows: each with as many cells as the others.
        room: cells for all of them with the gaps between.
    """
    widths = [
        min(max(width(cell.text) for cell in column), _WIDEST) for column in zip(*rows, strict=True)
    ]
    while len(widths) > 1 and sum(min(one, _READABLE) + GAP for one in widths) - GAP > room:
        widths.pop()
    room -= GAP * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return tuple(widths)


class Page(Lined):
    """Summaries, a heading, and the fields of the record.

    Args:
        sections: the summaries.
        fields: the fields.
        frame: of the document.
    """

    def __init__(self, sections: Sequence[Entry], fields: Values, frame: Frame) -> None:
        heading = Entry("record", ())
        self._above = Entries((*sections, heading), frame, 0)
        self._fields = fields

    def __len__(self) -> int:
        return len(self._above) + len(self._fields)

    def name(self, at: int) -> Name:
        """The name of a summary or a field."""
        above = len(self._above)
        return self._above.name(at) if at < above else self._fields.name(at - above)

    def find(self, name: Name) -> int | None:
        """The position of a summary or a field."""
        if (at := self._fields.find(name)) is not None:
            return len(self._above) + at
        return self._above.find(name)

    def inside(self, at: int) -> Lined | None:
        """What is in a summary or a field."""
        above = len(self._above)
        return self._above.inside(at) if at < above else self._fields.inside(at - above)

    def branches(self) -> Iterable[int]:
        """Summaries and fields that hold something."""
        above = len(self._above)
        return [*self._above.branches(), *(above + at for at in self._fields.branches())]

    def line(self, at: int, *, is_open: bool) -> Line:
        """The line of a summary or a field."""
        above = len(self._above)
        if at < above:
            return self._above.line(at, is_open=is_open)
        return self._fields.line(at - above, is_open=is_open)
