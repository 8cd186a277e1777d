"""Command lines that do not fit, settings that cannot be used, servers that are none."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from alyxtui import __version__
from alyxtui.cli.arguments import COMMANDS
from alyxtui.settings.load import settings_path

Run = Callable[..., Any]


def test_version(run: Run) -> None:
    assert run("--version").out == f"alyxtui {__version__}\n"


def test_help_lists_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    for command in COMMANDS:
        assert f"  {command} " in ended.out
        assert run(command, "--help").code == 0
    assert "--password" not in ended.out
    assert "ALYXTUI_" not in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lst"], "Did you mean `alyxtui list`?"),
        (["sessions"], "alyxtui open"),
        (["--nonsense"], "--nonsense"),
        (["list"], "endpoint"),
        (["list", "sessions", "--nonsense"], "--nonsense"),
        (["list", "sessions", "--limit", "0"], "less than 1"),
        (["list", "sessions", "--limit", "many"], "whole number"),
        (["list", "sessions", "--format", "xml"], "xml"),
        (["list", "sessions", "--fields", "a,,b"], "empty field"),
        (["list", "sessions", "subject"], "key=value"),
        (["list", "sessions", "=x"], "key=value"),
        (["list", "sessions", "lab=a", "lab=b"], "commas"),
        (["list", "sessions", "limit=3"], "--limit"),
        (["list", "sessions", "--django", "a,b", "django=c,d"], "more than once"),
        (["list", "sessions", "--count", "--limit", "3"], "--count"),
        (["get", "sessions"], "ID"),
        (["get", "sessions", ""], "empty"),
        (["get", "sessions", "a", "b"], "b"),
        (["demo", "--port", "70000"], "70000"),
        (["--profile"], "--profile"),
        (["--url", "", "endpoints"], "--url"),
        (["--profile", "a", "--url", "http://a", "endpoints"], "--url"),
        (["endpoints", "--url", "alyx.lab.org"], "http://"),
        (["endpoints", "--url", "http://ann:pw@alyx.lab.org"], "@"),
        (["open", "https://elsewhere.org/sessions"], "--url"),
        (["login", "--once"], "--once"),
        (["login"], "--user"),
    ],
    ids=" ".join,
)
def test_what_does_not_fit_is_told_with_exit_code_2(
    run: Run, arguments: list[str], said: str
) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "pw@" not in ended.err


@pytest.mark.parametrize("arguments", [[], ["open", "sessions"], ["demo"]], ids=" ".join)
def test_the_browser_needs_a_terminal(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.code == 2
    assert "needs a terminal" in ended.err


def test_hostile_arguments_cannot_act_on_the_terminal(run: Run) -> None:
    ended = run("\x1b[31mlist\u202e")
    assert ended.code == 2
    assert "\x1b" not in ended.err
    assert "\u202e" not in ended.err


@pytest.mark.parametrize("name", ["ALYXTUI_STATE_DIR", "ALYXTUI_CONFIG_DIR"])
def test_a_directory_of_a_user_unknown_is_named(run: Run, name: str) -> None:
    ended = run("profiles", **{name: "~no-such-user/x"})
    assert ended.code == 2
    assert f"{name} names" in ended.err


def test_malformed_settings_name_file_and_line(run: Run) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text("lean = true\ntheme = dark\n")
    ended = run("endpoints")
    assert (ended.code, ended.out) == (2, "")
    assert str(settings_path()) in ended.err
    assert "line 2" in ended.err


def test_a_wrong_setting_names_its_key(run: Run) -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('[profiles.lab]\nurl = "http://127.0.0.1"\npage_size = "10"\n')
    ended = run("endpoints")
    assert ended.code == 2
    assert "profiles.lab.page_size" in ended.err


def test_an_unknown_profile_lists_the_known(run: Run) -> None:
    ended = run("endpoints", "--profile", "lab")
    assert ended.code == 2
    assert "openalyx" in ended.err


def test_no_server_there(run: Run, unused_tcp_port: int) -> None:
    ended = run("--url", f"http://127.0.0.1:{unused_tcp_port}", "endpoints")
    assert (ended.code, ended.out) == (4, "")
    assert str(unused_tcp_port) in ended.err


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"<html><body>Welcome</body></html>", "text/html"),
        (200, b"not json", "application/json"),
        (200, b"{}", "application/json"),
        (200, b"[1, 2]", "application/json"),
        (200, b"", "application/json"),
        (404, b"<h1>Not Found</h1>", "text/html"),
        (500, b"\x1b[2Joops", "text/plain"),
        (403, b"<h1>Go away</h1>", "text/html"),
    ],
)
def test_a_site_that_is_no_alyx(run: Run, serve: Any, status: int, body: bytes, kind: str) -> None:
    with serve(status, body, kind) as url:
        for arguments in (["endpoints"], ["list", "sessions"], ["get", "sessions", "x"]):
            ended = run(*arguments, "--url", url, ALYXTUI_USER="a", ALYXTUI_PASSWORD="s3cret")
            assert (ended.code, ended.out) == (1, "")
            assert "alyxtui: " in ended.err
            assert "\x1b" not in ended.err
            assert "s3cret" not in ended.err


def test_no_colour_without_a_terminal(run: Run) -> None:
    assert "\x1b" not in run("lst").err


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupt_ends_quietly() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [sys.executable, "-m", "alyxtui", "--url", url, "endpoints"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child:
            silent.settimeout(30)
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                child.send_signal(signal.SIGINT)
                out, err = child.communicate(timeout=30)
    assert (child.returncode, out, err) == (130, "", "")


_CRASH = """
import sys
from alyxtui.cli.commands import get
from alyxtui.cli.main import main
def run(options, flags):
    password = "s3cret"
    raise RuntimeError("Authorization: Token 0123456789abcdef, sent s3cret")
get.run = run
sys.exit(main(sys.argv[1:]))
"""


def test_an_error_of_our_own_leaves_a_report_without_secrets(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _CRASH, "get", "sessions", "s3cret"],
        env={**os.environ, "ALYXTUI_PASSWORD": "s3cret"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    (report,) = (home / "state").glob("crash-*.txt")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Traceback" not in ended.stderr
    assert str(report) in ended.stderr
    text = report.read_text()
    assert "RuntimeError" in text
    assert "password =" not in text
    for secret in ("s3cret", "0123456789abcdef"):
        assert secret not in text + ended.stderr
    if os.name == "posix":
        assert report.stat().st_mode & 0o077 == 0
