"""The middle: filters, and below them the records of one query, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import Worker

from alyxtui.client.identity import key_of
from alyxtui.client.joined import source_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain import looser
from alyxtui.domain.connection import Connection
from alyxtui.domain.pace import Pace
from alyxtui.domain.queries import Asked
from alyxtui.domain.view import View
from alyxtui.errors import AlyxTuiError, ApiError, QueryError, ServerError, ValidationFailed
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.text import plural
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import QueryWanted, Written
from alyxtui.ui.widgets.chips import Chips
from alyxtui.ui.widgets.choices import Choice, Choices
from alyxtui.ui.widgets.record_table import RecordTable
from alyxtui.ui.widgets.state_panel import StatePanel
from alyxtui.ui.widgets.table_pane import TablePane

_ANSWERS = (ServerError, ValidationFailed)  # to the query, other than rows


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

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.endpoint: Endpoint | None = None
        self.query_shown: Query | None = None
        self.as_typed = False
        self.asked: Asked | None = None
        self.records: PagedRecords | None = None
        self._connection: Connection | None = None
        self._refused: QueryError | None = None
        self._stopped = False
        self._is_new = False
        self._empty: PagedRecords | None = None  # what is said of it stays
        self._looser: list[looser.Looser] = []
        self._pace = Pace()

    def compose(self) -> ComposeResult:
        """Filters, table, and the panel that takes the table's place."""
        yield Chips(id="filters")
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
    def chips(self) -> Chips:
        """The active filters."""
        return self.query_one(Chips)

    @property
    def focus_target(self) -> Widget:
        """What takes the focus for the whole pane."""
        return self.panel.focus_target if self.has_class("-state") else self.table

    @property
    def waiting(self) -> bool:
        """Whether the first rows are still on their way."""
        records = self.records
        return bool(records and records.count is None and not records.error and not self._stopped)

    @property
    def error(self) -> AlyxTuiError | None:
        """Why rows did not come, or None."""
        return self.records.error if self.records else self._refused

    def open(self, connection: Connection, endpoint: Endpoint, view: View) -> None:
        """Ask for the records of a query and show them as they come.

        A query that should not be sent is not: the reason is shown instead.

        Args:
            connection: the server and the user.
            endpoint: where to ask.
            view: what to ask, and where the cursor is.
        """
        self.close()
        self._stopped, self._is_new, self._refused, self.asked = False, True, None, None
        self._connection, self.endpoint = connection, endpoint
        self.query_shown, self.as_typed = view.query, view.as_typed
        self.chips.show(view.query)
        try:
            self.asked = connection.queries.asked(view.query, endpoint, as_typed=view.as_typed)
        except QueryError as error:
            self._refused = error
        else:
            self.records = PagedRecords(
                source_of(connection.client, self.asked.requests),
                endpoint,
                self.asked.sent,
                page_size=self._pace.page_size(
                    endpoint.name, connection.profile.page_size, self.asked.requests
                ),
                on_change=self._rows_changed,
            )
        self.rows.open(connection, endpoint, view, self.records)
        self._show_state()

    def close(self) -> None:
        """Drop the rows; answers on their way are not shown."""
        self.workers.cancel_group(self, "looser")
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

    @work(group="retry", exclusive=True, exit_on_error=False)
    async def retry(self) -> None:
        """Ask again for the rows that did not come."""
        if self.records is not None and self.records.error is not None:
            again = self.records.retry()
            self._show_state()
            await again

    @work(group="renew", exclusive=True, exit_on_error=False)
    async def renew(self, *, all: bool = False) -> None:
        """Ask the server for the rows on the screen; they stay meanwhile.

        Args:
            all: not only if some rows in memory are kept ones.
        """
        if self.records is not None and (all or self.records.holds_kept):
            await self.records.reload()
            self.rows.renewed()

    def written(self, event: Written) -> None:
        """Ask anew for what a write has made stale; the rows stay meanwhile."""
        self.rows.written(event)
        self.renew(all=True)

    def record(self, index: int) -> Mapping[str, object] | None:
        """A row as it stands in the table, or None while it is not here."""
        return self.rows.record(index) if self.records else None

    def key(self, index: int) -> str:
        """The lookup value of a row, empty when it has none or is not here."""
        record = self.record(index)
        return key_of(self.endpoint, dict(record)) if self.endpoint and record else ""

    def cell(self) -> tuple[str, object] | None:
        """The column under the cursor and what the record has there; None without a record."""
        record, columns = self.record(self.table.cursor), self.table.columns
        if record is None or not columns:
            return None
        column = columns[self.table.column]
        return column.name, self.rows.value(record, column)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def on_unmount(self) -> None:
        """Leave no request behind."""
        self.close()

    def _rows_changed(self) -> None:
        records = self.records
        if records is None:
            return
        self.rows.records_changed()
        answered = records.count is not None or isinstance(records.error, _ANSWERS)
        if self._is_new and answered:
            self._is_new = False
            self._first_came(records)
        self._show_state()
        self.post_message(self.Changed())

    @on(TablePane.Changed)
    def _rows_stand_otherwise(self) -> None:
        self.post_message(self.Changed())

    def _first_came(self, records: PagedRecords) -> None:
        """The first answer is here: keep the query, learn from it, and look around when empty."""
        connection, endpoint, asked = self._connection, self.endpoint, self.asked
        if connection is None or endpoint is None or asked is None:
            return
        first = filter(None, map(records.get, range(min(records.count or 0, records.page_size))))
        connection.queries.learn(endpoint.name, first)
        self._keep(connection, asked, records.count, records.elapsed)
        if records.count == 0 and self._is_filtered:
            self._look_around(connection, asked.typed, endpoint)

    @work(group="history", thread=True, exit_on_error=False)
    def _keep(
        self, connection: Connection, asked: Asked, count: int | None, seconds: float | None
    ) -> None:
        connection.queries.history.note(
            asked.typed, count=count, seconds=seconds, as_typed=asked.as_typed
        )

    @work(group="looser", exclusive=True, exit_on_error=False)
    async def _look_around(self, connection: Connection, query: Query, endpoint: Endpoint) -> None:
        self._looser = []
        found = looser.find(connection.client, connection.queries, query, endpoint)
        async for one in found:
            self._looser.append(one)
        if not self._looser:
            self._say_empty("Nothing near it was found either.")
            return
        self._say_empty("These nearly match; enter takes one.")
        await self.panel.offer(
            [Choice(one.words, plural(one.count, "row")) for one in self._looser]
        )

    @on(Choices.Chosen)
    def _take_looser(self, event: Choices.Chosen) -> None:
        event.stop()
        self.post_message(QueryWanted(self._looser[event.index].query))

    @property
    def _is_filtered(self) -> bool:
        return bool(self.asked and (self.asked.typed.filters or self.asked.typed.active))

    def _show_state(self) -> None:
        records = self.records
        if self._empty is not records:
            self._empty = None
        if records is not None and records.count:
            self._swap(state=False)
            return
        if self._stopped:
            self.panel.say(
                "stopped", "Nothing more is asked.", keys="ctrl+r ask again   esc go back"
            )
        elif self.error is not None:
            self._say_error(self.error)
        elif records is not None and records.count == 0:
            if self._empty is not records:
                self._empty = records
                self._say_empty("Looking for what nearly matches …" if self._is_filtered else "")
        elif records is not None:
            self.panel.say("asking the server …", keys="esc leave")
        self._swap(state=True)

    def _say_error(self, error: AlyxTuiError) -> None:
        if error is self._refused:
            keys = "f change the filters   M send it as typed   esc go back"
            self.panel.say_error(error, keys=keys)
            return
        words = ""
        if self._connection and self.endpoint and self.asked and isinstance(error, ApiError):
            found = self._connection.queries.explained(error, self.asked.sent, self.endpoint)
            words = f"{found.message} {found.hint}".strip() if found else ""
        self.panel.say_error(error, words)

    def _say_empty(self, words: str) -> None:
        if words:
            self.panel.say(
                "no rows match",
                f"The server knows no record for these filters.\n\n{words}",
                keys="f change the filters   C the active ones   esc go back",
            )
        else:
            self.panel.say("no rows", "There are no records here yet.", keys="esc go back")

    def _swap(self, *, state: bool) -> None:
        # A hidden widget loses the focus; the pane keeps it, so that the keys go on working.
        # `has_focus` comes later than the screen's own word, and a screen on top may just be going.
        focused = self.screen.focused
        held = () if focused is None else focused.ancestors_with_self
        had_focus = self.table in held or self.panel in held
        changed = state is not self.has_class("-state")
        self.set_class(state, "-state")
        if had_focus:
            # Not where it is already: it may just have been given to a record that was opened.
            if self.focus_target is not focused:
                self.focus_target.focus()
        elif changed:
            # Rows that come at once may be here before the focus is: it then goes to what is hidden.
            self.app.call_later(self._find_focus)

    def _find_focus(self) -> None:
        """Take the focus that was on its way to what is hidden now."""
        if self.is_attached and self.screen.focused not in self.screen.focus_chain:
            self.focus_target.focus()
