"""The commands that write in the panes, and those on what was written."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from alyxtui.domain.links import Path
from alyxtui.ui import screens
from alyxtui.ui.linking import Shown
from alyxtui.ui.messages import BulkWanted
from alyxtui.ui.record_writes import NewPlace, RecordWrites
from alyxtui.ui.widgets.link_commands import LinkCommands

if TYPE_CHECKING:
    from alyxtui.domain.view import Trail
    from alyxtui.domain.writes.target import Target


class WriteCommands(RecordWrites, LinkCommands):
    """The panes, and what changes the records shown in them."""

    trail: Trail

    def record_here(self) -> Shown | None:
        """The record under the cursor."""
        return self.shown_record()

    def path_here(self) -> Path:
        """The field under the cursor, of the record or of the row."""
        if self.shows_detail and self.detail.view.has_focus:
            return self.detail.view.path
        name = self.listing.rows.column_name
        return tuple(name.split(".")) if name else ()

    def new_place(self) -> NewPlace | None:
        """The list that is open, and the record that one came from."""
        present = self._present()
        return None if present is None else (*present, self.trail.came_from)

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
            writer.start(partial(writer.undo, picked.item, alone=not picked.keep))
