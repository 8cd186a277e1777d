"""A JSON value as lines that fold: only what is open is laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from alyxtui.domain.cells import MAX_CELL, Cell, Role, cell
from alyxtui.text import plural, safe, width

Path = tuple[str | int, ...]

_USUAL_LABEL = 20
_CHUNK = 100  # characters of a long text without line breaks in one line


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


class JsonDocument:
    """The visible lines of a record.

    Opening a branch lays out its children only; a closed branch costs one line whatever is in it.

    Args:
        record: any JSON value; an object's fields become the first level.
        opened: paths that are open from the start.
        states: dotted names of the fields that hold states.
    """

    def __init__(
        self,
        record: object,
        opened: frozenset[Path] = frozenset(),
        states: Collection[str] = (),
    ) -> None:
        self._states = states
        self.opened: set[Path] = set(opened)
        self.lines: list[Line] = list(self._children((), record))
        self._open_known()

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
        wanted, self.opened = self.opened, set()
        index = 0
        while index < len(self.lines):
            if self.lines[index].path in wanted:
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
        elif isinstance(value, str):
            for index, text in enumerate(_text_lines(value)):
                yield Line((*path, index), "", 0, Cell(text), text)
        else:
            yield self._line((*path, "value"), "value", len("value"), value)

    def _line(self, path: Path, label: str, label_width: int, value: object) -> Line:
        branch = _is_branch(value)
        if isinstance(value, str) and branch:
            shown = cell(value.split("\n", 1)[0][:_CHUNK]).text
            summary = Cell(f"{shown} … {plural(len(value), 'character')}")
        else:
            summary = _value_cell(value, status=self._is_state(path))
        return Line(path, label, label_width, summary, value, branch=branch)

    def _is_state(self, path: Path) -> bool:
        # extended_qc holds labels under names that each pipeline makes up (seed 000).
        names = [part for part in path if isinstance(part, str)]
        return ".".join(names) in self._states or "extended_qc" in names[:-1]


def _value_cell(value: object, *, status: bool) -> Cell:
    if isinstance(value, bool):
        return Cell("true" if value else "false", Role.NUMBER)
    if value is None:
        return Cell("null", Role.WHISPER)
    if isinstance(value, str) and not status:
        # The detail shows a time with its seconds, so no short form here.
        return Cell(safe(value)) if value else cell(value)
    return cell(value, status=status)


def _is_branch(value: object) -> bool:
    if isinstance(value, dict | list):
        return bool(value)
    return isinstance(value, str) and ("\n" in value.rstrip("\n") or len(value) > _CHUNK)


def _text_lines(value: str) -> Iterator[str]:
    for line in safe(value, lines=True).split("\n"):
        if not line:
            yield ""
        for start in range(0, len(line), _CHUNK):
            yield line[start : start + _CHUNK]
