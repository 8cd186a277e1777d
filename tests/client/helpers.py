"""What the client's tests share: a clock of their own, and waiting for conditions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Clock
from tests.client.stub_server import StubServer

Serve = Callable[..., Awaitable[StubServer]]
Connect = Callable[..., AlyxClient]


class FakeClock(Clock):
    """Time that passes when a test says so, or at once for those who sleep."""

    def __init__(self, *, jumps: bool = False) -> None:
        self.time = 1000.0
        self.slept: list[float] = []
        self._jumps = jumps
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self._jumps:
            self.time += seconds
            await asyncio.sleep(0)
            return
        event = asyncio.Event()
        self._sleepers.append((self.time + seconds, event))
        await event.wait()

    async def pass_(self, seconds: float) -> None:
        """Let time pass, and all that wakes run."""
        self.time += seconds
        for at, event in self._sleepers:
            if at <= self.time:
                event.set()
        self._sleepers = [sleeper for sleeper in self._sleepers if sleeper[0] > self.time]
        await settle()


async def settle() -> None:
    """Let everything that is ready to run do so."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for a condition."""
    step = 0.002
    for _ in range(int(seconds / step)):
        if condition():
            return
        await asyncio.sleep(step)
    raise AssertionError("what the test waits for did not come")
