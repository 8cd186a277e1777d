"""Many writes together: frozen ids, conditions, few reads, pause, cancel, retry."""

from __future__ import annotations

import asyncio
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from alyxtui.domain.writes.batch_read import carries
from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.conditions import Condition
from alyxtui.domain.writes.conflict import Clashed
from alyxtui.domain.writes.operations import Add, Assign, Operation, merge
from alyxtui.domain.writes.rows import Progress, Row, RowState
from alyxtui.errors import NotFound, UsageError, Waiting
from alyxtui.schema.model import Api
from tests.client.helpers import FakeClock, until
from tests.writes.conftest import Join, Server, asked, trouble

Record = dict[str, Any]
COUNT = 12
WAITING: dict[str, Operation] = {"status": Assign("Waiting"), "log": Assign("")}


@pytest.fixture
def tasks(server: Server) -> Iterator[list[str]]:
    """Errored tasks, the last two in other states."""
    made = []
    for number in range(COUNT):
        state = {COUNT - 1: "Held", COUNT - 2: "Waiting"}.get(number, "Errored")
        body = {"name": "row", "status": state, "session": None, "arguments": {"n": number}}
        made.append(server.post("/tasks", json=body).raise_for_status().json()["id"])
    yield made
    for key in made:
        server.delete(f"/tasks/{key}")


def changes(tasks: list[str]) -> list[Change]:
    return [Change.patch("tasks", key, WAITING) for key in tasks]


def states(server: Server, tasks: list[str]) -> list[str]:
    return [server.get(f"/tasks/{key}").json()["status"] for key in tasks]


async def test_plan_and_run(join: Join, server: Server, tasks: list[str]) -> None:
    writes = (await join()).writes
    told: list[Progress] = []
    condition = Condition("status", "Errored")
    bulk = Bulk(
        writes,
        [Row(change) for change in changes(tasks)],
        [condition],
        on_progress=told.append,
    )
    server.delete("/_demo/requests")
    await bulk.plan()
    assert len(asked(server, "GET")) == 1, "one read for all"
    assert (bulk.count(RowState.READY), bulk.count(RowState.SKIPPED)) == (COUNT - 2, 2)
    assert {row.said for row in bulk.rows} == {"", "status is Held", "status is Waiting"}
    assert [one.label for one in bulk.rows[0].differences] == ["status", "log"]
    # Meanwhile one has moved on, one is changed in the same place, one is gone.
    server.patch(f"/tasks/{tasks[0]}", json={"status": "Started"}).raise_for_status()
    server.patch(f"/tasks/{tasks[1]}", json={"log": "theirs"}).raise_for_status()
    server.delete(f"/tasks/{tasks[2]}").raise_for_status()
    await bulk.run()
    assert bulk.count(RowState.DONE) == COUNT - 5
    assert [row.state for row in bulk.rows[:3]] == [
        RowState.SKIPPED,
        RowState.FAILED,
        RowState.FAILED,
    ]
    assert isinstance(bulk.rows[1].error, Clashed)
    assert isinstance(bulk.rows[2].error, NotFound)
    assert (told[-1].done, told[-1].total, told[-1].failed) == (COUNT - 2, COUNT - 2, 2)
    assert states(server, tasks[3:-2]) == ["Waiting"] * (COUNT - 5)
    assert len(writes.journal.batch(bulk.name)) == COUNT - 5
    server.delete("/_demo/requests")
    again = bulk.retry()
    assert [row.change.key for row in again.rows] == tasks[1:3]
    await again.plan()
    await again.run()
    assert [row.state for row in again.rows] == [RowState.DONE, RowState.FAILED]


async def test_rows_that_are_so_already_are_not_sent(
    join: Join, server: Server, tasks: list[str]
) -> None:
    writes = (await join()).writes
    bulk = Bulk.of(writes, [Change.patch("tasks", key, {"name": Assign("row")}) for key in tasks])
    await bulk.plan()
    assert bulk.count(RowState.EQUAL) == COUNT
    await bulk.run()
    assert asked(server, "PATCH") == []


