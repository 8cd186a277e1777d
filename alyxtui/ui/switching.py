"""Going from one server or user to another, in, out, and behind a lock, without a restart."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from itertools import count

from rich.console import RenderableType
from textual import events, on, work
from textual.app import App, ScreenStackError
from textual.command import CommandPalette

from alyxtui.domain import lock
from alyxtui.domain.connection import Connection
from alyxtui.domain.connections import Connections
from alyxtui.domain.start import Start
from alyxtui.settings.model import Profile
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.idle import Idle
from alyxtui.ui.messages import LockWanted, TokenRefused
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.screens.main import MainScreen

_LOOK_EVERY = 5.0  # seconds between looks at whether somebody is there
_TOUCHES = (events.Key, events.Paste, events.MouseDown, events.MouseScrollDown)
# What a person may do before they are signed in, or while the screen is locked.
_ALWAYS = frozenset({"quit", "help_quit", "focus_next", "focus_previous"})


class Switching(App[int]):
    """The part of the app that knows of connections.

    A mode of Textual's stands for each connection, with all screens over it: with the mode go its
    widgets, their workers and what they wait for, and the connection's requests after it.
    Screens that the first frame does not show are imported where they are opened.

    Args:
        connection: the first one; closed with the app.
        start: what to open first.

    Attributes:
        connections: the one in use, and what is known of the others.
        start: as given.
        idle: how long nobody has touched a key.
    """

    DEFAULT_MODE = "connection-0"

    def __init__(self, connection: Connection, start: Start | None = None) -> None:
        super().__init__()
        self._numbers = count(1)
        self.add_mode(self.DEFAULT_MODE, self._first_screen)
        self.connections = Connections(connection)
        self.start = start
        self.idle = Idle(connection.settings.idle_lock)

    @property
    def connection(self) -> Connection:
        """The one in use."""
        return self.connections.current

    def _first_screen(self) -> MainScreen | screens.FirstRunScreen:
        """The browser; with nothing set up, what there is to choose."""
        if self.connections.is_first_start:
            return screens.FirstRunScreen(self.connections, is_first=True)
        return MainScreen(self.connections, self.start)

    def watch_idle(self) -> None:
        """Lock the screen when nobody has been there for long."""
        if self.idle.is_watched:
            self.set_interval(_LOOK_EVERY, self._look)

    # Keys.

    async def on_event(self, event: events.Event) -> None:
        """Hand on an event, and know that somebody is there."""
        if isinstance(event, _TOUCHES) and not event.is_forwarded:
            was_over = self.idle.is_over
            self.idle.touch()
            if was_over and self.action_lock():
                return  # the key that wakes the screen does nothing else
        await super().on_event(event)

    def clear_selection(self) -> None:
        """Clear it, if there is a screen: an input asks for this while its mode has none yet."""
        with suppress(ScreenStackError):
            super().clear_selection()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing of the browser can be done before somebody is signed in, or behind a lock."""
        if self.screen_stack and isinstance(self.screen, GateScreen):
            return action in _ALWAYS
        return super().check_action(action, parameters)

    def exit(
        self,
        result: int | None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        """End; a switch that is under way comes to nothing."""
        # Textual 8.2.8 goes through the modes as it closes, and none may come or go meanwhile.
        self.workers.cancel_group(self, "switch")
        if self.screen_stack and isinstance(self.screen, CommandPalette):
            # Textual 8.2.8: a search that ends while its list is being removed is a fault.
            self.workers.cancel_node(self.screen)
        super().exit(result, return_code, message)

    # Servers and users.

    @work(group="switch", exclusive=True, exit_on_error=False)
    async def switch_to(self, profile: Profile) -> None:
        """Show another server; where one was on this one is kept."""
        await self._use(self.connections.open(profile))

    @work(group="switch", exclusive=True, exit_on_error=False)
    async def sign_in_as(self, user: str) -> None:
        """Be another user of this server, who has signed in before."""
        await self._use(self.connections.open(self.connection.profile, user))

    @work(group="switch", exclusive=True, exit_on_error=False)
    async def action_sign_in(self) -> None:
        """Be another user of this server; who one was, one stays until the server agrees."""
        connection = self.connections.open(self.connection.profile, "")
        try:
            if await self.push_screen_wait(screens.SignInScreen(connection)):
                await self._use(connection)
        finally:
            if connection is not self.connection:
                await connection.aclose()

    @work(group="switch", exclusive=True, exit_on_error=False)
    async def action_sign_out(self) -> None:
        """Forget the token and what was cached for the user."""
        await asyncio.to_thread(lock.remember, self.connection, False)
        following, warnings = await self.connections.sign_out()
        await self._use(following, ask=True)
        self._warn(warnings)

    def action_set_up(self) -> None:
        """Choose the public database, a server of one's own, or the demo."""
        self.push_screen(screens.FirstRunScreen(self.connections, is_first=False))

    def on_first_run_screen_chosen(self, event: screens.FirstRunScreen.Chosen) -> None:
        """Show the server that was chosen."""
        self.switch_to(event.profile)

    async def _use(self, connection: Connection, *, ask: bool = False) -> None:
        """Show a connection in place of the present one."""
        bottom, start = self.screen_stack[0], self.start
        if isinstance(bottom, MainScreen) and bottom.panes is not None:
            bottom.panes.remember()
            start = None  # it was meant for the server that one comes from
        former, mode = self.connections.take(connection), self.current_mode
        name = f"connection-{next(self._numbers)}"
        self.add_mode(name, partial(MainScreen, self.connections, start, ask=ask))
        await self.switch_mode(name)
        await self.remove_mode(mode)
        if former is not connection:
            await former.aclose()
        if self.connections.lock.is_closed:
            self._lock()

    # A token that the server takes no more.

    @on(TokenRefused)
    def _token_refused(self) -> None:
        if not any(isinstance(screen, screens.SignInScreen) for screen in self.screen_stack):
            self._sign_in_again()

    @work(group="sign-in", exclusive=True, exit_on_error=False)
    async def _sign_in_again(self) -> None:
        """Ask who it is over whatever is open, and go on there with what did not come."""
        await self.connections.lock.opened()
        connection, user = self.connection, self.connection.user
        done = await self.push_screen_wait(screens.SignInScreen(connection, refused=True))
        if connection.user != user:  # also where one left the form just after the server agreed
            await self._use(connection)
            return
        if not done:
            return
        self._warn(connection.take_warnings())
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.show_title()
                screen.browser.retry()
            elif isinstance(screen, screens.RecordScreen):
                screen.retry()

    def _warn(self, warnings: list[str]) -> None:
        for warning in warnings:
            self.notify(safe(warning), severity="warning", markup=False)

    # The lock.

    def action_lock(self) -> bool:
        """Hide the screen until the user has shown who they are; gives whether it is locked."""
        if not self.connection.signed_in or self.connections.lock.is_closed:
            return False
        self._lock()
        return True

    @on(LockWanted)
    def _lock(self) -> None:
        if any(isinstance(screen, screens.LockScreen) for screen in self.screen_stack):
            return
        self.connections.lock.close()
        self.push_screen(screens.LockScreen(self.connection), self._unlocked)

    def _unlocked(self, opened: bool | None) -> None:
        self.idle.touch()
        self.connections.lock.open()
        self._forget_lock()

    @work(group="lock", thread=True, exit_on_error=False)
    def _forget_lock(self) -> None:
        lock.remember(self.connection, False)

    def _look(self) -> None:
        if self.idle.is_over:
            self.action_lock()
