"""Nothing is set up: one short screen, and from there to the records."""

from __future__ import annotations

import importlib.util
import os
import socket
from pathlib import Path

import pytest

from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.model import PUBLIC_URL, Profile, Settings
from alyxtui.settings.state import StateStore
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.screens.first_run import FirstRunScreen
from alyxtui.ui.screens.sign_in import SignInScreen
from alyxtui.ui.widgets.choices import Choices
from alyxtui.ui.widgets.field import Field
from tests.client.stub_server import json_answer
from tests.ui.driver import Browsing, open_app
from tests.ui.gate import Gate

SMALL = (80, 24)


def settings(*, once: bool = False) -> Settings:
    found = load_settings(Flags(once=once), {})
    assert found.nothing_set
    return found


async def type_address(it: Browsing, address: str) -> None:
    await it.until(lambda: it.app.screen.query_one(Choices).has_focus)
    await it.press("j", "enter")
    await it.until(lambda: it.app.screen.query_one(Field).has_focus)
    it.app.screen.query_one(Field).value = address
    await it.press("enter")


async def sign_in(it: Browsing) -> None:
    await it.until(lambda: isinstance(it.app.screen, SignInScreen))
    await it.type("test_user")
    await it.press("enter")
    it.app.screen.query_one("#password", Field).value = "TapetesBloc18"
    await it.press("enter")
    await it.until(lambda: bool(it.table.columns))


async def test_the_public_database_is_named_with_the_way_to_an_account() -> None:
    async with open_app(settings(), None, SMALL) as it:
        assert isinstance(it.app.screen, FirstRunScreen)
        await it.until_shown("the public database", "a server of your own", "the demo")
        await it.until_shown(f"{PUBLIC_URL}/signup", f"{PUBLIC_URL}/me")
        for key in ("escape", "colon", "ctrl+p", "question_mark", "f"):
            await it.press(key)
        assert len(it.app.screen_stack) == 1


async def test_a_server_of_ones_own_is_tested_kept_and_opened(demo_url: str, home: Path) -> None:
    async with open_app(settings(), None, SMALL) as it:
        await type_address(it, f"{demo_url}/")
        await sign_in(it)
        await it.until_shown("· test_user", "sessions")
    kept = StateStore().profiles()
    assert [profile.url for profile in kept.values()] == [demo_url]
    assert not (home / "config").exists()
    again = load_settings(Flags(), {})
    assert (again.profile.url, again.nothing_set) == (demo_url, False)
    # And the next start is in at once.
    async with open_app(again, None, SMALL) as it:
        await it.until(lambda: bool(it.table.columns))
        await it.until_shown("· test_user")


async def test_with_once_nothing_is_kept(demo_url: str, home: Path) -> None:
    async with open_app(settings(once=True), None, SMALL) as it:
        await type_address(it, demo_url)
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.until_shown("only for now")
        await sign_in(it)
    # What the server offers is no secret and says nothing of who asked.
    kept = [where for where, _, names in os.walk(home) if names]
    assert all(Path(where).name == "schemas" for where in kept)


async def test_why_a_server_cannot_be_used_is_said_and_another_can_be_given(demo_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with open_app(settings(), None, SMALL) as it:
        await type_address(it, f"http://127.0.0.1:{port}")
        await it.until_shown("✕", "cannot be reached", "refused")
        it.app.screen.query_one(Field).value = "http://user:word@127.0.0.1"
        await it.press("enter")
        await it.until_shown("✕", "before the @")
        it.app.screen.query_one(Field).value = f"{demo_url}/nowhere"
        await it.press("enter")
        await it.until_shown("There is no Alyx at this address")
        assert StateStore().profiles() == {}
        it.app.screen.query_one(Field).value = demo_url
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))


async def test_a_remark_on_the_server_is_read_before_one_goes_on(demo_url: str) -> None:
    async with Gate(demo_url) as gate, open_app(settings(), None, SMALL) as it:
        date = "Mon, 01 Jan 2024 00:00:00 GMT"
        detail = {"detail": "Authentication credentials were not provided.", "status_code": 403}
        gate.replies["/labs"] = json_answer(detail, 403, Date=date)
        await type_address(it, gate.url)
        await it.until_shown("▲ Alyx answers, and the clocks differ", "enter goes on")
        assert StateStore().profiles() == {}
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        assert len(StateStore().profiles()) == 1


async def test_a_test_that_takes_long_can_be_left(demo_url: str) -> None:
    async with Gate(demo_url) as gate, open_app(settings(), None, SMALL) as it:
        gate.hold("/labs")
        await type_address(it, gate.url)
        await it.until_shown(f"asking {gate.url}")
        await it.until(lambda: bool(gate.targets))
        await it.press("escape")
        await it.until(lambda: "asking" not in it.text)
        gate.let_go("/labs")
        await it.pilot.pause()
        assert isinstance(it.app.screen, FirstRunScreen)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))


async def test_the_demo_says_how_to_get_it_where_it_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    async with open_app(settings(), None, SMALL) as it:
        await it.until(lambda: it.app.screen.query_one(Choices).has_focus)
        await it.press("G", "enter")
        await it.until_shown("✕ The demo cannot start", 'pip install "alyxtui[demo]"')
        await it.press("k")
        await it.until(lambda: "cannot start" not in it.text)


async def test_who_has_signed_in_to_the_public_database_goes_straight_there() -> None:
    TokenStore().put(PUBLIC_URL, "anne", "a" * 40)
    async with open_app(settings(), None, SMALL) as it:
        await it.until(lambda: it.browser.connection.user == "anne")


async def test_a_server_is_set_up_from_the_palette_and_one_can_think_better_of_it(
    demo_url: str,
) -> None:
    mine = Settings(Profile("one", demo_url, "test_user"), password="TapetesBloc18")
    async with open_app(mine, None, SMALL) as it:
        await it.until(lambda: bool(it.table.columns))
        await it.press("j", "colon")
        await it.type("set up")
        await it.until_shown("set up a server")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, FirstRunScreen))
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        assert it.table.cursor == 1
