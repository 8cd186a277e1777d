"""Starting in a terminal: the first frame, the first rows, and the memory they take."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, processor_time
from tests.benchmarks.world import MANY_SESSIONS, SESSIONS, World, program, world

_HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello, world")
Hello().run()
"""
_TITLE = b"alyxtui"  # "connecting" is not drawn when the schema is there before the next frame
_BARE = [sys.executable, "-c", _HELLO]
_SIZE = struct.pack("HHHH", 50, 160, 0, 0)  # lines, columns, pixels
_PATIENCE = 60.0  # seconds
_SETTLED = 1.0  # seconds after the first rows, when the memory is looked at
_ROWS_A_PAGE = 40  # a page down passes a few more
_BETWEEN = 0.2  # seconds between two pages down, in which its rows come


def rows(options: Options) -> list[Row]:
    """The browser with its schema kept, beside Textual showing two words."""
    if sys.platform == "win32":
        return []
    with world() as demo:
        ours = program("open", "sessions")
        _seen(ours, demo.env, b" rows")  # keeps the schema
        hello, hello_work, frame, frame_work, page = in_turn(
            lambda: _seen(_BARE, demo.env, b"hello"),
            lambda: processor_time(lambda: _seen(_BARE, demo.env, b"hello")),
            lambda: _seen(ours, demo.env, _TITLE),
            lambda: processor_time(lambda: _seen(ours, demo.env, _TITLE)),
            lambda: _seen(ours, demo.env, b" rows"),
            times=options.times,
        )
        (server,) = in_turn(lambda: demo.server_time("/sessions?limit=100"), times=options.times)
        found = [
            Row("first frame", frame, "ms", "bare Textual", hello),
            # What a busy machine does not change.
            Row("its processor time", frame_work, "ms", "bare Textual", hello_work, most_times=1.6),
            Row("first rows", page, "ms", "first frame", frame, most=frame + server + 60),
        ]
    sessions = MANY_SESSIONS if options.full else SESSIONS
    with world(sessions) as demo:
        return [*found, *_memory(demo, ours, sessions)]


def _memory(demo: World, ours: Sequence[str], sessions: int) -> list[Row]:
    """Resident memory, at the start and after scrolling through all sessions; Linux only."""
    if not Path("/proc/self/status").exists():
        return []
    bare, _ = _megabytes(_BARE, demo.env, b"hello", pages=0)
    begun, scrolled = _megabytes(ours, demo.env, b" rows", pages=sessions // _ROWS_A_PAGE)
    return [
        Row("memory after start", begun, "MB", "bare Textual", bare, most=75),
        Row(f"memory after {sessions:,} rows", scrolled, "MB", "bare Textual", bare, most=90),
    ]


def _seen(command: Sequence[str], env: Mapping[str, str], words: bytes) -> float:
    """Milliseconds from the start of a program until it has drawn some words."""
    with _terminal(command, env) as (child, screen):
        begun = time.perf_counter()
        _until(child, screen, words)
        return (time.perf_counter() - begun) * 1000


def _megabytes(
    command: Sequence[str], env: Mapping[str, str], words: bytes, pages: int
) -> tuple[float, float]:
    """Memory once some words are drawn, and again after so many pages down."""
    with _terminal(command, env) as (child, screen):
        _until(child, screen, words)
        _drain(screen, _SETTLED)
        begun = _resident(child.pid)
        for _ in range(pages):
            os.write(screen, b"\x04")  # ctrl+d
            _drain(screen, _BETWEEN)
        _drain(screen, _SETTLED)
        return begun, _resident(child.pid)


@contextmanager
def _terminal(
    command: Sequence[str], env: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a program in a pseudo-terminal until the block ends."""
    import fcntl
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, _SIZE)
    child = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    )
    os.close(theirs)
    try:
        yield child, ours
    finally:
        child.kill()
        child.wait()
        os.close(ours)


def _until(child: subprocess.Popen[bytes], screen: int, words: bytes) -> None:
    drawn = b""
    end = time.monotonic() + _PATIENCE
    while words not in drawn:
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{words!r} was never drawn; last: {drawn[-400:]!r}")
        drawn += _drain(screen, 0.2, once=True)


def _drain(screen: int, seconds: float, *, once: bool = False) -> bytes:
    """Read what comes within some time, or only the first of it."""
    read = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([screen], [], [], left)
        if ready:
            try:
                read += os.read(screen, 65536)
            except OSError:  # Linux says so when the other end is closed
                return read
            if once:
                return read
    return read


def _resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
