"""A text of any length on a screen of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from rich.segment import Segment
from textual import events, on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static
from textual.worker import Worker

from alyxtui.domain.cells import Role
from alyxtui.domain.text_rows import TextRows
from alyxtui.errors import AlyxTuiError
from alyxtui.text import elide, plural, safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.lines import Lines


class TextView(Lines):
    """The rows of a text."""

    scope = Scope.PAGER
    DEFAULT_CSS = "TextView { scrollbar-gutter: stable; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows = TextRows("", 80)

    def line_count(self) -> int:
        """The rows."""
        return len(self.rows)

    def draw(self, index: int) -> list[Segment]:
        """One row."""
        return [Segment(self.rows.row(index), self.styled(Role.TEXT))]


class Pager(Screen[None]):
    """Shows a text with its line breaks; long lines are broken.

    Args:
        heading: what the text is, safe.
        make: gives the text as it came; called once, in a thread.
    """

    BINDINGS = bindings(Scope.PAGER)
    DEFAULT_CSS = """
    Pager {
        background: $background;
        color: $foreground;
        & #heading { height: 1; padding: 0 1; background: $panel; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        & TextView { height: 1fr; padding: 0; }
        & #pager-look { display: none; }
    }
    """

    def __init__(self, heading: str, make: Callable[[], str]) -> None:
        super().__init__()
        self._heading, self._make = heading, make
        self._text: str | None = None
        self._matches: list[int] = []

    def compose(self) -> ComposeResult:
        """Heading, text, search line, keys."""
        yield Static("", id="heading", markup=False)
        yield TextView(id="text")
        yield Field(placeholder="search", id="pager-look", on_enter=self._entered)
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Give the text the focus."""
        self._view.focus()
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.PAGER, Scope.APP))
        keys.redraw()

    @property
    def _view(self) -> TextView:
        return self.query_one(TextView)

    def on_resize(self, event: events.Resize) -> None:
        """Break the lines for the new width."""
        self.call_after_refresh(self._break)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="rows", exclusive=True, exit_on_error=False)
    async def _break(self) -> None:
        view = self._view
        room = view.scrollable_content_region.width - 1
        if room <= 0 or (room == view.rows.room and self._text is not None):
            return
        self._say("laying out …")
        try:
            text = await asyncio.to_thread(self._make) if self._text is None else self._text
        except AlyxTuiError as error:
            self._say(f"✕ {safe(error.message)}")
            return
        self._text = text
        rows = await asyncio.to_thread(TextRows, text, room)
        share = view.cursor / len(view.rows)
        view.rows, self._matches = rows, []
        view.set_reactive(TextView.cursor, int(share * len(rows)))
        view.lines_changed()
        view.show_row(view.cursor)
        self._say(plural(len(text), "character"))

    def _say(self, words: str) -> None:
        heading = Content.assemble(
            (elide(self._heading, 60), "bold $foreground"), (f"  {words}", "$label")
        )
        self.query_one("#heading", Static).update(heading)

    # Searching.

    def action_look(self) -> None:
        """Open the line to type in."""
        line = self.query_one("#pager-look", Field)
        line.display = True
        line.focus()

    def _entered(self) -> None:
        self.query_one("#pager-look", Field).display = False
        self._view.focus()
        self._matches = []
        self._look_on(1, self._view.cursor - 1)

    def action_look_on(self, step: int) -> None:
        """To the next row that matches, or to the one before."""
        self._look_on(step, self._view.cursor)

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _look_on(self, step: int, here: int) -> None:
        """To the next row after a place that matches, or to the one before it."""
        words = self.query_one("#pager-look", Field).value
        view = self._view
        if not words:
            return
        if not self._matches:
            self._matches = await asyncio.to_thread(view.rows.matching, words)
        if not self._matches:
            self._say("no match")
            return
        rows = self._matches if step > 0 else self._matches[::-1]
        row = next((row for row in rows if (row - here) * step > 0), rows[0])
        view.move_to(row)
        self._say(f"match {self._matches.index(row) + 1:,} of {len(self._matches):,}")

    def action_leave(self) -> None:
        """Close the search line, else the text."""
        line = self.query_one("#pager-look", Field)
        if line.display:
            line.display = False
            self._view.focus()
        else:
            self.dismiss()

    @on(Input.Changed, "#pager-look")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._matches = []
