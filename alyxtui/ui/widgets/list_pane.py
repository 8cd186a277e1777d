"""The middle: filters, and below them the records of one query, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain.pace import Pace
from alyxtui.errors import AlyxTuiError
from alyxtui.query import render
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.ui.widgets.bars import FilterLine
from alyxtui.ui.widgets.record_table import RecordTable
from alyxtui.ui.widgets.state_panel import StatePanel
from alyxtui.ui.widgets.table_pane import TablePane


class ListPane(Vertical):
    """Holds the rows of the open query and shows their state."""

    DEFAULT_CSS = """
    ListPane {
        & StatePanel { display: none; }
        &.-state TablePane { display: none; }
        &.-state StatePanel { display: block; }
    }
    """

    class Changed(Message):
        """Rows came, went, or failed to come."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.endpoint: Endpoint | None = None
        self.query_shown: Query | None = None
        self.records: PagedRecords | None = None
        self._stopped = False
        self._pace = Pace()

    def compose(self) -> ComposeResult:
        """Filters, table, and the panel that takes the table's place."""
        yield FilterLine(id="filters")
        yield TablePane(id="rows")
        yield StatePanel(id="panel")

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    @property
    def rows(self) -> TablePane:
        """The table with its tools, and what is marked in it."""
        return self.query_one(TablePane)

    @property
    def panel(self) -> StatePanel:
        """The panel of states."""
        return self.query_one(StatePanel)

    @property
    def focus_target(self) -> Widget:
        """What takes the focus for the whole pane."""
        return self.panel if self.has_class("-state") else self.table

    @property
    def waiting(self) -> bool:
        """Whether the first rows are still on their way."""
        records = self.records
        return bool(records and records.count is None and not records.error and not self._stopped)

    @property
    def error(self) -> AlyxTuiError | None:
        """Why rows did not come, or None."""
        return self.records.error if self.records else None

    def open(
        self,
        client: AlyxClient,
        endpoint: Endpoint,
        query: Query,
        *,
        page_size: int,
        cursor: int = 0,
        column: int = 0,
        scroll: int = 0,
        keep: bool = False,
    ) -> None:
        """Ask for the records of a query and show them as they come.

        Args:
            client: the server.
            endpoint: where to ask.
            query: what to ask.
            page_size: records a request at most; fewer where the endpoint has been slow.
            cursor: index of the row under the cursor.
            column: index of the column under the cursor.
            scroll: index of the first row on the screen.
            keep: whether the layout of the columns is kept on the disk.
        """
        self.close()
        self._stopped = False
        page_size = self._pace.page_size(endpoint.name, page_size)
        self.endpoint, self.query_shown = endpoint, query
        self.records = PagedRecords(
            client, endpoint, query, page_size=page_size, on_change=self._rows_changed
        )
        filters = self.query_one(FilterLine)
        filters.endpoint, filters.filters = endpoint.name, render.filters(query)
        filters.redraw()
        self.rows.lay_out_as_for(client.base_url, keep=keep)
        self.rows.open(
            client, endpoint, query, self.records, cursor=cursor, column=column, scroll=scroll
        )
        self._show_state()

    def close(self) -> None:
        """Drop the rows; answers on their way are not shown."""
        if self.records is not None:
            self.records.close()
            self._pace.note(self.records.endpoint.name, self.records.seconds_a_row)
        self.records = None

    def stop(self) -> None:
        """Leave what is waited for."""
        self._stopped = True
        if self.records is not None:
            self.records.close()
        self._show_state()
        self.post_message(self.Changed())

    def record(self, index: int) -> Mapping[str, object] | None:
        """A row as it stands in the table, or None while it is not here."""
        return self.rows.record(index) if self.records else None

    def key(self, index: int) -> str:
        """The lookup value of a row, empty when it has none or is not here."""
        record = self.record(index)
        return key_of(self.endpoint, dict(record)) if self.endpoint and record else ""

    def on_unmount(self) -> None:
        """Leave no request behind."""
        self.close()

    def _rows_changed(self) -> None:
        if self.records is None:
            return
        self.rows.records_changed()
        self._show_state()
        self.post_message(self.Changed())

    @on(TablePane.Changed)
    def _rows_stand_otherwise(self) -> None:
        self.post_message(self.Changed())

    def _show_state(self) -> None:
        records = self.records
        if records is not None and records.count:
            self._swap(state=False)
            return
        if self._stopped:
            self.panel.say(
                "stopped", "Nothing more is asked.", keys="ctrl+r ask again   esc go back"
            )
        elif self.error is not None:
            self.panel.say_error(self.error)
        elif records is not None and records.count == 0:
            self._say_empty()
        elif records is not None:
            self.panel.say("asking the server …", keys="esc leave")
        self._swap(state=True)

    def _say_empty(self) -> None:
        if self.query_shown and render.filters(self.query_shown):
            self.panel.say(
                "no rows match",
                "The server knows no record for these filters.",
                keys="f change the filters   esc go back",
            )
        else:
            self.panel.say("no rows", "There are no records here yet.", keys="esc go back")

    def _swap(self, *, state: bool) -> None:
        # A hidden widget loses the focus; the pane keeps it, so that the keys go on working.
        # `has_focus` comes later than the screen's own word, and a screen on top may just be going.
        had_focus = self.screen.focused in {self.table, self.panel}
        self.set_class(state, "-state")
        if had_focus:
            (self.panel if state else self.table).focus()
