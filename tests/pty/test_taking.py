"""Taking records out by the real program: the bytes of OSC 52, and pipes that end."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, signed_in

pytestmark = pytest.mark.pty


@pytest.mark.parametrize("screen", ["", "1234.pts-0.rig"])
def test_over_ssh_the_terminal_gets_the_value(demo_url: str, screen: str) -> None:
    env = {**signed_in(demo_url), "SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "TMUX": ""}
    with Terminal("open", "subjects", env={**env, "STY": screen}) as terminal:
        terminal.until_shown("1 of ", "enter open")
        terminal.send("y")
        terminal.until_shown("path of the field")
        terminal.send("y")
        terminal.until_shown("copied value", "if it allows that")
        sent = terminal.raw.replace(b"\x1bP", b"").replace(b"\x1b\\", b"")
        (copied,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", sent)
        name = base64.b64decode(copied).decode()
        assert name
        assert name in terminal.text
        assert (b"\x1bP\x1b]52" in terminal.raw) == bool(screen)
        terminal.send("\x11")
        assert terminal.code() == 0


@pytest.mark.parametrize("form", ["jsonl", "json", "csv", "table"])
def test_a_reader_that_leaves(demo_url: str, form: str, tmp_path: Path) -> None:
    errors = tmp_path / "stderr"
    command = f'"{sys.executable}" -m alyxtui list datasets --all --format {form} 2>"{errors}"'
    shell = f"{command} | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell],
        env={**os.environ, **signed_in(demo_url)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, errors.read_text()) == (0, "")
    assert done.stdout.count(b"\n") == 1
