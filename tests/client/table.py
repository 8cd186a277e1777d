"""A table of rows at a server, and what looks at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from alyxtui.client.paging import PagedRecords
from alyxtui.query.model import Query
from tests.client.helpers import until
from tests.client.stub_server import Reply, Request, StubServer, json_answer, page

QUERY = Query("sessions")

Open = Callable[..., PagedRecords]


class Table:
    """A server whose rows, count and manners a test can change."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.largest = 1000
        self.shift = 0
        self.fail: set[int] = set()
        self.gate = asyncio.Event()
        self.gate.set()
        self.server: StubServer

    async def handle(self, request: Request) -> Reply:
        await self.gate.wait()
        if int(request.query.get("offset", "0")) in self.fail:
            return json_answer({"detail": "boom", "status_code": 500}, 500)
        return page(
            request,
            self.count,
            largest=self.largest,
            record=lambda index: {"id": f"r{index - self.shift}"},
        )

    @property
    def offsets(self) -> list[int]:
        return [int(request.query.get("offset", "0")) for request in self.server.requests]


def name(rows: PagedRecords, index: int) -> str | None:
    record = rows.get(index)
    return None if record is None else record["id"]


async def shown(rows: PagedRecords, first: int, last: int) -> None:
    """Scroll there and wait for the rows."""
    rows.request(first, last)
    await until(
        lambda: rows.count is not None and name(rows, min(last, rows.count - 1)) is not None
    )
