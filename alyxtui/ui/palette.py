"""The palette: commands of the table and endpoints of the server, by name."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from textual import on
from textual.actions import SkipAction
from textual.binding import Binding
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.dom import DOMNode
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from alyxtui.domain import pasted
from alyxtui.domain.links import Link
from alyxtui.domain.saved import Saved
from alyxtui.query.model import Query
from alyxtui.schema.model import Api
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.commands import COMMANDS, Command, Scope, does
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.switching import Switching
from alyxtui.ui.widgets.browser import Browser

Offer = tuple[str, str, Callable[[], object]]


class Palette(CommandPalette):
    """Textual's palette; enter behind words that are still searched for takes the first found."""

    BINDINGS = [Binding("enter", "hold", show=False, priority=True)]

    def __init__(self) -> None:
        super().__init__(placeholder="a command or an endpoint")
        self._holds = False
        self._takes_first = False

    def on_mount(self) -> None:
        """Let no cursor blink: over SSH that costs bytes all day."""
        self.query_one(Input).cursor_blink = False

    @property
    def is_busy(self) -> bool:
        """Whether enter is still to take what is being searched for; keys behind it wait."""
        return self._holds or self._takes_first

    def action_hold(self) -> None:
        """Let what is typed behind enter wait: the input tells of it after the next key."""
        self._holds = True
        raise SkipAction

    @on(Input.Changed)
    def _typed(self) -> None:
        self._takes_first = False

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self._holds = False
        if self._searching:
            # Textual 8.2.8 loses it, or takes what was found for fewer letters.
            event.prevent_default()
            event.stop()
            self._takes_first = True

    @on(Worker.StateChanged)
    def _found(self, event: Worker.StateChanged) -> None:
        if self._takes_first and event.state is WorkerState.SUCCESS and not self._searching:
            self._takes_first = False
            found = self.query_one(CommandList)
            if found.option_count and found.highlighted is None:
                found.action_first()
            self._select_or_command()

    @property
    def _searching(self) -> list[Worker[object]]:
        return [
            one
            for one in self.workers
            if one.node is self and one.group == self._GATHER_COMMANDS_GROUP and not one.is_finished
        ]


class AlyxCommands(Provider):
    """Offers what the palette can run; asks no server."""

    async def startup(self) -> None:
        """Begin to look up who has signed in on this machine, and the saved queries."""
        # Not awaited: each letter typed cancels the search before it, and in Textual 8.2.8 with it
        # the start that it waits for. Nothing was found then.
        self._users: list[str] = []
        self._saved: Sequence[Saved] = ()
        self._looking_up = asyncio.create_task(self._look_up())

    async def _look_up(self) -> None:
        app = self.app
        if isinstance(app, Switching):
            self._users = await app.connections.current.known_users()
            library = app.connections.current.queries.library
            self._saved = await asyncio.to_thread(library.load)

    async def shutdown(self) -> None:
        """The palette is gone."""
        self._looking_up.cancel()

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
        offers += [
            (f"open {safe(name)}", "", partial(self._open_endpoint, name))
            for name in (self._api.endpoints if self._api is not None else ())
        ]
        place = self._browser or self._record
        if place is not None and self._api is not None:
            offers += [
                (f"query: {safe(one.name)}", safe(one.endpoint), partial(place.run_saved, one))
                for one in self._saved
            ]
        return offers

    @property
    def _api(self) -> Api | None:
        """What the server offers, where the palette was called on panes or on a record."""
        place = self._browser or self._record
        return place.connection.api if place is not None else None

    def _open_endpoint(self, name: str) -> None:
        if self._browser is not None:
            self._browser.open_endpoint(name)
        else:
            self._open_link(Link(name, query=Query(name)))

    def _open_link(self, link: Link) -> None:
        place = self._browser or self._record
        if place is not None:
            place.open_link(link)

    def _is_here(self, command: Command) -> bool:
        """Whether something on the screen can do it."""
        node = self._node(command)
        return command.scope is Scope.APP or (node is not None and does(node, command))

    def _node(self, command: Command) -> DOMNode | None:
        """What does a command; None for the app, and where nothing does."""
        place = self._browser or self._record
        return place.commanded.get(command.scope) if place is not None else None

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
        return screen.panes if isinstance(screen, MainScreen) else None

    @property
    def _record(self) -> screens.RecordScreen | None:
        """The record on a screen of its own, where the palette was called on it."""
        return self.screen if isinstance(self.screen, screens.RecordScreen) else None

    async def _run(self, command: Command) -> None:
        await self.app.run_action(command.action, self._node(command))

    async def discover(self) -> Hits:
        """Everything, before a word is typed."""
        await asyncio.shield(self._looking_up)
        for name, help, run in self._offers:
            yield DiscoveryHit(Content(name), run, text=name, help=help or None)

    async def search(self, query: str) -> Hits:
        """What matches the words, the best first; what was pasted before all."""
        await asyncio.shield(self._looking_up)
        place = self._browser or self._record
        if place is not None and self._api is not None:
            link = pasted.read(query, self._api, place.connection.client.base_url)
            if link is not None:
                words = f"open {safe(link.words or link.endpoint or 'what has this id')}"
                opened = partial(place.open_link, link)
                yield Hit(1.0, Content(words), opened, text=words, help=safe(query))
        matcher = self.matcher(query)
        for name, help, run in self._offers:
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, text=name, help=help or None)
