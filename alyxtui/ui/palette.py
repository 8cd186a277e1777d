"""The palette: commands of the table and endpoints of the server, by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from alyxtui.text import safe
from alyxtui.ui.commands import COMMANDS
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.widgets.browser import Browser


class AlyxCommands(Provider):
    """Offers what the palette can run; asks no server."""

    @property
    def _offers(self) -> list[tuple[str, str, Callable[[], object]]]:
        offers: list[tuple[str, str, Callable[[], object]]] = [
            (command.label, command.help, partial(self._run, command.action))
            for command in COMMANDS
            if command.palette
        ]
        screen = self.screen
        if isinstance(screen, MainScreen) and screen.connection.api is not None:
            offers += [
                (f"open {safe(name)}", "", partial(screen.browser.open_endpoint, name))
                for name in screen.connection.api.endpoints
            ]
        return offers

    async def _run(self, action: str) -> None:
        await self.screen.query_one(Browser).run_action(action)

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
