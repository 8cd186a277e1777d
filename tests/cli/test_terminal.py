"""What a person sees at a terminal: tables that fit, colour unless refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from alyxtui.text import width

pty: Any = pytest.importorskip("pty", reason="pseudo-terminals are of POSIX")

COLUMNS = 80


def at_terminal(arguments: list[str], stream: str, **variables: str) -> tuple[int, str, str]:
    """Run a command with one of its streams on a terminal.

    Returns:
        The exit code, what the terminal got, and what the other stream got.
    """
    ours, theirs = pty.openpty()
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: theirs}
    with subprocess.Popen(
        [sys.executable, "-m", "alyxtui", *arguments],
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS), **variables},
        stdin=subprocess.DEVNULL,
        text=False,
        **streams,
    ) as child:
        os.close(theirs)
        seen = b""
        while chunk := read(ours):
            seen += chunk
        os.close(ours)
        other = child.stderr if stream == "stdout" else child.stdout
        assert other is not None
        rest = other.read()
    return child.returncode, seen.decode().replace("\r\n", "\n"), rest.decode()


def read(handle: int) -> bytes:
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux says so when the other end has gone
        return b""


def as_user(demo_url: str) -> dict[str, str]:
    return {
        "ALYXTUI_URL": demo_url,
        "ALYXTUI_USER": "test_user",
        "ALYXTUI_PASSWORD": "TapetesBloc18",
    }


def test_a_list_is_a_table_that_fits(demo_url: str) -> None:
    code, out, err = at_terminal(
        ["list", "sessions", "--limit", "5"], "stdout", **as_user(demo_url)
    )
    assert code == 0
    lines = out.splitlines()
    assert len(lines) == 6
    assert max(map(width, lines)) <= COLUMNS
    assert "5 of " in err
    assert "--fields" in err


def test_endpoints_are_a_table(demo_url: str) -> None:
    code, out, _ = at_terminal(["endpoints"], "stdout", **as_user(demo_url))
    assert code == 0
    assert out.startswith("endpoint")
    assert max(map(width, out.splitlines())) <= COLUMNS


def test_get_is_json_that_cannot_act_on_the_terminal(demo_url: str) -> None:
    code, out, _ = at_terminal(["get", "users", "test_user"], "stdout", **as_user(demo_url))
    assert code == 0
    assert out.startswith("{\n")
    assert "\x1b" not in out


def test_errors_have_colour_unless_it_is_refused() -> None:
    code, seen, _ = at_terminal(["lst"], "stderr")
    assert code == 2
    assert "\x1b[1;31malyxtui:" in seen
    for refusal in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        assert "\x1b" not in at_terminal(["lst"], "stderr", **refusal)[1]


def test_a_bar_for_a_person_and_only_the_data_for_the_pipe(demo_url: str) -> None:
    query = [
        "list",
        "datasets",
        "--all",
        "--fields",
        "name",
    ]  # little, as nobody reads the pipe yet
    code, seen, out = at_terminal(query, "stderr", **as_user(demo_url))
    assert code == 0
    assert "datasets" in seen
    assert "250 of " in " ".join(seen.split())
    assert len(out.splitlines()) > 1000
    assert "\x1b" not in out


def test_no_bar_over_the_rows(demo_url: str) -> None:
    code, out, err = at_terminal(["list", "datasets", "--all"], "stdout", **as_user(demo_url))
    assert code == 0
    assert max(map(width, out.splitlines())) <= COLUMNS
    assert "250 of" not in err


def test_csv_on_a_terminal_cannot_act(demo_url: str) -> None:
    query = ["list", "subjects", "--all", "--format", "csv"]
    code, out, _ = at_terminal(query, "stdout", **as_user(demo_url))
    assert code == 0
    assert not [one for one in out if one < " " and one != "\n"]
