"""The commands that write, and those on what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import work

from alyxtui.domain.links import Path
from alyxtui.ui import screens
from alyxtui.ui.commands import WRITING
from alyxtui.ui.linking import Shown
from alyxtui.ui.messages import BulkWanted
from alyxtui.ui.widgets.link_commands import LinkCommands

if TYPE_CHECKING:
    from alyxtui.domain.view import Trail
    from alyxtui.domain.writes.entry import Entry
    from alyxtui.domain.writes.target import Target
    from alyxtui.ui.writing import Writer


class WriteCommands(LinkCommands):
    """The panes, and what changes the records shown in them."""

    trail: Trail

    @property
    def writer(self) -> Writer:
        """The way of every write; who only looks does not wait for it to be loaded."""
        from alyxtui.ui.writing import Writer

        return Writer(self.app, self.connection)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing that writes is there for those who may only read."""
        if action in WRITING and self.connection.read_only:
            return False
        return super().check_action(action, parameters)

    def action_edit(self) -> None:
        """Edit the field under the cursor."""
        found = self._field_here()
        if found is None:
            self._hint("There is no field of a record under the cursor.")
        else:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(forms.edit(writer, *found))

    def action_delete(self) -> None:
        """Delete the record under the cursor."""
        if (shown := self._record_here()) is not None:
            writer = self.writer
            writer.start(writer.delete(shown))

    def action_edit_record(self) -> None:
        """Edit the whole record under the cursor in an editor."""
        if (shown := self._record_here()) is not None:
            from alyxtui.ui import in_editor

            writer = self.writer
            writer.start(in_editor.edit(writer, shown))

    def action_duplicate(self) -> None:
        """Make a record that begins as the one under the cursor."""
        if (shown := self._record_here()) is not None:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(forms.create(writer, shown.endpoint, model=shown))

    def action_create(self) -> None:
        """Make a record of the endpoint that is open."""
        present = self._present()
        if present is None:
            self._hint("Open the list that the record is to be in.")
        else:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(forms.create(writer, *present, self.trail.came_from))

    def action_bulk(self) -> None:
        """Change the marked records, or all that the query finds."""
        self.post_message(BulkWanted(self._target()))

    def _target(self) -> Target | None:
        from alyxtui.domain.marks import Marks
        from alyxtui.domain.writes.target import Target

        listing = self.listing
        endpoint, asked, records = listing.endpoint, listing.asked, listing.records
        if self._present() is None or endpoint is None or asked is None or records is None:
            return None
        marks = Marks(endpoint, listing.rows.marks.marked)
        return Target(endpoint, tuple(asked.requests), marks, records.count)

    def _record_here(self) -> Shown | None:
        """The record under the cursor, if it can be named."""
        shown = self.shown_record()
        if shown is None or not shown.key:
            self._hint("There is no record under the cursor.")
            return None
        return shown

    # What was written.

    def action_undo(self) -> None:
        """Take back the last write of this run."""
        writer = self.writer
        writer.start(writer.undo())

    def action_journal(self) -> None:
        """Look at the writes that were made, and take one back."""
        self._pick_write()

    @work(group="pick", exclusive=True, exit_on_error=False)
    async def _pick_write(self) -> None:
        writes = self.connection.writes
        screen = screens.JournalScreen(writes.journal, writes.server)
        picked = await self.app.push_screen_wait(screen)
        if picked is not None and picked.other:
            self.action_history()
        elif picked is not None and picked.item is not None:
            writer = self.writer
            writer.start(writer.undo(picked.item, alone=not picked.keep))

    def action_outbox(self) -> None:
        """Look at what waits."""
        writes = self.connection.writes
        self.app.push_screen(
            screens.OutboxScreen(writes.journal, writes.server, self._flush, self._drop)
        )

    def _flush(self, numbers: Sequence[int], again: Callable[[], object]) -> None:
        writer = self.writer
        writer.start(writer.flush(numbers, again))

    def _drop(self, entry: Entry, again: Callable[[], object]) -> None:
        writer = self.writer
        writer.start(writer.drop(entry, again))

    def _field_here(self) -> tuple[Shown, Path] | None:
        """The record and the path under the cursor."""
        shown = self.shown_record()
        if shown is None or not shown.key:
            return None
        if self.shows_detail and self.detail.view.has_focus:
            path = self.detail.view.path
        else:
            path = tuple(self.listing.rows.column_name.split("."))
        return (shown, path) if path and path[0] else None
