"""The commands that write: edit a field."""

from __future__ import annotations

from alyxtui.domain.writes.operations import Path
from alyxtui.ui.linking import Shown
from alyxtui.ui.widgets.link_commands import LinkCommands
from alyxtui.ui.writing import WRITING, Writer


class WriteCommands(LinkCommands):
    """The panes, and what changes the records shown in them."""

    @property
    def writer(self) -> Writer:
        """The way of every write."""
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
            self.writer.start(self.writer.edit(*found))

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
