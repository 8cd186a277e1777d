"""The body of the main screen: endpoints, records and one record, and the trail through them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import Worker

from alyxtui.domain.connection import Connection
from alyxtui.domain.details import Details
from alyxtui.domain.jsondoc import Path
from alyxtui.domain.record import title
from alyxtui.domain.start import Start
from alyxtui.domain.view import Trail, View
from alyxtui.errors import AlyxTuiError, NotSignedIn
from alyxtui.query import check, render, values
from alyxtui.query.model import Query
from alyxtui.schema import hints
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import EndpointChosen, QueryWanted, RowChosen, RowHighlighted
from alyxtui.ui.screens.filter_form import FilterForm
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.endpoint_page import EndpointPage
from alyxtui.ui.widgets.endpoint_pane import EndpointPane
from alyxtui.ui.widgets.endpoint_tree import EndpointTree
from alyxtui.ui.widgets.list_pane import ListPane

# On a slow line an alt+[ may arrive as escape and, a moment later, `[`. Seconds.
SPLIT_ESCAPE = 0.3
_PREVIEW_REST = 0.08  # seconds that the cursor must rest before its record is shown beside
_TO_TREE = "shift+tab endpoints"


class Browser(Horizontal):
    """Three panes over one connection.

    Args:
        connection: the server and the user.
    """

    BINDINGS = bindings(Scope.MAIN)

    class Moved(Message):
        """Another place was opened, or rows of this one came or failed."""

    @dataclass
    class Reconnect(Message):
        """The schema is missing, or somebody has to sign in.

        Attributes:
            sign_in: a person is to be asked.
            refused: because the server knows the token no more.
        """

        sign_in: bool
        refused: bool = False

    @dataclass
    class Opened(Message):
        """The user has chosen an endpoint.

        Attributes:
            name: of the endpoint.
        """

        name: str

    class SchemaWanted(Message):
        """The user asks whether the server has changed."""

    class Abandoned(Message):
        """The user does not wait for the connection any longer."""

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.connection = connection
        self.details = Details(connection.client)
        self.trail = Trail()
        self._left_at = 0.0
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        """The panes."""
        yield EndpointPane(id="endpoints")
        with Container(id="work"):
            yield ListPane(id="list")
            yield EndpointPage(id="page")
            yield DetailPane(id="detail")

    @property
    def endpoints(self) -> EndpointPane:
        """The left pane."""
        return self.query_one(EndpointPane)

    @property
    def listing(self) -> ListPane:
        """The middle pane."""
        return self.query_one(ListPane)

    @property
    def page(self) -> EndpointPage:
        """What stands in the middle for an endpoint without a list."""
        return self.query_one(EndpointPage)

    @property
    def detail(self) -> DetailPane:
        """The pane of one record."""
        return self.query_one(DetailPane)

    @property
    def shows_detail(self) -> bool:
        """Whether the terminal has room for the record beside or below the list."""
        return self.screen.has_class("-wide") or self.screen.has_class("-tall")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    # States without records.

    def say(self, title: str, message: str = "", *, keys: str = "") -> None:
        """Show a state in the place of the records."""
        self.listing.panel.say(title, message, keys=keys)
        self._show_panel()

    def say_error(self, error: AlyxTuiError) -> None:
        """Show an error in the place of the records."""
        self.listing.panel.say_error(error)
        self._show_panel()

    def _show_panel(self) -> None:
        self.listing.add_class("-state")
        self.listing.panel.focus()

    # Opening places.

    def show_api(self, api: Api, start: Start | None) -> None:
        """Show the endpoints of a server, and open the place one was at, else the first.

        Args:
            api: what the server offers.
            start: what to open first, None for the start endpoint.
        """
        self.endpoints.show(api)
        if self.trail.current is not None:
            self._remember()
            self.listing.close()
            self._restore(self.trail.current)
            return
        if start is not None:
            self._open_start(api.endpoints.get(start.endpoint), start)
            return
        lists = [one for one in api.endpoints.values() if one.is_list]
        endpoint = api.endpoints.get(hints.START_ENDPOINT, lists[0] if lists else None)
        if endpoint is not None:
            self._open(endpoint)
        else:
            self.say("nothing to browse", "The schema has no list of records.", keys=_TO_TREE)

    def _open_start(self, endpoint: Endpoint | None, start: Start) -> None:
        if endpoint is None:
            words = "This server has none of that name."
            self.say(f"no endpoint {start.endpoint!r}", words, keys=_TO_TREE)
            return
        filters = []
        for name, value in start.filters:
            # The server would ignore it and show everything.
            wrong, remedy = check.problem(endpoint.actions["list"], name, value)
            if wrong:
                self.say(safe(wrong), safe(remedy), keys=_TO_TREE)
                return
            parameter = endpoint.actions["list"].parameters[name]
            filters.append((name, values.sent(parameter, value)))
        self.post_message(self.Opened(endpoint.name))
        self._open(endpoint, tuple(filters))
        if start.key:
            self._push_record({}, start.key)

    def open_endpoint(self, name: str) -> None:
        """Open the list, or the page, of an endpoint."""
        endpoint = self._endpoint(name)
        if endpoint is not None:
            self.post_message(self.Opened(name))
            self._open(endpoint)

    @on(EndpointChosen)
    def _endpoint_chosen(self, event: EndpointChosen) -> None:
        self.open_endpoint(event.name)

    def _endpoint(self, name: str) -> Endpoint | None:
        api = self.connection.api
        return api.endpoints.get(name) if api else None

    def _open(self, endpoint: Endpoint, filters: tuple[tuple[str, str], ...] = ()) -> None:
        self._open_query(Query(endpoint.name, filters))

    def _open_query(self, query: Query) -> None:
        self._remember()
        view = View(self.connection.profile.url, query)
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
        self.post_message(self.Moved())

    def _restore_list(self, endpoint: Endpoint, view: View) -> None:
        pane = self.listing
        if pane.records is None or pane.query_shown != view.query:
            self.detail.clear()
            pane.open(
                self.connection.client,
                endpoint,
                view.query,
                page_size=self.connection.profile.page_size,
                cursor=view.cursor,
                column=view.column,
                scroll=view.scroll,
                keep=not self.connection.settings.once,
            )
        elif pane.table.cursor != view.cursor:
            pane.table.move_to(view.cursor)
        pane.focus_target.focus()
        if view.record:
            self._show_record(view)

    def _remember(self) -> None:
        view = self.trail.current
        if view is None or self.screen.has_class("-page"):
            return
        table = self.listing.table
        place = replace(
            view, cursor=table.cursor, column=table.column, scroll=table.scroll_offset.y
        )
        if view.record and self.shows_detail:
            place = replace(place, folds=self.detail.folds)
        self.trail.update(place)

    # One record.

    @on(RowHighlighted)
    def _row_highlighted(self) -> None:
        # A held key would have every record drawn whole that it passes, 6 kB each.
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_PREVIEW_REST, self._preview)
        self.post_message(self.Moved())

    def _preview(self) -> None:
        pane = self.listing
        record = pane.record(pane.table.cursor)
        if self.shows_detail and pane.endpoint is not None and record is not None:
            self.detail.show(pane.endpoint, record, pane.key(pane.table.cursor), self.details)

    @on(RowChosen)
    def _row_chosen(self, event: RowChosen) -> None:
        record = self.listing.record(event.index)
        if record is not None:
            self._push_record(record, self.listing.key(event.index))

    def _push_record(self, record: Mapping[str, object], key: str) -> None:
        endpoint = self.listing.endpoint
        self._remember()
        view = self.trail.current
        if view is None or endpoint is None:
            return
        name = title(endpoint, record, key)
        view = replace(view, record=True, key=key, title=name, folds=frozenset())
        self.trail.push(view)
        self._show_record(view)
        self.post_message(self.Moved())

    def _show_record(self, view: View) -> None:
        pane = self.listing
        if pane.endpoint is None:
            return
        record = pane.record(view.cursor)
        if record is None or pane.key(view.cursor) != view.key:
            record = {}
        if self.shows_detail:
            self.detail.show(
                pane.endpoint, record, view.key, self.details, hurry=True, folds=view.folds
            )
            self.detail.view.focus()
        else:
            labels = self.trail.labels
            screen = RecordScreen(pane.endpoint, record, view.key, self.details, view.folds, labels)
            self.app.push_screen(screen, self._record_left)

    def _record_left(self, folds: frozenset[Path] | None) -> None:
        view = self.trail.current
        if view is not None and folds is not None:
            self.trail.update(replace(view, folds=folds))
        self._travel(self.trail.back)

    # Filters.

    @work(group="filter", exclusive=True, exit_on_error=False)
    async def action_filter(self) -> None:
        """Edit the filters and ask anew."""
        endpoint, query = self.listing.endpoint, self.listing.query_shown
        if endpoint is None or query is None or self.screen.has_class("-page"):
            return
        before = render.as_text(query)
        chosen = await self.app.push_screen_wait(FilterForm(endpoint, before))
        if chosen is not None and chosen != before:
            self._open(endpoint, chosen.filters)

    @on(QueryWanted)
    def _query_wanted(self, event: QueryWanted) -> None:
        endpoint = self._endpoint(event.query.endpoint)
        if endpoint is not None:
            self._open_query(event.query)

    # Moving on the trail.

    def action_leave(self) -> None:
        """Leave what one waits for, else what lies on top, else the place."""
        self._left_at = time.monotonic()
        if self.connection.api is None:
            self.post_message(self.Abandoned())
        elif self.screen.has_class("-tree") and self.screen.has_class("-narrow"):
            self.screen.remove_class("-tree")
            self.focus_records()
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

    def _travel(self, step: Callable[[], View | None]) -> None:
        self._remember()
        view = step()
        if view is not None:
            self._restore(view)

    def action_reload(self) -> None:
        """Ask the server again."""
        refused = isinstance(self.listing.error, NotSignedIn)
        view = self.trail.current
        if self.connection.api is None or refused or view is None:
            self.post_message(self.Reconnect(sign_in=refused, refused=refused))
            return
        self._remember()
        self.details = Details(self.connection.client)
        self.listing.close()
        self._restore(self.trail.current or view)

    def action_refresh_schema(self) -> None:
        """Ask the server anew what it offers."""
        self.post_message(self.SchemaWanted())

    def action_sign_in(self) -> None:
        """Sign in again or as another user."""
        self.post_message(self.Reconnect(sign_in=True))

    # Panes.

    def focus_records(self) -> None:
        """Give the focus to the middle pane."""
        self._panes()[1].focus()

    def action_pane_by(self, step: int) -> None:
        """Give the focus to the next or previous pane."""
        panes = self._panes()
        here = next((i for i, pane in enumerate(panes) if pane.has_focus), 1)
        pane = panes[(here + step) % len(panes)]
        self.screen.set_class(isinstance(pane, EndpointTree), "-tree")
        pane.focus()

    def _panes(self) -> list[Widget]:
        tree: Widget = self.endpoints.endpoint_tree
        if self.screen.has_class("-page"):
            return [tree, self.page]
        panes = [tree, self.listing.focus_target]
        return [*panes, self.detail.view] if self.shows_detail else panes

    @on(ListPane.Changed)
    def _list_changed(self) -> None:
        if self.detail.record is None or not self.detail.view.has_focus:
            self._preview()
        self.post_message(self.Moved())
        if isinstance(self.listing.error, NotSignedIn):
            self.post_message(self.Reconnect(sign_in=True, refused=True))
