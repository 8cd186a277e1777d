"""The panes of the main screen: endpoints, records, one record; and which of them has the focus."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import Container, Horizontal
from textual.dom import DOMNode
from textual.widget import Widget
from textual.worker import Worker

from alyxtui.domain.connection import Connection
from alyxtui.errors import AlyxTuiError
from alyxtui.ui.commands import Scope
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.chips import Chips
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.endpoint_page import EndpointPage
from alyxtui.ui.widgets.endpoint_pane import EndpointPane
from alyxtui.ui.widgets.endpoint_tree import EndpointTree
from alyxtui.ui.widgets.list_pane import ListPane


class Panes(Horizontal):
    """Three panes over one connection.

    Args:
        connection: the server and the user.
    """

    def __init__(self, connection: Connection, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.connection = connection

    def compose(self) -> ComposeResult:
        """The panes."""
        yield EndpointPane(id="endpoints")
        with Container(id="work"):
            yield ListPane(id="list", classes="-state")  # until there are rows
            yield EndpointPage(id="page")
            yield DetailPane(self.connection, id="detail")

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
    def commanded(self) -> Mapping[Scope, DOMNode]:
        """What does the commands of each scope, where the focus is."""
        if self.detail.view.has_focus:
            return {Scope.MAIN: self, Scope.JSON: self.detail, Scope.DETAIL: self.detail.view}
        rows = self.listing.rows
        return {Scope.MAIN: self, Scope.ROWS: rows, Scope.TABLE: rows.table}

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
        """Show why nothing of the server can be shown, in the place of the records."""
        keys = "ctrl+r try again   : another server   ctrl+q quit"
        self.listing.panel.say_error(error, keys=keys)
        self._show_panel()

    def _show_panel(self) -> None:
        self.listing.add_class("-state")
        self.listing.panel.focus()

    # Panes.

    def focus_records(self) -> None:
        """Give the focus to the middle pane."""
        (self.page if self.screen.has_class("-page") else self.listing.focus_target).focus()

    def action_pane_by(self, step: int) -> None:
        """Give the focus to the next or previous pane."""
        panes = self._panes()
        here = next((i for i, pane in enumerate(panes) if pane.has_focus), 1)
        pane = panes[(here + step) % len(panes)]
        self.screen.set_class(isinstance(pane, EndpointTree), "-tree")
        if isinstance(pane, Chips):
            pane.enter()
        else:
            pane.focus()

    def _panes(self) -> list[Widget]:
        tree: Widget = self.endpoints.endpoint_tree
        if self.screen.has_class("-page"):
            return [tree, self.page]
        panes = [tree, self.listing.focus_target]
        if self.listing.chips.chips:
            panes.insert(1, self.listing.chips)
        return [*panes, self.detail.view] if self.shows_detail else panes
