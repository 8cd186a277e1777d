"""``download`` before a person: bars while it runs, and a password asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, signed_in

pytestmark = pytest.mark.pty
TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"


def test_bars_and_a_password(demo_url: str, tmp_path: Path) -> None:
    names = ("--name", "spikes.*", "--name", "_demo_slow*")
    arguments = ("download", TUTORIAL, *names, "--to", str(tmp_path))
    with Terminal(*arguments, size=(110, 24), env=signed_in(demo_url)) as terminal:
        terminal.until_shown("_demo_slow.values.npy", "of 5 files")
        terminal.until_shown("User name:")
        terminal.send("iblmember\r")
        terminal.until_shown("Password of iblmember:")
        terminal.send("GrayMatter19\r")
        terminal.until_shown("Keep it in the file of the tokens?")
        terminal.send("y\r")
        terminal.until_shown("5 files fetched; 4.0 MB")
        assert terminal.code() == 0
        assert b"GrayMatter19" not in terminal.raw
    assert len(list(tmp_path.rglob("*.npy"))) == 5
    again = ("download", TUTORIAL, *names[:2], "--to", str(tmp_path), "--force")
    with Terminal(*again, size=(110, 24), env=signed_in(demo_url)) as terminal:
        terminal.until_shown("4 files fetched; 3.0 MB")
        assert terminal.code() == 0
