"""SIGTERM, SIGHUP, a terminal that is gone: the app leaves in order, or else it ends all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_GRACE = 3.0  # seconds to leave in order
_LOOK = 2.0  # seconds between looks at whether the terminal is still there


@contextmanager
def leaving_on_signals(leave: Callable[[int], None]) -> Iterator[None]:
    """Obey SIGTERM and SIGHUP while the block runs; on POSIX only, and from the main thread.

    A terminal that goes without a word counts as SIGHUP.

    The handlers are plain ones, not asyncio's: when the terminal is gone, Textual 8.2.8 waits for
    its dead writer thread, and the event loop with it (measured).

    Args:
        leave: called in the event loop with the exit code, 128 and the number of the signal.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        code = 128 + number
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            sys.exit(code)
        last_resort = threading.Timer(_GRACE, os._exit, (code,))
        last_resort.daemon = True
        last_resort.start()
        loop.call_soon_threadsafe(leave, code)

    names = ("SIGTERM", "SIGHUP") if os.name == "posix" else ()
    over = threading.Event()
    if os.name == "posix" and sys.stdin.isatty():
        threading.Thread(target=_hear, args=(over,), name="line", daemon=True).start()
    former = {name: signal.signal(getattr(signal, name), handle) for name in names}
    try:
        yield
    finally:
        over.set()
        for name, handler in former.items():
            signal.signal(getattr(signal, name), handler)


def _hear(over: threading.Event) -> None:
    """Send SIGHUP when the terminal is gone: only the leader of a session is told by the system.

    Textual 8.2.8 goes on reading from a terminal that is not there, as fast as it can (measured).
    """
    while not over.wait(_LOOK):
        if not sys.stdin.isatty():
            os.kill(os.getpid(), signal.SIGHUP)
            return
