"""The palette: commands of the table and endpoints of the server, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widget import Widget

from alyxtui.domain import pasted
from alyxtui.domain.saved import Saved
from alyxtui.text import safe
from alyxtui.ui.commands import COMMANDS, WRITING, Command, Scope
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.switching import Switching
from alyxtui.ui.widgets.browser import Browser

Offer = tuple[str, str, Callable[[], object]]


class AlyxCommands(Provider):
    """Offers what the palette can run; asks no server."""

    async def startup(self) -> None:
        """Look up who has signed in on this machine, and the saved queries."""
        self._users: list[str] = []
        self._saved: Sequence[Saved] = ()
        app = self.app
        if isinstance(app, Switching):
            self._users = await app.connections.current.known_users()
            library = app.connections.current.queries.library
            self._saved = await asyncio.to_thread(library.load)

    @property
    def _offers(self) -> list[Offer]:
        offers: list[Offer] = [
            (command.label, command.help, partial(self._run, command))
            for command in COMMANDS
            if command.palette and self._is_here(command)
        ]
        app = self.app
        if isinstance(app, Switching):
            offers += self._connections(app)
        browser = self._browser
        if browser is not None and browser.connection.api is not None:
            offers += [
                (f"open {safe(name)}", "", partial(browser.open_endpoint, name))
                for name in browser.connection.api.endpoints
            ]
            offers += [
                (f"query: {safe(one.name)}", safe(one.endpoint), partial(browser.run_saved, one))
                for one in self._saved
            ]
        return offers

    def _is_here(self, command: Command) -> bool:
        browser = self._browser
        if command.scope is Scope.APP or browser is None:
            return command.scope is Scope.APP
        return not (browser.connection.read_only and command.action in WRITING)

    def _connections(self, app: Switching) -> list[Offer]:
        """The other servers, and the other users of this one."""
        current = app.connections.current
        offers: list[Offer] = [
            (f"switch to {safe(one.name)}", safe(one.url), partial(app.switch_to, one))
            for one in app.connections.others
        ]
        offers += [
            (f"sign in as {safe(user)}", safe(current.profile.url), partial(app.sign_in_as, user))
            for user in self._users
            if user != current.user
        ]
        return offers

    @property
    def _browser(self) -> Browser | None:
        """The panes, where the palette was called on them."""
        screen = self.screen
        return screen.browser if isinstance(screen, MainScreen) else None

    async def _run(self, command: Command) -> None:
        browser = self._browser
        node: Widget | None = browser
        if browser is not None and command.scope is Scope.TABLE:
            node = browser.listing.table
        await self.app.run_action(command.action, node)

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for name, help, run in self._offers:
            yield DiscoveryHit(Content(name), run, text=name, help=help or None)

    async def search(self, query: str) -> Hits:
        """What matches the words, the best first; what was pasted before all."""
        browser = self._browser
        if browser is not None and browser.connection.api is not None:
            base = browser.connection.client.base_url
            link = pasted.read(query, browser.connection.api, base)
            if link is not None:
                words = f"open {safe(link.words or link.endpoint or 'what has this id')}"
                opened = partial(browser.open_link, link)
                yield Hit(1.0, Content(words), opened, text=words, help=safe(query))
        matcher = self.matcher(query)
        for name, help, run in self._offers:
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, text=name, help=help or None)
