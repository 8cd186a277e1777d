"""Rows as they come into view, from a real server."""

from __future__ import annotations

import asyncio

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.paging import PagedRecords
from alyxtui.schema.model import Endpoint
from tests.client.helpers import Connect, FakeClock, Serve, settle, until
from tests.client.stub_server import Reply, Request, json_answer, page
from tests.client.table import QUERY, Open, Table, name, shown


async def test_the_first_rows_come_at_once_and_the_next_page_ahead(
    open_rows: Open, table: Table
) -> None:
    rows = open_rows(rest=3600)
    assert (rows.count, rows.get(0), rows.loaded, rows.error) == (None, None, 0, None)
    rows.request(0, 7)
    assert rows.loading
    await until(lambda: rows.loaded == 20)
    assert not rows.loading
    assert rows.count == 1_000_000
    assert [name(rows, index) for index in (0, 9, 19, 20)] == ["r0", "r9", "r19", None]
    assert rows.elapsed is not None
    assert rows.fetched_at is not None
    assert table.offsets == [0, 10]
    rows.request(500, 505)
    assert not rows.loading


async def test_rows_across_two_pages_come(open_rows: Open) -> None:
    rows = open_rows()
    await shown(rows, 5, 24)
    assert [name(rows, index) for index in range(5, 25)] == [f"r{i}" for i in range(5, 25)]


async def test_only_where_scrolling_rests_is_asked_for(open_rows: Open, table: Table) -> None:
    rows = open_rows(rest=0.05)
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    for first in range(100, 50_000, 100):
        rows.request(first, first + 5)
    await shown(rows, 500_000, 500_005)
    await until(lambda: name(rows, 500_010) is not None)
    assert table.offsets == [0, 10, 500_000, 500_010]


async def test_the_page_ahead_is_ahead_of_the_scrolling(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 5000, 5005)
    await until(lambda: name(rows, 5010) is not None)
    await shown(rows, 4000, 4005)
    await until(lambda: name(rows, 3999) is not None)
    assert table.offsets == [5000, 5010, 4000, 3990]


async def test_what_was_sent_is_kept_and_what_was_not_is_dropped(
    open_rows: Open, table: Table
) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.gate.clear()
    rows.request(1000, 1059)  # six pages, four leave
    await until(lambda: table.server.busy == 4)
    rows.request(2000, 2005)
    await until(lambda: len(rows._fetches) == 5)
    table.gate.set()
    await until(lambda: name(rows, 2000) is not None and name(rows, 1030) is not None)
    assert 1040 not in table.offsets
    assert 1050 not in table.offsets
    assert name(rows, 1040) is None


async def test_rows_that_come_into_view_overtake_those_ahead(
    open_rows: Open, table: Table, connect: Connect
) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.gate.clear()
    client = rows._client
    assert isinstance(client, AlyxClient)
    others = [asyncio.create_task(client.request("GET", "/sessions")) for _ in range(4)]
    await until(lambda: table.server.busy == 4)
    rows.request(10, 15)
    await until(lambda: 2 in rows._fetches)
    ahead = rows._fetches[2]
    rows.request(20, 25)
    await until(lambda: rows._fetches.get(2) is not ahead)
    assert rows._fetches[2].priority < ahead.priority
    table.gate.set()
    await asyncio.gather(*others)
    await until(lambda: name(rows, 20) is not None)
    assert table.offsets.count(20) == 1


async def test_memory_is_bounded_over_a_million_rows(open_rows: Open) -> None:
    rows = open_rows(page_size=100)
    most = 0
    for first in range(0, 1_000_000, 12_345):
        await shown(rows, first, first + 50)
        most = max(most, rows.loaded)
    assert most <= 4000
    assert rows.count == 1_000_000
    assert name(rows, first) == f"r{first}"


async def test_rows_on_the_screen_are_not_forgotten_for_others(
    open_rows: Open, table: Table
) -> None:
    rows = open_rows(page_size=1)
    for first in range(39):
        await shown(rows, first, first)
    await until(lambda: rows.loaded == 40)
    table.gate.clear()
    rows.request(39, 39)  # the page ahead is the forty-first
    await until(lambda: table.server.busy == 1)
    rows.request(0, 0)
    table.gate.set()
    await until(lambda: not rows._fetches)
    assert name(rows, 0) == "r0"
    assert table.offsets.count(0) == 1


