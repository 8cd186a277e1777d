"""One record as a tree of lines that fold."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events, work

from alyxtui.domain.cells import Cell, Role
from alyxtui.domain.json_lines import Kept, Line
from alyxtui.domain.json_path import path_text
from alyxtui.domain.jsondoc import JsonDocument, Path, Place
from alyxtui.domain.section_lines import GAP
from alyxtui.text import elide, fit, safe, width
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.glyphs import link_sign
from alyxtui.ui.messages import ValueChosen
from alyxtui.ui.widgets.lines import Lines

_BAR = 1  # cells of the cursor's bar
_NARROWEST = 10  # cells of what is said after a value
_AT_ONCE = 10_000  # lines that are opened without a thread
_EVERY_LEVEL = 1_000_000


class JsonView(Lines):
    """Draws a ``JsonDocument``; enter and the arrows fold.

    The line on top says where one is: the path of the line under the cursor, or of the first one
    on the screen when the cursor is not there.

    Attributes:
        words: what to show in the lines that hold it, empty for nothing.
        note: what stands at the right of the line on top.
        leads: tells whether the value at a path leads elsewhere; such lines begin with an arrow.
    """

    BINDINGS = bindings(Scope.DETAIL)
    # The room for a line must not depend on how many lines there are.
    DEFAULT_CSS = """
    JsonView {
        scrollbar-gutter: stable;
        & .json--match { color: $primary; text-style: bold underline; }
    }
    """
    COMPONENT_CLASSES = {"json--match"}
    scope = Scope.DETAIL
    header_height = 1

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.document = JsonDocument({})
        self.words = ""
        self.note = ""
        self.leads: Callable[[Path], bool] = lambda path: False
        self._level = 0
        self._arrow = f"{link_sign()} "

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Folding, and what can be done in a record."""
        return (self.scope, Scope.JSON)

    def show(self, document: JsonDocument, *, keep_cursor: bool = False) -> None:
        """Show another document, from its first line unless told otherwise."""
        # A cursor that never left the first line stays there, whatever stands in it now.
        here = self._place() if keep_cursor and self.cursor else None
        self.document, self._level = document, 0
        if self.size.width:
            document.fit(self.scrollable_content_region.width - _BAR)
        self._put(document.index_of(here) if here else 0)
        if not keep_cursor:
            self.scroll_to(y=0, animate=False, force=True)

    def _place(self) -> Place:
        return self.document.place(self.cursor) if self.cursor < self.line_count() else ()

    def _put(self, cursor: int) -> None:
        """Put the cursor on a line of changed lines, and draw them."""
        self.set_reactive(JsonView.cursor, cursor)
        self.lines_changed()

    @property
    def line(self) -> Line | None:
        """The line under the cursor; None where there are no lines."""
        return self.document.line(self.cursor) if self.cursor < self.line_count() else None

    @property
    def path(self) -> Path:
        """The path of the value under the cursor; empty for the record."""
        return self.line.path if self.line else ()

    def reveal(self, path: Path, *, in_text: bool = False) -> None:
        """Open all that a value stands in, and put the cursor on it.

        Args:
            path: of the value.
            in_text: open a long text too, and go to the row that holds what is looked for.
        """
        index = self.document.reveal(path)
        if in_text:
            index = self.document.row_with(index, self.words)
        self.lines_changed()
        self.move_to(index)
        self.show_row(self.cursor)

    def show_only(self, kept: Kept | None) -> None:
        """Show some branches, or all again with None; the cursor stays on its value."""
        path = self.path
        self.document.show_only(kept)
        self._put(self.document.index_of(path))
        self.show_row(self.cursor)

    def line_count(self) -> int:
        """The visible lines."""
        return len(self.document.lines)

    def can_rest(self, index: int) -> bool:
        """The heading above the fields is no place to stand."""
        line = self.document.line(index)
        return line.branch or not line.heading

    # Drawing.

    def draw_header(self, y: int) -> list[Segment]:
        """Where one is, and the note."""
        top = self.scroll_offset.y
        seen = top <= self.cursor < top + self.page_height
        index = self.cursor if seen else top
        path = path_text(self.document.line(index).path) if index < self.line_count() else ""
        note = self.note or self._position()
        room = max(self.size.width - _BAR - 2 - width(note) - GAP, 0)
        return [
            Segment(" " * (_BAR + 2)),
            Segment(fit(_end_of(path, room), room), self.styled(Role.WHISPER)),
            Segment(" " * GAP + note, self.styled(Role.LABEL if self.note else Role.WHISPER)),
        ]

    def _position(self) -> str:
        count = self.line_count()
        return f"{self.cursor + 1:,}/{count:,} " if count > self.page_height else ""

    def draw(self, index: int) -> list[Segment]:
        """One line: fold sign, label, value."""
        line, whole = self.document.line(index), self.document.room
        segments = [Segment(" " * line.indent), self._sign(line)]
        if label := line.label_cells(whole):
            segments += self._marked(fit(line.label, label), self._label_style(line))
            segments.append(Segment(" " * GAP))
        room = line.value_cells(whole)
        if line.columns:
            return [*segments, *self._row(line)]
        return [*segments, *self._values((line.cell, *line.more), room)]

    def _sign(self, line: Line) -> Segment:
        """What enter does: it leads elsewhere, closes, opens, or nothing."""
        if self._can_lead(line) and self.leads(line.path):
            return Segment(self._arrow, self.styled(Role.LINK))
        sign = ("▾ " if line.is_open else "▸ ") if line.branch else "  "
        return Segment(sign, self.styled(Role.WHISPER))

    def _can_lead(self, line: Line) -> bool:
        """Whether enter on a line does not just open or close it."""
        folds = line.branch and isinstance(line.value, dict | list)
        return bool(line.path) and line.row is None and not folds

    def _label_style(self, line: Line) -> Style:
        name = "lines--heading" if line.heading else "lines--label"
        return self.get_component_rich_style(name, partial=True)

    def _values(self, cells: Sequence[Cell], room: int) -> list[Segment]:
        segments: list[Segment] = []
        for cell in cells:
            if segments:
                room -= GAP
                # The beginning of a word says nothing.
                if room < min(width(cell.text), _NARROWEST):
                    break
                segments.append(Segment(" " * GAP))
            text = elide(cell.text, room)
            segments += self._marked(text, self.styled(cell.role))
            room -= width(text)
        return segments

    def _row(self, line: Line) -> list[Segment]:
        segments: list[Segment] = []
        for cell, cells in zip((line.cell, *line.more), line.columns, strict=False):
            text = fit(cell.text, cells, right=cell.right)
            segments += [*self._marked(text, self.styled(cell.role)), Segment(" " * GAP)]
        return segments

    def _marked(self, text: str, style: Style) -> list[Segment]:
        """A text with the words that are looked for made visible."""
        words, folded = self.words, text.casefold()
        if not words or words not in folded or len(folded) != len(text):
            return [Segment(text, style)]
        match = style + self.get_component_rich_style("json--match", partial=True)
        segments: list[Segment] = []
        last = 0
        while (at := folded.find(words, last)) >= 0:
            end = at + len(words)
            segments += [Segment(text[last:at], style), Segment(text[at:end], match)]
            last = end
        return [*segments, Segment(text[last:], style)]

    def watch_cursor(self, old: int, new: int) -> None:
        """The line on top goes with the cursor."""
        super().watch_cursor(old, new)
        self.refresh_header()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The line on top goes with what is on the screen."""
        super().watch_scroll_y(old_value, new_value)
        self.refresh_header()

    def look_for(self, words: str, note: str = "") -> None:
        """Make some words visible wherever they stand; none when empty.

        Args:
            words: what to look for, whatever its case.
            note: what stands at the right of the line on top.
        """
        words = safe(words).casefold()
        if (words, note) != (self.words, self.note):
            self.words, self.note = words, note
            self.refresh()

    # Size.

    def on_resize(self, event: events.Resize) -> None:
        """Lay the lines out for the new width."""
        place = self._place()
        room = self.scrollable_content_region.width - _BAR
        if self.size.width and self.document.fit(room):
            self._put(self.document.index_of(place))
        self.show_row(self.cursor)

    # Folding.

    def chosen(self) -> None:
        """Open or close the value under the cursor, or go where it leads."""
        line = self.line
        if line is None:
            return
        if line.branch and isinstance(line.value, dict | list):
            self.toggle()
        else:
            self.post_message(ValueChosen(line.path))

    def toggle(self) -> bool:
        """Open or close what is under the cursor; False when there is nothing to open."""
        if not self.document.toggle(self.cursor):
            return False
        self.lines_changed()
        return True

    def action_unfold(self) -> None:
        """Open the value under the cursor; on an open one, go in."""
        line = self.line
        if line is None:
            return
        if self.document.open(self.cursor):
            self.lines_changed()
        elif line.is_open:
            self.move_to(self.cursor + 1)

    def action_fold(self) -> None:
        """Close the value under the cursor; on a closed one, go to what holds it."""
        if not self.line_count():
            return
        if self.document.close(self.cursor):
            self.lines_changed()
        else:
            self.move_to(self.document.parent(self.cursor))

    def action_fold_all(self) -> None:
        """Close everything."""
        self._open_to(0)

    def action_unfold_all(self) -> None:
        """Open all objects and lists."""
        self._open_to(_EVERY_LEVEL)

    def action_level_by(self, step: int) -> None:
        """Open one level more everywhere, or one less."""
        self._open_to(max(self._level + step, 0))

    def _open_to(self, level: int) -> None:
        place = self._place()
        if not self.document.open_to(level, _AT_ONCE):
            self._open_rest(level)
        self._opened_to(level, place)

    @work(group="unfold", exclusive=True, exit_on_error=False)
    async def _open_rest(self, level: int) -> None:
        """Open all of a large record, which takes longer than a key may."""
        document = self.document
        is_whole = await asyncio.to_thread(document.open_to, level)
        if document is self.document:
            self._opened_to(level, self._place())
            if not is_whole:
                self.notify("more than a million lines: not all is open", markup=False)

    def _opened_to(self, level: int, place: Place) -> None:
        self._level = min(level, self.document.depth)
        self._put(self.document.index_of(place))
        self.show_row(self.cursor)


def _end_of(text: str, room: int) -> str:
    """The end of a path: it says most."""
    return text if width(text) <= room else "…" + text[max(len(text) - room + 1, 0) :]
