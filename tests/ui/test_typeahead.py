"""Keys that come faster than the screens they open."""

from __future__ import annotations

from textual.command import CommandPalette
from textual.widgets import Input

from alyxtui.ui.screens.help import HelpScreen
from tests.ui.conftest import Open


async def test_what_is_typed_behind_the_palette_key_is_searched_for(browse: Open) -> None:
    async with browse() as it:
        await it.burst(":labs\r")
        await it.until(lambda: it.browser.trail.labels[-1] == "labs")


async def test_enter_is_not_lost_when_more_is_typed_behind_it(browse: Open) -> None:
    async with browse() as it:
        await it.burst(":open subjects\r?")
        await it.until(lambda: isinstance(it.app.screen, HelpScreen))
        assert it.browser.trail.labels[-1] == "subjects"


async def test_every_key_arrives_once_and_in_order(browse: Open) -> None:
    async with browse() as it:
        await it.burst(":abcdefghijklmnopqrstuvwxyz")
        await it.until(lambda: isinstance(it.app.screen, CommandPalette))
        typed = it.app.screen.query_one(Input)
        await it.until(lambda: typed.value == "abcdefghijklmnopqrstuvwxyz")
        await it.press("ctrl+q")
        await it.until(lambda: not it.app.is_running)


async def test_keys_behind_an_escape_reach_what_was_below(browse: Open) -> None:
    async with browse() as it:
        await it.burst("?\x1bjjj")
        await it.until(lambda: it.table.cursor == 3)
        assert not isinstance(it.app.screen, HelpScreen)


async def test_quitting_waits_for_nothing(browse: Open) -> None:
    async with browse() as it:
        await it.burst("jjjj")
        await it.press("ctrl+q")
        await it.until(lambda: not it.app.is_running)
