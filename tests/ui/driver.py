"""Hands and eyes of the tests: keys in, words on the screen out."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual._context import visible_screen_stack
from textual._styles_cache import StylesCache
from textual.css.query import NoMatches
from textual.keys import _character_to_key
from textual.pilot import Pilot

from alyxtui.domain.connection import Connection
from alyxtui.domain.start import Start
from alyxtui.settings.model import Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.app import AlyxApp
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.widgets.browser import Browser
from alyxtui.ui.widgets.json_view import JsonView
from alyxtui.ui.widgets.record_table import RecordTable

PATIENCE = 60.0
_LOOK_EVERY = 0.01


class PatientApp(AlyxApp):
    """The app; what it says stays until it was seen, however busy the machine is."""

    NOTIFICATION_TIMEOUT = PATIENCE


class Browsing:
    """A running browser."""

    def __init__(self, app: AlyxApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def browser(self) -> Browser:
        return self.app.screen_stack[0].query_one(Browser)

    @property
    def is_loaded(self) -> bool:
        """Whether the panes are there, or something that goes before them."""
        screen = self.app.screen_stack[0]
        return not isinstance(screen, MainScreen) or screen.panes is not None

    @property
    def table(self) -> RecordTable:
        return self.app.screen_stack[0].query_one(RecordTable)

    @property
    def json(self) -> JsonView:
        """The JSON view of the screen on top."""
        return self.app.screen.query_one(JsonView)

    @property
    def screen(self) -> list[str]:
        """What stands on the terminal, line by line."""
        height = self.app.size.height
        # Else a modal screen draws, and keeps, a blank instead of what is behind it.
        visible_screen_stack.set(self.app._background_screens)
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips[:height]]

    @property
    def text(self) -> str:
        return "\n".join(self.screen)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def burst(self, text: str) -> None:
        """Keys that come in one packet: none waits for what the one before it does."""
        driver = self.app._driver
        assert driver is not None
        for letter in text:
            named = {"\r": "enter", "\t": "tab", "\x1b": "escape"}
            key = named.get(letter) or _character_to_key(letter)
            driver.send_message(events.Key(key, letter if letter.isprintable() else None))
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        named = {" ": "space", "_": "underscore", ",": "comma", "/": "slash", "-": "minus"}
        await self.press(*(named.get(letter, letter) for letter in text))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition; what stands on the screen is said when it never comes."""
        begun, toasts = time.monotonic(), True
        while not _holds(condition):
            waited = time.monotonic() - begun
            if waited > PATIENCE or self.app._exception is not None:
                raise AssertionError("waited in vain; the screen:\n" + self.text)
            if toasts and waited > AlyxApp.NOTIFICATION_TIMEOUT:  # what is looked for is under them
                self.app.clear_notifications()
                toasts = False
            await self.pilot.pause(_LOOK_EVERY)

    async def until_shown(self, *words: str) -> None:
        await self.until(lambda: all(word in self.text for word in words))


def _holds(condition: Callable[[], bool]) -> bool:
    try:
        return condition()
    except (NoMatches, AssertionError):  # the widgets are not there yet, or their screen is not
        return False


@asynccontextmanager
async def open_app(
    settings: Settings, start: Start | None, size: tuple[int, int], *, loaded: bool = True
) -> AsyncIterator[Browsing]:
    """Run the browser until the block ends, by default with its panes loaded."""
    app = PatientApp(Connection(settings, TokenStore()), start)
    async with app.run_test(size=size, notifications=True) as pilot:
        it = Browsing(app, pilot)
        if loaded:
            await it.until(lambda: it.is_loaded)
        yield it
    # It keeps a thousand widgets of tests gone by, with all their lines: more and more to look
    # through for garbage.
    StylesCache.get_inner_outer.cache_clear()
