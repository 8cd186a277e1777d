"""The clipboard: which way is taken, and what is said of it."""

from __future__ import annotations

import base64
import os
import re
import sys
from pathlib import Path

import pyperclip
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App

from alyxtui.paths import state_dir
from alyxtui.ui import clipboard
from alyxtui.ui.clipboard import LONGEST, CopyError, Way, copy, for_screen

REMOTE = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}


class Bare(App[int]):
    """An app whose terminal takes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.took: list[str] = []

    def copy_to_clipboard(self, text: str) -> None:
        self.took.append(text)


@pytest.fixture
def native(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A system with a clipboard, which tests must not touch."""
    took: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", took.append)
    return took


def fake_tmux(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int = 0) -> Path:
    """A tmux that keeps what it is given."""
    program, kept = folder / "tmux", folder / "kept"
    program.write_text(
        f'#!{sys.executable}\nimport sys\nopen({str(kept)!r}, "wb").write(" ".join(sys.argv[1:]).encode() + b"|" + sys.stdin.buffer.read())\nsys.exit({code})\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return kept


async def test_at_the_own_machine(native: list[str]) -> None:
    app = Bare()
    copied = await copy(app, "é", {})
    assert (copied.way, native, app.took) == (Way.NATIVE, ["é"], [])
    assert copied.words == "1 character in the clipboard"


async def test_without_a_clipboard_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        raise pyperclip.PyperclipException("none")

    monkeypatch.setattr(pyperclip, "copy", fail)
    app = Bare()
    copied = await copy(app, "x" * 1234, {})
    assert (copied.way, app.took) == (Way.TERMINAL, ["x" * 1234])
    assert copied.words.startswith("1,234 characters in the terminal's clipboard")


async def test_over_ssh_the_terminal_up_to_its_limit(native: list[str]) -> None:
    app = Bare()
    most = LONGEST // 4 * 3
    assert (await copy(app, "x" * most, REMOTE)).way is Way.TERMINAL
    copied = await copy(app, "y" * (most + 3), REMOTE)
    assert copied.way is Way.FILE
    assert copied.path == state_dir() / "copied.txt"
    assert copied.path.read_text() == "y" * (most + 3)
    assert str(copied.path) in copied.words
    assert (len(app.took), native) == (1, [])


@pytest.mark.skipif(os.name == "nt", reason="a script that runs by its first line")
async def test_in_tmux_its_buffer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, native: list[str]
) -> None:
    kept = fake_tmux(tmp_path, monkeypatch)
    app = Bare()
    copied = await copy(app, "é\n\ud800", {"TMUX": "x", **REMOTE})
    assert copied.way is Way.TMUX
    assert kept.read_bytes() == "load-buffer -w -|é\n\\ud800".encode()
    assert (app.took, native) == ([], [])


@pytest.mark.skipif(os.name == "nt", reason="a script that runs by its first line")
async def test_a_tmux_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, native: list[str]
) -> None:
    fake_tmux(tmp_path, monkeypatch, code=1)
    assert (await copy(Bare(), "x", {"TMUX": "x"})).way is Way.NATIVE
    # An OSC 52 that tmux does not pass on would be a lie.
    assert (await copy(Bare(), "x", {"TMUX": "x", **REMOTE})).way is Way.FILE


async def test_nothing_takes_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("ALYXTUI_STATE_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(CopyError):
        await copy(Bare(), "x" * 100_000, REMOTE)


@given(st.text(max_size=2000))
def test_for_gnu_screen(text: str) -> None:
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", for_screen(text), re.DOTALL)
    sequence = "".join(pieces)
    assert all(len(piece) < 256 for piece in pieces)
    assert sequence.startswith("\x1b]52;c;")
    raw = base64.b64decode(sequence[7:-1])
    assert raw == text.encode("utf-8", "backslashreplace")


def test_the_limit_is_of_what_is_sent() -> None:
    for size in range(7):
        raw = b"x" * size
        assert clipboard._encoded_length(raw) == len(base64.b64encode(raw))
