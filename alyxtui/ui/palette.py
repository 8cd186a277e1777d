"""The palette: commands of the table and endpoints of the server, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from alyxtui.domain.saved import Saved
from alyxtui.text import safe
from alyxtui.ui.commands import COMMANDS, Command, Scope
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.widgets.browser import Browser


class AlyxCommands(Provider):
    """Offers what the palette can run; asks no server."""

    async def startup(self) -> None:
        """Read the saved queries."""
        self._saved: Sequence[Saved] = ()
        screen = self.screen
        if isinstance(screen, MainScreen):
            self._saved = await asyncio.to_thread(screen.connection.queries.library.load)

    @property
    def _offers(self) -> list[tuple[str, str, Callable[[], object]]]:
        offers: list[tuple[str, str, Callable[[], object]]] = [
            (command.label, command.help, partial(self._run, command))
            for command in COMMANDS
            if command.palette
        ]
        screen = self.screen
        if isinstance(screen, MainScreen) and screen.connection.api is not None:
            offers += [
                (f"open {safe(name)}", "", partial(screen.browser.open_endpoint, name))
                for name in screen.connection.api.endpoints
            ]
            offers += [
                (f"query: {safe(one.name)}", safe(one.endpoint), partial(self._run_saved, one))
                for one in self._saved
            ]
        return offers

    async def _run(self, command: Command) -> None:
        browser = self.screen.query_one(Browser)
        on_table = command.scope is Scope.TABLE
        await (browser.listing.table if on_table else browser).run_action(command.action)

    def _run_saved(self, saved: Saved) -> None:
        self.screen.query_one(Browser).run_saved(saved)

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        for name, help, run in self._offers:
            yield DiscoveryHit(Content(name), run, text=name, help=help or None)

    async def search(self, query: str) -> Hits:
        """What matches the words, the best first."""
        matcher = self.matcher(query)
        for name, help, run in self._offers:
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, text=name, help=help or None)
