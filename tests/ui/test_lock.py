"""The locked screen: nothing is seen, nothing is done, and it opens to its user only."""

from __future__ import annotations

import httpx
import pytest

from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.state import StateStore
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.idle import Idle
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.screens.lock import LockScreen
from alyxtui.ui.widgets.field import Field
from tests.client.stub_server import json_answer
from tests.ui.conftest import Open
from tests.ui.driver import Browsing, open_app
from tests.ui.editing import Editing
from tests.ui.gate import Gate

PASSWORD = "TapetesBloc18"


def token_of(url: str) -> str:
    account = {"username": "test_user", "password": PASSWORD}
    return str(httpx.post(f"{url}/auth-token", json=account).json()["token"])


async def locked(it: Browsing) -> None:
    await it.until(lambda: isinstance(it.app.screen, LockScreen))
    await it.until(lambda: isinstance(it.app.focused, Field))
    await it.until_shown("locked", "enter unlock")


async def give(it: Browsing, secret: str) -> None:
    it.app.screen.query_one("#secret", Field).value = secret
    await it.press("enter")


async def opened(it: Browsing) -> None:
    await it.until(lambda: not isinstance(it.app.screen, LockScreen))


@pytest.mark.parametrize("lean", [False, True])
@pytest.mark.parametrize("size", [(80, 24), (160, 44)])
async def test_nothing_of_the_records_is_seen_behind_it(
    demo_url: str, lean: bool, size: tuple[int, int]
) -> None:
    profile = Profile("demo", demo_url, "test_user")
    settings = Settings(profile, password=PASSWORD, once=True, lean=lean)
    async with open_app(settings, None, size) as it:
        await it.until(lambda: bool(it.table.columns))
        it.app.notify("subject KS014 was fed")
        await it.until_shown("KS014 was fed", "1 of ")
        await it.press("colon")
        await it.type("lock")
        await it.until_shown("hide the screen")
        await it.press("enter")
        await locked(it)
        it.app.notify("subject KS015 was fed")
        await it.pilot.pause()
        words = it.text.split()
        assert not [word for word in words if word.startswith(("KS0", "2026-", "subject"))]
        assert "sessions" not in it.text
        assert len(words) < 40
        await give(it, PASSWORD)
        await opened(it)
        await it.until_shown("1 of ")
        assert it.table.has_focus


async def test_keys_do_not_leak_through(browse: Open) -> None:
    async with browse() as it:
        await it.press("j")
        it.app.action_lock()
        await locked(it)
        trail = it.browser.trail.labels
        for key in ("ctrl+p", "escape", "f1", "ctrl+r", "down", "tab", "shift+tab", "ctrl+d"):
            await it.press(key)
            assert isinstance(it.app.screen, LockScreen)
        await it.type("j:q?")
        assert it.app.screen.query_one("#secret", Field).value == "j:q?"
        assert it.table.cursor == 1
        assert it.browser.trail.labels == trail
        await it.press("enter")
        await it.until_shown("✕ Wrong user name or password")
        assert "j:q?" not in it.text
        await give(it, PASSWORD)
        await opened(it)
        assert it.table.cursor == 1


async def test_what_was_typed_in_a_form_is_there_afterwards(browse: Open) -> None:
    async with browse() as it:
        await it.press("f")
        await it.until(lambda: isinstance(it.app.focused, Field))
        await it.press("ctrl+l", *"lab")
        form = it.app.screen
        assert isinstance(form, FilterEditor)
        it.app.action_lock()
        await locked(it)
        await give(it, PASSWORD)
        await opened(it)
        assert it.app.screen is form
        await it.until(lambda: Editing(it).line == "lab")


async def test_the_token_opens_it_too_and_needs_no_server(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        it.app.action_lock()
        await locked(it)
        gate.is_down = True
        await give(it, PASSWORD)
        await it.until_shown("The server cannot be asked", "the token in use")
        assert isinstance(it.app.screen, LockScreen)
        token = it.app.connection.client.token
        await give(it, token)
        await opened(it)


async def test_whose_name_is_not_known_gives_the_token(demo_url: str) -> None:
    token = token_of(demo_url)
    async with open_app(Settings(Profile("one", demo_url), token=token), None, (80, 24)) as it:
        await it.until(lambda: bool(it.table.columns))
        it.app.action_lock()
        await locked(it)
        await give(it, PASSWORD)
        await it.until_shown("That is not the token in use")
        await give(it, token)
        await opened(it)


async def test_after_a_rest_it_locks_and_the_key_that_wakes_it_does_nothing(
    browse: Open,
) -> None:
    async with browse() as it:
        now = [0.0]
        it.app.idle = Idle(5, (lambda: now[0],))
        now[0] = 299.0
        await it.press("j")
        assert it.table.cursor == 1
        now[0] = 299.0 + 300.0
        await it.press("j")
        await locked(it)
        assert it.table.cursor == 1
        assert it.app.screen.query_one("#secret", Field).value == ""
        await give(it, PASSWORD)
        await opened(it)
        await it.press("j")
        assert it.table.cursor == 2


async def test_it_locks_by_itself(demo_url: str) -> None:
    profile = Profile("demo", demo_url, "test_user")
    settings = Settings(profile, password=PASSWORD, once=True, idle_lock=1)
    async with open_app(settings, None, (80, 24)) as it:
        await it.until(lambda: bool(it.table.columns))
        assert it.app.idle.is_watched
        now = [0.0]
        it.app.idle = Idle(1, (lambda: now[0],))
        now[0] = 60.0
        await locked(it)


async def test_leaving_and_starting_again_does_not_open_it(demo_url: str) -> None:
    token = token_of(demo_url)
    TokenStore().put(demo_url, "test_user", token)
    settings = Settings(Profile("one", demo_url), idle_lock=10)
    async with open_app(settings, None, (80, 24)) as it:
        await it.until(lambda: bool(it.table.columns))
        it.app.action_lock()
        await locked(it)
        await it.app.workers.wait_for_complete()
    async with open_app(settings, None, (80, 24)) as it:
        await locked(it)
        assert not it.table.columns
        await give(it, PASSWORD)
        await opened(it)
        await it.until(lambda: bool(it.table.columns))
        await it.app.workers.wait_for_complete()
    async with open_app(settings, None, (80, 24)) as it:
        await it.until(lambda: bool(it.table.columns))


async def test_a_token_without_a_name_is_locked_over_a_restart_too(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.replies["/me"] = json_answer({"username": "test_user"})
        settings = Settings(Profile("one", gate.url), token=token_of(demo_url))
        async with open_app(settings, None, (80, 24)) as it:
            await it.until_shown("· test_user")
            it.app.action_lock()
            await locked(it)
            await it.app.workers.wait_for_complete()
        async with open_app(settings, None, (80, 24)) as it:
            await locked(it)


async def test_that_it_ends_with_the_program_is_said(browse: Open) -> None:
    StateStore().path.mkdir(parents=True)
    async with browse(once=False) as it:
        it.app.action_lock()
        await it.until_shown("locked", "enter unlock", "started again is not locked", "state.toml")


async def test_nobody_signed_in_is_nothing_to_lock(browse: Open) -> None:
    async with browse(user="", password="", ready=False) as it:
        await it.pilot.pause()
        assert not it.app.action_lock()
