"""SIGTERM and SIGHUP: the app leaves in order, and if it cannot, it ends all the same."""

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


@contextmanager
def leaving_on_signals(leave: Callable[[int], None]) -> Iterator[None]:
    """Obey SIGTERM and SIGHUP while the block runs; on POSIX only, and from the main thread.

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
    former = {name: signal.signal(getattr(signal, name), handle) for name in names}
    try:
        yield
    finally:
        for name, handler in former.items():
            signal.signal(getattr(signal, name), handler)
