"""The record table: any number of rows, drawn from a source that fills in behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Protocol

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.reactive import reactive

from alyxtui.domain.cells import Cell, Role
from alyxtui.domain.columns import Column
from alyxtui.domain.finding import Find
from alyxtui.query.cell import Relation
from alyxtui.text import elide, fit
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.messages import ByCellWanted, RowChosen, RowHighlighted
from alyxtui.ui.widgets.lines import Lines

_GAP = 2
MARK = "✓"
_ON_ITS_WAY = Cell("…", Role.WHISPER)


class RowSource(Protocol):
    """Where the rows come from."""

    @property
    def count(self) -> int | None:
        """How many rows there are, None while unknown."""

    def get(self, index: int) -> Mapping[str, object] | None:
        """A row, or None while it is not here."""

    def request(self, first: int, last: int) -> None:
        """Say which rows are on the screen; those missing will be fetched."""

    def is_missing(self, index: int) -> bool:
        """Whether the server left the row out of a page that came."""

    def is_repeat(self, index: int) -> bool:
        """Whether the row's record came before at another place."""


class RecordTable(Lines):
    """Rows and columns over a ``RowSource``; a row that is not here yet is drawn as ``…``.

    Attributes:
        source: the rows.
        columns: those drawn, in order.
        is_marked: tells whether a record is marked.
        enriched: gives the fields that only a record's detail has, None while they are not here.
        range_from: where a range that is being marked begins, None when none is.
        find: what to show in the cells that hold it, None for nothing.
        signs: what stands behind a heading, by the column's name.
    """

    BINDINGS = bindings(Scope.TABLE)
    scope = Scope.TABLE
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--column",
        "table--cell",
        "table--mark",
        "table--found",
    }
    DEFAULT_CSS = """
    RecordTable {
        overflow-x: auto;
        scrollbar-size: 0 1;
        & .table--column { color: $primary; text-style: bold; }
        & .table--cell { text-style: bold underline; }
        & .table--mark { color: $primary; text-style: bold; }
        & .table--found { color: $warning; text-style: bold underline; }
    }
    """
    header_height = 1
    column: reactive[int] = reactive(0, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.source: RowSource | None = None
        self.columns: tuple[Column, ...] = ()
        self.is_marked: Callable[[Mapping[str, object]], bool] = lambda record: False
        self.range_from: int | None = None
        self.enriched: Callable[[Mapping[str, object]], Mapping[str, object] | None] = (
            lambda record: None
        )
        self.find: Find | None = None
        self.signs: Mapping[str, str] = {}
        self._scroll_wanted = 0

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The table's own commands, and those of the pane around it."""
        return (Scope.TABLE, Scope.ROWS)

    def show(
        self, source: RowSource | None, *, cursor: int = 0, column: int = 0, scroll: int = 0
    ) -> None:
        """Show the rows of another source from a given place on; columns are set apart."""
        self.source = source
        self.columns = ()
        self.set_reactive(RecordTable.cursor, cursor)
        self.set_reactive(RecordTable.column, column)
        # There is nothing to scroll through before the first rows are here.
        self._scroll_wanted = scroll
        self.lines_changed()
        self.scroll_to(x=0, y=0, animate=False, force=True)
        self._ask(scroll)

    @property
    def top(self) -> int:
        """Index of the first row on the screen, or of the one to be there once rows are here."""
        return self._scroll_wanted or self.scroll_offset.y

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Say which columns to draw."""
        self.columns = tuple(columns)
        self.column = min(self.column, max(len(columns) - 1, 0))
        self.lines_changed()

    def rows_changed(self) -> None:
        """Rows came in, or their number changed."""
        count = self.line_count()
        self.lines_changed()
        if count and self._scroll_wanted:
            self.scroll_to(y=self._scroll_wanted, animate=False, force=True)
            self._scroll_wanted = 0
        if count and self.cursor >= count:
            self.cursor = count - 1

    def swap(self, source: RowSource, cursor: int) -> None:
        """Show other rows of the same query, the cursor on one of them."""
        self.source = source
        height = self.cursor - self.scroll_offset.y  # where on the screen the cursor stays
        self._scroll_wanted = 0
        self.set_reactive(RecordTable.cursor, max(cursor, 0))
        self.lines_changed()
        self.scroll_to(y=max(cursor - height, 0), animate=False, force=True)
        self.show_row(self.cursor)
        self._ask(self.scroll_offset.y)
        self.post_message(RowHighlighted(self.cursor))

    # Lines.

    def line_count(self) -> int:
        """The rows of the source."""
        return (self.source.count or 0) if self.source else 0

    def content_width(self) -> int:
        """The gutter and all columns."""
        return 1 + sum(column.width + _GAP for column in self.columns)

    def frozen_width(self) -> int:
        """The gutter and the pinned columns; nothing when they would leave no room for others."""
        pinned = 1 + sum(column.width + _GAP for column in self.columns if column.pinned)
        return pinned if 1 < pinned <= self.size.width * 2 // 3 else 0

    def draw_header(self, y: int) -> list[Segment]:
        """The headings, the one of the cursor's column in the accent."""
        plain = self.get_component_rich_style("lines--heading", partial=True)
        current = self.get_component_rich_style("table--column", partial=True)
        segments = [Segment(" ", plain)]
        for index, column in enumerate(self.columns):
            style = current if index == self.column and self.has_focus else plain
            sign = self.signs.get(column.name, "")
            room = column.width - len(sign) - 1
            heading = f"{elide(column.title, room)} {sign}" if sign else column.title
            segments += self._padded(heading, column, style)
        return segments

    def sign_of(self, index: int) -> Segment | None:
        """The sign of a mark."""
        record = self.source.get(index) if self.source else None
        if self.source is None or record is None or self.source.is_repeat(index):
            return None
        if not (self.is_marked(record) or self._in_range(index)):
            return None
        return Segment(MARK, self.get_component_rich_style("table--mark", partial=True))

    def _in_range(self, index: int) -> bool:
        start = self.range_from
        return start is not None and min(start, self.cursor) <= index <= max(start, self.cursor)

    def draw(self, index: int) -> list[Segment]:
        """One row: its cells, or the sign that it is on its way."""
        record = self.source.get(index) if self.source else None
        if self.source is None or record is None:
            gone = self.source is not None and self.source.is_missing(index)
            return [
                Segment(
                    "– the server left this row out" if gone else "…", self.styled(Role.WHISPER)
                )
            ]
        dim = self.source.is_repeat(index)
        segments: list[Segment] = []
        for place, column in enumerate(self.columns):
            cell = self.cell_of(column, record)
            role = Role.WHISPER if dim else self._quiet(cell.role, place)
            style = self.styled(role)
            if index == self.cursor and place == self.column and self.has_focus:
                style += self.get_component_rich_style("table--cell", partial=True)
            segments += self._padded(cell.text, column, style)
        return segments

    def cell_of(self, column: Column, record: Mapping[str, object]) -> Cell:
        """What a column shows of a record."""
        if not column.detail:
            return column.cell(record)
        more = self.enriched(record)
        return _ON_ITS_WAY if more is None else column.cell(more)

    def _quiet(self, role: Role, place: int) -> Role:
        # Only what names the record and its numbers stand in full colour.
        if role is Role.NUMBER:
            return Role.TEXT
        return Role.LABEL if role is Role.TEXT and place > 2 else role

    def _padded(self, text: str, column: Column, style: Style) -> list[Segment]:
        fitted = fit(text, column.width, right=column.right)
        # The gap has the text's style, so that equal neighbours leave as one; underlined it shows.
        blank = Style(color=style.color) if style.underline else style
        bare = fitted.strip(" ")
        left = len(fitted) - len(fitted.lstrip(" "))
        right = len(fitted) - left - len(bare) + _GAP
        gaps = [Segment(" " * size, blank) for size in (left, right)]
        return [gaps[0], *self._lit(bare, style), gaps[1]] if bare else gaps

    def _lit(self, text: str, style: Style) -> list[Segment]:
        """A text with what is looked for made visible."""
        spans = self.find.spans(text) if self.find is not None else []
        if not spans:
            return [Segment(text, style)]
        lit = style + self.get_component_rich_style("table--found", partial=True)
        segments, end = [], 0
        for first, last in spans:
            segments += [Segment(text[end:first], style), Segment(text[first:last], lit)]
            end = last
        return [*segments, Segment(text[end:], style)]

    # Moving.

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which row the cursor is on."""
        super().watch_cursor(old, new)
        if self.range_from is not None:
            self.refresh_changed()
        self.post_message(RowHighlighted(new))

    def watch_column(self) -> None:
        """Bring the column onto the screen."""
        start = 1 + sum(column.width + _GAP for column in self.columns[: self.column])
        if not self.columns:
            return
        end = start + self.columns[self.column].width + _GAP
        left, width = self.scroll_offset.x, self.size.width
        frozen = self.frozen_width()
        first = max(start - frozen, 0) if self.column else 0
        if self.columns[self.column].pinned and frozen:
            pass  # it is on the screen wherever the others are
        elif start < left + frozen or self.column == 0:
            self.scroll_to(x=first, animate=False, force=True)
        elif end > left + width:
            self.scroll_to(x=min(first, end - width), animate=False, force=True)
        self.refresh_row(self.cursor)
        self.refresh(Region(0, 0, width, self.header_height))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for the rows that came onto the screen."""
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._ask(round(new_value))

    def show_row(self, index: int) -> None:
        """Scroll for a row to be on the screen: half a screen where the cursor leaves it by one.

        Scrolling draws the whole screen: line by line that is 15 kB a key.
        """
        top, height = self.scroll_offset.y, self.page_height
        if index == top + height:
            self.scroll_to(y=top + (height + 1) // 2, animate=False, force=True)
        elif index == top - 1:
            self.scroll_to(y=max(top - (height + 1) // 2, 0), animate=False, force=True)
        else:
            super().show_row(index)

    def on_resize(self, event: events.Resize) -> None:
        """Ask for the rows of a larger screen."""
        self._ask(self.scroll_offset.y)

    def _ask(self, first: int) -> None:
        if self.source is not None:
            first = max(first, self._scroll_wanted)
            self.source.request(first, first + self.page_height - 1)

    def action_column_by(self, step: int) -> None:
        """Move the cursor by some columns."""
        self.column = max(0, min(self.column + step, len(self.columns) - 1))

    def action_by_cell(self, relation: str) -> None:
        """Filter by the cell under the cursor."""
        self.post_message(ByCellWanted(Relation(relation)))

    def action_cell_menu(self) -> None:
        """Ask how to filter by the cell under the cursor."""
        self.post_message(ByCellWanted(None))

    def chosen(self) -> None:
        """Open the row."""
        if self.line_count():
            self.post_message(RowChosen(self.cursor))
