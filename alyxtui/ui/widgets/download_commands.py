"""The commands on downloads: the files of a record, of marked ones, of what is named."""

from __future__ import annotations

from textual import work

from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from alyxtui.ui import copying, screens
from alyxtui.ui.fetching import fetch_cache_tables, fetch_files, fetch_named
from alyxtui.ui.widgets.link_commands import LinkCommands


class DownloadCommands(LinkCommands):
    """The panes, and what fetches files."""

    @work(group="download", exclusive=True, exit_on_error=False)
    async def action_download(self) -> None:
        """Choose among the files of the marked records, else of the one at hand, and fetch them."""
        rows, records = self.listing.rows, self.listing.records
        shown = self.shown_record()
        if shown is None or records is None:
            self._hint("There is no record under the cursor.")
            return
        chosen = [shown.record]
        if rows.marks and not self.detail.view.has_focus:
            if rows.marks.count(records.count) > copying.MOST:
                self._hint(f"Files of at most {copying.MOST:,} marked records come at a time.")
                return
            try:
                chosen = list(await copying.marked_in(self.listing))
            except AlyxTuiError as error:
                words = f"{error.message} {error.hint}".strip()
                self.notify(safe(words), title=error.heading, severity="error", markup=False)
                return
        await fetch_files(self.app, self.connection, shown.endpoint, chosen)

    @work(group="download", exclusive=True, exit_on_error=False)
    async def action_download_named(self) -> None:
        """Choose among the files of an id, a path or an address that is typed, and fetch them."""
        if self.connection.api is None:
            return
        name = await self.app.push_screen_wait(screens.named_form())
        if name is not None:
            await fetch_named(self.app, self.connection, name)

    @work(group="cache-tables", exclusive=True, exit_on_error=False)
    async def action_cache_tables(self) -> None:
        """Fetch ONE's cache tables to where ONE looks for them."""
        await fetch_cache_tables(self.app, self.connection)
