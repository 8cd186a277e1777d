"""A day without a network: what was seen is browsed, what was not is said, and it ends by itself."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alyxtui.client.client import AlyxClient
from alyxtui.client.keeper import FILE_NAME
from alyxtui.paths import user_cache
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.screens.links import LinksScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.requests import RequestScreen, RequestsScreen
from tests.demo_server import start_demo
from tests.ui.driver import Browsing, open_app

DAY = 24 * 3600


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@contextmanager
def demo(folder: Path, port: int) -> Iterator[str]:
    with start_demo(folder, 40, "--port", str(port)) as url:
        yield url


async def rows(it: Browsing, endpoint: str) -> None:
    listing = it.browser.listing
    await it.until(lambda: listing.endpoint is not None and listing.endpoint.name == endpoint)
    await it.until(lambda: bool(it.table.columns) and it.table.has_focus)


async def whole(it: Browsing) -> None:
    """The record on the screen is here, all of it; back to the list."""
    await it.until(lambda: isinstance(it.app.screen, RecordScreen))
    await it.until_shown("read ")
    await it.until(lambda: "reading the whole" not in it.text)


async def test_a_day_offline(tmp_path: Path) -> None:
    port = free_port()
    with demo(tmp_path, port) as url:
        client = AlyxClient(url)
        token = await client.sign_in("test_user", "TapetesBloc18")
        await client.aclose()
        TokenStore().put(url, "test_user", token)
        settings = Settings(Profile("demo", url, "test_user", page_size=30, cache_minutes=0))
        async with open_app(settings, None, (100, 30)) as it:
            await rows(it, "sessions")
            await it.press("j", "enter")
            await whole(it)
            session = it.browser.trail.labels[-1]
            await it.press("escape")
            it.browser.open_endpoint("subjects")
            await rows(it, "subjects")

    # The evening: a day later nothing answers.
    with closing(sqlite3.connect(user_cache(url, "test_user") / FILE_NAME)) as db, db:
        db.execute("UPDATE answers SET at = at - ?, asked = asked - ?", (DAY, DAY))
    db.close()
    async with open_app(settings, None, (100, 30)) as it:
        await rows(it, "sessions")
        await it.until_shown("✕ OFFLINE", "cache · 24 h ago")
        await it.press("j", "enter")
        await whole(it)
        await it.until_shown("cache · read 24 h ago")
        assert it.browser.trail.labels[-1] == session

        await it.press("o")
        await it.until(lambda: isinstance(it.app.screen, LinksScreen))
        await it.until_shown("← datasets")
        screen = it.app.screen
        assert isinstance(screen, LinksScreen)
        await it.until(lambda: bool(screen.counts))
        await it.until_shown("✕")  # nobody counted them before
        await it.press("escape", "escape")
        await rows(it, "sessions")

        it.browser.open_endpoint("labs")
        await it.until_shown("Not known offline", "What was seen before can be browsed")
        it.browser.open_endpoint("subjects")
        await rows(it, "subjects")
        await it.until_shown("cache · 24 h ago")
        await it.press("ctrl+r")  # the server is asked, in vain
        await rows(it, "subjects")
        await it.until_shown("✕ OFFLINE", "cache · 24 h ago")
        await check_log(it, token)
        await it.press("left_square_bracket", "left_square_bracket")
        await rows(it, "sessions")
        await it.press("enter")
        await whole(it)
        await it.until_shown("✕ OFFLINE")

        # Asynchronously: the browser goes on meanwhile.
        stack = demo(tmp_path, port)
        await asyncio.to_thread(stack.__enter__)
        try:
            await it.until(lambda: "OFFLINE" not in it.text)
            assert isinstance(it.app.screen, RecordScreen)
            await it.press("escape")
            await it.until_shown("server ", "just now")
            await rows(it, "sessions")
        finally:
            await asyncio.to_thread(stack.__exit__, None, None, None)


async def check_log(it: Browsing, token: str) -> None:
    """The request log tells what came from the cache, and shows no token."""
    await it.press("L")
    await it.until(lambda: isinstance(it.app.screen, RequestsScreen))
    await it.until_shown("request log", "/subjects?limit=30", "cache")
    await it.type("subjects 200")
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.screen, RequestScreen))
    await it.until_shown("from the cache", "Authorization", "[hidden]", '"count"')
    assert token not in it.text
    await it.press("c")
    await it.until_shown("copied the curl command")
    assert it.app.clipboard.startswith('curl -H "Authorization: Token $ALYX_TOKEN"')
    await it.press("o")
    await it.until(lambda: it.app.clipboard == "one.alyx.rest('subjects', 'list')")
    await it.press("escape", "f8")
    await it.until_shown("Nothing was asked yet")
    await it.press("escape")
    await it.until(lambda: not it.app.screen.is_modal)
