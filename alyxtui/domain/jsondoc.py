"""A JSON value as lines that fold: only what is open is laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from alyxtui.domain.cells import MAX_CELL, Cell, Role, cell
from alyxtui.text import elide, plural, safe, width, wrapped

Path = tuple[str | int, ...]

INDENT = 2  # cells a level
_SIGN = 2  # cells of the fold sign
_GAP = 2  # cells between label and value
_DEEPEST = 30  # levels that are still indented
_USUAL_LABEL = 20
_NARROWEST = 10  # cells that a value gets however little room there is
_LONG = 1000  # characters that no line takes, so their cells need no counting


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document.

    Attributes:
        path: keys and indices from the record down; text lines end in their number.
        label: the safe key, or ``[3]``; empty for lines of a long text.
        label_width: cells that the labels of this level usually take; long ones take more.
        cell: the value, or the summary of a branch.
        value: what stands there.
        branch: whether it can be opened.
        is_open: whether its children follow.
    """

    path: Path
    label: str
    label_width: int
    cell: Cell
    value: object
    branch: bool = False
    is_open: bool = False

    @property
    def depth(self) -> int:
        """How deep the line stands; fields of the record are at 0."""
        return len(self.path) - 1

    @property
    def indent(self) -> int:
        """Cells left of the fold sign."""
        return INDENT * min(self.depth, _DEEPEST)

    def label_cells(self, room: int) -> int:
        """Cells of the label in a line of ``room`` cells; 0 for lines of a long text."""
        if not self.label:
            return 0
        wanted = max(self.label_width, width(self.label))
        return min(wanted, max((room - self.indent - _SIGN) // 2, 4))

    def value_cells(self, room: int) -> int:
        """Cells of the value in a line of ``room`` cells."""
        label = self.label_cells(room)
        return max(room - self.indent - _SIGN - label - (_GAP if label else 0), _NARROWEST)


class JsonDocument:
    """The visible lines of a record.

    Opening a branch lays out its children only; a closed branch costs one line whatever is in it.

    Args:
        record: any JSON value; an object's fields become the first level.
        opened: paths that are open from the start.
        states: dotted names of the fields that hold states.
        room: cells of a line; what is wider folds and is wrapped when it is open.
    """

    def __init__(
        self,
        record: object,
        opened: frozenset[Path] = frozenset(),
        states: Collection[str] = (),
        room: int = 80,
    ) -> None:
        self._record, self._states, self.room = record, states, room
        self.opened: set[Path] = set(opened)
        self.lines: list[Line] = list(self._children((), record))
        self._open_known()

    def fit(self, room: int) -> bool:
        """Lay the lines out for another width; what is open stays so.

        Args:
            room: cells of a line.

        Returns:
            Whether anything changed.
        """
        if room == self.room:
            return False
        self.room = room
        self.lines = list(self._children((), self._record))
        self._open_known()
        return True

    def toggle(self, index: int) -> bool:
        """Open or close the branch at a line.

        Returns:
            Whether anything changed.
        """
        line = self.lines[index]
        return self.close(index) if line.is_open else self.open(index)

    def open(self, index: int) -> bool:
        """Open the branch at a line; False when it is no branch or open already."""
        line = self.lines[index]
        if not line.branch or line.is_open:
            return False
        self.opened.add(line.path)
        self.lines[index] = replace(line, is_open=True)
        self.lines[index + 1 : index + 1] = self._children(line.path, line.value)
        return True

    def close(self, index: int) -> bool:
        """Close the branch at a line; False when it is no branch or closed already."""
        line = self.lines[index]
        if not line.is_open:
            return False
        end = self._end_of(index)
        self.opened.difference_update(one.path for one in self.lines[index:end])
        self.lines[index:end] = [replace(line, is_open=False)]
        return True

    def parent(self, index: int) -> int:
        """The line of the branch that a line stands in; itself at the first level."""
        depth = self.lines[index].depth
        while index > 0 and self.lines[index].depth >= depth > 0:
            index -= 1
        return index

    def _end_of(self, index: int) -> int:
        depth = self.lines[index].depth
        end = index + 1
        while end < len(self.lines) and self.lines[end].depth > depth:
            end += 1
        return end

    def _open_known(self) -> None:
        # What fits on its line now has nothing to open; it stays known for a narrower day.
        index = 0
        while index < len(self.lines):
            if self.lines[index].path in self.opened:
                self.open(index)
            index += 1

    def _children(self, path: Path, value: object) -> Iterator[Line]:
        if isinstance(value, dict):
            pairs = [(str(key), safe(str(key)[:MAX_CELL]), child) for key, child in value.items()]
            # A few long names push their own value aside, not those of all the others.
            sizes = [width(label) for _, label, _ in pairs]
            widest = max((size for size in sizes if size <= _USUAL_LABEL), default=0)
            for key, label, child in pairs:
                yield self._line((*path, key), label, widest, child)
        elif isinstance(value, list):
            widest = len(str(len(value))) + 2
            for index, child in enumerate(value):
                yield self._line((*path, index), f"[{index}]", widest, child)
        elif path:
            yield from self._text_lines(path, value)
        else:
            yield self._line(("value",), "value", len("value"), value)

    def _text_lines(self, path: Path, value: object) -> Iterator[Line]:
        text = safe(value, lines=True) if isinstance(value, str) else _value_cell(value).text
        room = Line((*path, 0), "", 0, Cell(""), "").value_cells(self.room)
        pieces = (piece for line in text.split("\n") for piece in wrapped(line, room))
        for index, piece in enumerate(pieces):
            yield Line((*path, index), "", 0, Cell(piece), piece)

    def _line(self, path: Path, label: str, label_width: int, value: object) -> Line:
        shown = Line(path, label, label_width, self._cell(path, value), value)
        if isinstance(value, dict | list):
            return replace(shown, branch=bool(value))
        room = shown.value_cells(self.room)
        if isinstance(value, str) and (len(value) > _LONG or "\n" in value.rstrip("\n")):
            start = cell(value.split("\n", 1)[0][:_LONG]).text
            return replace(shown, cell=Cell(_summary(start, len(value), room)), branch=True)
        if width(shown.cell.text) > room:
            text = _summary(shown.cell.text, len(shown.cell.text), room)
            return replace(shown, cell=replace(shown.cell, text=text), branch=True)
        return shown

    def _cell(self, path: Path, value: object) -> Cell:
        if isinstance(value, str):
            value = value[:_LONG]
        return _value_cell(value, status=self._is_state(path))

    def _is_state(self, path: Path) -> bool:
        # extended_qc holds labels under names that each pipeline makes up (seed 000).
        names = [part for part in path if isinstance(part, str)]
        return ".".join(names) in self._states or "extended_qc" in names[:-1]


def _summary(text: str, length: int, room: int) -> str:
    """The start of a long text and how long it is, in the room there is."""
    size = f" {plural(length, 'character')}"
    return elide(f"{text} …", max(room - len(size), room // 2)) + size


def _value_cell(value: object, *, status: bool = False) -> Cell:
    if isinstance(value, bool):
        return Cell("true" if value else "false", Role.NUMBER)
    if value is None:
        return Cell("null", Role.WHISPER)
    if isinstance(value, str) and not status:
        # The detail shows a time with its seconds, so no short form here.
        return Cell(safe(value)) if value else cell(value)
    return cell(value, status=status)
