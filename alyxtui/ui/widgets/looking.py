"""Searching in the table: as one types, on to the next match, only matches, and at the server."""

from __future__ import annotations

import asyncio

from textual import on, work
from textual.widgets import Input

from alyxtui.domain.finding import Find, next_place
from alyxtui.query.cell import Relation
from alyxtui.text import elide, plural, safe
from alyxtui.ui.messages import QueryWanted
from alyxtui.ui.widgets.rows_view import RowsView
from alyxtui.ui.widgets.work_line import FindLine

_SHOWN = 30  # cells of a text that a message repeats


class Looking(RowsView):
    """The commands that search."""

    def action_look(self) -> None:
        """Open the line to type in."""
        line = self.query_one(FindLine)
        line.display = True
        line.value = self.arrangement.find.text if self.arrangement.find else ""
        line.focus()

    @on(Input.Changed, "#look")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.has_focus:
            self.table.find = Find(event.value) if event.value else None
            self.table.refresh_changed()

    @on(Input.Submitted, "#look")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one(FindLine).display = False
        self.table.focus()
        self._look_for(Find(event.value) if event.value else None)
        if event.value:
            self._to_match(0)

    @on(FindLine.Left)
    def _left(self, event: FindLine.Left) -> None:
        event.stop()
        self.query_one(FindLine).display = False
        self.table.focus()
        self._look_for(None)

    def _look_for(self, find: Find | None) -> None:
        arrangement = self.arrangement
        narrowed, arrangement.narrowed = arrangement.narrowed, False
        arrangement.find = self.table.find = find
        self.match = 0, ""
        if narrowed:
            self.rearrange()
        self.table.refresh_changed()
        self.post_message(self.Changed())

    def leave_search(self) -> bool:
        """Show all rows, then look for nothing; True when there was something to leave."""
        arrangement = self.arrangement
        if arrangement.narrowed:
            arrangement.narrowed = False
            self.rearrange()
            return True
        if arrangement.find is not None:
            self._look_for(None)
            return True
        return False

    def action_look_on(self, step: int) -> None:
        """To the next row that matches, or to the one before."""
        if self.arrangement.find is None:
            self.action_look()
        else:
            self._to_match(step)

    @work(group="look", exclusive=True, exit_on_error=False)
    async def _to_match(self, step: int) -> None:
        """Move to a match; 0 for the first from the cursor on, which may stay."""
        find, table = self.arrangement.find, self.table
        if find is None:
            return
        opened, rows, columns = self._opened, self.standing, table.columns
        places = await asyncio.to_thread(find.places, rows, columns)
        if opened != self._opened or find is not self.arrangement.find:
            return
        here = table.cursor if step else table.cursor - 1
        place = next_place(places, here, step or 1)
        words = elide(safe(find.text), _SHOWN)
        if place is None:
            self.notify(
                f"none of the {plural(len(rows), 'row')} here holds {words!r}; "
                "ctrl+f asks the server for it in this column",
                title="no match",
                markup=False,
            )
            return
        table.move_to(place)
        self.match = place, f"match {places.index(place) + 1:,} of {len(places):,}"
        self.post_message(self.Changed())

    def action_narrow(self) -> None:
        """Only the rows that match, or all again."""
        arrangement = self.arrangement
        if arrangement.find is None:
            self.action_look()
            return
        arrangement.narrowed = not arrangement.narrowed
        self.rearrange()

    def action_ask_server(self) -> None:
        """Ask the server for the records whose column holds the text."""
        find, table = self.arrangement.find, self.table
        if find is None:
            self.action_look()
            return
        if not table.columns:
            return
        column = table.columns[table.column]
        wanted = self.with_cell(column, find.text, Relation.CONTAINS)
        if wanted is not None:
            self.post_message(QueryWanted(wanted))