async def test_a_page_that_waits_for_the_server_is_dropped_when_the_view_moves_on(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    def handle(request: Request) -> Reply:
        if request.query.get("offset") == "100":
            return json_answer({}, 503, Retry_After="30")
        return page(request, 1000)

    clock = FakeClock()
    server = await serve(handle)
    client = connect(server.url, clock=clock)
    rows = PagedRecords(client, sessions, QUERY, page_size=10, on_change=lambda: None, rest=0)
    await shown(rows, 0, 5)
    rows.request(100, 105)
    await until(lambda: bool(clock.slept))
    await shown(rows, 500, 505)
    await clock.pass_(60)
    await until(lambda: not rows._fetches)
    assert sum(request.query.get("offset") == "100" for request in server.requests) == 1
    rows.close()


async def test_the_last_page_is_short_and_the_end_is_the_end(open_rows: Open, table: Table) -> None:
    table.count = 25
    rows = open_rows()
    await shown(rows, 15, 99)
    assert name(rows, 24) == "r24"
    assert rows.get(25) is rows.get(-1) is None
    assert not rows.is_missing(24)
    assert not rows.is_missing(25)
    await settle()
    assert max(table.offsets) == 20


async def test_no_rows_are_a_result_too(open_rows: Open, table: Table) -> None:
    table.count = 0
    rows = open_rows()
    rows.request(0, 40)
    await until(lambda: rows.count == 0)
    assert not rows.loading
    rows.request(5, 40)
    await rows.retry()
    assert table.offsets == [0]


async def test_shifted_rows_are_repeats_and_a_new_count_is_said(
    open_rows: Open, table: Table
) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    await until(lambda: rows.loaded == 20)
    table.shift, table.count = 2, 1_000_002
    await shown(rows, 20, 25)
    assert [name(rows, index) for index in (19, 20, 21, 22)] == ["r19", "r18", "r19", "r20"]
    assert [rows.is_repeat(index) for index in (18, 19, 20, 21, 22)] == [
        False, False, True, True, False
    ]  # fmt: skip
    assert rows.count_changed == (1_000_000, 1_000_002)
    await rows.reload()
    assert rows.count_changed is None
    assert not rows.is_repeat(20)


async def test_rows_that_vanish_leave_the_end_nearer(open_rows: Open, table: Table) -> None:
    rows = open_rows()
    await shown(rows, 0, 45)
    table.count = 15
    await shown(rows, 60, 65)
    assert rows.count == 15
    assert rows.count_changed == (1_000_000, 15)
    assert rows.get(30) is None
    assert rows.loaded <= 20


async def test_a_server_that_gives_fewer_than_asked_is_taken_at_its_word(
    open_rows: Open, table: Table
) -> None:
    table.largest = 7
    table.count = 100
    rows = open_rows(page_size=50)
    await shown(rows, 0, 20)
    assert rows.page_size == 7
    assert [name(rows, index) for index in range(21)] == [f"r{i}" for i in range(21)]
    await shown(rows, 90, 99)
    assert name(rows, 99) == "r99"


@pytest.mark.parametrize("first", [140, 95])
async def test_the_same_when_the_first_rows_wanted_are_far_down(
    open_rows: Open, table: Table, first: int
) -> None:
    table.largest = 7
    table.count = 1000
    rows = open_rows(page_size=50)
    await shown(rows, first, first + 20)
    assert [name(rows, i) for i in range(first, first + 21)] == [
        f"r{i}" for i in range(first, first + 21)
    ]


async def test_rows_that_the_server_leaves_out_are_said_to_be_missing(
    open_rows: Open, table: Table
) -> None:
    rows = open_rows()
    await shown(rows, 0, 5)
    table.largest = 4
    rows.request(100, 105)
    await until(lambda: name(rows, 103) is not None)
    assert rows.page_size == 10
    assert rows.get(104) is None
    assert [rows.is_missing(index) for index in (103, 104, 200)] == [False, True, False]


async def test_more_rows_than_the_count_says_are_rows(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    """Alyx 3.6.1: a list that orders by a joined table counts fewer rows than it gives."""
    body = {"count": 2, "next": None, "results": [{"id": i % 2} for i in range(6)]}
    server = await serve(lambda request: json_answer(body))
    rows = PagedRecords(connect(server.url), sessions, QUERY, page_size=10, on_change=lambda: None)
    rows.request(0, 5)
    await until(lambda: rows.count is not None)
    assert rows.count == 6
    assert [rows.is_repeat(index) for index in range(6)] == [False] * 2 + [True] * 4
    rows.close()
