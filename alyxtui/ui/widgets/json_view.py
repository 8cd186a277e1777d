"""One record as a tree of lines that fold."""

from __future__ import annotations

from rich.segment import Segment

from alyxtui.domain.cells import Role
from alyxtui.domain.jsondoc import JsonDocument
from alyxtui.text import elide, fit, width
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.widgets.lines import Lines

_INDENT = 2


class JsonView(Lines):
    """Draws a ``JsonDocument``; enter and the arrows fold."""

    BINDINGS = bindings(Scope.DETAIL)
    scope = Scope.DETAIL

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = JsonDocument({})

    def show(self, document: JsonDocument, *, keep_cursor: bool = False) -> None:
        """Show another document, from its first line unless told otherwise."""
        # A cursor that never left the first line stays there, whatever stands in it now.
        here = self._path() if keep_cursor and self.cursor else None
        self.document = document
        paths = [line.path for line in document.lines]
        cursor = paths.index(here) if here in paths else 0
        self.set_reactive(JsonView.cursor, cursor)
        self.lines_changed()
        if not keep_cursor:
            self.scroll_to(y=0, animate=False, force=True)

    def _path(self) -> tuple[str | int, ...] | None:
        lines = self.document.lines
        return lines[self.cursor].path if self.cursor < len(lines) else None

    def line_count(self) -> int:
        """The visible lines."""
        return len(self.document.lines)

    def draw(self, index: int) -> list[Segment]:
        """One line: fold sign, label, value."""
        line = self.document.lines[index]
        indent = " " * (_INDENT * min(line.depth, 30))
        sign = ("▾ " if line.is_open else "▸ ") if line.branch else "  "
        room = self.size.width - 1 - len(indent) - len(sign)
        segments = [Segment(indent + sign, self.styled(Role.WHISPER))]
        if line.label:
            wanted = max(line.label_width, width(line.label))
            label = fit(line.label, min(wanted, max(room // 2, 4)))
            segments += [Segment(label, self.styled(Role.LABEL)), Segment("  ")]
            room -= width(label) + 2
        return [
            *segments,
            Segment(elide(line.cell.text, max(room, 1)), self.styled(line.cell.role)),
        ]

    def chosen(self) -> None:
        """Open or close the value under the cursor."""
        if self.line_count() and self.document.toggle(self.cursor):
            self.lines_changed()

    def action_unfold(self) -> None:
        """Open the value under the cursor; on an open one, go in."""
        if not self.line_count():
            return
        if self.document.open(self.cursor):
            self.lines_changed()
        elif self.document.lines[self.cursor].is_open:
            self.move_to(self.cursor + 1)

    def action_fold(self) -> None:
        """Close the value under the cursor; on a closed one, go to what holds it."""
        if not self.line_count():
            return
        if self.document.close(self.cursor):
            self.lines_changed()
        else:
            self.move_to(self.document.parent(self.cursor))
