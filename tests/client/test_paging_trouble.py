"""Rows that fail, are asked for again, or come too late."""

from __future__ import annotations

import asyncio

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.paging import PagedRecords
from alyxtui.errors import AlyxTuiError, BadAnswer, ServerError, Unreachable
from alyxtui.schema.model import Endpoint
from tests.client.helpers import Connect, Serve, settle, until
from tests.client.stub_server import Reply, Request, json_answer, page
from tests.client.table import QUERY, Open, Table, name, shown


async def test_a_failure_stays_with_its_rows(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.fail = {100}
    rows.request(95, 105)
    await until(lambda: rows.error is not None and not rows.loading)
    assert isinstance(rows.error, ServerError)
    assert name(rows, 95) == "r95"
    assert table.offsets.count(100) == 1
    rows.request(96, 106)
    await until(lambda: rows._timer is None)
    assert rows.error is not None
    assert table.offsets.count(100) == 1
    table.fail = set()
    await rows.retry()
    assert rows.error is None
    assert name(rows, 105) == "r105"


async def test_a_failure_out_of_sight_is_no_error_until_it_is_seen(
    open_rows: Open, table: Table
) -> None:
    table.fail = {10}
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: bool(rows._skipped))
    assert rows.error is None
    assert table.offsets == [0, 10]
    rows.request(5, 12)
    await until(lambda: rows.error is not None)
    assert table.offsets == [0, 10, 10]
    rows.request(500, 505)
    await until(lambda: name(rows, 505) is not None)
    assert rows.error is None
    table.fail = set()
    await shown(rows, 5, 12)


async def test_a_first_failure_can_be_retried(open_rows: Open, table: Table) -> None:
    table.fail = {0}
    rows = open_rows()
    rows.request(0, 5)
    await until(lambda: rows.error is not None)
    assert rows.count is None
    rows.request(0, 6)
    await until(lambda: rows._timer is None)
    assert table.offsets == [0]
    table.fail = set()
    await rows.retry()
    assert name(rows, 5) == "r5"


async def test_another_shape_is_an_error_of_the_rows(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    server = await serve(lambda request: json_answer([1]))
    rows = PagedRecords(connect(server.url), sessions, QUERY, page_size=10, on_change=lambda: None)
    rows.request(0, 5)
    await until(lambda: rows.error is not None)
    assert isinstance(rows.error, BadAnswer)
    rows.close()


async def test_a_dead_server_is_an_error_of_the_rows(
    connect: Connect, sessions: Endpoint, free_port: int
) -> None:
    rows = PagedRecords(
        connect(f"http://127.0.0.1:{free_port}"),
        sessions,
        QUERY,
        page_size=10,
        on_change=lambda: None,
    )
    rows.request(0, 5)
    await until(lambda: rows.error is not None)
    assert isinstance(rows.error, Unreachable)
    rows.close()


async def test_reload_keeps_the_old_rows_until_new_ones_come(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.shift = 7
    table.gate.clear()
    reload = asyncio.create_task(rows.reload())
    await until(lambda: table.server.busy == 1)
    assert name(rows, 0) == "r0"
    assert name(rows, 10) is None  # what is not on the screen would be of another moment
    assert rows.loading
    table.gate.set()
    await reload
    assert name(rows, 0) == "r-7"


async def test_answers_to_what_was_asked_before_a_reload_are_dropped(
    open_rows: Open, table: Table, connect: Connect
) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    gates = [asyncio.Event(), asyncio.Event()]
    asked = 0

    async def handle(request: Request) -> Reply:
        nonlocal asked
        mine, asked = asked, asked + 1
        await gates[mine].wait()
        return page(request, 100, record=lambda index: {"id": ("old", "new")[mine]})

    table.server.handler = handle
    rows.request(50, 55)
    await until(lambda: asked == 1)
    reload = asyncio.create_task(rows.reload())
    await until(lambda: asked == 2)
    table.server.handler = table.handle
    gates[1].set()
    await reload
    assert name(rows, 50) == "new"
    gates[0].set()
    client = rows._client
    assert isinstance(client, AlyxClient)
    await until(lambda: client.scheduler.running == 0)
    await settle()
    assert name(rows, 50) == "new"


async def test_a_reload_that_fails_keeps_the_old_rows(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.fail = {0}
    await rows.reload()
    assert isinstance(rows.error, AlyxTuiError)
    assert name(rows, 0) == "r0"
    table.fail = set()
    table.shift = 1
    await rows.retry()
    assert name(rows, 0) == "r-1"


async def test_who_waits_for_a_reload_can_leave(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    table.gate.clear()
    reload = asyncio.create_task(rows.reload())
    await until(lambda: table.server.busy >= 1)
    reload.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reload
    table.shift = 3
    table.gate.set()
    await until(lambda: name(rows, 0) == "r-3")


async def test_nothing_is_called_after_closing(
    table: Table, connect: Connect, sessions: Endpoint
) -> None:
    calls = 0

    def changed() -> None:
        nonlocal calls
        calls += 1

    client = connect(table.server.url)
    rows = PagedRecords(client, sessions, QUERY, page_size=10, on_change=changed)
    table.gate.clear()
    rows.request(0, 5)
    await until(lambda: table.server.busy == 1)
    rows.close()
    table.gate.set()
    await until(lambda: client.scheduler.running == 0)
    await settle()
    rows.request(0, 5)
    await rows.reload()
    await rows.retry()
    rows.close()
    assert calls == 0
    assert rows.count is None
    assert len(table.server.requests) == 1


async def test_a_client_closed_under_way_is_no_noise(
    table: Table, connect: Connect, sessions: Endpoint
) -> None:
    client = connect(table.server.url)
    rows = PagedRecords(client, sessions, QUERY, page_size=10, on_change=lambda: None)
    table.gate.clear()
    rows.request(0, 5)
    await until(lambda: table.server.busy == 1)
    await client.aclose()
    await until(lambda: not rows._tasks)
    assert not rows.loading
    rows.close()
