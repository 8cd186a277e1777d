"""Loading, stopped, error and offline are states one can see, each with what to do next."""

from __future__ import annotations

import socket

from textual.widgets import Input

from alyxtui.ui.screens.sign_in import SignInScreen
from tests.client.stub_server import StubServer, answer, json_answer
from tests.ui.conftest import Open
from tests.ui.gate import Gate


async def test_a_server_that_is_not_there(browse: Open) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    async with browse(url=f"http://127.0.0.1:{port}", ready=False) as it:
        await it.until_shown("offline", "OFFLINE", "ctrl+r try again")


async def test_a_site_that_is_no_alyx(browse: Open) -> None:
    site = StubServer(lambda request: answer("<h1>hello</h1>", kind="text/html"))
    await site.start()
    async with browse(url=site.url, ready=False) as it:
        await it.until_shown("✕", "not an answer of Alyx", "ctrl+r try again")
        assert it.app.is_running
    await site.stop()


async def test_a_wrong_password_asks_again_and_signs_in(browse: Open) -> None:
    async with browse(user="", password="", ready=False) as it:
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.type("test_user")
        await it.press("enter")
        await it.type("mistyped")
        await it.press("enter")
        await it.until_shown("✕ Wrong user name or password")
        assert "mistyped" not in it.text
        it.app.screen.query_one("#password", Input).value = "TapetesBloc18"
        await it.press("enter")
        await it.until(lambda: bool(it.table.columns))
        await it.until_shown("· test_user")


async def test_a_forgotten_token_asks_again_and_carries_on(browse: Open) -> None:
    async with browse() as it:
        it.app.connection.client.token = "0" * 40
        await it.press("j", "ctrl+r")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        it.app.screen.query_one("#password", Input).value = "TapetesBloc18"
        await it.press("enter")
        await it.until(lambda: bool(it.table.columns))
        assert it.table.cursor == 1


async def test_what_one_waits_for_can_be_left(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        gate.hold("/labs")
        it.browser.open_endpoint("labs")
        await it.until_shown("asking the server", "esc leave")
        await it.press("escape")
        await it.until_shown("stopped", "ctrl+r ask again")
        gate.let_go("/labs")
        await it.press("ctrl+r")
        await it.until(lambda: bool(it.table.columns))
        assert it.browser.trail.labels == ("sessions", "labs")


async def test_a_late_answer_never_overwrites_a_newer_one(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        gate.hold("/labs")
        it.browser.open_endpoint("labs")
        await it.until(lambda: any(target.startswith("/labs") for target in gate.targets))
        it.browser.open_endpoint("users")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "username")
        gate.let_go("/labs")
        await it.pilot.pause(0.3)
        assert it.table.columns[0].name == "username"
        assert it.browser.trail.labels[-1] == "users"


async def test_a_late_record_is_not_shown_for_another(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        first, second = it.browser.listing.key(1), it.browser.listing.key(2)
        gate.hold(f"/sessions/{first}")
        await it.press("j")
        await it.until(lambda: any(first in target for target in gate.targets))
        await it.press("j")
        await it.until(lambda: bool(it.browser.detail.record) and it.browser.detail.key == second)
        await it.until_shown("read ")
        gate.let_go(f"/sessions/{first}")
        await it.pilot.pause(0.3)
        assert it.browser.detail.record is not None
        assert it.browser.detail.record["url"] == f"{gate.url}/sessions/{second}"


async def test_a_line_that_breaks_while_paging_keeps_what_is_there(
    browse: Open, demo_url: str
) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded >= 60)
        gate.is_down = True
        await it.press("G")
        await it.until_shown("OFFLINE")
        await it.press("g")
        assert it.browser.listing.record(0) is not None
        gate.is_down = False
        await it.press("G", "ctrl+r")
        await it.until(lambda: it.browser.listing.record(it.table.cursor) is not None)
        await it.until(lambda: "OFFLINE" not in it.text)


async def test_read_only_is_said_on_the_title_line(browse: Open) -> None:
    async with browse(user="public_user", password="public", read_only=True) as it:
        await it.until_shown("public_user", "read-only")


async def test_an_endpoint_that_is_not_there(browse: Open) -> None:
    async with browse("nowhere", ready=False) as it:
        await it.until_shown("no endpoint 'nowhere'", "shift+tab endpoints")
        await it.press("shift+tab")
        await it.until(lambda: it.browser.endpoints.endpoint_tree.has_focus)


async def test_a_schema_with_holes_is_used_for_what_it_says(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        document = await gate.schema()
        document["paths"]["/labs"] = {"get": 3}
        gate.replies["/api/schema"] = json_answer(document)
        async with browse(url=gate.url) as it:
            await it.until_shown("parts of the schema cannot be used", "/labs")
            assert it.table.line_count() > 100


async def test_a_schema_that_says_nothing_is_an_error(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.replies["/api/schema"] = json_answer({"openapi": "3.0.3"})
        async with browse(url=gate.url, ready=False) as it:
            await it.until_shown("The server's schema cannot be used", "ctrl+r try again")
            assert "filter" not in it.text  # there is nothing to filter
            await it.press("escape")
            assert "The server's schema cannot be used" in it.text
            del gate.replies["/api/schema"]
            await it.press("ctrl+r")
            await it.until(lambda: bool(it.table.columns))


async def test_connecting_can_be_left_and_begun_again(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.hold("/api/schema")
        async with browse(url=gate.url, ready=False) as it:
            await it.until_shown("connecting", "esc leave")
            await it.until(lambda: any("schema" in target for target in gate.targets))
            await it.press("escape")
            await it.until_shown("not connected", "ctrl+r connect")
            gate.let_go("/api/schema")
            await it.press("ctrl+r")
            await it.until(lambda: bool(it.table.columns))


async def test_a_filter_that_the_server_would_ignore_is_not_sent(browse: Open) -> None:
    async with browse("sessions", subjct="KS022", ready=False) as it:
        await it.until_shown("subjct is no filter here", "Did you mean subject?")


async def test_filters_to_start_with_are_sent_as_the_server_wants_them(browse: Open) -> None:
    async with browse("sessions", qc="pass") as it:
        await it.until_shown("qc PASS")


async def test_the_sign_in_form_can_be_left(browse: Open) -> None:
    async with browse(user="", password="", ready=False) as it:
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.press("escape")
        await it.until_shown("not signed in", "ctrl+r sign in")
        await it.press("ctrl+r")
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))


async def test_changing_the_user_can_be_thought_better_of(browse: Open) -> None:
    async with browse() as it:
        await it.press("j")
        it.app.action_sign_in()
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))
        await it.press("escape")
        await it.until(lambda: bool(it.table.columns) and it.table.has_focus)
        assert it.table.cursor == 1
        await it.until_shown("· test_user")
