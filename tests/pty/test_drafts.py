"""However the real program ends, what was typed into a form is there the next time, and sent once."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from alyxtui.ui.screens.review import HELD
from tests.pty.terminal import PASSWORD, Terminal, signed_in

pytestmark = pytest.mark.pty

NAME = "typed-before-the-end"
TYPED = "two mice, not one as before"


@pytest.fixture
def server(demo_url: str) -> Iterator[httpx.Client]:
    """The demo with a record to be changed."""
    account = {"username": "test_user", "password": PASSWORD}
    token = httpx.post(f"{demo_url}/auth-token", json=account).json()["token"]
    with httpx.Client(base_url=demo_url, headers={"Authorization": f"Token {token}"}) as client:
        client.delete(f"/tags/{NAME}")
        client.post("/tags", json={"name": NAME, "description": "before"}).raise_for_status()
        yield client
        client.delete(f"/tags/{NAME}")


def open_form(terminal: Terminal, stands: str) -> None:
    """Open the form of the description, in which some words stand."""
    terminal.until_shown("before", " read ")
    terminal.send("p\x15description\r")
    terminal.until(lambda: "▌  description" in terminal.text)
    terminal.send("e")
    terminal.until_shown("ctrl+s review", stands)


@pytest.mark.parametrize("moment", ["typing", "reviewing"])
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM", "the line is cut"])
def test_it_ends_while_one_is(
    server: httpx.Client, demo_url: str, home: Path, moment: str, end: str
) -> None:
    place = ("open", f"tags/{NAME}")
    with Terminal(*place, env=signed_in(demo_url)) as terminal:
        open_form(terminal, "before")
        terminal.send(TYPED.removesuffix("before"))  # what stands there is behind the cursor
        terminal.until_shown(TYPED)
        if moment == "reviewing":
            terminal.send("\x13")
            terminal.until_shown("send nothing")
        if end == "SIGKILL":  # which leaves no time to keep what was typed just now
            terminal.until(lambda: any((home / "state" / "drafts").glob("*.json")))
            terminal.signal(signal.SIGKILL)
        elif end == "SIGTERM":
            terminal.signal(signal.SIGTERM)
        else:
            terminal.hang_up()
        terminal.code_unheard(seconds=10)
    assert server.get(f"/tags/{NAME}").json()["description"] == "before"

    with Terminal(*place, env=signed_in(demo_url)) as terminal:
        open_form(terminal, TYPED)
        terminal.send("\x13")
        terminal.until_shown("send nothing", "before  →", TYPED)
        seen = time.monotonic()  # a key pressed at once was meant for what stood there before
        terminal.until(lambda: time.monotonic() - seen > 2 * HELD)
        terminal.send("y")
        terminal.until_shown("done: patch")
        terminal.send("\x11")
        terminal.code()
    assert server.get(f"/tags/{NAME}").json()["description"] == TYPED
    assert not any((home / "state" / "drafts").glob("*.json"))
