"""What a command and the first frame load, seen in an interpreter of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from alyxtui.ui import screens
from tests.pty.terminal import signed_in

_PROGRAM = """
import json, sys
from alyxtui.cli.main import main
code = main(json.loads(sys.argv[1]))
with open(sys.argv[2], "w") as file:
    json.dump([code, sorted(sys.modules)], file)
"""

# The main screen loads its panes as soon as its first frame is drawn.
_FIRST_FRAME = """
import json, os, sys
from alyxtui.domain.connection import Connection
from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.app import AlyxApp
from alyxtui.ui.screens.main import MainScreen

def load_panes(screen):
    with open(sys.argv[2], "w") as file:
        json.dump([0, sorted(sys.modules)], file)
    screen.app.exit()

MainScreen._load_panes = load_panes
AlyxApp(Connection(load_settings(Flags(), os.environ), TokenStore())).run(headless=True)
"""


def run(arguments: list[str], program: str = _PROGRAM, **variables: str) -> tuple[int, set[str]]:
    """The exit code of a command and the modules it left loaded."""
    report = Path.home() / "report.json"
    subprocess.run(
        [sys.executable, "-c", program, json.dumps(arguments), str(report)],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
        timeout=60,
    )
    code, loaded = json.loads(report.read_text())
    return code, set(loaded)


SCREENS = {"textual", "alyxtui.ui", "alyxtui.demo", "django"}
HEAVY = {"textual", "httpx", "rich.console", "asyncio", "django", "hashlib"}
NETWORK = {"httpx", "httpcore", "anyio", "h11", "alyxtui.client.transport"}
LATER = {
    "hashlib",
    "email.utils",
    "tomli",
    "tomllib",
    "alyxtui.domain.crash",
    "alyxtui.domain.view",
    "alyxtui.domain.demo_process",
    "alyxtui.domain.probe",
    "alyxtui.query.explain",
    "alyxtui.query.parse",
    "alyxtui.schema.coreapi",
    "alyxtui.schema.openapi",
    "alyxtui.ui.fetching",
    "alyxtui.ui.palette",
    "alyxtui.ui.widgets.browser",
    "alyxtui.ui.widgets.record_table",
    *(f"alyxtui.ui.screens.{name}" for name in set(screens.MODULES.values())),
}
"""What is loaded where it is first used, and costs the first frame nothing."""


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["list", "--help"]])
def test_version_and_help_load_next_to_nothing(arguments: list[str]) -> None:
    code, loaded = run(arguments)
    assert code == 0
    assert not loaded & HEAVY


@pytest.mark.parametrize(
    "arguments",
    [
        ["endpoints"],
        ["endpoints", "sessions"],
        ["endpoints", "sessions", "list"],
        ["list", "sessions", "--limit", "3"],
        ["list", "sessions", "--limit", "3", "--format", "table"],
        ["list", "sessions", "--count"],
        ["get", "subjects", "no such subject"],
        ["whoami"],
    ],
    ids=" ".join,
)
def test_commands_that_read_load_little(arguments: list[str], demo_url: str) -> None:
    code, loaded = run(arguments, **signed_in(demo_url))
    assert code == (1 if "no such subject" in arguments else 0)
    needless = {"rich.console", "click", "pygments", "tomli", "tomllib", "alyxtui.query.explain"}
    assert not loaded & {*SCREENS, *needless}
    assert "httpx" in loaded


@pytest.mark.parametrize(
    "arguments",
    [
        ["patch", "subjects", "no such subject", "description=x", "--yes"],
        ["download", "KS022/2025-02-28/001", "--name", "channels.*", "--dry-run"],
    ],
    ids=" ".join,
)
def test_no_command_loads_textual_or_the_demo(arguments: list[str], demo_url: str) -> None:
    code, loaded = run(arguments, **signed_in(demo_url))
    assert code == (1 if "no such subject" in arguments else 0)
    assert not loaded & SCREENS


def test_the_first_frame_loads_nothing_that_can_wait() -> None:
    _, loaded = run([], _FIRST_FRAME, ALYXTUI_URL="http://127.0.0.1:9", ALYXTUI_USER="ann")
    assert "alyxtui.ui.screens.main" in loaded
    assert not loaded & {*NETWORK, *LATER}


def test_a_screen_that_opens_later_is_found_by_its_name() -> None:
    for name, module in screens.MODULES.items():
        assert getattr(screens, name).__module__ == f"alyxtui.ui.screens.{module}"
    with pytest.raises(AttributeError, match="Nothing"):
        _ = screens.Nothing  # type: ignore[attr-defined] # as a misspelled name
