"""Sorting in the table, and fetching all rows so that it is of all of them."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import Any

from textual import work

from alyxtui.client.identity import key_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain.arrangement import Held
from alyxtui.domain.fetch import Fetch
from alyxtui.errors import AlyxTuiError
from alyxtui.text import plural, safe
from alyxtui.ui import screens
from alyxtui.ui.messages import Written
from alyxtui.ui.widgets.rows_view import RowsView

MANY_ROWS = 10_000
"""Rows from which on one is asked whether all of them are to be fetched."""
MANY_BYTES = 50_000_000


class Sorting(RowsView):
    """The commands that sort."""

    def action_sort(self) -> None:
        """Sort by the column under the cursor: up, down, not at all."""
        table = self.table
        if table.columns and table.line_count():
            self.arrangement.sort_by(table.columns[table.column].name)
            self.rearrange()

    @work(group="rows", exclusive=True, exit_on_error=False)
    async def action_fetch_all(self) -> None:
        """Fetch all rows of the query, so that sort, search and values are of all of them."""
        records = self.records
        if records is None or not records.count or self.arrangement.of_all:
            return
        if not self._take_what_is_here(records) and await self._is_agreed(records):
            await self._hold_all()

    async def _hold_all(self) -> None:
        records, connection = self.records, self.connection
        if records is None or connection is None:
            return
        opened, begun = self._opened, time.time()
        try:
            fetch = Fetch(connection.client, self.endpoint, [records.query])
            rows = await self._fetched(fetch, records)
        finally:
            self.work_line.hide()
        if rows is not None and opened == self._opened:
            self.arrangement.held = Held(rows, begun, is_all=True)
            self.rearrange()

    def _take_what_is_here(self, records: PagedRecords) -> bool:
        """Be content with the rows here, when they are all there are and no newer ones come."""
        rows = [record for _, record in records.here()]
        if records.loading or len(rows) != records.count:
            return False
        self.arrangement.held = Held(rows, records.fetched_at or time.time(), is_all=True)
        self.rearrange()
        return True

    async def _is_agreed(self, records: PagedRecords) -> bool:
        """Ask, when it would take long or much memory."""
        count, size = records.count or 0, records.bytes_a_row * (records.count or 0)
        if count < MANY_ROWS and size < MANY_BYTES:
            return True
        words = f"{plural(count, 'row')}, about {size / 1e6:,.0f} MB from the server"
        about = "They are kept in memory, where they take several times that."
        screen = screens.QuestionScreen(f"fetch {words}?", about, yes="fetch them", no="leave it")
        agreed = await self.app.push_screen_wait(screen)
        return bool(agreed)

    async def _fetched(self, fetch: Fetch, records: PagedRecords) -> list[dict[str, Any]] | None:
        """All rows, or None when the server gives none."""
        rows: list[dict[str, Any]] = []
        begun = time.monotonic()
        self.work_line.tell(f"fetching {plural(records.count or 0, 'row')}")
        try:
            async with aclosing(fetch.batches()) as batches:
                async for batch in batches:
                    rows += batch.records
                    spent = time.monotonic() - begun
                    self.work_line.tell(_progress(len(rows), fetch.total or 0, spent))
        except AlyxTuiError as error:
            self.notify(
                safe(error.message), title=safe(error.heading), severity="error", markup=False
            )
            return None
        verdict = fetch.verdict()
        lacking = verdict.error()
        said = [*([lacking.message] if lacking else []), *verdict.notes]
        if said:
            self.notify(safe("\n".join(said), lines=True), severity="warning", markup=False)
        return rows

    # What was written.

    def written(self, event: Written) -> None:
        """Have the rows that are sorted, narrowed or fetched follow a write.

        They stay, also those whose pages are forgotten when the others come anew: the record that
        was written is read again, and all rows are fetched again where it is not known which.
        """
        super().written(event)
        arrangement, records = self.arrangement, self.records
        if arrangement.is_plain or records is None:
            return
        rows = self.loaded
        is_here = any(key_of(self.endpoint, row) == event.key for row in rows)
        if event.endpoint == self.endpoint.name and not (event.key and is_here):
            self._start_over()
            return
        if arrangement.held is None:
            arrangement.held = Held(rows, records.fetched_at or time.time(), is_all=False)
        if event.endpoint == self.endpoint.name:
            self._follow(event)

    @work(group="written", exit_on_error=False)
    async def _follow(self, event: Written) -> None:
        """Show a record as it is now."""
        opened, connection, record = self._opened, self.connection, None
        try:
            if connection is not None and not event.gone:
                record = await connection.client.read(self.endpoint, event.key)
        except AlyxTuiError:
            if opened == self._opened:
                self._start_over()
            return
        held = self.arrangement.held
        if held is not None and opened == self._opened:
            self.arrangement.held = held.rewritten(self.endpoint, event.key, record)
            self.rearrange()

    def _start_over(self) -> None:
        """Arrange what the server has now: all rows again, or those that are here."""
        if self.arrangement.of_all:
            self._fetch_again()
        else:
            self.arrangement.held = None
            self.rearrange()

    @work(group="rows", exclusive=True, exit_on_error=False)
    async def _fetch_again(self) -> None:
        await self._hold_all()


def _progress(done: int, total: int, spent: float) -> str:
    """How far a fetch has come, in words that do not change more often than they must."""
    part = min(done / total, 1.0) if total else 0.0
    cells = round(part * 20)
    words = f"fetching {'█' * cells}{'░' * (20 - cells)} {done:,} of {plural(total, 'row')}"
    left = spent / part * (1 - part) if part else 0.0
    return f"{words} · {left:,.0f} s left" if left >= 1 else words
