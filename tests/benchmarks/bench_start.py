"""Starting in a terminal: the first frame, the first rows, and the memory they take."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, processor_time
from tests.benchmarks.terminal import drain, resident, terminal, until
from tests.benchmarks.world import MANY, World, program, world

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
        hello, hello_work, frame, frame_work, page, kept = in_turn(
            lambda: _seen(_BARE, demo.env, b"hello"),
            lambda: processor_time(lambda: _seen(_BARE, demo.env, b"hello")),
            lambda: _seen(ours, demo.env, _TITLE),
            lambda: processor_time(lambda: _seen(ours, demo.env, _TITLE)),
            lambda: _first_time(demo, ours),
            lambda: _seen(ours, demo.env, b" rows"),
            times=options.times,
        )
        (server,) = in_turn(lambda: demo.server_time("/sessions?limit=100"), times=options.times)
        found = [
            Row("first frame", frame, "ms", "bare Textual", hello),
            # What a busy machine does not change.
            Row("its processor time", frame_work, "ms", "bare Textual", hello_work, most_times=1.6),
            Row(
                "first rows, from the server",
                page,
                "ms",
                "first frame",
                frame,
                most=frame + server + 60,
            ),
            Row("first rows, kept from before", kept, "ms", "first frame", frame),
        ]
    with world(MANY) as demo:
        return [*found, *_memory(demo, ours)]


def _memory(demo: World, ours: Sequence[str]) -> list[Row]:
    """Resident memory, at the start and after scrolling through all sessions; Linux only."""
    if not Path("/proc/self/status").exists():
        return []
    bare, _ = _megabytes(_BARE, demo.env, b"hello", pages=0)
    begun, scrolled = _megabytes(ours, demo.env, b" rows", pages=MANY // _ROWS_A_PAGE)
    return [
        Row("memory after start", begun, "MB", "bare Textual", bare, most=75),
        Row(f"memory after {MANY:,} rows", scrolled, "MB", "bare Textual", bare, most=90),
    ]


def _seen(command: Sequence[str], env: Mapping[str, str], words: bytes) -> float:
    """Milliseconds from the start of a program until it has drawn some words."""
    with terminal(command, env) as (child, screen):
        begun = time.perf_counter()
        until(child, screen, words)
        return (time.perf_counter() - begun) * 1000


def _first_time(demo: World, ours: Sequence[str]) -> float:
    """Milliseconds until rows are drawn that no earlier run has kept; this one keeps them."""
    shutil.rmtree(Path(demo.env["ALYXTUI_CACHE_DIR"], "users"), ignore_errors=True)
    with terminal(ours, demo.env) as (child, screen):
        begun = time.perf_counter()
        until(child, screen, b" rows")
        milliseconds = (time.perf_counter() - begun) * 1000
        drain(screen, _SETTLED)
        return milliseconds


def _megabytes(
    command: Sequence[str], env: Mapping[str, str], words: bytes, pages: int
) -> tuple[float, float]:
    """Memory once some words are drawn, and again after so many pages down."""
    with terminal(command, env) as (child, screen):
        until(child, screen, words)
        drain(screen, _SETTLED)
        begun = resident(child.pid)
        for _ in range(pages):
            os.write(screen, b"\x04")  # ctrl+d
            drain(screen, _BETWEEN)
        drain(screen, _SETTLED)
        return begun, resident(child.pid)
