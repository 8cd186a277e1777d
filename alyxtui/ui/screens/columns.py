"""Choosing columns: which are shown, in which order, how wide, which stay at the left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from alyxtui.domain.cells import Role
from alyxtui.domain.columns import Column, choose_columns
from alyxtui.domain.layout import Layout, laid_out, offered
from alyxtui.schema.model import Endpoint
from alyxtui.text import elide, fit, safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.lines import Lines

_ABOUT = 24  # cells for the words on a column


@dataclass(frozen=True, slots=True)
class _Line:
    """One column.

    Attributes:
        name: dotted path.
        shown: whether the table has it.
        about: a few words on it.
    """

    name: str
    shown: bool
    about: str


class ColumnList(Lines):
    """The columns in their order, then what could be one."""

    scope = Scope.COLUMNS
    DEFAULT_CSS = """
    ColumnList { background: transparent; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: Sequence[_Line] = ()

    def show(self, lines: Sequence[_Line], name: str) -> None:
        """Show other lines, the cursor on a column if it is there."""
        self.lines = lines
        names = [line.name for line in lines]
        place = names.index(name) if name in names else min(self.cursor, max(len(lines) - 1, 0))
        self.lines_changed()
        self.cursor = place
        self.show_row(place)

    @property
    def current(self) -> str:
        """The column under the cursor, empty when there is none."""
        return self.lines[self.cursor].name if self.cursor < len(self.lines) else ""

    def line_count(self) -> int:
        """One a column."""
        return len(self.lines)

    def draw(self, index: int) -> list[Segment]:
        """Whether it is shown, its name, and how."""
        line = self.lines[index]
        room = max(self.size.width - _ABOUT - 6, 8)
        role = Role.TEXT if line.shown else Role.LABEL
        return [
            Segment(" ✓ " if line.shown else "   ", self.styled(Role.LINK)),
            Segment(fit(safe(line.name), room), self.styled(role)),
            Segment(f" {elide(line.about, _ABOUT)}", self.styled(Role.WHISPER)),
        ]


class _FindColumn(Field):
    BINDINGS = [("escape,down", "leave", "")]

    def action_leave(self) -> None:
        """Back to the columns."""
        self.screen.query_one(ColumnList).focus()


class ColumnsScreen(ModalScreen["Layout | None"]):
    """Gives back how the columns are wanted, or None when nothing is to change.

    Args:
        endpoint: whose columns.
        sample: some rows.
        layout: how they are now.
        name: the column to begin on.
    """

    CSS_PATH = "columns.tcss"
    BINDINGS = bindings(Scope.COLUMNS)

    def __init__(
        self, endpoint: Endpoint, sample: Sequence[Mapping[str, Any]], layout: Layout, name: str
    ) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.layout_wanted = layout
        self._sample = sample
        self._chosen = choose_columns(endpoint, sample)
        self._offered = offered(endpoint, sample)
        self._begin = name

    def compose(self) -> ComposeResult:
        """Heading, a line to find or add, the columns, keys."""
        with Vertical(id="columns"):
            yield Static("", id="heading", markup=False)
            yield _FindColumn(placeholder="find a column, or type a path to add", id="find")
            yield ColumnList(id="list")
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Begin on the column that the cursor was on."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.COLUMNS,))
        keys.redraw()
        self._show(self._begin)
        self._list.focus()

    @property
    def _list(self) -> ColumnList:
        return self.query_one(ColumnList)

    @property
    def _columns(self) -> tuple[Column, ...]:
        return laid_out(self.layout_wanted, self._chosen, self.endpoint, self._sample)

    @property
    def _lines(self) -> list[_Line]:
        lines = [
            _Line(one.name, not one.hidden, _words(one.width, one.pinned, one.detail))
            for one in self._columns
        ]
        known = {line.name for line in lines}
        read = self.endpoint.actions.get("read")
        details = read.record if read else {}
        more = [
            _Line(name, False, "from the detail" if name in details else "nested")
            for name in self._offered
            if name not in known
        ]
        return lines + more

    def _show(self, name: str = "") -> None:
        lines = self._lines
        words = self.query_one("#find", Input).value.lower().split()
        found = [line for line in lines if all(word in line.name.lower() for word in words)]
        self._list.show(found, name or self._list.current)
        shown = sum(line.shown for line in lines)
        self.query_one("#heading", Static).update(
            Content.assemble(
                ("columns ", "$label"),
                (safe(self.endpoint.name), "bold $foreground"),
                (f"  {shown} of {len(lines)} shown", "$whisper"),
            )
        )

    @on(Input.Changed, "#find")
    def _typed(self) -> None:
        self._show()

    @on(Input.Submitted, "#find")
    def _entered(self, event: Input.Submitted) -> None:
        """Add what was typed if it is a path of its own; else go to what was found."""
        path = event.value.strip()
        names = [line.name for line in self._lines]
        if path and path not in names and not self._list.lines:
            self.layout_wanted = self.layout_wanted.with_toggled(path, self._natural)
        event.input.value = ""
        self._show(path if path in [line.name for line in self._lines] else "")
        self._list.focus()

    @property
    def _natural(self) -> list[str]:
        return [column.name for column in self._chosen]

    # Commands on the column under the cursor.

    def action_show_or_hide(self) -> None:
        """Show the column, or hide it."""
        if name := self._list.current:
            self._change(self.layout_wanted.with_toggled(name, self._natural))

    def action_pin(self) -> None:
        """Pin the column, or let it go."""
        if self._current is not None:
            self._change(self.layout_wanted.with_pin(self._current.name))

    def action_shift_by(self, step: int) -> None:
        """Move the column."""
        if self._current is not None:
            names = [column.name for column in self._columns]
            self._change(self.layout_wanted.with_moved(self._current.name, step, names))

    def action_resize_by(self, step: int) -> None:
        """Change the column's width."""
        column = self._current
        if column is not None:
            self._change(self.layout_wanted.with_width(column.name, column.width + step))

    def action_reset(self) -> None:
        """Everything as it was chosen at first."""
        self._change(Layout())

    def action_find(self) -> None:
        """Type a name."""
        self.query_one("#find", Input).focus()

    def action_apply(self) -> None:
        """Take the columns so."""
        self.dismiss(self.layout_wanted)

    def action_cancel(self) -> None:
        """Leave them as they were."""
        self.dismiss(None)

    @property
    def _current(self) -> Column | None:
        """The column under the cursor; None on what is not in the table's columns."""
        return next((one for one in self._columns if one.name == self._list.current), None)

    def _change(self, layout: Layout) -> None:
        name = self._list.current
        self.layout_wanted = layout
        self._show(name)


def _words(width: int, pinned: bool, detail: bool) -> str:
    words = [f"{width} cells", *(["pinned"] if pinned else []), *(["detail"] if detail else [])]
    return " · ".join(words)
