"""The command that compares marked records, and the whole records behind the rows."""

from __future__ import annotations

from collections.abc import Mapping

from textual import work

from alyxtui.client.identity import key_of
from alyxtui.domain.connection import Connection
from alyxtui.domain.details import Details
from alyxtui.domain.record import title
from alyxtui.errors import AlyxTuiError
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe
from alyxtui.ui import copying, screens
from alyxtui.ui.widgets.link_commands import LinkCommands

Record = Mapping[str, object]


class CompareCommands(LinkCommands):
    """The panes, and what tells two of their records apart.

    Args:
        connection: the server and the user.

    Attributes:
        details: whole records, read from the server; what they tell of JSON keys is kept.
    """

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(connection, id=id)
        learn = connection.queries.learn
        self.details = Details(
            connection.client,
            lambda name, record: learn(name, [record]),
            minutes=connection.profile.cache_minutes,
        )

    @work(group="compare", exclusive=True, exit_on_error=False)
    async def action_compare_marked(self) -> None:
        """Compare the two marked records, or the marked one and that under the cursor."""
        endpoint = self.listing.endpoint
        if self._present() is None or endpoint is None:
            return
        try:
            chosen = await self._two()
            whole = [await self._whole(endpoint, one) for one in chosen]
        except AlyxTuiError as error:
            words = f"{error.message} {error.hint}".strip()
            self.notify(safe(words), title=error.heading, severity="error", markup=False)
            return
        if len(whole) != 2:
            self._hint("Mark two records with space, or one and go to another.")
            return
        old, new = (title(endpoint, one, key_of(endpoint, dict(one))) for one in whole)
        self.app.push_screen(screens.CompareScreen(whole[0], whole[1], (old, new)))

    async def _two(self) -> list[Record]:
        """The records to compare in the order they were marked; not two where that is unclear."""
        listing, records = self.listing, self.listing.records
        count = listing.rows.marks.count(records.count if records is not None else None)
        if not 1 <= count <= 2:
            return []
        marked: list[Record] = list(await copying.marked_in(listing))
        here = listing.record(listing.table.cursor)
        if count == 1 and here is not None and not listing.rows.marks.holds(dict(here)):
            marked.append(here)
        return marked

    async def _whole(self, endpoint: Endpoint, record: Record) -> Record:
        """The record as its own address gives it, where it has one."""
        key = key_of(endpoint, dict(record))
        if not key or "read" not in endpoint.actions:
            return record
        return (await self.details.read(endpoint, key)).record
