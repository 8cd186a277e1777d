"""The commands on links: open the value under the cursor, all links of a record, the web admin."""

from __future__ import annotations

from textual import on, work
from textual.worker import WorkerState

from alyxtui.domain.links import Link
from alyxtui.domain.resolve import Place, Resolver
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query
from alyxtui.text import elide, safe
from alyxtui.ui.linking import NO_LINK, Shown, link_of, links_screen, opens_picture, show_admin
from alyxtui.ui.messages import ValueChosen
from alyxtui.ui.widgets.query_commands import QueryCommands

_GROUP = "link"


class LinkCommands(QueryCommands):
    """The panes, and what leads from a record to others."""

    def open_record(self, query: Query, key: str) -> None:
        """Open one record, over the list of a query.

        Args:
            query: of the list.
            key: the record's lookup value.
        """
        raise NotImplementedError

    @property
    def is_following(self) -> bool:
        """Whether the server is being asked where a link leads."""
        running = (WorkerState.PENDING, WorkerState.RUNNING)
        return any(one.group == _GROUP and one.state in running for one in self.workers)

    def stop_following(self) -> None:
        """Do not wait for where a link leads."""
        self.workers.cancel_group(self, _GROUP)
        self._hint("Not looked for any longer.")
        self.stay()

    def open_link(self, link: Link) -> None:
        """Open what a link leads to; the server is asked where need be."""
        api = self.connection.api
        if api is None:
            return
        resolver = Resolver(self.connection.client, api)
        place = resolver.at_once(link)
        if place is not None:
            self._arrive(place)
            return
        self._hint(f"Looking for {elide(safe(link.key or link.words), 60)} … esc leaves it.")
        self._follow(resolver, link)

    @work(group=_GROUP, exclusive=True, exit_on_error=False)
    async def _follow(self, resolver: Resolver, link: Link) -> None:
        try:
            place = await resolver.place(link)
        except AlyxTuiError as error:
            words = f"{error.message} {error.hint}".strip()
            self.notify(safe(words), title=error.heading, severity="warning", markup=False)
            self.stay()
            return
        self._arrive(place)

    def _arrive(self, place: Place) -> None:
        if place.key:
            self.open_record(place.query, place.key)
        else:
            self.open_query(place.query, as_typed=False)

    # The record under the cursor.

    def shown_record(self) -> Shown | None:
        """The record in the detail pane where that has the focus, else that of the cursor's row."""
        pane, detail = self.listing, self.detail
        if self.shows_detail and detail.view.has_focus and detail.shown is not None:
            return detail.shown
        record = pane.record(pane.table.cursor)
        if pane.endpoint is None or record is None or self.screen.has_class("-page"):
            return None
        key = pane.key(pane.table.cursor)
        if detail.shown is not None and (detail.endpoint, detail.key) == (pane.endpoint, key):
            return detail.shown
        return Shown(pane.endpoint, record, key, "list")

    @on(ValueChosen)
    def _value_chosen(self, event: ValueChosen) -> None:
        event.stop()
        shown = self.detail.shown
        if shown is not None and opens_picture(self.app, self.connection, shown, event.path):
            return
        link = link_of(self.connection, shown, event.path) if shown is not None else None
        if link is not None:
            self.open_link(link)
        elif not self.detail.view.toggle():
            self._hint(NO_LINK)

    @work(group="links", exclusive=True, exit_on_error=False)
    async def action_links(self) -> None:
        """Choose one of the links of a record."""
        shown = self.shown_record()
        screen = links_screen(self.connection, shown) if shown is not None else None
        if screen is None:
            self._hint("There is no record under the cursor.")
            return
        picked = await self.app.push_screen_wait(screen)
        if picked is not None and picked.item is not None:
            self.open_link(picked.item)

    def action_web_admin(self) -> None:
        """The record's page of the web admin."""
        shown = self.shown_record()
        if shown is None:
            self._hint("There is no record under the cursor.")
        else:
            show_admin(self.app, self.connection, shown)
