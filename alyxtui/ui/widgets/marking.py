"""Marks in the table: one row, a range, all that is here, all of the query, the others."""

from __future__ import annotations

from alyxtui.text import plural
from alyxtui.ui.widgets.rows_view import RowsView


class Marking(RowsView):
    """The commands that mark."""

    def action_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on; end a range."""
        table = self.table
        if table.range_from is not None:
            self.action_mark_range()
            return
        record = self.record(table.cursor)
        if record is None:
            return
        if not self.marks.can_mark(record):
            self._say_no_key()
            return
        self.marks.toggle(record)
        table.refresh_row(table.cursor)
        table.action_cursor_by(1)
        self.post_message(self.Changed())

    def action_mark_range(self) -> None:
        """Begin a range here, or mark from where it began to here."""
        table = self.table
        start, table.range_from = table.range_from, None
        if start is None:
            if table.line_count():
                table.range_from = table.cursor
                table.refresh_row(table.cursor)
                self.post_message(self.Changed())
            return
        first, last = sorted((start, table.cursor))
        rows = [record for index, record in self.standing if first <= index <= last]
        self.marks.add(rows)
        missing = last - first + 1 - len(rows)
        if missing:
            self.notify(
                f"{plural(missing, 'row')} of the range are not here, or came before, and were not marked",
                severity="warning",
                markup=False,
            )
        self._marked(rows)

    def action_mark_all(self) -> None:
        """Mark the rows that are here; when they are, all of the query; when those are, none."""
        rows = [record for _, record in self.standing]
        marks, arrangement = self.marks, self.arrangement
        count = self.records.count if self.records else None
        if any(not marks.holds(record) for record in rows if marks.can_mark(record)):
            marks.add(rows)
        elif marks.everything or arrangement.narrowed or (count or 0) <= len(rows):
            marks.clear()
        else:
            marks.add_everything()
        self._marked(rows)

    def action_invert_marks(self) -> None:
        """Mark the rows here that are not marked, and take the marks of the others away."""
        rows = [record for _, record in self.standing]
        self.marks.invert(rows)
        self._marked(rows)

    def leave_range(self) -> bool:
        """Mark no range after all; True when one was begun."""
        table = self.table
        begun = table.range_from is not None
        table.range_from = None
        table.refresh_changed()
        return begun

    def _marked(self, rows: list[dict[str, object]]) -> None:
        if rows and not any(map(self.marks.can_mark, rows)):
            self._say_no_key()
        self.table.refresh_changed()
        self.post_message(self.Changed())

    def _say_no_key(self) -> None:
        self.notify(
            "the server gives these records no key to tell them apart by",
            title="cannot be marked",
            severity="warning",
            markup=False,
        )
