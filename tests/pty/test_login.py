"""Signing in without a screen, by a person at a terminal."""

from __future__ import annotations

import httpx
import pytest

from alyxtui.settings.tokens import TokenStore
from tests.pty.terminal import PASSWORD, Terminal

pytestmark = pytest.mark.pty


def test_user_and_password_are_asked_for(demo_url: str) -> None:
    with Terminal("login", "--url", demo_url) as terminal:
        terminal.until_shown("User name:")
        terminal.send("test_user\n")
        terminal.until_shown("Password of test_user:")
        terminal.send(f"{PASSWORD}\n")
        assert terminal.code() == 0
        assert "signed in to" in terminal.text
        assert PASSWORD.encode() not in terminal.raw
    assert TokenStore().users(demo_url) == ["test_user"]


def test_a_token_is_asked_for_and_then_whose_it_is(demo_url: str) -> None:
    account = {"username": "test_user", "password": PASSWORD}
    token = httpx.post(f"{demo_url}/auth-token", json=account).json()["token"]
    with Terminal("login", "--token", "--url", demo_url) as terminal:
        terminal.until_shown("Token:")
        terminal.send(f"{token}\n")
        terminal.until_shown("Whose token is it?")
        terminal.send("test_user\n")
        assert terminal.code() == 0
        assert token.encode() not in terminal.raw
    assert TokenStore().get(demo_url, "test_user") == token


@pytest.mark.parametrize("answer", ["\n", "\x04"])
def test_nothing_given_is_nothing_sent(demo_url: str, answer: str) -> None:
    with Terminal("login", "--url", demo_url, "--user", "test_user") as terminal:
        terminal.until_shown("Password of test_user:")
        terminal.send(answer)
        assert terminal.code() == 3
        assert "Nothing was given" in terminal.text
    assert TokenStore().users(demo_url) == []


def test_no_input_asks_nothing(demo_url: str) -> None:
    with Terminal("login", "--no-input", "--url", demo_url) as terminal:
        assert terminal.code() == 2
        assert "User name:" not in terminal.text
