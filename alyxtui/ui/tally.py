"""What the tree shows of endpoints beside their names: how many rows, and which are often used."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from alyxtui.domain.connection import Connection
from alyxtui.domain.counts import Counts
from alyxtui.domain.usage import Usage
from alyxtui.query.model import Query

if TYPE_CHECKING:
    from alyxtui.client.paging import PagedRecords
    from alyxtui.ui.widgets.browser import Browser

_OFTEN = 5  # endpoints that stand on top because they are used


class Tally:
    """The counts and uses of the endpoints of one connection.

    Args:
        connection: the server and the user.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._usage: Usage | None = None
        self._counts: Counts | None = None
        self._counted_with: PagedRecords | None = None
        self._opened: list[str] = []

    async def read(self, panes: Browser) -> None:
        """Bring what is kept of the signed-in user's counts and uses."""
        keep = not self._connection.settings.once
        self._usage = Usage(self._connection.profile.url, keep=keep)
        self._counts = Counts(self._connection.client, self._connection.user, keep=keep)
        await self._counts.read()
        tree = panes.endpoints.endpoint_tree
        tree.often = await asyncio.to_thread(self._usage.most_used, _OFTEN)

    def opened(self, name: str) -> None:
        """The user has chosen an endpoint; ``note`` keeps that."""
        self._opened.append(name)

    def note(self) -> None:
        """Keep which endpoints were opened. Reads and writes small files, for a thread."""
        while self._usage is not None and self._opened:
            self._usage.note(self._opened.pop(0))

    def show(self, panes: Browser) -> None:
        """Count the lists in sight once the first rows of the open one are here."""
        listing, counts = panes.listing, self._counts
        records, query = listing.records, listing.query_shown
        if counts is None or records is None or query is None or records.count is None:
            return
        # Before the others are asked for, or this one would be asked for too.
        came = query == Query(query.endpoint) and counts.put(query.endpoint, records.count)
        if records is not self._counted_with:
            self._counted_with = records
            panes.endpoints.count(counts)
        if came:
            panes.endpoints.endpoint_tree.count_came(query.endpoint)
