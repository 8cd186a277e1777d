"""The commands that write the record one is at: in the panes, and on a record's own screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from alyxtui.domain.links import Path
from alyxtui.ui import screens
from alyxtui.ui.commands import WRITING
from alyxtui.ui.linking import Shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.widget import Widget as _Node

    from alyxtui.domain.connection import Connection
    from alyxtui.domain.writes.entry import Entry
    from alyxtui.query.model import Query
    from alyxtui.schema.model import Endpoint
    from alyxtui.ui.writing import Writer
else:
    _Node = object

NewPlace = tuple["Endpoint", "Query | None", "tuple[str, str] | None"]
"""Where a record is made: its endpoint, the list one is at, the record one came from."""


class RecordWrites(_Node):
    """What a widget that shows records does to them; the ways of writing are loaded when used.

    Attributes:
        connection: the server and the user.
    """

    connection: Connection

    def record_here(self) -> Shown | None:
        """The record one is at; None where there is none."""
        raise NotImplementedError

    def path_here(self) -> Path:
        """The field under the cursor, empty where there is none."""
        raise NotImplementedError

    def new_place(self) -> NewPlace | None:
        """Where a new record would be made; None where no list is open."""
        raise NotImplementedError

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
        shown, path = self.record_here(), self.path_here()
        if shown is None or not shown.key or not path:
            self.notify("There is no field of a record under the cursor.", markup=False)
        else:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(partial(forms.edit, writer, shown, path))

    def action_delete(self) -> None:
        """Delete the record."""
        if (shown := self._named_record()) is not None:
            writer = self.writer
            writer.start(partial(writer.delete, shown))

    def action_edit_record(self) -> None:
        """Edit the whole record in an editor."""
        if (shown := self._named_record()) is not None:
            from alyxtui.ui import in_editor

            writer = self.writer
            writer.start(partial(in_editor.edit, writer, shown))

    def action_duplicate(self) -> None:
        """Make a record that begins as this one."""
        if (shown := self._named_record()) is not None:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(partial(forms.create, writer, shown.endpoint, model=shown))

    def action_create(self) -> None:
        """Make a record of the endpoint that is open."""
        place = self.new_place()
        if place is None:
            self.notify("Open the list that the record is to be in.", markup=False)
        else:
            from alyxtui.ui import forms

            writer = self.writer
            writer.start(partial(forms.create, writer, *place))

    def _named_record(self) -> Shown | None:
        """The record one is at, if it can be named."""
        shown = self.record_here()
        if shown is None or not shown.key:
            self.notify("There is no record under the cursor.", markup=False)
            return None
        return shown

    # What was written.

    def action_undo(self) -> None:
        """Take back the last write of this run."""
        writer = self.writer
        writer.start(writer.undo)

    def action_outbox(self) -> None:
        """Look at what waits."""
        writes = self.connection.writes
        self.app.push_screen(
            screens.OutboxScreen(writes.journal, writes.server, self._flush, self._drop)
        )

    def _flush(self, numbers: Sequence[int], again: Callable[[], object]) -> None:
        writer = self.writer
        writer.start(partial(writer.flush, numbers, again))

    def _drop(self, entry: Entry, again: Callable[[], object]) -> None:
        writer = self.writer
        writer.start(partial(writer.drop, entry, again))
