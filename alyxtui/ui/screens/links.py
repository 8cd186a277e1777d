"""All that a record refers to, and the lists of what refers to it, with their numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from textual import work
from textual.content import Content

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.domain.links import Link
from alyxtui.errors import AlyxTuiError
from alyxtui.query import render
from alyxtui.query.model import Query
from alyxtui.schema.model import Api
from alyxtui.text import elide, plural, safe
from alyxtui.ui.screens.pick import PickScreen
from alyxtui.ui.widgets.pick_list import PickList, PickRow

_LONG = 400  # characters of a key or a query that are shown


class LinksScreen(PickScreen[Link]):
    """Finds a link of a record, to be opened.

    Args:
        title: what the record is called, safe text.
        read: gives the links; called off the event loop.
        client: counts what the lists hold.
        api: the endpoints that there are.
    """

    empty_words = "This record refers to nothing, and nothing that can be asked for refers to it."
    nouns = ("link", "links")
    labels = {"pick": "open"}
    hidden = frozenset({"keep-query", "drop-query"})

    def __init__(
        self, title: str, read: Callable[[], Sequence[Link]], client: AlyxClient, api: Api
    ) -> None:
        super().__init__()
        self.title_words = title
        self.counts: dict[Query, int | AlyxTuiError] = {}
        self._read, self._client, self._api = read, client, api

    def load(self) -> Sequence[Link]:
        """All links, in the order in which they are shown."""
        return self._read()

    def loaded(self) -> None:
        """Count what the lists hold."""
        self._count()

    @work(group="counts", exclusive=True, exit_on_error=False)
    async def _count(self) -> None:
        await asyncio.gather(*map(self._count_one, self.items))

    async def _count_one(self, link: Link) -> None:
        if link.query is None:
            return
        endpoint = self._api.endpoints[link.endpoint]
        try:
            page = await self._client.page(
                endpoint, link.query, offset=0, limit=1, priority=Priority.COUNT, kept=True
            )
        except AlyxTuiError as error:
            self.counts[link.query] = error
        else:
            self.counts[link.query] = page.count
        rows = self.query_one(PickList)
        if len(rows.rows) == len(self.found):
            rows.renew([self.row(item) for item in self.found])
            self._moved()

    def row(self, item: Link) -> PickRow:
        """Where it is in the record, what it names, and how many there are."""
        if item.query is None:
            name = safe(item.endpoint) or "an id"
            return PickRow(f"→ {safe(item.place)}", f"{name}  {safe(item.key[:_LONG])}", "")
        name, _, how = item.words.partition(" ")
        return PickRow(f"← {safe(name)}", safe(how), self._counted(item.query))

    def _counted(self, query: Query) -> str:
        count = self.counts.get(query)
        if count is None:
            return "…"
        return "✕" if isinstance(count, AlyxTuiError) else f"{count:,}"

    def text(self, item: Link) -> str:
        """All words of the line."""
        return f"{item.place} {item.endpoint} {item.key} {item.words}"

    def about(self, item: Link) -> Content:
        """What opens."""
        if item.query is None:
            where = safe(item.endpoint) or "whatever has this id: it is looked for"
            lines = [(elide(safe(item.key), _LONG), "$foreground"), (f"\n{where}", "$label")]
            return Content.assemble(*lines)
        count = self.counts.get(item.query)
        words = f"{safe(item.words)}"
        if isinstance(count, AlyxTuiError):
            words = f"✕ {safe(count.heading)}: {safe(count.message)}"
        elif count is not None:
            words = f"{plural(count, 'row')} of {words}"
        asked = elide(safe(f"{item.endpoint}  {render.line(item.query)}"), _LONG)
        return Content.assemble((asked, "$foreground"), (f"\n{words}", "$label"))
