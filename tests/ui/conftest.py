"""The browser in a terminal that does not exist, on the real demo server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pyperclip
import pytest

from alyxtui.domain.start import Start
from alyxtui.settings.model import Profile, Settings
from tests.ui.driver import Browsing, open_app

Server = httpx.Client
Open = Callable[..., AbstractAsyncContextManager[Browsing]]


@pytest.fixture(autouse=True)
def no_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies stay in the app: nobody's own clipboard is written."""

    def copy(text: str) -> None:
        raise pyperclip.PyperclipException

    monkeypatch.setattr(pyperclip, "copy", copy)
    for name in ("TMUX", "STY", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(demo_url: str) -> Iterator[Server]:
    """The server as it is, past the program."""
    body = {"username": "test_user", "password": "TapetesBloc18"}
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        token = client.post("/auth-token", json=body).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Token {token}"
        yield client


@pytest.fixture
def browse(demo_url: str) -> Open:
    """Opens the browser on the demo, signed in, with its first rows on the screen."""

    # Not an async fixture: Textual's context must be left in the task that entered it.
    @asynccontextmanager
    async def start(
        target: str = "",
        *,
        size: tuple[int, int] = (140, 36),
        url: str = demo_url,
        user: str = "test_user",
        password: str = "TapetesBloc18",
        read_only: bool = False,
        ready: bool = True,
        loaded: bool = True,
        once: bool = True,
        as_typed: bool = False,
        production: bool = False,
        sends_waiting: bool = False,
        **filters: str,
    ) -> AsyncIterator[Browsing]:
        profile = Profile(
            "demo",
            url,
            user,
            read_only=read_only,
            production=production,
            sends_waiting=sends_waiting,
            page_size=30,
        )
        settings = Settings(profile, password=password, once=once)
        place = Start(target, "", tuple(filters.items()), as_typed) if target else None
        async with open_app(settings, place, size, loaded=loaded) as it:
            if ready:
                await it.until(lambda: bool(it.table.columns) and it.table.has_focus)
            yield it

    return start
