"""The clipboard, by the way that reaches the person: over SSH and in tmux, too.

Measured: in tmux 3.3a a plain OSC 52 reaches nothing, nor does one passed through; its own buffer
with ``-w`` reaches the outer terminal in every configuration tried. Terminals give no sign whether
they took an OSC 52, and drop what is too long.
"""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
from asyncio.subprocess import DEVNULL
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from textual.app import App

from alyxtui.atomic import write_text
from alyxtui.domain.formats import encoded
from alyxtui.errors import AlyxTuiError
from alyxtui.paths import state_dir
from alyxtui.text import safe

LONGEST = 74_994
"""Base64 characters in an OSC 52 that terminals take (as k9s has it)."""
_PATIENCE = 3.0  # seconds for tmux and the system's clipboard
_SCREEN_PIECE = 250  # bytes of a string that GNU screen passes on; it takes fewer than 256


class Way(Enum):
    """Where a text went; the value says it to a person."""

    TMUX = "tmux's buffer and the clipboard of its terminal"
    NATIVE = "the clipboard"
    TERMINAL = "the terminal's clipboard, if it allows that (OSC 52)"
    FILE = "a file"


class CopyError(AlyxTuiError):
    """Nothing took the text."""

    title = "Nothing was copied"


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of a text.

    Attributes:
        way: where it went.
        characters: how many.
        path: the file, None for the other ways.
    """

    way: Way
    characters: int
    path: Path | None = None

    @property
    def words(self) -> str:
        """How much, and where."""
        unit = "character" if self.characters == 1 else "characters"
        where = self.way.value if self.path is None else f"{self.path}, as no clipboard takes it"
        return f"{self.characters:,} {unit} in {where}"


async def copy(app: App[Any], text: str, env: Mapping[str, str] = os.environ) -> Copied:
    r"""Copy a text by the first way that works.

    In tmux its buffer; on the person's own machine the system's clipboard; else the terminal by
    OSC 52 when it is short enough; else a file in the state directory that only the user can read.

    Args:
        app: whose terminal it is.
        text: any text; a lone surrogate becomes ``\\udXXX``.
        env: the variables that tell where the program runs.

    Raises:
        CopyError: not even the file can be written.
    """
    raw = encoded(text)
    clean = raw.decode()
    if env.get("TMUX") and await _tmux(raw):
        return Copied(Way.TMUX, len(text))
    remote = env.get("SSH_CONNECTION") or env.get("SSH_TTY")
    if not remote and await _native(clean):
        return Copied(Way.NATIVE, len(text))
    if _encoded_length(raw) <= LONGEST and not env.get("TMUX"):
        _to_terminal(app, clean, in_screen=bool(env.get("STY")))
        return Copied(Way.TERMINAL, len(text))
    return Copied(Way.FILE, len(text), await asyncio.to_thread(_to_file, clean))


async def copy_and_say(app: App[Any], text: str, what: str) -> None:
    """Copy a text and say where it went, or why nowhere.

    Args:
        app: whose terminal it is.
        text: any text.
        what: a few words for it, safe or not.
    """
    try:
        copied = await copy(app, text)
    except AlyxTuiError as error:
        app.notify(error.message, title=error.heading, severity="error", markup=False)
        return
    app.notify(safe(copied.words), title=safe(f"copied {what}"), markup=False)


async def _tmux(raw: bytes) -> bool:
    program = shutil.which("tmux")
    if program is None:
        return False
    try:
        child = await asyncio.create_subprocess_exec(
            program,
            "load-buffer",
            "-w",
            "-",
            stdin=asyncio.subprocess.PIPE,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )
    except OSError:
        return False
    try:
        await asyncio.wait_for(child.communicate(raw), _PATIENCE)
    except (OSError, asyncio.TimeoutError):
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        return False
    return child.returncode == 0


async def _native(text: str) -> bool:
    import pyperclip

    try:
        await asyncio.wait_for(asyncio.to_thread(pyperclip.copy, text), _PATIENCE)
    except (pyperclip.PyperclipException, OSError, asyncio.TimeoutError):
        return False
    return True


def _encoded_length(raw: bytes) -> int:
    return (len(raw) + 2) // 3 * 4


def _to_terminal(app: App[Any], text: str, *, in_screen: bool) -> None:
    if not in_screen:
        app.copy_to_clipboard(text)
        return
    # Textual 8.2.8 has no public way to write a sequence of one's own.
    driver = app._driver
    if driver is not None:
        driver.write(for_screen(text))


def for_screen(text: str) -> str:
    """An OSC 52 that GNU screen passes on: in pieces, each in a device control string."""
    sequence = f"\x1b]52;c;{base64.b64encode(encoded(text)).decode()}\x07"
    pieces = [
        sequence[start : start + _SCREEN_PIECE] for start in range(0, len(sequence), _SCREEN_PIECE)
    ]
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def _to_file(text: str) -> Path:
    path = state_dir() / "copied.txt"
    try:
        write_text(path, text)
    except OSError as error:
        raise CopyError(
            f"{path} cannot be written: {error.strerror}.",
            hint="Nor did tmux, the system or the terminal take it.",
        ) from error
    return path
