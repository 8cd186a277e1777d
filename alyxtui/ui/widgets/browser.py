"""The body of the main screen: endpoints, records and one record, and the trail through them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from textual import on
from textual.timer import Timer

from alyxtui.domain.connection import Connection
from alyxtui.domain.links import Link
from alyxtui.domain.record import title
from alyxtui.domain.start import Start
from alyxtui.domain.view import Trail, View
from alyxtui.errors import NotSignedIn
from alyxtui.query.model import Query
from alyxtui.schema import hints
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.commands import OF_LISTS, Scope, bindings
from alyxtui.ui.messages import (
    Abandoned,
    EndpointChosen,
    Moved,
    Opened,
    Reconnect,
    RowChosen,
    RowHighlighted,
    SchemaWanted,
    TokenRefused,
    Written,
)
from alyxtui.ui.widgets.compare_commands import CompareCommands
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.download_commands import DownloadCommands
from alyxtui.ui.widgets.list_pane import ListPane
from alyxtui.ui.widgets.taking_commands import TakingCommands
from alyxtui.ui.widgets.write_commands import WriteCommands

# On a slow line an alt+[ may arrive as escape and, a moment later, `[`. Seconds.
SPLIT_ESCAPE = 0.3
_PREVIEW_REST = 0.15  # seconds that the cursor must rest before its record is shown beside
_TO_TREE = "shift+tab endpoints"


class Browser(WriteCommands, DownloadCommands, TakingCommands, CompareCommands):
    """The panes over one connection, and the trail through what was opened in them.

    Args:
        connection: the server and the user.
    """

    BINDINGS = bindings(Scope.MAIN)

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(connection, id=id)
        self.trail = Trail()
        self._left_at = 0.0
        self._resting: Timer | None = None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is done with records is not there before there is a list, or on a page."""
        if action in OF_LISTS and (self.listing.endpoint is None or self.screen.has_class("-page")):
            return False
        return super().check_action(action, parameters)

    # Opening places.

    def show_api(self, api: Api, start: Start | None) -> None:
        """Show the endpoints of a server, and open the place one was at, else the first.

        Args:
            api: what the server offers.
            start: what to open first, None for the start endpoint.
        """
        self.endpoints.show(api)
        if self.trail.current is not None:
            self.remember()
            self.listing.close()
            self._restore(self.trail.current)
            return
        if start is not None:
            self._open_start(api.endpoints.get(start.endpoint), start)
            return
        lists = [one for one in api.endpoints.values() if one.is_list]
        endpoint = api.endpoints.get(hints.START_ENDPOINT, lists[0] if lists else None)
        if endpoint is not None:
            self.open_query(Query(endpoint.name), as_typed=False)
        else:
            self.say("nothing to browse", "The schema has no list of records.", keys=_TO_TREE)

    def _open_start(self, endpoint: Endpoint | None, start: Start) -> None:
        if endpoint is None:
            words = "This server has none of that name."
            self.say(f"no endpoint {start.endpoint!r}", words, keys=_TO_TREE)
            return
        queries, as_typed = self.connection.queries, start.as_typed
        query = queries.read(start.filters, endpoint, as_typed=as_typed)
        self.post_message(Opened(endpoint.name))
        self.open_query(query, as_typed=as_typed)
        if start.key:
            self._push_record({}, start.key)

    def open_endpoint(self, name: str) -> None:
        """Open the list, or the page, of an endpoint."""
        endpoint = self._endpoint(name)
        if endpoint is not None:
            self.post_message(Opened(name))
            self.open_query(Query(name), as_typed=False)

    @on(EndpointChosen)
    def _endpoint_chosen(self, event: EndpointChosen) -> None:
        self.open_endpoint(event.name)

    def _endpoint(self, name: str) -> Endpoint | None:
        api = self.connection.api
        return api.endpoints.get(name) if api else None

    def open_query(self, query: Query, *, as_typed: bool | None = None) -> None:
        """Run a query and show its records.

        Args:
            query: as a person made it; conditions may still be text.
            as_typed: send it unchecked and unchanged; None for as the present one.
        """
        endpoint = self._endpoint(query.endpoint)
        if endpoint is None:
            self.notify(f"This server has no {safe(query.endpoint)}.", markup=False)
            return
        self.remember()
        query = self.connection.queries.lifted(query, endpoint)
        if as_typed is None:
            as_typed = self.as_typed
        view = View(self.connection.profile.url, query, as_typed=as_typed)
        self.trail.push(view)
        self._restore(view)

    def open_record(self, query: Query, key: str) -> None:
        """Open one record, over the list of a query.

        Args:
            query: of the list.
            key: the record's lookup value.
        """
        endpoint = self._endpoint(query.endpoint)
        if endpoint is None:
            return
        self.remember()
        query = self.connection.queries.lifted(query, endpoint)
        name = title(endpoint, {}, key)
        view = View(self.connection.profile.url, query, record=True, key=key, title=name)
        self.trail.push(view)
        self._restore(view)

    def _restore(self, view: View) -> None:
        endpoint = self._endpoint(view.query.endpoint)
        if endpoint is None:
            return
        self.screen.remove_class("-tree")
        self.screen.set_class(not endpoint.is_list, "-page")
        self.endpoints.endpoint_tree.select(endpoint.name)
        if endpoint.is_list:
            self._restore_list(endpoint, view)
        else:
            self.page.show(endpoint)
            self.page.focus()
        self.post_message(Moved())

    def _restore_list(self, endpoint: Endpoint, view: View) -> None:
        pane = self.listing
        on_chips = pane.chips.has_focus
        is_shown = (pane.query_shown, pane.as_typed) == (view.query, view.as_typed)
        if pane.records is None or not is_shown:
            self.detail.clear()
            pane.open(self.connection, endpoint, view)
        elif pane.table.cursor != view.cursor:
            pane.table.move_to(view.cursor)
        if on_chips and pane.chips.chips:
            pane.chips.enter()
        else:
            pane.focus_target.focus()
        if view.record:
            self._show_record(view)

    def remember(self) -> None:
        """Note in the trail how the present place looks."""
        view = self.trail.current
        if view is None or self.listing.records is None or self.screen.has_class("-page"):
            return
        place = self.listing.rows.place(view)
        if view.record and self.shows_detail:
            place = self.detail.noted(place)
        self.trail.update(place)

    # One record.

    @on(RowHighlighted)
    def _row_highlighted(self) -> None:
        # A held key would have every record drawn whole that it passes, 6 kB each.
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_PREVIEW_REST, self._preview)
        self.post_message(Moved())

    def _preview(self) -> None:
        """Show the record under the cursor beside the list, but for one that is being read."""
        pane, detail = self.listing, self.detail
        record, key = pane.record(pane.table.cursor), pane.key(pane.table.cursor)
        if not self.shows_detail or pane.endpoint is None or record is None:
            return
        if detail.record is not None and detail.view.has_focus:
            return
        detail.show(pane.endpoint, record, key, self.details)
        view = self.trail.current
        if view is not None and view.record and view.key != key:
            name = title(pane.endpoint, record, key)
            self.trail.update(replace(view, key=key, title=name, folds=frozenset()))
            self.post_message(Moved())

    @on(RowChosen)
    def _row_chosen(self, event: RowChosen) -> None:
        record = self.listing.record(event.index)
        if record is not None:
            self._push_record(record, self.listing.key(event.index))

    def _push_record(self, record: Mapping[str, object], key: str) -> None:
        endpoint = self.listing.endpoint
        self.remember()
        view = self.trail.current
        if view is None or endpoint is None:
            return
        name = title(endpoint, record, key)
        view = replace(view, record=True, key=key, title=name, folds=frozenset())
        self.trail.push(view)
        self._show_record(view)
        self.post_message(Moved())

    @on(DetailPane.Read)
    def _record_read(self) -> None:
        view = self.trail.current
        if view is not None and view.record and self.detail.key == view.key:
            self.trail.update(replace(view, title=self.detail.noted(view).title))
            self.post_message(Moved())

    def _show_record(self, view: View) -> None:
        pane = self.listing
        if pane.endpoint is None:
            return
        record = pane.record(view.cursor)
        if record is None or pane.key(view.cursor) != view.key:
            record = {}
        if self.shows_detail:
            self.detail.show(
                pane.endpoint,
                record,
                view.key,
                self.details,
                hurry=True,
                folds=view.folds,
                spot=(view.line, view.top),
            )
            self.detail.view.focus()
        else:
            labels, connection = self.trail.labels, self.connection
            screen = screens.RecordScreen(
                connection, pane.endpoint, record, view, self.details, labels
            )
            self.app.push_screen(screen, self._record_left)

    def _record_left(self, left: screens.Left | None) -> None:
        if left is None:
            return
        self.trail.update(left.view)
        if isinstance(left.to, Link):
            self.open_link(left.to)
        elif not isinstance(left.to, str):
            self.run_saved(left.to)
        else:
            steps = {
                "back": self.trail.back,
                "forward": self.trail.forward,
                "last": self.trail.last,
            }
            if not self._travel(steps[left.to]):
                self.stay()

    def stay(self) -> None:
        """Show the present place again, after it was left for nothing."""
        view = self.trail.current
        if view is not None and view.record and not self.shows_detail:
            self._restore(view)

    # Moving on the trail.

    def action_leave(self) -> None:
        """Leave what one waits for, else what lies on top, else the place."""
        self._left_at = time.monotonic()
        if self.connection.api is None:
            self.post_message(Abandoned())
        elif self.screen.has_class("-tree") and self.screen.has_class("-narrow"):
            self.screen.remove_class("-tree")
            self.focus_records()
        elif self.is_following:
            self.stop_following()
        elif self.listing.waiting and not self.screen.has_class("-page"):
            self.listing.stop()
        else:
            self._travel(self.trail.back)

    def action_close_view(self) -> None:
        """Close this view: go back, and stay when there is nothing behind."""
        self.action_leave()

    def action_back(self) -> None:
        """Go back on the trail."""
        if time.monotonic() - self._left_at > SPLIT_ESCAPE:
            self._travel(self.trail.back)

    def action_forward(self) -> None:
        """Go forward on the trail."""
        self._travel(self.trail.forward)

    def action_last(self) -> None:
        """Go to the last view."""
        self._travel(self.trail.last)

    def _travel(self, step: Callable[[], View | None]) -> bool:
        """Take a step on the trail; False when there is none."""
        self.remember()
        view = step()
        if view is not None:
            self._restore(view)
        return view is not None

    def action_reload(self) -> None:
        """Ask the server again."""
        view = self.trail.current
        if isinstance(self.listing.error, NotSignedIn):
            self.post_message(TokenRefused())
            return
        if self.connection.api is None or view is None:
            self.post_message(Reconnect())
            return
        self.remember()
        if self.listing.endpoint is not None:
            self.connection.client.refresh(self.listing.endpoint)
        self.details.forget_all()
        self.listing.close()
        self._restore(self.trail.current or view)

    def written(self, event: Written, *, apart: bool = False) -> None:
        """Ask anew for what a write has made stale; everything stays where it is meanwhile.

        Args:
            event: what was written.
            apart: the open record is on a screen of its own, which leaves one that is gone.
        """
        endpoint, view = self._endpoint(event.endpoint), self.trail.current
        if endpoint is None:
            return
        if event.key:
            self.details.forget(endpoint, event.key)
        else:
            self.details.forget_all()
        detail, listing = self.detail, self.listing
        if event.gone and view is not None and view.record and view.key == event.key:
            if not apart:
                self._travel(self.trail.back)
        elif (
            detail.endpoint == endpoint
            and detail.key == (event.key or detail.key)
            and detail.record is not None
        ):
            detail.show(
                endpoint, detail.record, detail.key, self.details, hurry=True, folds=detail.folds
            )
        if listing.endpoint is not None:
            self.connection.client.refresh(listing.endpoint)
            listing.written(event)

    def action_refresh_schema(self) -> None:
        """Ask the server anew what it offers."""
        self.post_message(SchemaWanted())

    def retry(self) -> None:
        """Ask again for what did not come; everything else stays as it is."""
        self.listing.retry()
        self.detail.retry()

    def come_back(self) -> None:
        """The server answers again: ask for what did not come, and for what is old on the screen."""
        self.retry()
        self.listing.renew()

    @property
    def has_answer(self) -> bool:
        """Whether the first place has come, or why it did not."""
        records = self.listing.records
        came = records is not None and records.count is not None
        came = came or self.listing.error is not None
        return came or self.screen.has_class("-page")

    @on(ListPane.Changed)
    def _list_changed(self) -> None:
        self._preview()
        self.post_message(Moved())
        if isinstance(self.listing.error, NotSignedIn):
            self.post_message(TokenRefused())
