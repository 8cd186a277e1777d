"""Signing in, and signing in again in the middle of something."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from textual import events

from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.sign_in import SignInScreen
from alyxtui.ui.widgets.field import Field
from tests.client.stub_server import json_answer
from tests.ui.conftest import Open
from tests.ui.driver import Browsing, open_app
from tests.ui.gate import Gate

PASSWORD = "TapetesBloc18"


def token_of(url: str, user: str = "test_user", password: str = PASSWORD) -> str:
    account = {"username": user, "password": password}
    return str(httpx.post(f"{url}/auth-token", json=account).json()["token"])


async def asked(it: Browsing) -> None:
    await it.until(lambda: isinstance(it.app.screen, SignInScreen))
    await it.until(lambda: isinstance(it.app.focused, Field))


async def answer(it: Browsing) -> None:
    await asked(it)
    it.app.screen.query_one("#password", Field).value = PASSWORD
    await it.press("enter")
    await it.until(lambda: not isinstance(it.app.screen, SignInScreen))


def type_ahead(it: Browsing, keys: str) -> None:
    """Give the app all keys at once, as one write on a slow line does."""
    named = {"\r": "enter", "\t": "tab", "_": "underscore"}
    for character in keys:
        printable = None if character in "\r\t" else character
        event = events.Key(named.get(character, character), printable)
        event.set_sender(it.app)
        it.app.post_message(event)


@pytest.mark.parametrize("keys", [f"test_user\r{PASSWORD}\r", f"test_user\t{PASSWORD}\r"])
async def test_what_is_typed_ahead_lands_in_its_field(browse: Open, keys: str) -> None:
    async with browse(user="", password="", ready=False) as it:
        await asked(it)
        type_ahead(it, keys)
        await it.until(lambda: bool(it.table.columns))
        assert it.app.connection.user == "test_user"


async def test_filters_typed_ahead_land_in_theirs(browse: Open) -> None:
    async with browse() as it:
        await it.press("f")
        await it.until(lambda: isinstance(it.app.focused, Field))
        type_ahead(it, "lab\rcortexlab\r")
        await it.until(lambda: it.browser.listing.query_shown is not None)
        await it.until_shown("lab cortexlab")


async def test_a_filter_form_stays_open_with_what_was_typed(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        await it.press("j", "j", "f")
        form = it.app.screen
        assert isinstance(form, FilterEditor)
        await it.until(lambda: isinstance(it.app.focused, Field))
        await it.press("ctrl+l", *"lab", "equals_sign", *"cort")
        where = it.app.focused
        # Rows that are fetched behind the form show that the token is gone.
        it.app.connection.client.token = "0" * 40
        records = it.browser.listing.records
        assert records is not None
        it.app.run_worker(records.reload())
        await asked(it)
        await it.until_shown("does not take your token any more")
        await answer(it)
        assert it.app.screen is form
        assert it.app.focused is where
        await it.until(lambda: it.browser.listing.error is None and records.get(2) is not None)
        await it.type("exlab")
        await it.press("f2")
        await it.until_shown("lab cortexlab")
        await it.press("escape")
        await it.until(lambda: it.table.has_focus and it.table.cursor == 2)


async def test_a_record_on_its_own_screen_is_read_after_it(browse: Open) -> None:
    async with browse(size=(80, 24), once=False) as it:
        it.app.connection.client.token = "0" * 40
        await it.press("j", "enter")
        await asked(it)
        TokenStore().path.mkdir(parents=True)
        await answer(it)
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.until_shown("extended_qc", "read ", "tokens cannot be kept")
        assert len(it.app.screen_stack) == 2


async def test_leaving_it_leaves_everything_as_it_is(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        it.app.connection.client.token = "0" * 40
        await it.press("j", "enter")
        await asked(it)
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.until_shown("✕ Not signed in")


async def test_leaving_it_while_the_server_is_asked_changes_nobody(
    browse: Open, demo_url: str
) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        connection = it.app.connection
        connection.client.token = "0" * 40
        it.browser.open_endpoint("labs")
        await asked(it)
        gate.hold("/me")
        it.app.screen.query_one("#token", Field).value = token_of(demo_url, "public_user", "public")
        it.app.screen.query_one("#password", Field).focus()
        await it.press("enter")
        await it.until(lambda: bool(gate.held))
        assert connection.client.token == "0" * 40
        await it.press("escape")
        await it.until(lambda: not isinstance(it.app.screen, SignInScreen))
        assert (connection.user, connection.client.token) == ("test_user", "0" * 40)


async def test_who_leaves_it_after_the_server_agreed_is_the_other_user(
    browse: Open, demo_url: str
) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        it.app.connection.client.token = "0" * 40
        it.browser.open_endpoint("labs")
        await asked(it)
        gate.hold("OPTIONS /labs")
        it.app.screen.query_one("#user", Field).value = "public_user"
        it.app.screen.query_one("#password", Field).value = "public"
        await it.press("enter")
        await it.until(lambda: bool(gate.held))
        await it.press("escape")
        await it.until_shown("· public_user")


async def test_another_user_in_the_middle_sees_nothing_of_the_first(browse: Open) -> None:
    async with browse() as it:
        await it.press("j", "enter")
        it.app.connection.client.token = "0" * 40
        it.browser.open_endpoint("labs")
        await asked(it)
        it.app.screen.query_one("#user", Field).value = "public_user"
        it.app.screen.query_one("#password", Field).value = "public"
        await it.press("enter")
        await it.until(lambda: bool(it.table.columns) and it.table.has_focus)
        assert it.browser.trail.labels == ("sessions",)
        await it.until_shown("· public_user")


async def test_whose_a_token_is_is_asked_where_the_server_does_not_say(demo_url: str) -> None:
    settings = Settings(Profile("one", demo_url))
    async with open_app(settings, None, (80, 24)) as it:
        await asked(it)
        it.app.screen.query_one("#token", Field).value = token_of(demo_url)
        it.app.screen.query_one("#token", Field).focus()
        await it.press("enter")
        await it.until_shown("does not say whose it is")
        assert TokenStore().users(demo_url) == []
        await it.until(lambda: it.app.screen.query_one("#user", Field).has_focus)
        type_ahead(it, "test_user\r")
        await it.until(lambda: bool(it.table.columns))
        await it.until_shown("· test_user")
    assert TokenStore().users(demo_url) == ["test_user"]


async def test_the_owner_that_the_server_names_is_the_user(demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.replies["/me"] = json_answer({"username": "carla"})
        settings = Settings(Profile("one", gate.url), token=token_of(demo_url))
        async with open_app(settings, None, (80, 24)) as it:
            await it.until_shown("· carla")


async def test_that_nobody_knows_whose_a_token_is_stands_on_the_title_line(demo_url: str) -> None:
    settings = Settings(Profile("one", demo_url), token=token_of(demo_url))
    async with open_app(settings, None, (80, 24)) as it:
        await it.until_shown("○ user not known", "1 of ")


@pytest.mark.parametrize("keep", [True, False])
async def test_one_is_kept_signed_in_or_not(demo_url: str, keep: bool) -> None:
    async with open_app(Settings(Profile("one", demo_url, "test_user")), None, (80, 24)) as it:
        await asked(it)
        await it.until_shown("keep me signed in")
        if not keep:
            await it.press("tab", "tab", "space", "tab", "tab")
            assert it.app.screen.query_one("#password", Field).has_focus
        type_ahead(it, f"{PASSWORD}\r")
        await it.until(lambda: bool(it.table.columns))
    assert TokenStore().users(demo_url) == (["test_user"] if keep else [])


async def test_warnings_come_after_the_first_records(demo_url: str) -> None:
    settings = Settings(Profile("one", demo_url, "test_user"), password=PASSWORD)
    async with Gate(demo_url) as gate:
        gate.hold("/sessions")
        mine = replace(settings, profile=replace(settings.profile, url=gate.url))
        async with open_app(replace(mine, warnings=("a file was skipped",)), None, (80, 24)) as it:
            await it.until(lambda: any("/sessions" in target for target in gate.targets))
            await it.pilot.pause()
            assert "was skipped" not in it.text
            gate.let_go("/sessions")
            await it.until_shown("a file was skipped", "1 of ")


@pytest.mark.skipif("os.name != 'posix'", reason="only POSIX has such modes")
@pytest.mark.parametrize("key", ["y", "n"])
async def test_a_token_file_that_others_can_read_is_mended_on_consent(
    demo_url: str, key: str
) -> None:
    store = TokenStore()
    store.put(demo_url, "test_user", token_of(demo_url))
    store.path.chmod(0o644)
    async with open_app(Settings(Profile("one", demo_url)), None, (80, 24)) as it:
        await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
        assert it.table.columns  # the records were there before
        await it.until_shown("others can read your tokens", "tokens.json")
        assert "--mend" not in it.text
        await it.press(key)
        await it.until(lambda: it.table.has_focus)
        if key == "y":
            await it.until_shown("yours alone now")
        assert store.is_loose == (key == "n")
