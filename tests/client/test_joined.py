"""Several queries as one list: each record once, all held, too many refused."""

from __future__ import annotations

import asyncio

import pytest

from alyxtui.client.joined import Joined
from alyxtui.client.paging import PagedRecords
from alyxtui.errors import QueryError, ServerError
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from tests.client.helpers import Connect, Serve, until
from tests.client.stub_server import Reply, Request, json_answer, page

# Records by their ids: from where on, and how many.
RANGES = {"a": (0, 1500), "b": (1000, 700), "none": (0, 0)}


async def handle(request: Request) -> Reply:
    lab = request.query["lab"]
    if lab not in RANGES:
        return json_answer({"detail": "boom", "status_code": 500}, 500)
    first, count = RANGES[lab]
    return page(request, count, record=lambda index: {"id": f"r{first + index}"})


def queries(*labs: str) -> list[Query]:
    return [Query("sessions", (("lab", lab),)) for lab in labs]


async def test_each_record_comes_once(serve: Serve, connect: Connect, sessions: Endpoint) -> None:
    server = await serve(handle)
    asked = queries("a", "none", "b")
    joined = Joined(connect(server.url), asked)
    pages = await asyncio.gather(
        *(joined.page(sessions, asked[0], offset=offset, limit=50) for offset in (0, 1480, 1690))
    )
    assert {one.count for one in pages} == {1700}
    ids = [[record["id"] for record in one.records] for one in pages]
    assert ids[1] == [f"r{index}" for index in range(1480, 1530)]
    assert ids[2] == [f"r{index}" for index in range(1690, 1700)]
    assert len(server.requests) == 4


async def test_the_rows_of_several_queries_are_looked_at(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    server = await serve(handle)
    asked = queries("a", "b")
    rows = PagedRecords(
        Joined(connect(server.url), asked),
        sessions,
        asked[0],
        page_size=100,
        on_change=lambda: None,
    )
    rows.request(0, 20)
    await until(lambda: rows.count == 1700)
    rows.request(1650, 1699)
    await until(lambda: rows.get(1699) == {"id": "r1699"})
    assert not rows.is_repeat(1699)
    rows.close()


async def test_what_was_asked_for_before_a_refresh_does_not_stay(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    gate, value = asyncio.Event(), "old"

    async def held(request: Request) -> Reply:
        said = value
        if request.query["lab"] == "b":
            await gate.wait()
        return page(request, 1, record=lambda index: {"id": request.query["lab"], "n": said})

    server = await serve(held)
    asked = queries("a", "b")
    rows = PagedRecords(
        Joined(connect(server.url), asked), sessions, asked[0], page_size=9, on_change=lambda: None
    )
    rows.request(0, 5)
    await until(lambda: server.busy == 1)
    value = "new"
    again = asyncio.create_task(rows.reload())
    await until(lambda: rows.loading)
    gate.set()
    await again
    assert [row["n"] for _, row in rows.here()] == ["new", "new"]
    rows.close()


async def test_what_cannot_be_joined(serve: Serve, connect: Connect, sessions: Endpoint) -> None:
    server = await serve(handle)
    asked = queries("a", "b")
    with pytest.raises(QueryError, match="at most 1,600"):
        await Joined(connect(server.url), asked, most=1600).page(
            sessions, asked[0], offset=0, limit=1
        )
    asked = queries("a", "broken")
    with pytest.raises(ServerError):
        await Joined(connect(server.url), asked).page(sessions, asked[0], offset=0, limit=1)
