"""One row with its fields one below the other, and its neighbours one key away."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.domain.cells import Cell, Role
from alyxtui.domain.columns import Column
from alyxtui.text import elide, fit, safe, width
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.lines import Lines
from alyxtui.ui.widgets.record_table import RecordTable

_LABELS = 32  # cells of the widest label


class FieldList(Lines):
    """A field a line.

    Args:
        table: whose row under the cursor is shown.
        columns: all of them, the hidden ones too.
    """

    BINDINGS = bindings(Scope.TRANSPOSED)
    scope = Scope.TRANSPOSED
    DEFAULT_CSS = """
    FieldList { background: transparent; }
    """

    def __init__(
        self, table: RecordTable, columns: Sequence[Column], *, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._table, self._columns = table, columns
        self._labels = [elide(safe(column.name), _LABELS) for column in columns]
        self._widest = max((width(label) for label in self._labels), default=0)

    def on_mount(self) -> None:
        """Begin on the column that the table's cursor is on."""
        self.lines_changed()
        names = [column.name for column in self._columns]
        here = self._table.columns[self._table.column].name if self._table.columns else ""
        if here in names:
            self.move_to(names.index(here))

    def line_count(self) -> int:
        """One a column."""
        return len(self._columns)

    def draw(self, index: int) -> list[Segment]:
        """Label and value."""
        cell = self._cell(self._columns[index])
        label = fit(self._labels[index], self._widest)
        room = max(self.size.width - self._widest - 4, 4)
        return [
            Segment(label, self.styled(Role.LABEL)),
            Segment("  "),
            Segment(elide(cell.text, room), self.styled(cell.role)),
        ]

    def _cell(self, column: Column) -> Cell:
        record = self._table.source.get(self._table.cursor) if self._table.source else None
        return Cell("…", Role.WHISPER) if record is None else self._table.cell_of(column, record)

    def action_neighbour(self, step: int) -> None:
        """Go to a neighbour of the row."""
        self._table.action_cursor_by(step)

    def chosen(self) -> None:
        """Leave, with the table's cursor on this field."""
        name = self._columns[self.cursor].name if self._columns else ""
        names = [column.name for column in self._table.columns]
        if name in names:
            self._table.column = names.index(name)
        self.screen.dismiss(None)


class TransposedScreen(ModalScreen[None]):
    """Shows the row under the table's cursor, wherever it goes.

    Args:
        table: the rows.
        columns: all columns, the hidden ones too.
    """

    DEFAULT_CSS = """
    TransposedScreen {
        align: center middle;
        background: $background 60%;
        & #row { width: 100; max-width: 96%; height: 90%; background: $panel; padding: 1 2; }
        & #about { height: 1; margin: 0 0 1 0; }
        & FieldList { height: 1fr; }
        & HintLine { padding: 0; margin: 1 0 0 0; }
    }
    """
    BINDINGS = [("escape,q,T", "dismiss", "")]

    def __init__(self, table: RecordTable, columns: Sequence[Column]) -> None:
        super().__init__()
        self._table, self._columns = table, columns

    def compose(self) -> ComposeResult:
        """Which row, its fields, keys."""
        with Vertical(id="row"):
            yield Static("", id="about", markup=False)
            yield FieldList(self._table, self._columns, id="fields")
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Follow the table's cursor."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.TRANSPOSED,))
        keys.redraw()
        self.watch(self._table, "cursor", self.redraw)
        self.query_one(FieldList).focus()

    def redraw(self) -> None:
        """Another row is under the table's cursor, or its values came."""
        count = self._table.line_count()
        words = f"  {self._table.cursor + 1:,} of {count:,}"
        record = self._table.source.get(self._table.cursor) if self._table.source else None
        first = "…"
        if record is not None and self._columns:
            first = self._table.cell_of(self._columns[0], record).text
        self.query_one("#about", Static).update(
            Content.assemble(
                ("row ", "$label"), (elide(first, 50), "bold $foreground"), (words, "$whisper")
            )
        )
        self.query_one(FieldList).refresh()
