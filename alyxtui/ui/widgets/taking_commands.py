"""The commands that take records out: copy a value or a record, write records into a file."""

from __future__ import annotations

from textual import work

from alyxtui.domain.connection import Connection
from alyxtui.domain.marks import Marks
from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from alyxtui.ui import copying, screens
from alyxtui.ui.exports import Exports
from alyxtui.ui.widgets.link_commands import LinkCommands


class TakingCommands(LinkCommands):
    """The panes, and what takes their records elsewhere.

    Args:
        connection: the server and the user.

    Attributes:
        exports: what was written into files in this run; None before the first.
    """

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(connection, id=id)
        self.exports: Exports | None = None

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the value or the record under the cursor, or a way to ask for it."""
        listing = self.listing
        if self._present() is None:
            return
        server, in_detail = self.connection.profile.url, self.detail.view.has_focus
        if in_detail and self.detail.record is not None:
            place, heading = copying.place_of_detail(server, self.detail)
        else:
            try:
                marked = await copying.marked_in(listing)
            except AlyxTuiError as error:
                self.notify(
                    safe(error.message), title=error.heading, severity="error", markup=False
                )
                return
            place, heading = copying.place_of(server, listing, marked)
        await screens.copy_from(self.app, place, heading)

    def action_export(self) -> None:
        """Write the marked records of the list into a file, all without marks."""
        endpoint, asked, records = self.listing.endpoint, self.listing.asked, self.listing.records
        if self._present() is None or endpoint is None or asked is None or records is None:
            return
        self.exports = self.exports or Exports(self.app)
        columns = [column.name for column in self.listing.table.columns]
        marks = Marks(endpoint, self.listing.rows.marks.marked)
        client = self.connection.client
        count = records.count or 0
        screen = screens.ExportScreen(self.exports, client, endpoint, asked, columns, marks, count)
        self.app.push_screen(screen)
