"""The lines around the panes: who and where, what is shown, which keys work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.css.query import NoMatches
from textual.screen import Screen

from alyxtui.domain.connection import Connection
from alyxtui.errors import Unreachable
from alyxtui.ui import status
from alyxtui.ui.commands import Scope, does, footer, scopes_of
from alyxtui.ui.widgets.bars import HintLine, StatusLine, TitleLine

if TYPE_CHECKING:
    from alyxtui.ui.widgets.browser import Browser


class EdgedScreen(Screen[None]):
    """A screen with title, status and keys, which it keeps true.

    Args:
        connection: the server and the user.

    Attributes:
        connection: as given.
        panes: what lies between the lines, None until it is loaded.
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection
        self.panes: Browser | None = None
        self._unreachable = False
        self._fetching = Content("")
        self._sending = Content("")
        self._waiting = 0

    @property
    def browser(self) -> Browser:
        """The panes.

        Raises:
            NoMatches: they are not there yet.
        """
        if self.panes is None:
            raise NoMatches("the panes are being loaded")
        return self.panes

    def show_title(self) -> None:
        """Say anew where and who one is."""
        line, panes = self.query_one(TitleLine), self.panes
        line.show(self.connection)
        line.offline = (
            self._unreachable
            or self.connection.client.reach.since is not None
            or isinstance(panes is not None and panes.listing.error, Unreachable)
        )
        line.trail = panes.trail.labels if panes is not None else ()
        line.redraw()
        for screen in self.app.screen_stack[1:]:
            for other in screen.query(TitleLine):
                other.take(line)
                other.redraw()

    def _show_status(self) -> None:
        line, listing = self.query_one(StatusLine), self.browser.listing
        left = source = Content("")
        if self.has_class("-page"):
            pass  # there are no rows to tell of
        elif listing.records is not None:
            rows = status.rows(listing.records, listing.table.cursor, listing.rows.shown)
            left = Content.assemble(rows, status.asked(listing.asked))
            held = listing.rows.arrangement.held
            source = status.held(held.at) if held else status.source(listing.records)
        elif listing.error is not None:
            left = Content.styled("not sent", "$label")
        news = (self._fetching, self._sending, status.waiting(self._waiting))
        line.left, line.right = left, Content.assemble(*news, source).rstrip(" ·")
        line.redraw()

    def show_fetching(self, words: Content) -> None:
        """Say how far the downloads are, in front of where the rows come from."""
        if words != self._fetching:
            self._fetching = words
            self._show_status()

    def show_sending(self, words: Content) -> None:
        """Say how far a bulk edit is."""
        if words != self._sending:
            self._sending = words
            self._show_status()

    def _show_keys(self) -> None:
        line = self.query_one(HintLine)
        panes = self.panes
        mine, around = scopes_of(self.focused), [Scope.MAIN, Scope.APP]
        if panes is None:
            mine, around = (), [Scope.APP]
        elif Scope.ASK in mine:  # every other key is a letter there
            around = []
        wanted = [
            one
            for one in footer([*mine, *around])
            if panes is None or one.scope is not Scope.MAIN or does(panes, one)
        ]
        if wanted != line.commands:
            line.commands = wanted
            line.redraw()
