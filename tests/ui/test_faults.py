"""Faults of our own and a server that asks for patience: both are said, and the app stays up."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.css.query import NoMatches
from textual.screen import Screen

from alyxtui.client.client import AlyxClient
from alyxtui.domain.connection import Connection
from alyxtui.domain.details import Detail, Details
from alyxtui.schema.model import Api
from tests.client.stub_server import answer
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.gate import Gate

PASSWORD = "TapetesBloc18"


def fail_in(patch: pytest.MonkeyPatch, owner: type, name: str, token: str) -> None:
    async def fail(*arguments: object, **more: object) -> Detail:
        raise RuntimeError(f"lost Token {token} and {PASSWORD}")

    patch.setattr(owner, name, fail)


def assert_written_down(home: Path, it: Browsing) -> None:
    """What and where, without the secrets that stood in the error's words."""
    texts = [report.read_text() for report in home.glob("state/crash-*.txt")]
    assert texts
    for text in texts:
        assert "RuntimeError" in text
        assert "test_faults.py" in text
        assert it.app.connection.client.token not in text
        assert PASSWORD not in text
    assert PASSWORD not in it.text


async def test_a_fault_while_a_record_is_read_is_said_and_one_goes_on(
    browse: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse() as it:
        with monkeypatch.context() as patch:
            fail_in(patch, Details, "read", it.app.connection.client.token)
            await it.press("j", "enter")
            await it.until_shown("A fault of alyxtui's own", "RuntimeError", "the report is in")
            await it.until(lambda: any(home.glob("state/crash-*.txt")))
            assert_written_down(home, it)
        await it.press("escape", "j", "enter")
        await it.until(lambda: bool(it.browser.detail.record) and "extended_qc" in it.text)
        it.browser.open_endpoint("labs")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")


async def test_a_fault_of_a_record_on_a_screen_of_its_own(
    browse: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse(size=(80, 24)) as it:
        with monkeypatch.context() as patch:
            fail_in(patch, Details, "read", it.app.connection.client.token)
            await it.press("enter")
            await it.until_shown("A fault of alyxtui's own")
            await it.until(lambda: any(home.glob("state/crash-*.txt")))
            assert_written_down(home, it)
        await it.press("escape", "enter")
        await it.until_shown("extended_qc")


async def test_a_fault_while_rows_are_fetched(
    browse: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse() as it:
        with monkeypatch.context() as patch:
            fail_in(patch, AlyxClient, "page", it.app.connection.client.token)
            it.browser.open_endpoint("labs")
            await it.until_shown("A fault of alyxtui's own")
            await it.until(lambda: any(home.glob("state/crash-*.txt")))
            assert_written_down(home, it)
        await it.press("ctrl+r")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")


async def test_a_fault_while_connecting(
    browse: Open, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: Connection, *, stale: bool = False) -> Api:
        raise RuntimeError(f"lost Token {self.client.token} and {self.settings.password}")

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "load_api", fail)
        async with browse(ready=False) as it:
            await it.until_shown("A fault of alyxtui's own")
            await it.until(lambda: any(home.glob("state/crash-*.txt")))
            assert_written_down(home, it)
            await it.until(lambda: "connecting …" not in it.text)
            patch.undo()
            await it.press("ctrl+r")
            await it.until(lambda: bool(it.table.columns))


async def test_a_wait_that_the_server_asks_for_is_said_and_rows_come_after_it(
    browse: Open, demo_url: str
) -> None:
    # So narrow that the endpoints are not on the screen, and their rows are not counted.
    async with Gate(demo_url) as gate, browse(url=gate.url, size=(100, 40)) as it:
        body = '{"detail": "Request was throttled. Expected available in 2 seconds."}'
        gate.once("/projects", answer(body, 429, headers={"Retry-After": "2"}))
        it.browser.open_endpoint("projects")
        await it.until_shown("going on in 2 s", "Request was throttled")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        assert len([target for target in gate.targets if target.startswith("/projects")]) == 2


@pytest.mark.parametrize("leaving", [True, False], ids=["taken down", "there to stay"])
async def test_a_message_that_comes_to_a_screen(browse: Open, leaving: bool) -> None:
    """One that is being taken down has lost its children; any other has a fault, and the app ends."""
    outcome = nullcontext() if leaving else pytest.raises(NoMatches)
    with outcome:
        async with browse() as it:
            screen: Screen[None] = Screen()
            await it.app.push_screen(screen)
            screen._pruning = leaving
            reached: list[bool] = []

            def look() -> None:
                reached.append(True)
                screen.query_one("#gone")

            screen.call_next(look)
            await it.pilot.pause()
            await it.until(lambda: bool(reached))
            screen._pruning = False
            await it.app.pop_screen()
            await it.until(lambda: it.table.has_focus)
