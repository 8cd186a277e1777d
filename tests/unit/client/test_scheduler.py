from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from alyxtui.client.scheduler import Priority, Scheduler, Ticket
from tests.client.helpers import FakeClock, settle


class Work:
    """Calls that note when they start and end when told."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.ended: list[str] = []
        self.most = 0
        self._gates: dict[str, asyncio.Event] = {}

    def call(
        self, name: str, *, failure: Exception | None = None
    ) -> Callable[[], Coroutine[Any, Any, str]]:
        gate = self._gates.setdefault(name, asyncio.Event())

        async def run() -> str:
            self.started.append(name)
            self.most = max(self.most, len(self.started) - len(self.ended))
            await gate.wait()
            self.ended.append(name)
            if failure is not None:
                raise failure
            return name

        return run

    async def end(self, *names: str) -> None:
        for name in names or tuple(self._gates):
            self._gates[name].set()
        await settle()


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def scheduler(clock: FakeClock) -> AsyncIterator[Scheduler]:
    scheduler = Scheduler(0, clock=clock)
    yield scheduler
    await scheduler.aclose()


async def start(
    scheduler: Scheduler, work: Work, name: str, priority: Priority = Priority.FOREGROUND
) -> asyncio.Task[str]:
    task = asyncio.create_task(scheduler.run(work.call(name), priority))
    await settle()
    return task


async def test_four_are_under_way_at_most(scheduler: Scheduler, work: Work) -> None:
    tasks = [await start(scheduler, work, f"{number}") for number in range(10)]
    assert work.started == ["0", "1", "2", "3"]
    assert (scheduler.running, scheduler.queued) == (4, 6)
    await work.end()
    assert await asyncio.gather(*tasks) == [f"{number}" for number in range(10)]
    assert work.most == 4


async def test_the_most_wanted_goes_first_and_the_first_among_equals(
    scheduler: Scheduler, work: Work
) -> None:
    for number in range(4):
        await start(scheduler, work, f"busy{number}")
    for name, priority in (
        ("count", Priority.COUNT),
        ("ahead", Priority.PREFETCH),
        ("rows1", Priority.VISIBLE),
        ("export", Priority.BULK),
        ("rows2", Priority.VISIBLE),
        ("read", Priority.FOREGROUND),
    ):
        await start(scheduler, work, name, priority)
    await work.end()
    assert work.started[4:] == ["read", "rows1", "rows2", "export", "ahead", "count"]


async def test_what_has_not_left_is_dropped_with_its_caller(
    scheduler: Scheduler, work: Work
) -> None:
    for number in range(4):
        await start(scheduler, work, f"busy{number}")
    dropped = await start(scheduler, work, "dropped")
    kept = await start(scheduler, work, "kept")
    dropped.cancel()
    await settle()
    assert scheduler.queued == 1
    await work.end()
    assert dropped.cancelled()
    assert await kept == "kept"
    assert "dropped" not in work.started


async def test_what_has_left_runs_to_its_end_without_its_caller(
    scheduler: Scheduler, work: Work
) -> None:
    sent = await start(scheduler, work, "sent")
    failing = asyncio.create_task(
        scheduler.run(work.call("failing", failure=ValueError("unheard")))
    )
    await settle()
    sent.cancel()
    failing.cancel()
    await settle()
    assert sent.cancelled()
    assert scheduler.running == 2
    await work.end()
    assert work.ended == ["sent", "failing"]
    assert scheduler.running == 0


async def test_a_failure_reaches_its_caller(scheduler: Scheduler, work: Work) -> None:
    failing = asyncio.create_task(scheduler.run(work.call("failing", failure=ValueError("why"))))
    await settle()
    await work.end()
    with pytest.raises(ValueError, match="why"):
        await failing


async def test_a_ticket_tells_when_a_request_leaves(scheduler: Scheduler, work: Work) -> None:
    for number in range(4):
        await start(scheduler, work, f"busy{number}")
    ticket = Ticket()
    task = asyncio.create_task(scheduler.run(work.call("x"), Priority.VISIBLE, ticket))
    await settle()
    assert not ticket.sent
    await work.end("busy0")
    assert ticket.sent
    await work.end()
    await task


async def test_the_rate_keeps_a_part_for_the_foreground(clock: FakeClock) -> None:
    said: list[float] = []
    scheduler = Scheduler(10, in_flight=100, clock=clock, on_wait=lambda s, _: said.append(s))
    done: list[str] = []

    async def bulk() -> None:
        done.append("bulk")

    async def wanted() -> None:
        done.append("wanted")

    tasks = [asyncio.create_task(scheduler.run(bulk, Priority.BULK)) for _ in range(12)]
    await settle()
    assert done == ["bulk"] * 8
    tasks += [asyncio.create_task(scheduler.run(wanted)) for _ in range(3)]
    await settle()
    assert done[8:] == ["wanted"] * 2
    await clock.pass_(30)
    assert len(done) == 10
    await clock.pass_(31)
    assert done[10:] == ["wanted"] + ["bulk"] * 4
    assert said == [60.0]
    await asyncio.gather(*tasks)
    await scheduler.aclose()


async def test_what_is_admitted_leaves_at_once_and_is_counted_once(
    clock: FakeClock, work: Work
) -> None:
    scheduler = Scheduler(2, clock=clock)
    busy = [await start(scheduler, work, f"busy{number}", Priority.ADMITTED) for number in range(4)]
    await scheduler.admit(Priority.BULK)  # it is no request, so that it passes those under way
    await scheduler.admit(Priority.BULK)
    third = asyncio.create_task(scheduler.admit(Priority.BULK))
    await settle()
    assert not third.done()
    scheduler.hold(30)
    admitted = await start(scheduler, work, "admitted", Priority.ADMITTED)
    assert "admitted" not in work.started
    await work.end("busy0")
    assert work.started[-1] == "admitted"
    await clock.pass_(61)
    await third
    await work.end()
    await asyncio.gather(*busy, admitted)
    await scheduler.aclose()


async def test_the_window_slides(clock: FakeClock) -> None:
    scheduler = Scheduler(2, clock=clock)
    done: list[float] = []

    async def call() -> None:
        done.append(clock.now() - 1000)

    tasks = []
    for _ in range(3):
        tasks.append(asyncio.create_task(scheduler.run(call)))
        await settle()
        await clock.pass_(20)
    assert done == [0, 20, 60]
    await asyncio.gather(*tasks)
    await scheduler.aclose()


async def test_no_rate_is_no_limit(scheduler: Scheduler) -> None:
    done: list[int] = []

    async def call() -> None:
        done.append(1)

    await asyncio.gather(*(scheduler.run(call) for _ in range(2000)))
    assert len(done) == 2000


async def test_a_small_rate_leaves_something_for_every_priority(clock: FakeClock) -> None:
    scheduler = Scheduler(1, clock=clock)

    async def call() -> str:
        return "done"

    assert await scheduler.run(call, Priority.COUNT) == "done"
    await scheduler.aclose()


async def test_a_hold_stops_all_until_it_is_over(
    scheduler: Scheduler, work: Work, clock: FakeClock
) -> None:
    scheduler.hold(30)
    task = await start(scheduler, work, "held")
    await clock.pass_(20)
    assert work.started == []
    scheduler.hold(30)
    await clock.pass_(11)
    assert work.started == []
    await clock.pass_(20)
    assert work.started == ["held"]
    await work.end()
    assert await task == "held"


async def test_closing_ends_everything(clock: FakeClock, work: Work) -> None:
    scheduler = Scheduler(5, clock=clock)
    tasks = [await start(scheduler, work, f"{number}") for number in range(8)]
    await scheduler.aclose()
    await settle()
    assert all(task.cancelled() for task in tasks)
    assert work.ended == []
    with pytest.raises(asyncio.CancelledError):
        await scheduler.run(work.call("late"))
    await scheduler.aclose()


async def test_a_caller_cancelled_as_its_turn_comes_lets_the_next_one_go(
    scheduler: Scheduler, work: Work
) -> None:
    busy = [await start(scheduler, work, f"busy{number}") for number in range(4)]
    first = await start(scheduler, work, "first")
    second = await start(scheduler, work, "second")
    first.cancel()
    await work.end("busy0")
    assert "second" in work.started
    await work.end()
    await asyncio.gather(*busy, second)
