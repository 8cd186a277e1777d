"""Keys typed ahead land where they were meant: each waits for what the one before it opened."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from weakref import WeakSet

from textual import events
from textual.app import App, ScreenStackError
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.timer import Timer

from alyxtui.ui.screens.main import MainScreen

Input = events.Key | events.Paste

_PATIENCE = 0.3  # seconds that keys wait at most for a screen or a slow action
_SEARCH = 3.0  # seconds that they wait at most for what enter takes in the palette
_LOOK_EVERY = 0.01  # seconds


class TypeAhead:
    """Passes keys on one at a time.

    Textual 8.2.8 gives each key to whatever has the focus at that moment, while the key before it
    may still be on its way to open a screen: of ``:tasks`` in one packet the palette saw nothing.
    Here a key waits until the one before it has passed every widget that could take it, and until
    the screen on top has its panes and something with the focus.

    Args:
        app: whose keys.
        pass_on: gives an event to the app as Textual does.
    """

    def __init__(self, app: App[int], pass_on: Callable[[Input], Awaitable[None]]) -> None:
        self._app, self._pass_on = app, pass_on
        self._held: deque[Input] = deque()
        self._busy = False
        self._turn = 0
        self._guard: Timer | None = None
        self._since = 0.0
        self._without_focus: WeakSet[Screen[object]] = WeakSet()

    async def take(self, event: Input) -> None:
        """Pass an event on now, or when it is its turn."""
        if self._is_urgent(event) and self._screen is not None:
            await self._pass_on(event)
            return
        self._held.append(event)
        if not self._busy:
            self._busy = True
            self._since = time.monotonic()
            await self._next()

    @property
    def _screen(self) -> Screen[object] | None:
        """The screen on top; none while one set of screens gives way to another."""
        try:
            return self._app.screen
        except ScreenStackError:
            return None

    def _is_urgent(self, event: Input) -> bool:
        if not isinstance(event, events.Key):
            return False
        return any(one.priority for one in self._app._bindings.key_to_bindings.get(event.key, ()))

    async def _go(self, event: Input) -> None:
        self._turn += 1
        target = self._app.focused or self._app.screen
        # What is removed under way hands nothing on, and a slow action must not stop all keys.
        self._guard = self._app.set_timer(_PATIENCE, partial(self._settled, self._turn))
        await self._pass_on(event)
        self._follow(target, self._turn)

    def _follow(self, node: MessagePump, turn: int) -> None:
        """Go the way of a key that nobody takes, behind it in every queue."""
        if node is self._app:
            self._settled(turn)
            return
        parent = node.parent if isinstance(node, DOMNode) else None
        if not node.call_later(self._follow, parent or self._app, turn):
            self._settled(turn)

    def _settled(self, turn: int) -> None:
        if turn == self._turn and self._busy:
            self._turn += 1
            if self._guard is not None:
                self._guard.stop()
            self._since = time.monotonic()
            self._app.call_later(self._next)

    async def _next(self) -> None:
        if self._held and not self._is_ready():
            self._app.set_timer(_LOOK_EVERY, self._next)
        elif self._held:
            await self._go(self._held.popleft())
        else:
            self._busy = False

    def _is_ready(self) -> bool:
        screen = self._screen
        if screen is None or (isinstance(screen, MainScreen) and screen.panes is None):
            return False
        if getattr(screen, "is_busy", False) and time.monotonic() - self._since < _SEARCH:
            return False
        if screen.focused is not None or screen in self._without_focus:
            return True
        if time.monotonic() - self._since > _PATIENCE:
            self._without_focus.add(screen)
            return True
        return False
