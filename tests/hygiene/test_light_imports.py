"""What a command loads, seen in an interpreter of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import json, sys
from alyxtui.cli.main import main
code = main(json.loads(sys.argv[1]))
loaded = {name.partition(".")[0] for name in sys.modules}
with open(sys.argv[2], "w") as file:
    json.dump([code, sorted(loaded)], file)
"""


def run(arguments: list[str], **variables: str) -> tuple[int, set[str]]:
    """The exit code of a command and the top-level packages it left loaded."""
    report = Path.home() / "report.json"
    subprocess.run(
        [sys.executable, "-c", _PROGRAM, json.dumps(arguments), str(report)],
        env={**os.environ, **variables},
        capture_output=True,
        check=True,
        timeout=60,
    )
    code, loaded = json.loads(report.read_text())
    return code, set(loaded)


HEAVY = {"textual", "httpx", "rich", "asyncio", "django", "platformdirs"}


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["list", "--help"]])
def test_version_and_help_load_next_to_nothing(arguments: list[str]) -> None:
    code, loaded = run(arguments)
    assert code == 0
    assert loaded & HEAVY <= {"rich", "platformdirs"}


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
def test_headless_commands_never_load_textual_or_the_demo(
    arguments: list[str], demo_url: str
) -> None:
    code, loaded = run(
        arguments,
        ALYXTUI_URL=demo_url,
        ALYXTUI_USER="test_user",
        ALYXTUI_PASSWORD="TapetesBloc18",
    )
    assert code == (1 if arguments[0] == "get" else 0)
    assert not loaded & {"textual", "django"}
    assert "httpx" in loaded
