"""Other looks at the rows: the values of a column, one row with its fields below each other."""

from __future__ import annotations

import asyncio

from textual import work

from alyxtui.domain.arrangement import FixedRows
from alyxtui.domain.columns import Column
from alyxtui.domain.summary import summary
from alyxtui.ui import screens
from alyxtui.ui.messages import QueryWanted
from alyxtui.ui.widgets.sorting import Sorting


class Summing(Sorting):
    """The commands that show the rows in another way."""

    @work(group="values", exclusive=True, exit_on_error=False)
    async def action_values(self) -> None:
        """The values of the column under the cursor, and how often they come."""
        table = self.table
        column = table.columns[table.column] if table.columns else None
        while column is not None and table.line_count():
            picked = await self._picked(column)
            if picked is None:
                return
            if not picked.fetch:
                self._filter_by(column, picked)
                return
            await self.action_fetch_all().wait()
            if not self.arrangement.of_all:
                return

    async def _picked(self, column: Column) -> screens.Picked | None:
        rows = [row for _, row in self.standing]
        whole = self.records.count if self.records else None
        if self.arrangement.of_all:
            whole = len(rows)
        if column.detail:
            rows = [row for row in rows if self.table.enriched(row) is not None]
        found = await asyncio.to_thread(summary, rows, column)
        name, known = screens.title_of(column.name), "known" if column.detail else "loaded"
        screen = screens.ValuesScreen(name, found, whole or 0, known=known)
        picked: screens.Picked | None = await self.app.push_screen_wait(screen)
        return picked

    def _filter_by(self, column: Column, picked: screens.Picked) -> None:
        wanted = self.with_cell(column, picked.value)
        if wanted is not None:
            self.post_message(QueryWanted(wanted))

    def action_transpose(self) -> None:
        """The fields of a row one below the other."""
        if self.table.line_count():
            self.app.push_screen(screens.TransposedScreen(self.table, self.all_columns))

    def records_changed(self) -> None:
        """Rows came: a screen on top may show one of them."""
        super().records_changed()
        self._redraw_transposed()

    def details_came(self) -> None:
        """More is known of some records, which may be on a screen on top."""
        super().details_came()
        self._redraw_transposed()

    def _stand(self, source: FixedRows | None) -> None:
        super()._stand(source)
        self._redraw_transposed()

    def _redraw_transposed(self) -> None:
        screen = self.app.screen
        if isinstance(screen, screens.TransposedScreen) and screen.is_mounted:
            screen.redraw()
