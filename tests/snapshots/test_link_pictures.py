"""What links, the request log and a day offline look like, small and middle."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from alyxtui.client.reach import Reach
from alyxtui.client.trace import Entry, Trace, message
from alyxtui.ui.messages import Moved
from alyxtui.ui.screens.links import LinksScreen
from alyxtui.ui.screens.requests import RequestScreen, RequestsScreen
from tests.snapshots.conftest import Picture, rows
from tests.ui.driver import Browsing

TWO_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
BASE = "http://127.0.0.1:00000"


@TWO_SIZES
def test_links(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("o")
        await it.until(lambda: isinstance(it.app.screen, LinksScreen))
        screen = it.app.screen
        assert isinstance(screen, LinksScreen)
        lists = [link for link in screen.items if link.query is not None]
        await it.until(lambda: bool(screen.items))
        lists = [link for link in screen.items if link.query is not None]
        await it.until(lambda: len(screen.counts) == len(lists))
        await it.press(*["down"] * 4)

    assert picture(steps, size, "insertions", subject="DY_006")


def entries() -> Iterator[Entry]:
    """Requests of every kind."""
    now = time.time()
    kinds = [
        ("POST", "/auth-token", 200, 52, 0.145, 0, "", False),
        ("GET", "/sessions?limit=60", 200, 31_004, 0.083, 0, "", False),
        ("GET", "/sessions?limit=60&offset=60", 200, 30_912, 0.083, 2, "", False),
        ("GET", "/sessions/a1e30ce9-d07c-4d83-92d0-611f933ffd38", 200, 2_612, 0.083, 0, "", True),
        (
            "GET",
            "/sessions?limit=60&django=nofield,1",
            500,
            61,
            0.083,
            0,
            "The server failed",
            False,
        ),
        ("PATCH", "/subjects/KS022", 200, 1_250_000, 0.083, 0, "", False),
        ("GET", "/labs?limit=60", 0, 0, 0.083, 1, "The server cannot be reached", False),
    ]
    for method, path, status, size, took, retries, error, is_kept in kinds:
        sent = message(
            {"Accept": "application/json", "Authorization": "Token " + "a" * 40},
            b'{"description": "renamed"}' if method == "PATCH" else None,
            ("a" * 40,),
        )
        got = message({"content-type": "application/json"}, b'{"nickname": "KS022"}' + b" " * size)
        got = got if status else message({}, None)
        yield Entry(
            now, method, BASE + path, status, size, took, retries, error, is_kept, sent, got
        )


async def open_log(it: Browsing) -> None:
    await rows(it)
    trace = Trace()
    trace.extend(entries())
    it.app.push_screen(RequestsScreen(trace, BASE, it.browser.connection.api))
    await it.until(lambda: isinstance(it.app.screen, RequestsScreen))
    await it.until_shown("7 requests")


@TWO_SIZES
def test_the_request_log(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await open_log(it)
        await it.press("down", "down")

    assert picture(steps, size)


@TWO_SIZES
def test_one_request(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await open_log(it)
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.screen, RequestScreen))
        await it.until_shown("the beginning of 1.2 MB")

    assert picture(steps, size)


@TWO_SIZES
def test_kept_rows_offline(
    picture: Picture, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is still on its way would say that the server is there.
    monkeypatch.setattr(Reach, "answered", lambda reach: None)

    async def steps(it: Browsing) -> None:
        await rows(it)
        records = it.browser.listing.records
        assert records is not None
        kept = replace(records._shown()[0], is_kept=True, at=time.time() - 3 * 3600)
        records._store.put(0, kept)
        it.browser.connection.client.reach.since = time.time()
        it.browser.post_message(Moved())
        await it.until_shown("OFFLINE", "cache · 3 h ago")

    assert picture(steps, size)
