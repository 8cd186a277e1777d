"""The first start, in a home that something else has set up."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.one_home import OneHome, token_of
from tests.pty.terminal import PASSWORD, Terminal, assert_left_as_found

pytestmark = pytest.mark.pty


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
