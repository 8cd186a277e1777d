"""The first frame, and what happens until the panes and their first rows are there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import pytest
from textual.command import CommandPalette
from textual.css.query import NoMatches

from alyxtui.ui.screens import main
from alyxtui.ui.screens.help import HelpScreen
from alyxtui.ui.screens.main import MainScreen
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.gate import Gate


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The panes are loaded once this is set."""
    there = threading.Event()

    def load(name: str) -> ModuleType:
        there.wait(60)
        return import_module(name)

    monkeypatch.setattr(main, "import_module", load)
    yield there
    there.set()


def bottom(it: Browsing) -> MainScreen:
    screen = it.app.screen_stack[0]
    assert isinstance(screen, MainScreen)
    return screen


async def test_the_first_frame_says_who_and_where(browse: Open, slow_disk: threading.Event) -> None:
    async with browse(ready=False, loaded=False) as it:
        await it.until_shown("alyxtui", "127.0.0.1", "test_user", "opening …")
        with pytest.raises(NoMatches):
            _ = bottom(it).browser
        await it.pilot.resize_terminal(80, 24)
        slow_disk.set()
        await it.until(lambda: it.table.has_focus and bool(it.table.columns))
        assert "opening …" not in it.text


async def test_keys_typed_ahead_wait_for_the_panes(
    browse: Open, slow_disk: threading.Event
) -> None:
    async with browse(ready=False, loaded=False) as it:
        await it.until_shown("opening …")
        await it.burst("?")
        assert it.app.screen is bottom(it)
        slow_disk.set()
        await it.until(lambda: isinstance(it.app.screen, HelpScreen))


async def test_the_palette_works_before_the_panes_are_there(
    browse: Open, slow_disk: threading.Event
) -> None:
    async with browse(ready=False, loaded=False) as it:
        await it.until_shown("opening …")
        await it.press("ctrl+p")
        await it.until(lambda: isinstance(it.app.screen, CommandPalette))
        await it.type("quit")
        await it.until_shown("leave alyxtui")
        slow_disk.set()
        await it.until(lambda: bool(it.table.columns))
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)


async def test_one_can_leave_before_the_panes_are_there(
    browse: Open, slow_disk: threading.Event
) -> None:
    async with browse(ready=False, loaded=False) as it:
        await it.until_shown("opening …")
        await it.press("ctrl+q")
        await it.until(lambda: not it.app.is_running)
        slow_disk.set()


async def test_panes_that_cannot_be_loaded_are_told_of(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(main, "import_module", load)
    async with browse(ready=False, loaded=False) as it:
        await it.until_shown("ImportError", "the report is in")


async def test_the_panes_do_not_wait_long_for_slow_rows(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.hold("GET /sessions")
        async with browse(url=gate.url, ready=False) as it:
            await it.until_shown("asking the server …", "weighings")
            assert not it.table.columns
            gate.let_go("GET /sessions")
            await it.until(lambda: bool(it.table.columns))