async def test_pause_and_cancel(join: Join, server: Server, tasks: list[str]) -> None:
    writes = (await join()).writes
    bulk = Bulk.of(writes, changes(tasks[:-2]))
    trouble(server, method="PATCH", delay=0.2)
    running = asyncio.create_task(bulk.run())
    await until(lambda: bulk.count(RowState.DONE) > 0)
    bulk.pause()
    await until(lambda: writes.client.scheduler.running == 0)
    done = bulk.count(RowState.DONE)
    assert 0 < done < len(bulk.rows)
    assert not running.done()
    bulk.cancel()
    await running
    left = bulk.count(RowState.NEW)
    assert left > 0
    assert states(server, tasks[:-2]).count("Errored") == left
    server.delete("/_demo/faults")
    rest = bulk.retry()
    rest.pause()
    running = asyncio.create_task(rest.run())
    await asyncio.sleep(0)
    assert rest.count(RowState.DONE) == 0
    rest.resume()
    await running
    assert states(server, tasks[:-2]).count("Errored") == 0


@pytest.mark.parametrize("stop", [False, True])
async def test_a_failure_stops_the_rest_only_if_so_asked(
    join: Join, server: Server, tasks: list[str], stop: bool
) -> None:
    writes = (await join()).writes
    rows = [Row(change) for change in changes(tasks[:-2])]
    bulk = Bulk(writes, rows, stop_at_failure=stop)
    trouble(server, method="PATCH", status=400, times=1)
    await bulk.run()
    assert bulk.count(RowState.FAILED) == 1
    assert (bulk.count(RowState.NEW) > 0) is stop


@pytest.mark.parametrize(
    "fault", [{"revoked": 1}, {"status": 502}, {"drop": 1}], ids=["login", "gateway", "hung up"]
)
async def test_a_server_that_goes_away_stops_all(
    join: Join, server: Server, tasks: list[str], fault: Record
) -> None:
    writes = (await join()).writes
    bulk = Bulk.of(writes, changes(tasks[:-2]))
    trouble(server, method="PATCH", after=2, **fault)
    await bulk.run()
    server.delete("/_demo/faults")
    assert bulk.count(RowState.DONE) == 2
    assert 1 <= bulk.count(RowState.WAITING) <= 6
    assert bulk.count(RowState.NEW) > 0
    waiting = [row for row in bulk.rows if row.state is RowState.WAITING]
    assert all(isinstance(row.error, Waiting) and row.entry for row in waiting)
    assert bulk.stopped in [getattr(row.error, "__cause__", None) for row in waiting]


async def test_what_was_under_way_when_it_is_interrupted_is_in_the_outbox(
    join: Join, server: Server, tasks: list[str]
) -> None:
    writes = (await join()).writes
    bulk = Bulk.of(writes, changes(tasks[:-2]))
    trouble(server, method="PATCH", delay=0.3)
    running = asyncio.create_task(bulk.run())
    await until(lambda: sum(bool(row.entry) for row in bulk.rows) == 6)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    waiting = {row.entry for row in bulk.rows if row.state is RowState.WAITING}
    pending = {one.id for one in writes.journal.batch(bulk.name) if one.state.is_pending}
    assert (waiting, len(waiting)) == (pending, 6)
    assert bulk.count(RowState.NEW) == len(bulk.rows) - 6


class Meanwhile(FakeClock):
    """Time that passes at once; somebody else writes before it does, once."""

    def __init__(self, writes: Callable[[], Awaitable[None]]) -> None:
        super().__init__(jumps=True)
        self.writes = [writes]

    async def sleep(self, seconds: float) -> None:
        while self.writes:
            await self.writes.pop()()
        await super().sleep(seconds)


