"""However the program ends, the terminal is as it was, and no secret stands on it."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import httpx
import pytest

from tests.pty.output import modes
from tests.pty.terminal import (
    PASSWORD,
    PROGRAM,
    Terminal,
    assert_left_as_found,
    signed_in,
)

pytestmark = pytest.mark.pty

CRASHING = (sys.executable, str(Path(__file__).with_name("crashing.py")))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals(demo_url: str, number: signal.Signals) -> None:
    with Terminal(env=signed_in(demo_url)) as terminal:
        terminal.until_shown("1 of ")
        terminal.signal(number)
        assert terminal.code(seconds=10) == 128 + number
        assert_left_as_found(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_the_sign_in_asks(demo_url: str, number: signal.Signals) -> None:
    with Terminal("--url", demo_url) as terminal:
        terminal.until_shown("sign in to ")
        terminal.signal(number)
        assert terminal.code(seconds=10) == 128 + number
        assert_left_as_found(terminal)


@pytest.mark.parametrize("heard", [True, False], ids=["told", "not told"])
def test_a_line_that_is_cut(demo_url: str, heard: bool) -> None:
    with Terminal(env=signed_in(demo_url), heard=heard) as terminal:
        terminal.until_shown("1 of ")
        terminal.hang_up()
        assert terminal.code_unheard(seconds=10) == 128 + signal.SIGHUP


def test_a_held_terminal_does_not_hold_it(demo_url: str) -> None:
    """After ctrl+s at a terminal the program cannot write; it ends all the same."""
    with Terminal(env=signed_in(demo_url)) as terminal:
        terminal.until_shown("1 of ")
        terminal.hold()
        terminal.signal(signal.SIGTERM)
        assert terminal.code_unheard(seconds=10) == 128 + signal.SIGTERM


@pytest.mark.parametrize("where", ["starting", "drawing", "callback", "key", "timer"])
def test_a_fault_of_its_own(demo_url: str, home: Path, where: str) -> None:
    account = {"username": "test_user", "password": PASSWORD}
    token = httpx.post(f"{demo_url}/auth-token", json=account).json()["token"]
    assert len(token) == 40
    with Terminal(where, program=CRASHING, env=signed_in(demo_url)) as terminal:
        if where == "key":
            terminal.until_shown("1 of ")
            terminal.send("\x12")
        assert terminal.code() == 1
        assert_left_as_found(terminal)
    (report,) = home.glob("state/crash-*.txt")
    said = bytes(terminal.raw).decode().rpartition("\x1b[?1049l")[2]
    assert "alyxtui's own" in said
    assert report.name in said.replace("\r\n", "")
    assert "Traceback" not in said
    written = report.read_text()
    assert "RuntimeError" in written
    assert "crashing.py" in written
    for secret in (token, PASSWORD):
        assert secret not in written
        assert secret.encode() not in terminal.raw


@pytest.mark.parametrize("redirection", ["</dev/null", ">/dev/null", "</dev/null >/dev/null"])
@pytest.mark.parametrize("command", ["", "demo", "open sessions"])
def test_without_a_terminal_it_says_so(redirection: str, command: str) -> None:
    shell = ("/bin/sh", "-c", f'"$0" "$@" {command} {redirection}', *PROGRAM)
    with Terminal(program=shell) as terminal:
        assert terminal.code() == 2
    said = bytes(terminal.raw).decode()
    assert "needs a terminal" in said
    assert "alyxtui list" in said
    assert "Traceback" not in said
    assert modes(bytes(terminal.raw)) == {}
