"""The first start, in a home that something else has set up, and in an empty one."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import httpx
import pytest

from tests.one_home import OneHome, token_of
from tests.pty.terminal import PASSWORD, Terminal, assert_left_as_found

pytestmark = pytest.mark.pty

FIRST_BUILD = 60.0  # seconds for the demo's data


@pytest.mark.parametrize("by", ["TOKEN", "ALYX_PWD"])
def test_a_home_that_only_one_has_set_up_ends_in_the_sessions(
    demo_url: str, home: Path, by: str
) -> None:
    account = {"username": "test_user", "password": PASSWORD}
    token = httpx.post(f"{demo_url}/auth-token", json=account).json()["token"]
    one = OneHome.here()
    if by == "TOKEN":
        one.add(demo_url, "test_user", TOKEN=token_of("test_user", token))
    else:
        one.add(demo_url, "test_user", ALYX_PWD=PASSWORD)
    before = one.files()
    with Terminal() as terminal:
        terminal.until_shown("1 of ", "test_user", demo_url.partition("://")[2])
        terminal.send("\x11")
        assert terminal.code() == 0
        assert_left_as_found(terminal)
        for word in (token, PASSWORD):
            assert word.encode() not in terminal.raw
    assert one.files() == before
    assert not (home / "config").exists()
    assert not list(home.rglob("tokens.json"))


def test_an_empty_home_leads_to_the_sessions_of_the_demo(home: Path) -> None:
    with Terminal() as terminal:
        terminal.until_shown("the public database", "/signup", "/me", "enter choose")
        terminal.send("jj")
        terminal.until_shown("Nothing leaves the machine")
        terminal.send("\r")
        terminal.until_shown("1 of 2,000 rows", "test_user", "127.0.0.1:", seconds=FIRST_BUILD)
        found = re.search(r"127\.0\.0\.1:(\d+)", terminal.text)
        assert found is not None
        address = ("127.0.0.1", int(found[1]))
        terminal.send("\x11")
        assert terminal.code() == 0
        assert_left_as_found(terminal)
        assert PASSWORD.encode() not in terminal.raw
    with socket.socket() as probe:
        assert probe.connect_ex(address) != 0
    assert not (home / "config").exists()
    assert not list(home.rglob("tokens.json"))
    assert list(home.glob("state/crash-*")) == []


def test_user_and_password_in_one_write_are_signed_in(demo_url: str) -> None:
    with Terminal("--url", demo_url) as terminal:
        terminal.until_shown("sign in to ", "keep me signed in", "enter sign in")
        terminal.send(f"test_user\r{PASSWORD}\r")
        terminal.until_shown("1 of ", "test_user")
        terminal.send("\x11")
        assert terminal.code() == 0
        assert PASSWORD.encode() not in terminal.raw
