"""One record on a screen of its own, where the terminal has no room beside the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import Worker

from alyxtui.domain.connection import Connection
from alyxtui.domain.details import Details
from alyxtui.domain.links import Link, Path
from alyxtui.domain.saved import Saved
from alyxtui.domain.view import View
from alyxtui.schema.model import Endpoint
from alyxtui.ui import copying, screens
from alyxtui.ui.commands import Scope, bindings, does, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.fetching import fetch_files
from alyxtui.ui.linking import NO_LINK, Shown, link_of, links_screen, opens_picture, show_admin
from alyxtui.ui.messages import ValueChosen, Written
from alyxtui.ui.record_writes import NewPlace, RecordWrites
from alyxtui.ui.widgets.bars import HintLine, TitleLine
from alyxtui.ui.widgets.detail_pane import DetailPane

_KEPT = {
    "leave",
    "back",
    "forward",
    "last",
    "close",
    "reload",
    "copy",
    "links",
    "web-admin",
    "download",
    "edit",
    "edit-record",
    "create",
    "delete",
    "undo",
    "outbox",
}


@dataclass(frozen=True, slots=True)
class Left:
    """How a record was left.

    Attributes:
        view: the place as it looks now.
        to: where one goes from here: ``back``, ``forward`` or ``last`` on the trail, a link, or a
            saved query.
    """

    view: View
    to: Literal["back", "forward", "last"] | Link | Saved


class RecordScreen(RecordWrites, Screen[Left]):
    """Shows a record; leaving it gives back what it looks like and where to go.

    Args:
        connection: the server and the user.
        endpoint: where the record is from.
        record: as the list gave it; empty when only the key is known.
        view: its place: key, what is open, where the cursor is.
        details: where whole records are read.
        trail: where the user is.

    Attributes:
        connection: the server and the user.
    """

    BINDINGS = [
        binding
        for binding in bindings(Scope.MAIN)
        if isinstance(binding, Binding) and binding.id in _KEPT
    ]
    DEFAULT_CSS = """
    RecordScreen { background: $background; color: $foreground; }
    RecordScreen DetailPane { height: 1fr; }
    """

    def __init__(
        self,
        connection: Connection,
        endpoint: Endpoint,
        record: Mapping[str, object],
        view: View,
        details: Details,
        trail: Sequence[str],
    ) -> None:
        super().__init__()
        self.connection, self._endpoint, self._record = connection, endpoint, record
        self._view, self._details, self._trail = view, details, trail

    def compose(self) -> ComposeResult:
        """Title, record, keys."""
        line = TitleLine(id="title")
        line.take(self.app.screen_stack[0].query_one(TitleLine))
        line.trail = self._trail
        yield line
        yield DetailPane(self.connection, id="detail")
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show the record and give it the focus."""
        self._show()
        self.query_one(DetailPane).view.focus()
        keys = self.query_one(HintLine)
        wanted = footer((Scope.DETAIL, Scope.JSON, Scope.MAIN, Scope.APP))
        keys.commands = [one for one in wanted if one.scope is not Scope.MAIN or does(self, one)]
        keys.redraw()

    def _show(self) -> None:
        pane = self.query_one(DetailPane)
        view = self._view
        pane.show(
            self._endpoint,
            self._record,
            view.key,
            self._details,
            hurry=True,
            folds=view.folds,
            spot=(view.line, view.top),
        )

    @on(DetailPane.Read)
    def _record_read(self) -> None:
        """The title says what the record is called, once that is known."""
        line = self.query_one(TitleLine)
        line.trail = (*self._trail[:-1], self._place().label)
        line.redraw()

    def retry(self) -> None:
        """Read the record again if it did not come."""
        self.query_one(DetailPane).retry()

    def action_reload(self) -> None:
        """Read the record from the server again."""
        self._view = self._place()
        self._details.forget(self._endpoint, self._view.key)
        self._show()

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy the value under the cursor or the record, or a way to ask for it."""
        place, heading = copying.place_of_detail(self._details.server, self.query_one(DetailPane))
        await screens.copy_from(self.app, place, heading)

    @property
    def commanded(self) -> Mapping[Scope, DOMNode]:
        """What does the commands of each scope."""
        pane = self.query_one(DetailPane)
        return {Scope.MAIN: self, Scope.JSON: pane, Scope.DETAIL: pane.view}

    def _place(self) -> View:
        """The place as it looks now."""
        return self.query_one(DetailPane).noted(self._view)

    def _leave(self, to: Literal["back", "forward", "last"] | Link | Saved) -> None:
        self.dismiss(Left(self._place(), to))

    def open_link(self, link: Link) -> None:
        """Leave the record for what a link leads to."""
        self._leave(link)

    def run_saved(self, saved: Saved) -> None:
        """Leave the record for a saved query."""
        self._leave(saved)

    def action_leave(self) -> None:
        """Go back to the list."""
        self._leave("back")

    def action_forward(self) -> None:
        """Go forward on the trail."""
        self._leave("forward")

    def action_last(self) -> None:
        """Go to the last view."""
        self._leave("last")

    @on(ValueChosen)
    def _value_chosen(self, event: ValueChosen) -> None:
        event.stop()
        shown, connection = self.query_one(DetailPane).shown, self.connection
        if shown is not None and opens_picture(self.app, connection, shown, event.path):
            return
        link = link_of(connection, shown, event.path) if shown is not None else None
        if link is not None:
            self.open_link(link)
        elif not self.query_one(DetailPane).view.toggle():
            self.notify(NO_LINK, markup=False)

    @work(group="links", exclusive=True, exit_on_error=False)
    async def action_links(self) -> None:
        """Choose one of the links of the record."""
        shown = self.query_one(DetailPane).shown
        screen = links_screen(self.connection, shown) if shown is not None else None
        picked = await self.app.push_screen_wait(screen) if screen is not None else None
        if picked is not None and picked.item is not None:
            self.open_link(picked.item)

    def record_here(self) -> Shown | None:
        """The record."""
        return self.query_one(DetailPane).shown

    def path_here(self) -> Path:
        """The field under the cursor."""
        return self.query_one(DetailPane).view.path

    def new_place(self) -> NewPlace | None:
        """Another record beside this one."""
        return self._endpoint, None, None

    def written(self, event: Written) -> None:
        """The record was written: read it again, or leave it when it is gone."""
        if event.endpoint != self._endpoint.name or event.key not in {"", self._view.key}:
            return
        if event.gone:
            self.action_leave()
        else:
            self.action_reload()

    def action_web_admin(self) -> None:
        """The record's page of the web admin."""
        shown = self.query_one(DetailPane).shown
        if shown is not None:
            show_admin(self.app, self.connection, shown)

    @work(group="download", exclusive=True, exit_on_error=False)
    async def action_download(self) -> None:
        """Choose among the files of the record and fetch them."""
        shown = self.query_one(DetailPane).shown
        if shown is not None:
            await fetch_files(self.app, self.connection, shown.endpoint, [shown.record])

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def action_back(self) -> None:
        """Go back to the list."""
        self.action_leave()

    def action_close_view(self) -> None:
        """Go back to the list."""
        self.action_leave()