@pytest.mark.parametrize(("wait", "before"), [("pause", 6), ("rate", 5), ("throttle", 0)])
async def test_what_others_write_during_a_wait_stays(
    join: Join, server: Server, tasks: list[str], wait: str, before: int
) -> None:
    writes = (await join()).writes
    scheduler = writes.client.scheduler
    if wait == "throttle":
        tasks = tasks[:1]
        trouble(server, method="PATCH", status=429, retry=60)
    elif wait == "rate":
        scheduler._per_minute, scheduler._kept = 6, 0
    changes = [Change.patch("tasks", key, {"arguments": merge({"mine": 1})}) for key in tasks]
    bulk = Bulk.of(writes, changes)

    async def somebody_else() -> None:
        await until(lambda: bulk.count(RowState.DONE) == before and not scheduler.running)
        server.delete("/_demo/faults")
        for key in tasks:
            arguments = {**server.get(f"/tasks/{key}").json()["arguments"], "theirs": 2}
            server.patch(f"/tasks/{key}", json={"arguments": arguments}).raise_for_status()

    writes.client.clock = scheduler._clock = Meanwhile(somebody_else)
    if wait == "pause":
        bulk.on_progress = lambda told: bulk.pause() if told.done == 1 else None
        running = asyncio.create_task(bulk.run())
        await somebody_else()
        bulk.resume()
        await running
    else:
        await bulk.run()
    assert bulk.count(RowState.DONE) == len(tasks)
    found = [server.get(f"/tasks/{key}").json()["arguments"] for key in tasks]
    assert found == [{"n": number, "mine": 1, "theirs": 2} for number in range(len(tasks))]
    entries = {one.id: one for one in writes.journal.batch(bulk.name)}
    last = bulk.rows[-1]
    assert {row.entry for row in bulk.rows} == entries.keys()
    assert "theirs" in str(entries[last.entry].before), "it is taken back to what others wrote"


async def test_sessions_are_read_one_by_one(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    assert carries(api.endpoints["tasks"], {"status", "log"})
    assert not carries(api.endpoints["sessions"], {"qc"})
    assert not carries(api.endpoints["insertions"], {"datasets"})
    writes = (await join()).writes
    listed = server.get("/sessions?limit=2").json()["results"]
    keys = [session["id"], *(one["id"] for one in listed if one["id"] != session["id"])][:2]
    bulk = Bulk.of(writes, [Change.patch("sessions", key, {"qc": Assign("PASS")}) for key in keys])
    server.delete("/_demo/requests")
    await bulk.plan()
    assert sorted(asked(server)) == sorted(f"GET /sessions/{key}" for key in keys)
    assert bulk.rows[0].state is RowState.READY
    server.delete("/_demo/requests")
    await bulk.run()
    assert len(asked(server, "GET")) == 2, "each once, just before it is written"
    server.patch(f"/sessions/{keys[1]}", json={"qc": "NOT_SET"}).raise_for_status()


async def test_what_is_refused_of_many(join: Join) -> None:
    writes = (await join()).writes
    whole = {"tags": Assign(["a"])}
    with pytest.raises(UsageError, match="never set as a whole"):
        Bulk.of(writes, [Change.patch("datasets", key, whole) for key in "ab"])
    Bulk.of(writes, [Change.patch("datasets", "a", whole)])
    Bulk.of(writes, [Change.patch("datasets", key, {"tags": Add(("a",))}) for key in "ab"])
    with pytest.raises(UsageError):
        Bulk.of(writes, [Change.delete("tasks", "a"), Change.delete("tags", "b")])


async def test_rows_are_small(join: Join) -> None:
    """A row keeps what it writes, not the record."""
    writes = (await join()).writes
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    bulk = Bulk.of(writes, [Change.patch("tasks", f"{n}", WAITING) for n in range(200)])
    record = {"status": "Errored", "log": "boom", "arguments": {"n": list(range(500))}}
    for row in bulk.rows:
        await bulk._planned(row, {**record, "name": f"{row.change.key}"})
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert bulk.count(RowState.READY) == 200
    assert held / 200 < 2500
