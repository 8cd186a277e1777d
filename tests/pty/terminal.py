"""A terminal for the real program: keys in, bytes and a screen out, and nobody sleeps."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import pyte
import pytest

from tests.pty.output import modes

_WHY = "pseudo-terminals are of POSIX"
fcntl: Any = pytest.importorskip("fcntl", reason=_WHY)
termios: Any = pytest.importorskip("termios", reason=_WHY)

PATIENCE = 60.0  # seconds
PASSWORD = "TapetesBloc18"
_LOOK = 0.05  # seconds between looks at whether the program has ended
PROGRAM = (sys.executable, "-m", "alyxtui")
# Gives the child the terminal as its own, so that it hears when the line is cut. In a child,
# because `preexec_fn` is not for processes with threads.
_LAUNCHER = (
    *(sys.executable, "-I", "-S", "-c"),
    "import fcntl, os, sys, termios;"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.argv[1], sys.argv[1:])",
)
# The program asks whether frames can be marked; then what is looked at is never half a frame.
_MARKS_WANTED, _MARKS_KNOWN = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_FRAME_BEGINS, _FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
_INHERITED = ("COLUMNS", "LINES", "COLORTERM", "FORCE_COLOR", "TERM_PROGRAM")


class Terminal:
    """Runs a program in a pseudo-terminal of its own; its modules are skipped without POSIX.

    Args:
        arguments: the command line after the program.
        size: columns and lines.
        program: what is run.
        env: variables added to those of the test.
        heard: whether the program is told when the line is cut, as under a login.

    Attributes:
        raw: every byte the program has sent.
        settings: how the terminal was set (echo, line mode) before the program started.
    """

    def __init__(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        program: Sequence[str] = PROGRAM,
        env: Mapping[str, str] | None = None,
        heard: bool = True,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        # We keep the program's end open too: what it wrote last is not lost.
        self._line, self._theirs = os.openpty()
        self._open = [self._line, self._theirs]
        self._set_size(*size)
        self.settings = termios.tcgetattr(self._theirs)
        usual = {name: value for name, value in os.environ.items() if name not in _INHERITED}
        self._child = subprocess.Popen(
            [*(_LAUNCHER if heard else ()), *program, *arguments],
            stdin=self._theirs,
            stdout=self._theirs,
            stderr=self._theirs,
            env={**usual, "TERM": "xterm-256color", "LANG": "C.UTF-8", **(env or {})},
            start_new_session=True,
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        self.hang_up()

    # Seeing.

    @property
    def screen(self) -> list[str]:
        """The lines that a person would see."""
        return list(self._screen.display)

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.screen)

    @property
    def settings_now(self) -> object:
        """How the terminal is set at present."""
        return termios.tcgetattr(self._theirs)

    def until(self, condition: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
        """Read until a condition holds.

        Raises:
            AssertionError: it did not in time; says what is on the screen.
        """
        end = time.monotonic() + seconds
        while not (self._frame_is_whole and condition()):
            left = end - time.monotonic()
            # The program may have ended and left nothing more to read.
            if left <= 0 or (not self._read(min(left, _LOOK)) and self._child.poll() is not None):
                if condition():
                    return
                raise AssertionError(f"waited in vain; the screen:\n{self.text}")

    def until_shown(self, *words: str, seconds: float = PATIENCE) -> None:
        """Read until all words stand on the screen."""
        self.until(lambda: all(word in self.text for word in words), seconds=seconds)

    def until_gone(self, *words: str) -> None:
        """Read until none of the words stands on the screen."""
        self.until(lambda: not any(word in self.text for word in words))

    @property
    def _frame_is_whole(self) -> bool:
        return self.raw.rfind(_FRAME_BEGINS) <= self.raw.rfind(_FRAME_ENDS)

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self._line], [], [], seconds)
        if not ready:
            return False
        data = os.read(self._line, 65536)
        asked = self.raw.count(_MARKS_WANTED)
        self.raw += data
        if self.raw.count(_MARKS_WANTED) > asked:
            os.write(self._line, _MARKS_KNOWN)
        self._stream.feed(data)
        return True

    def rest(self, seconds: float = 0.5) -> None:
        """Wait until the program has drawn nothing for so many seconds."""
        end = time.monotonic() + PATIENCE
        while self._read(seconds) and time.monotonic() < end:
            pass

    # Doing.

    def send(self, keys: str) -> None:
        """Type, in one write."""
        data = keys.encode()
        while data:
            data = data[os.write(self._line, data) :]

    def resize(self, columns: int, lines: int) -> None:
        """Make the window another size."""
        self._set_size(columns, lines)
        self._screen.resize(lines, columns)

    def wipe(self) -> None:
        """Lose all that is shown, as when another program writes over it."""
        self._stream.feed(b"\x1b[2J")

    def _set_size(self, columns: int, lines: int) -> None:
        size = struct.pack("HHHH", lines, columns, 0, 0)
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, size)

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self._child.send_signal(number)

    def hold(self) -> None:
        """Stop the output, as ctrl+s does."""
        termios.tcflow(self._theirs, termios.TCOOFF)

    def hang_up(self) -> None:
        """Cut the line, as closing a terminal's window does."""
        while self._open:
            os.close(self._open.pop())

    def code(self, *, seconds: float = PATIENCE) -> int:
        """Wait for the end of the program, reading what it says to the last byte.

        Returns:
            Its exit code.
        """
        self.until(lambda: self._child.poll() is not None, seconds=seconds)
        while self._read(0):
            pass
        return self._child.returncode

    def code_unheard(self, *, seconds: float = PATIENCE) -> int:
        """Wait for the end of the program without reading a byte; gives its exit code."""
        return self._child.wait(seconds)


def signed_in(url: str) -> dict[str, str]:
    """Variables that open the demo as a user who may write."""
    return {"ALYXTUI_URL": url, "ALYXTUI_USER": "test_user", "ALYXTUI_PASSWORD": PASSWORD}


def assert_left_as_found(terminal: Terminal) -> None:
    """Nothing that the program switched on is still on, and the shell's screen is back."""
    left = modes(bytes(terminal.raw))
    found = {1049: False, 25: True, 7: True}
    # What was never switched is as it was.
    assert {mode: left.pop(mode, was) for mode, was in found.items()} == found
    assert not any(left.values()), left  # mouse, focus, paste, marks of frames
    assert terminal.settings_now == terminal.settings
