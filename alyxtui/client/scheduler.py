"""The order in which requests to one server leave."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")

IN_FLIGHT = 4
WINDOW = 60.0
"""Seconds of the sliding window in which requests are counted."""
_KEPT_FOR_FOREGROUND = 100
_SAID_FROM = 0.5  # seconds; a shorter wait is not worth a word
_NOTHING = 0.01  # seconds; moments that are no further apart are the same one


class Priority(IntEnum):
    """What goes first."""

    FOREGROUND = 0  # a person waits for it
    ADMITTED = 1  # has waited for the rate already, see ``Scheduler.admit``
    VISIBLE = 2  # rows on the screen
    BULK = 3  # exports, bulk edits
    PREFETCH = 4  # rows that may be wanted next
    COUNT = 5  # numbers beside names


class Clock:
    """Time as the event loop has it; tests bring their own."""

    def now(self) -> float:
        """Seconds since some fixed moment, never going back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


@dataclass(slots=True)
class Ticket:
    """Tells the one who asks whether a request has left.

    Attributes:
        sent: the request is under way; it is not sent yet, or waits for another try, when False.
    """

    sent: bool = False


@dataclass(order=True, slots=True)
class _Job:
    priority: int
    number: int
    call: Callable[[], Coroutine[Any, Any, Any]] | None = field(compare=False)
    started: asyncio.Future[Any] = field(compare=False)
    ticket: Ticket = field(compare=False)


class Scheduler:
    """Lets at most four requests be under way, the most wanted first, within the server's rate.

    Alyx 3.6.1 goes on computing an answer whose client has gone (measured: twelve cancelled pages
    delayed the wanted one to 1.9 s, two left to finish 0.7 s). So a request that has not left is
    dropped when its caller is cancelled, and one that has left runs to its end.

    Args:
        per_minute: requests a minute, 0 for any number. A fifth, at most 100, is kept for the
            foreground.
        in_flight: requests under way at a time.
        clock: the time.
        on_wait: called with seconds and a reason when the rate makes requests wait.
    """

    def __init__(
        self,
        per_minute: int = 500,
        *,
        in_flight: int = IN_FLIGHT,
        clock: Clock | None = None,
        on_wait: Callable[[float, str], None] | None = None,
    ) -> None:
        self._per_minute = max(per_minute, 0)
        self._kept = min(_KEPT_FOR_FOREGROUND, self._per_minute // 5)
        self._in_flight = in_flight
        self._clock = clock or Clock()
        self._on_wait = on_wait
        self._queue: list[_Job] = []
        self._numbers = count()
        self._running: set[asyncio.Task[Any]] = set()
        self._left: deque[float] = deque()
        self._held_until = float("-inf")
        self._waker: asyncio.Task[None] | None = None
        self._wakes_at = 0.0
        self._closed = False

    @property
    def queued(self) -> int:
        """Requests that have not left."""
        return sum(not job.started.done() for job in self._queue)

    @property
    def running(self) -> int:
        """Requests under way."""
        return len(self._running)

    async def run(
        self,
        call: Callable[[], Coroutine[Any, Any, T]],
        priority: Priority = Priority.FOREGROUND,
        ticket: Ticket | None = None,
    ) -> T:
        """Make a request when its turn comes.

        Args:
            call: makes the request; called once at most.
            priority: its place in the queue; the first come goes first among equals.
            ticket: told when the request leaves.

        Raises:
            asyncio.CancelledError: the caller was cancelled, or the scheduler closed.
        """
        task: asyncio.Task[T] = await self._turn(call, priority, ticket or Ticket())
        return await asyncio.shield(task)

    async def admit(self, priority: Priority) -> None:
        """Wait until the rate lets a request leave, and count it.

        The request itself is then made as ``ADMITTED`` and waits for no more than those that are
        under way: what was read just before it is fresh when it leaves.

        Raises:
            asyncio.CancelledError: as ``run``.
        """
        await self._turn(None, priority, Ticket())

    async def _turn(
        self,
        call: Callable[[], Coroutine[Any, Any, Any]] | None,
        priority: Priority,
        ticket: Ticket,
    ) -> Any:
        """Wait until a call has started; its task, or None where there is no call."""
        if self._closed:
            raise asyncio.CancelledError("the scheduler is closed")
        started: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, _Job(priority, next(self._numbers), call, started, ticket))
        self._pump()
        return await started  # a cancelled one is passed over when its turn comes

    def hold(self, seconds: float) -> None:
        """Let nothing leave for a while, because the server said so."""
        self._held_until = max(self._held_until, self._clock.now() + seconds)

    async def aclose(self) -> None:
        """Drop what is queued and cancel what is under way."""
        self._closed = True
        for job in self._queue:
            job.started.cancel()
        self._queue.clear()
        tasks = {*self._running, self._waker} if self._waker else set(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _pump(self) -> None:
        """Start all that may start now, and see to it that the rest is looked at again."""
        while self._queue and not self._closed:
            job = self._queue[0]
            if job.started.done():
                heapq.heappop(self._queue)
                continue
            if job.call is not None and len(self._running) >= self._in_flight:
                return
            wait = self._wait_for(job)
            if wait > 0:
                self._wake_in(wait)
                return
            heapq.heappop(self._queue)
            self._start(job)

    def _start(self, job: _Job) -> None:
        if self._per_minute and job.priority != Priority.ADMITTED:
            self._left.append(self._clock.now())
        if job.call is None:
            job.started.set_result(None)
            return
        job.ticket.sent = True
        task = asyncio.get_running_loop().create_task(job.call())
        self._running.add(task)
        task.add_done_callback(self._finished)
        job.started.set_result(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # the caller may be gone; its outcome is then nobody's
        if not self._closed:
            self._pump()

    def _wait_for(self, job: _Job) -> float:
        """Seconds until a request may leave; 0 when it may now."""
        if job.priority == Priority.ADMITTED:
            return 0.0
        now = self._clock.now()
        held = max(self._held_until - now, 0.0)
        if not self._per_minute:
            return held
        while self._left and self._left[0] <= now - WINDOW:
            self._left.popleft()
        most = self._per_minute - (0 if job.priority == Priority.FOREGROUND else self._kept)
        if len(self._left) < most:
            return held
        return max(held, self._left[len(self._left) - most] + WINDOW - now)

    def _wake_in(self, seconds: float) -> None:
        at = self._clock.now() + seconds
        if self._waker and not self._waker.done():
            if self._wakes_at <= at + _NOTHING:
                return
            self._waker.cancel()
        self._wakes_at = at
        self._waker = asyncio.get_running_loop().create_task(self._wake(seconds))
        if self._on_wait and seconds > _SAID_FROM and self._held_until < at:
            self._on_wait(seconds, "the rate of requests that the settings allow is reached")

    async def _wake(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._waker = None
        self._pump()
