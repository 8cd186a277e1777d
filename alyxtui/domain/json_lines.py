"""What hangs on the branches of a record: keys, items, and the rows of long texts; as lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from alyxtui.client.exact import Repeating
from alyxtui.domain.cells import MAX_CELL, Cell, Role, cell, digits
from alyxtui.domain.json_path import Path
from alyxtui.domain.outline import Kids, Name
from alyxtui.domain.text_rows import TextRows
from alyxtui.text import elide, plural, safe, width

INDENT = 2  # cells a level
_SIGN = 2  # cells of the fold sign
_GAP = 2  # cells between label and value
_DEEPEST = 30  # levels that are still indented
_USUAL_LABEL = 20
_NARROWEST = 10  # cells that a value gets however little room there is
_LONG = 1000  # characters that no line takes, so their cells need no counting
_MEASURED = 2000  # keys that the width of the labels is taken from
_LISTED = 8  # items of a list that its line names
_WHOLE = 100_000  # characters of a text that open in the tree; the pager shows all

Kept = Mapping[Name, "Kept"]
"""The branches to show, by name; an empty one stands for all in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record.

    Attributes:
        path: keys and indices from the record down; rows of a text have that of the text.
        label: the safe key, or ``[3]``; empty for the rows of a long text.
        label_width: cells that the labels of this level usually take; long ones take more.
        cell: the value, or the summary of a branch.
        value: what stands there.
        more: what is said after the value.
        columns: cells that ``cell`` and ``more`` take each, where lines stand as a table.
        depth: how deep it stands; fields of the record are at 0.
        row: which row of a long text it is, None for other lines.
        branch: whether it can be opened.
        is_open: whether its children follow.
        heading: whether the label is a heading of the program's own.
    """

    path: Path
    label: str
    label_width: int
    cell: Cell
    value: object
    more: tuple[Cell, ...] = ()
    columns: tuple[int, ...] = ()
    depth: int = 0
    row: int | None = None
    branch: bool = False
    is_open: bool = False
    heading: bool = False

    @property
    def indent(self) -> int:
        """Cells left of the fold sign."""
        return INDENT * min(self.depth, _DEEPEST)

    def label_cells(self, room: int) -> int:
        """Cells of the label in a line of ``room`` cells; 0 for lines of a long text."""
        return label_cells(self.label, self.label_width, room - self.indent)

    def value_cells(self, room: int) -> int:
        """Cells of the value in a line of ``room`` cells."""
        return value_cells(self.label, self.label_width, room - self.indent)


def label_cells(label: str, usual: int, room: int) -> int:
    """Cells of a label in ``room`` cells, fold sign included; 0 for none."""
    if not label:
        return 0
    return min(max(usual, width(label)), max((room - _SIGN) // 2, 4))


def value_cells(label: str, usual: int, room: int) -> int:
    """Cells that are left for the value."""
    cells = label_cells(label, usual, room)
    return max(room - _SIGN - cells - (_GAP if cells else 0), _NARROWEST)


@dataclass(slots=True)
class Frame:
    """What all lines of a document share.

    Attributes:
        room: cells of a line.
        states: dotted names of the fields that hold states.
    """

    room: int
    states: Collection[str] = ()

    def is_state(self, path: Path) -> bool:
        """Whether a state stands at a path."""
        # extended_qc holds labels under names that each pipeline makes up (seed 000).
        names = [part for part in path if isinstance(part, str)]
        return ".".join(names) in self.states or "extended_qc" in names[:-1]


class Lined(Kids):
    """Kids that can be drawn."""

    def line(self, at: int, *, is_open: bool) -> Line:
        """The line of one.

        Args:
            at: its position.
            is_open: whether its children follow.
        """
        raise NotImplementedError


class Values(Lined):
    """The values of an object or a list.

    Args:
        value: the object or list.
        frame: of the document.
        outer: what it stands in, None for the record.
        path: where it stands.
        kept: what to show of it, None or empty for all.
    """

    def __init__(
        self,
        value: dict[str, object] | list[object],
        frame: Frame,
        outer: Values | None = None,
        path: Path = (),
        kept: Kept | None = None,
    ) -> None:
        self.value, self._frame, self._outer = value, frame, outer
        self._path, self._kept = path, kept

    @cached_property
    def names(self) -> Sequence[Name]:
        """Keys or indices."""
        every: Sequence[Name] = (
            list(self.value) if isinstance(self.value, dict) else range(len(self.value))
        )
        return [name for name in every if name in self._kept] if self._kept else every

    @cached_property
    def _positions(self) -> dict[Name, int]:
        return {name: at for at, name in enumerate(self.names)}

    @cached_property
    def label_width(self) -> int:
        """Cells that most labels fit in."""
        if isinstance(self.value, list):
            return len(str(len(self.value))) + 2
        # A few long names push their own value aside, not those of all the others.
        sizes = (width(_label(name)) for name in self.names[:_MEASURED])
        return max((size for size in sizes if size <= _USUAL_LABEL), default=0)

    def __len__(self) -> int:
        return len(self.names) if self._kept else len(self.value)

    def name(self, at: int) -> Name:
        """The key or the index."""
        return self.names[at]

    def find(self, name: Name) -> int | None:
        """The position of a key or an index."""
        if isinstance(self.names, range):
            return name if isinstance(name, int) and name in self.names else None
        return self._positions.get(name)

    def at(self, at: int) -> object:
        """The value at a position."""
        value: Any = self.value
        return value[self.names[at]]

    def branches(self) -> Iterable[int]:
        """Objects and lists that are not empty; long texts open one by one."""
        if self._kept:
            values: Iterable[object] = map(self.at, range(len(self)))
        else:
            values = self.value.values() if isinstance(self.value, dict) else self.value
        return [at for at, one in enumerate(values) if isinstance(one, dict | list) and one]

    def inside(self, at: int) -> Lined | None:
        """What is in an object or list, or the rows of a long text."""
        value = self.at(at)
        if isinstance(value, dict | list):
            if not value or self._is_inside(value):
                return None
            name = self.names[at]
            kept = self._kept.get(name) if self._kept else None
            return Values(value, self._frame, self, (*self._path, name), kept)
        text = self._long_text(value, self._room_of(at))
        if text is None:
            return None
        return Text(text, value, (*self._path, self.names[at]), self._frame.room)

    def line(self, at: int, *, is_open: bool) -> Line:
        """Key or index, and the value."""
        value, name = self.at(at), self.names[at]
        here = (*self._path, name)
        shown = Line(here, _label(name), self.label_width, Cell(""), value, depth=len(self._path))
        if isinstance(value, dict | list):
            if self._is_inside(value):
                return replace(shown, cell=Cell("▲ holds itself", Role.WARNING))
            return replace(
                shown,
                cell=_container(value),
                more=repeated(value),
                branch=bool(value),
                is_open=is_open,
            )
        room = self._room_of(at)
        if self._long_text(value, room) is None:
            return replace(shown, cell=value_cell(value, status=self._frame.is_state(here)))
        return replace(shown, cell=_summary(value, room), branch=True, is_open=is_open)

    def _room_of(self, at: int) -> int:
        indent = INDENT * min(len(self._path), _DEEPEST)
        return value_cells(_label(self.names[at]), self.label_width, self._frame.room - indent)

    def _long_text(self, value: object, room: int) -> str | None:
        """The text of a value that does not fit on its line."""
        if isinstance(value, str):
            is_long = len(value) > _LONG or "\n" in value.rstrip("\n")
            return value if is_long or width(safe(value)) > room else None
        text = value_cell(value).text
        return text if len(text) > room else None

    def _is_inside(self, value: object) -> bool:
        """Whether it holds itself; JSON cannot, records put together by a program can."""
        outer: Values | None = self
        while outer is not None:
            if outer.value is value:
                return True
            outer = outer._outer
        return False


class Text(Lined):
    """The rows of a long text.

    Args:
        text: all of it.
        value: what it is the text of.
        path: of that value.
        room: cells of a line of the document.
    """

    def __init__(self, text: str, value: object, path: Path, room: int) -> None:
        self._value, self._path = value, path
        self._left = max(len(text) - _WHOLE, 0)
        room = value_cells("", 0, room - INDENT * min(len(path), _DEEPEST))
        self._rows = TextRows(text[:_WHOLE], room)

    def __len__(self) -> int:
        return len(self._rows) + bool(self._left)

    def name(self, at: int) -> Name:
        """The number of the row."""
        return at

    def find(self, name: Name) -> int | None:
        """A row by its number."""
        return name if isinstance(name, int) and 0 <= name < len(self) else None

    def inside(self, at: int) -> None:
        """Nothing."""

    def first_with(self, words: str) -> int | None:
        """The first row that holds a text, whatever its case."""
        return next(iter(self._rows.matching(words)), None)

    def branches(self) -> Iterable[int]:
        """None."""
        return ()

    def line(self, at: int, *, is_open: bool) -> Line:
        """A row; the last one says how much is left out."""
        if at < len(self._rows):
            shown = Cell(self._rows.row(at))
        else:
            shown = Cell(f"… {plural(self._left, 'more character')}; v shows all", Role.WHISPER)
        return Line(self._path, "", 0, shown, self._value, depth=len(self._path), row=at)


def value_cell(value: object, *, status: bool = False) -> Cell:
    """A value that is no container, as the record shows it: whole, as the server sent it."""
    if isinstance(value, bool):
        return Cell("true" if value else "false", Role.NUMBER)
    if value is None:
        return Cell("null", Role.WHISPER)
    if isinstance(value, int | float):
        return Cell(digits(value), Role.NUMBER)
    if isinstance(value, str) and value and not status:
        # The detail shows a time with its seconds, so no short form here.
        return Cell(safe(value[:_LONG]))
    return cell(value, status=status)


def shown(value: object) -> Cell:
    """Any value on one line: a long text by its start, a container by its size."""
    if isinstance(value, str):
        first = value[:_LONG].split("\n", 1)[0]
        return Cell(f"{safe(first)} …") if len(first) < len(value) else value_cell(value)
    return _container(value) if isinstance(value, dict | list) else value_cell(value)


def _container(value: dict[str, object] | list[object]) -> Cell:
    """The first items of a list of plain values, else the size."""
    first = value[:_LISTED] if isinstance(value, list) else []
    if not first or any(isinstance(one, dict | list) for one in first):
        return cell(value)
    texts = ", ".join(value_cell(one).text for one in first)
    more = f" +{len(value) - _LISTED:,}" if len(value) > _LISTED else ""
    return Cell(texts[:MAX_CELL] + more)


def _label(name: Name) -> str:
    return f"[{name}]" if isinstance(name, int) else safe(str(name)[:MAX_CELL])


def repeated(value: object) -> tuple[Cell, ...]:
    """A warning when an object came with keys that it had already."""
    if not isinstance(value, Repeating):
        return ()
    names = ", ".join(safe(name[:MAX_CELL]) for name in value.repeated)
    return (Cell(f"▲ came twice: {elide(names, _USUAL_LABEL)}", Role.WARNING),)


def _summary(value: object, room: int) -> Cell:
    """The start of a long text and how long it is, in the room there is."""
    text = value if isinstance(value, str) else value_cell(value).text
    role = Role.TEXT if isinstance(value, str) else Role.NUMBER
    start = safe(text[:_LONG].split("\n", 1)[0])
    size = f" {plural(len(text), 'character')}"
    return Cell(elide(f"{start} …", max(room - len(size), room // 2)) + size, role)
