"""One record as a tree of lines that fold."""

from __future__ import annotations

from rich.segment import Segment
from textual import events

from alyxtui.domain.cells import Role
from alyxtui.domain.jsondoc import JsonDocument, Path
from alyxtui.text import elide, fit
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.messages import ValueChosen
from alyxtui.ui.widgets.lines import Lines

_BAR = 1  # cells of the cursor's bar


class JsonView(Lines):
    """Draws a ``JsonDocument``; enter and the arrows fold."""

    BINDINGS = bindings(Scope.DETAIL)
    # The room for a line must not depend on how many lines there are.
    DEFAULT_CSS = "JsonView { scrollbar-gutter: stable; }"
    scope = Scope.DETAIL

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = JsonDocument({})

    def show(self, document: JsonDocument, *, keep_cursor: bool = False) -> None:
        """Show another document, from its first line unless told otherwise."""
        # A cursor that never left the first line stays there, whatever stands in it now.
        here = self._path() if keep_cursor and self.cursor else None
        self.document = document
        if self.size.width:
            document.fit(self.scrollable_content_region.width - _BAR)
        self.set_reactive(JsonView.cursor, self._index_of(here))
        self.lines_changed()
        if not keep_cursor:
            self.scroll_to(y=0, animate=False, force=True)

    def _path(self) -> Path | None:
        lines = self.document.lines
        return lines[self.cursor].path if self.cursor < len(lines) else None

    def _index_of(self, path: Path | None) -> int:
        """The line of a path, or of what holds it; 0 when it is gone."""
        lines = {line.path: index for index, line in enumerate(self.document.lines)}
        while path and path not in lines:
            path = path[:-1]
        return lines[path] if path else 0

    def line_count(self) -> int:
        """The visible lines."""
        return len(self.document.lines)

    def draw(self, index: int) -> list[Segment]:
        """One line: fold sign, label, value."""
        line = self.document.lines[index]
        sign = ("▾ " if line.is_open else "▸ ") if line.branch else "  "
        segments = [Segment(" " * line.indent + sign, self.styled(Role.WHISPER))]
        if label := line.label_cells(self.document.room):
            segments += [Segment(fit(line.label, label), self.styled(Role.LABEL)), Segment("  ")]
        room = line.value_cells(self.document.room)
        return [*segments, Segment(elide(line.cell.text, room), self.styled(line.cell.role))]

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width."""
        self._fit()

    def _fit(self) -> None:
        here = self._path()
        if not self.size.width or not self.document.fit(
            self.scrollable_content_region.width - _BAR
        ):
            return
        self.set_reactive(JsonView.cursor, self._index_of(here))
        self.lines_changed()
        self.show_row(self.cursor)

    def chosen(self) -> None:
        """Open or close the value under the cursor; a text or a number may be a link."""
        if not self.line_count():
            return
        if isinstance(self.document.lines[self.cursor].value, dict | list):
            self.toggle()
        else:
            self.post_message(ValueChosen(self._path() or ()))

    def toggle(self) -> bool:
        """Open or close what is under the cursor; False when there is nothing to open."""
        if not self.document.toggle(self.cursor):
            return False
        self.lines_changed()
        return True

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
