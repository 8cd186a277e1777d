"""Several servers and several users, one after the other, without a restart."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import httpx

from alyxtui.domain.start import Start
from alyxtui.paths import user_cache
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.screens.sign_in import SignInScreen
from alyxtui.ui.screens.users import UserScreen
from alyxtui.ui.widgets.field import Field
from tests.client.stub_server import json_answer
from tests.ui.driver import Browsing, open_app
from tests.ui.gate import Gate

PASSWORDS = {"test_user": "TapetesBloc18", "public_user": "public"}


def token(url: str, user: str) -> str:
    account = {"username": user, "password": PASSWORDS[user]}
    return str(httpx.post(f"{url}/auth-token", json=account).json()["token"])


def two_servers(demo: str, first: str, second: str) -> Settings:
    """Two addresses that lead to the demo, a user signed in to each."""
    TokenStore().put(first, "test_user", token(demo, "test_user"))
    TokenStore().put(second, "test_user", token(demo, "test_user"))
    one, two = Profile("one", first, page_size=30), Profile("two", second, page_size=30)
    return Settings(one, profiles=MappingProxyType({"one": one, "two": two}))


def is_at(it: Browsing, name: str) -> bool:
    return it.app.connection.profile.name == name


async def rows(it: Browsing) -> None:
    await it.until(lambda: bool(it.table.columns) and it.table.has_focus)


async def run(it: Browsing, words: str) -> None:
    await it.press("colon")
    await it.type(words)
    await it.until(lambda: words in it.text.replace(" │", ""))
    await it.press("enter")


async def test_places_on_each_server_are_kept_apart(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        settings = two_servers(demo_url, demo_url, gate.url)
        async with open_app(settings, None, (120, 40)) as it:
            await rows(it)
            it.browser.open_endpoint("subjects")
            await it.until(lambda: it.browser.trail.labels == ("sessions", "subjects"))
            await rows(it)
            await it.press("j", "j")
            await run(it, "switch to two")
            await it.until(lambda: it.app.connection.profile.name == "two")
            await rows(it)
            assert it.browser.trail.labels == ("sessions",)
            assert gate.url.partition("://")[2] in it.screen[0]
            await run(it, "switch to one")
            await it.until(lambda: it.app.connection.profile.name == "one")
            await rows(it)
            await it.until(lambda: it.browser.trail.labels == ("sessions", "subjects"))
            assert it.table.cursor == 2
            await it.press("escape")
            await it.until(lambda: it.browser.trail.labels == ("sessions",))


async def test_where_to_start_is_said_of_one_server(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        settings = two_servers(demo_url, demo_url, gate.url)
        async with open_app(settings, Start("labs"), (80, 24)) as it:
            await rows(it)
            assert it.browser.trail.labels == ("labs",)
            it.app.switch_to(settings.profiles["two"])
            await it.until(partial(is_at, it, "two"))
            await rows(it)
            await it.until(lambda: it.browser.trail.labels == ("sessions",))


async def test_what_the_old_server_still_owes_is_dropped(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        settings = two_servers(demo_url, gate.url, demo_url)
        async with open_app(settings, None, (120, 40)) as it:
            await rows(it)
            former = it.app.connection
            gate.hold("/labs")
            it.browser.open_endpoint("labs")
            await it.until(lambda: any(target.startswith("/labs?") for target in gate.targets))
            it.app.switch_to(settings.profiles["two"])
            await it.until(lambda: it.app.connection is not former)
            await rows(it)
            await it.until(lambda: not former.client.scheduler.running)
            assert not former.client.scheduler.queued
            gate.let_go("/labs")
            await it.pilot.pause()
            assert it.browser.trail.labels == ("sessions",)
            assert it.table.columns[0].name == "subject"


async def test_another_user_is_chosen_signs_in_and_has_places_of_their_own(demo_url: str) -> None:
    for user in PASSWORDS:
        TokenStore().put(demo_url, user, token(demo_url, user))
    async with open_app(Settings(Profile("one", demo_url)), None, (120, 40)) as it:
        await it.until(lambda: isinstance(it.app.screen, UserScreen))
        await it.until_shown("public_user", "test_user", "somebody else")
        await it.press("j", "enter")
        await rows(it)
        await it.until_shown("· test_user")
        await it.press("j", "j", "j")
        await run(it, "sign in as public_user")
        await it.until(lambda: it.app.connection.user == "public_user")
        await rows(it)
        await it.until_shown("· public_user", "○ read-only")
        assert it.table.cursor == 0
        await run(it, "sign in as test_user")
        await it.until(lambda: it.app.connection.user == "test_user")
        await rows(it)
        assert it.table.cursor == 3
        assert "read-only" not in it.screen[0]


async def test_somebody_else_signs_in_with_a_password(demo_url: str) -> None:
    for user in ("anne", "ben"):
        TokenStore().put(demo_url, user, "a" * 40)
    async with open_app(Settings(Profile("one", demo_url)), None, (80, 24)) as it:
        await it.until(lambda: isinstance(it.app.screen, UserScreen))
        await it.press("G", "enter")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        it.app.screen.query_one("#user", Field).value = "test_user"
        it.app.screen.query_one("#password", Field).value = "TapetesBloc18"
        await it.press("enter")
        await rows(it)
        assert it.app.connection.user == "test_user"
    assert TokenStore().users(demo_url)[0] == "test_user"


async def test_signing_out_takes_the_token_the_cache_and_the_places(
    demo_url: str, home: Path
) -> None:
    TokenStore().put(demo_url, "test_user", token(demo_url, "test_user"))
    TokenStore().put(demo_url, "public_user", token(demo_url, "public_user"))
    cached = user_cache(demo_url, "test_user")
    cached.mkdir(parents=True)
    (cached / "rows").write_text("x")
    async with open_app(Settings(Profile("one", demo_url, "test_user")), None, (80, 24)) as it:
        await rows(it)
        await it.press("j")
        await run(it, "sign out")
        # Nobody else is signed in without having said so.
        await it.until(lambda: isinstance(it.app.screen, UserScreen))
        assert not cached.exists()
        assert TokenStore().users(demo_url) == ["public_user"]
        assert "2026-" not in it.text
        await it.press("escape")
        await it.until_shown("not signed in", "ctrl+r sign in")


async def test_signing_out_is_not_undone_by_the_environment(demo_url: str) -> None:
    settings = Settings(Profile("one", demo_url, "test_user"), token=token(demo_url, "test_user"))
    async with open_app(settings, None, (80, 24)) as it:
        await rows(it)
        await run(it, "sign out")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.press("escape")
        await it.until_shown("not signed in")
        await it.press("ctrl+r")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))


async def test_a_notice_of_a_server_is_said_once_over_all_switches(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        notice = "maintenance on Friday"
        gate.replies["/me"] = json_answer({"username": "test_user"}, Alyx_API_Notice=notice)
        settings = two_servers(demo_url, gate.url, demo_url)
        said: list[str] = []
        async with open_app(settings, None, (80, 24)) as it:
            it.app.connections.on_notice = lambda one: said.append(one.text)
            for name in ("two", "one", "two", "one"):
                await rows(it)
                await it.app.connection.check_owner()
                it.app.switch_to(settings.profiles[name])
                await it.until(partial(is_at, it, name))
            await rows(it)
        assert said == [notice]


async def test_a_profile_that_is_read_only_says_so(demo_url: str) -> None:
    settings = two_servers(demo_url, demo_url, demo_url)
    profile = replace(settings.profile, read_only=True)
    async with open_app(replace(settings, profile=profile), None, (80, 24)) as it:
        await rows(it)
        await it.until_shown("○ read-only")
        await it.press("enter")  # a screen of its own
        await it.until(lambda: len(it.app.screen_stack) == 2)
        await it.until_shown("○ read-only", "· test_user")
