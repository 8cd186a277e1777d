"""The columns as a person wants them: chosen, kept, and filled from details where lists are thin."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from textual import work
from textual.timer import Timer

from alyxtui.client.identity import key_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain.arrangement import FixedRows
from alyxtui.domain.columns import Column, choose_columns
from alyxtui.domain.connection import Connection
from alyxtui.domain.enricher import Enricher
from alyxtui.domain.layout import Layout, Layouts, laid_out
from alyxtui.domain.view import View
from alyxtui.schema.model import Endpoint
from alyxtui.ui import screens
from alyxtui.ui.messages import Written
from alyxtui.ui.widgets.rows_view import Record, RowsView
from alyxtui.ui.widgets.work_line import FindLine

IDLE = 0.3
"""Seconds that the table must rest before details are asked for, and the order heeds them."""


class ColumnTools(RowsView):
    """The command that chooses columns, and what the columns need.

    Attributes:
        layouts: how the columns of this server's tables are wanted.
        enricher: reads what only details have, None before anything was opened.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.layouts = Layouts("", keep=False)
        self.enricher: Enricher | None = None
        self._layouts_read = False
        self._idle: Timer | None = None
        self._out_of_order = False  # details came since the rows were arranged

    # What is kept.

    def _lay_out_as_for(self, server: str, *, keep: bool) -> None:
        if server != self.layouts.server:
            self.layouts, self._layouts_read = Layouts(server, keep=keep), False
            self._read_layouts(self.layouts)

    @work(group="layouts", exit_on_error=False)
    async def _read_layouts(self, layouts: Layouts) -> None:
        try:
            await asyncio.to_thread(layouts.read)
        finally:
            if layouts is self.layouts:
                self._layouts_read = True
                self.records_changed()

    @work(group="layouts", exit_on_error=False)
    async def _write_layout(self, layouts: Layouts, endpoint: str) -> None:
        await asyncio.to_thread(layouts.write, endpoint)

    @property
    def knows_columns(self) -> bool:
        """Whether the kept layouts have been read."""
        return self._layouts_read

    # Choosing.

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns as the person wants them, the hidden ones too."""
        sample = self.sample
        chosen = choose_columns(self.endpoint, sample)
        return laid_out(self.layouts.get(self.endpoint.name), chosen, self.endpoint, sample)

    @work(group="columns", exclusive=True, exit_on_error=False)
    async def action_columns(self) -> None:
        """Choose the columns."""
        if not self.table.columns:
            return
        opened, endpoint, layouts = self._opened, self.endpoint, self.layouts
        before = layouts.get(endpoint.name)
        screen = screens.ColumnsScreen(endpoint, self.sample, before, self.column_name)
        chosen: Layout | None = await self.app.push_screen_wait(screen)
        if chosen is None or chosen == before:
            return
        layouts.put(endpoint.name, chosen)
        self._write_layout(layouts, endpoint.name)
        if opened == self._opened:
            self.restyle()
            self._wait_idle()

    # What only details have.

    def open(
        self,
        connection: Connection,
        endpoint: Endpoint,
        view: View,
        records: PagedRecords | None,
    ) -> None:
        """Show the rows of a query, see ``RowsView``."""
        if self.enricher is not None:
            self.enricher.close()
        self.enricher = Enricher(connection.client, endpoint, self.details_came)
        self._out_of_order, self.order_note = False, ""
        self.table.enriched = self._more_of
        self._lay_out_as_for(view.server, keep=not connection.settings.once)
        super().open(connection, endpoint, view, records)

    def on_mount(self) -> None:
        """Look for what is missing whenever the table moves."""
        self.watch(self.table, "scroll_y", self._moved, init=False)

    def on_unmount(self) -> None:
        """Leave no request behind."""
        if self.enricher is not None:
            self.enricher.close()

    def records_changed(self) -> None:
        """Rows came: their details may be wanted."""
        super().records_changed()
        self._wait_idle()

    def written(self, event: Written) -> None:
        """What is known of a record that was written is asked for anew."""
        if self.enricher is not None and event.endpoint == self.endpoint.name:
            self.enricher.outdate(event.key)
            self._wait_idle()

    def _moved(self) -> None:
        if self.enricher is not None:
            self.enricher.stop()
        self._wait_idle()

    def _wait_idle(self) -> None:
        if self._idle is not None:
            self._idle.stop()
            self._idle = None
        if any(column.detail for column in self.table.columns):
            self._idle = self.set_timer(IDLE, self._enrich)

    def _enrich(self) -> None:
        """Ask for the details of the rows on the screen, once those are here: first the cursor's.

        When all of them are here, have an order that depends on them heed them.
        """
        self._idle = None
        table, records = self.table, self.records
        if self.enricher is None or records is None or records.loading:
            return
        roots = {one.name.partition(".")[0] for one in table.columns if one.detail}
        places = (table.cursor, *range(table.top, table.top + table.page_height))
        rows = map(self.record, places)
        self.enricher.want((self._key(row) for row in rows if row), roots)
        busy = table.range_from is not None or self.query_one(FindLine).display
        if self._out_of_order and self.enricher.is_idle and not busy:
            self.rearrange()

    def details_came(self) -> None:
        """Details came: draw them, and once all in view are here have the order heed them."""
        super().details_came()
        if self.arrangement.narrowed or self._is_sorted_by_details:
            self._out_of_order = True
        if self._out_of_order and self.enricher is not None and self.enricher.is_idle:
            self._wait_idle()

    @property
    def _is_sorted_by_details(self) -> bool:
        details = {column.name for column in self.table.columns if column.detail}
        return any(key.column in details for key in self.arrangement.keys)

    def _stand(self, source: FixedRows | None) -> None:
        self._out_of_order, self.order_note = False, ""
        if source is not None and self._is_sorted_by_details:
            known = sum(self._more_of(row) is not None for row in source.records)
            if known < source.count:
                self.order_note = f", {known:,} of {source.count:,} known"
        super()._stand(source)
        self._wait_idle()

    def _key(self, record: Mapping[str, object]) -> str:
        return key_of(self.endpoint, dict(record))

    def _more_of(self, record: Mapping[str, object]) -> Mapping[str, Any] | None:
        return self.enricher.get(self._key(record)) if self.enricher is not None else None

    def whole(self, record: Record) -> Record:
        """A record with what is known of its details."""
        if not any(column.detail for column in self.table.columns):
            return record
        return {**record, **(self._more_of(record) or {})}
