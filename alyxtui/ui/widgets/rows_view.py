"""The rows of one query as a person has arranged them: the ground that the table's tools share."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.worker import Worker

from alyxtui.client.identity import identity_of
from alyxtui.client.paging import PagedRecords
from alyxtui.domain import cell_filter
from alyxtui.domain.arrangement import Arrangement, FixedRows
from alyxtui.domain.columns import Column, choose_columns
from alyxtui.domain.connection import Connection
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.marks import Marks
from alyxtui.domain.view import View
from alyxtui.errors import QueryError
from alyxtui.query.cell import Relation
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import Written
from alyxtui.ui.status import Shown
from alyxtui.ui.widgets.record_table import RecordTable
from alyxtui.ui.widgets.work_line import FindLine, WorkLine

_SAMPLE = 100  # rows on each side of the first one on the screen that columns are chosen from
_AT_ONCE = 5000  # rows that are arranged without a thread

Record = dict[str, Any]


class RowsView(Vertical):
    """The table, a line to look for a text, and a line that tells of long work.

    Attributes:
        connection: the server and the user, None before anything was opened.
        endpoint: where the rows are from.
        query_open: what was asked, as a person made it.
        records: the rows as the server has them.
        arrangement: sort and narrowing.
        marks: the marked records.
        order_note: how far the order can be believed, in words.
        match: the row of the match that was found last, and which of the matches it is, in words.
    """

    class Changed(Message):
        """Something that the status line tells of is different."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.connection: Connection | None = None
        self.endpoint = Endpoint("")
        self.query_open: Query | None = None
        self.records: PagedRecords | None = None
        self.arrangement = Arrangement()
        self.marks = Marks(self.endpoint)
        self._left_at = 0, ""  # where the cursor was, and on which record
        self.order_note = ""
        self.match = 0, ""
        self._opened = 0  # counts the queries, so that late work is not shown for another one

    def compose(self) -> ComposeResult:
        """Table and lines."""
        yield RecordTable(id="table")
        yield FindLine(id="look")
        yield WorkLine(id="work")

    @property
    def table(self) -> RecordTable:
        """The table."""
        return self.query_one(RecordTable)

    @property
    def work_line(self) -> WorkLine:
        """The line that tells of long work."""
        return self.query_one(WorkLine)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    # A query.

    def open(
        self,
        connection: Connection,
        endpoint: Endpoint,
        view: View,
        records: PagedRecords | None,
    ) -> None:
        """Show the rows of a query; marks and sort are those of the view.

        Args:
            connection: the server and the user.
            endpoint: where the records are from.
            view: what was asked, and where the cursor is.
            records: the rows as they come, None when the query is not sent.
        """
        self.stop_work()
        self._opened += 1
        self.connection, self.endpoint = connection, endpoint
        self.query_open, self.records = view.query, records
        self.marks, self.arrangement = Marks(endpoint, view.marks), Arrangement()
        self.arrangement.keys = view.sort
        self._left_at = view.cursor, view.cursor_id
        table = self.table
        table.is_marked = self._is_marked
        table.range_from = table.find = None
        self.match = 0, ""
        table.signs = {}
        table.show(records, cursor=view.cursor, column=view.column, scroll=view.scroll)

    def place(self, view: View) -> View:
        """A view with the place as it is now."""
        table, record = self.table, self.record(self.table.cursor)
        return replace(
            view,
            cursor=table.cursor,
            column=table.column,
            scroll=table.scroll_offset.y,
            cursor_id=self.name_of(record) if record else "",
            sort=self.arrangement.keys,
            marks=self.marks.marked,
        )

    def stop_work(self) -> bool:
        """Leave what takes long; True when there was something."""
        working = self.work_line.is_shown
        self.workers.cancel_group(self, "rows")
        self.work_line.hide()
        return working

    def records_changed(self) -> None:
        """Rows came from the server, or their number changed."""
        records, table = self.records, self.table
        if records is None:
            return
        if not table.columns and records.count and self.knows_columns:
            self.choose_columns()
        ready = bool(table.columns and records.count and not records.loading)
        if table.source is records:
            table.rows_changed()
            if ready:
                self._come_back()

    def _come_back(self) -> None:
        """Sort as the view says, and go to the record that the cursor was on."""
        if self.arrangement.keys:
            self.rearrange()
            return
        (index, name), self._left_at = self._left_at, (0, "")
        here = self.record(index)
        if not name or self.table.cursor != index or (here and self.name_of(here) == name):
            return
        found = self._index_of(name, self.standing)
        if found is not None:
            self.table.move_to(found)

    def _index_of(self, name: str, rows: Iterable[tuple[int, Mapping[str, object]]]) -> int | None:
        return next((index for index, record in rows if self.name_of(record) == name), None)

    def choose_columns(self) -> None:
        """Say which columns are drawn, from the rows that are here."""
        self.table.set_columns([column for column in self.all_columns if not column.hidden])

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns in their order, the hidden ones too."""
        return choose_columns(self.endpoint, self.sample)

    @property
    def sample(self) -> list[Record]:
        """Some rows about those on the screen."""
        top = self.table.top
        near = range(max(top - _SAMPLE, 0), top + _SAMPLE)
        return [row for index in near if (row := self.record(index))]

    def record(self, index: int) -> Record | None:
        """A row as it stands in the table, None while it is not here."""
        source = self.table.source
        return cast("Record | None", source.get(index)) if source is not None else None

    def value(self, record: Mapping[str, object], column: Column) -> object:
        """What a record has in a column, ``MISSING`` where it has no such field."""
        whole: Mapping[str, object] | None = record
        if column.detail:
            whole = self.table.enriched(record)
        return value_at(whole, column.name) if whole is not None else MISSING

    def whole(self, record: Record) -> Record:
        """A record with all that is known of it."""
        return record

    def details_came(self) -> None:
        """More is known of some records: draw it."""
        self.table.refresh_changed()

    def name_of(self, record: Mapping[str, object]) -> str:
        """What tells a record from every other one, empty when nothing does."""
        return identity_of(self.endpoint, dict(record))

    @property
    def knows_columns(self) -> bool:
        """Whether it is known how the person wants the columns."""
        return True

    @property
    def loaded(self) -> list[Record]:
        """What sort and search are of, in the server's order, no record twice."""
        held = self.arrangement.held
        if held is not None:
            return [dict(row) for row in held.rows]
        return [record for _, record in self.records.here()] if self.records else []

    @property
    def standing(self) -> list[tuple[int, Record]]:
        """The rows that are here, as they stand in the table, with their indices; none twice."""
        source = self.table.source
        if isinstance(source, FixedRows):
            rows = [(index, dict(record)) for index, record in enumerate(source.records)]
        else:
            rows = self.records.here() if self.records else []
        return [(index, self.whole(record)) for index, record in rows]

    def _is_marked(self, record: Mapping[str, object]) -> bool:
        return bool(self.marks) and self.marks.holds(cast("Record", record))

    def with_cell(
        self, column: Column, value: object, relation: Relation = Relation.IS
    ) -> Query | None:
        """The query with a condition on a column, None when there is none, which is said."""
        query, connection = self.query_open, self.connection
        if query is None or connection is None:
            return None
        learned = connection.queries.learned
        try:
            return cell_filter.by_cell(query, self.endpoint, column.name, value, relation, learned)
        except QueryError as error:
            words = f"{error.message} {error.hint}".strip()
            self.notify(safe(words), title="cannot be asked", severity="warning", markup=False)
            return None

    # Arranging.

    def rearrange(self) -> None:
        """Show the rows as they are to stand, the cursor on the record it was on."""
        held = self.arrangement.held
        if held is None or len(held.rows) <= _AT_ONCE:
            self._stand(self._arranged())
        else:
            self._arrange_many()

    @work(group="rows", exclusive=True, exit_on_error=False)
    async def _arrange_many(self) -> None:
        opened = self._opened
        self.work_line.tell("sorting …")
        try:
            source = await asyncio.to_thread(self._arranged)
        finally:
            self.work_line.hide()
        if opened == self._opened:
            self._stand(source)

    def _arranged(self) -> FixedRows | None:
        if self.arrangement.is_plain:
            self.arrangement.held = None
            return None
        rows = [self.whole(record) for record in self.loaded]
        return FixedRows(self.arrangement.rows(rows, self.table.columns))

    def _stand(self, source: FixedRows | None) -> None:
        table, records = self.table, self.records
        if records is None:
            return
        (_, name), self._left_at = self._left_at, (0, "")
        self.match, table.range_from = (0, ""), None  # the rows between are others now
        here = self.record(table.cursor)
        name = name or (self.name_of(here) if here else "")
        table.find = self.arrangement.find
        signs = {key.column: "▼" if key.descending else "▲" for key in self.arrangement.keys}
        table.signs = signs
        rows = records.here() if source is None else enumerate(source.records)
        found = self._index_of(name, rows) if name else None
        last = (source or records).count or 0
        table.swap(
            source or records, min(table.cursor, max(last - 1, 0)) if found is None else found
        )
        self.post_message(self.Changed())

    def written(self, event: Written) -> None:
        """A record was written: nothing here is made of it."""

    def renewed(self) -> None:
        """The rows on the screen came from the server again: what is made of them stands so too."""
        if not self.arrangement.is_plain and self.arrangement.held is None:
            self.rearrange()

    def restyle(self) -> None:
        """Choose the columns anew, after the person has changed them."""
        name = self.column_name
        self.choose_columns()
        names = [column.name for column in self.table.columns]
        if name in names:
            self.table.column = names.index(name)
        self.table.lines_changed()

    @property
    def column_name(self) -> str:
        """The column under the cursor, empty when there is none."""
        table = self.table
        return table.columns[table.column].name if table.columns else ""

    # What the status line tells.

    @property
    def shown(self) -> Shown:
        """How the rows stand, for the status line."""
        source, arrangement = self.table.source, self.arrangement
        fixed = source if isinstance(source, FixedRows) else None
        cursor, (place, words) = self.table.cursor, self.match
        if fixed and fixed.count and arrangement.narrowed:  # each row is a match
            place, words = cursor, f"match {cursor + 1:,} of {fixed.count:,}"
        signs = {False: "▲", True: "▼"}
        keys = [f"{safe(key.column)} {signs[key.descending]}" for key in arrangement.keys]
        return Shown(
            rows=len(fixed.records) if fixed else None,
            of_all=arrangement.of_all,
            among=len(arrangement.held.rows) if arrangement.held else None,
            order=", ".join(keys) + self.order_note,
            find=safe(arrangement.find.text) if arrangement.find else "",
            match=words if cursor == place else "",
            narrowed=arrangement.narrowed,
            marked=self.marks.count(self.records.count if self.records else None),
        )
