"""Whether the server can be reached, and noticing by itself when it can again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import chain, repeat

from alyxtui.client.scheduler import Clock
from alyxtui.errors import AlyxTuiError

_PAUSES = (2.0, 4.0)
_LONGEST_PAUSE = 8.0  # seconds between looks, once it has been away for long


class Reach:
    """Away from the first request that finds no server to the first answer of its own.

    While somebody listens (``on_change``), the server is asked now and then whether it is back.

    Args:
        ask: makes a small request; any answer of the server's will do.
        clock: the time.

    Attributes:
        on_change: called on the event loop when the server went away or came back.
        since: when it went away, as ``time.time()``; None when it did not.
    """

    def __init__(self, ask: Callable[[], Awaitable[object]], clock: Clock) -> None:
        self.on_change: Callable[[], None] | None = None
        self.since: float | None = None
        self._ask = ask
        self._clock = clock
        self._looking: asyncio.Task[None] | None = None

    @property
    def is_away(self) -> bool:
        """Whether it is known to be away and somebody is told when it comes back."""
        return self.since is not None and self._looking is not None

    def failed(self) -> None:
        """A request found no server."""
        if self.since is None:
            self.since = time.time()
        if self.on_change is not None and self._looking is None:
            self._looking = asyncio.get_running_loop().create_task(self._look())
            self.on_change()

    def answered(self) -> None:
        """The server said something itself, whatever it was."""
        was_away, self.since = self.since is not None, None
        if self._looking is not None and self._looking is not asyncio.current_task():
            self._looking.cancel()
        self._looking = None
        if was_away and self.on_change is not None:
            self.on_change()

    def forget(self) -> None:
        """Let the next request try the server, be it away or not."""
        self.since = None
        self._stop()

    async def aclose(self) -> None:
        """Look no more."""
        self.on_change = None
        task = self._stop()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    def _stop(self) -> asyncio.Task[None] | None:
        task, self._looking = self._looking, None
        if task is not None:
            task.cancel()
        return task

    async def _look(self) -> None:
        for pause in chain(_PAUSES, repeat(_LONGEST_PAUSE)):
            await self._clock.sleep(pause)
            try:
                await self._ask()
            except AlyxTuiError:
                continue
            return
