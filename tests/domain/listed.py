"""A list at a server that a test can change while it is read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Endpoint
from tests.client.stub_server import Reply, Request, StubServer, json_answer

SESSIONS = Endpoint(
    "sessions",
    lookup="id",
    key_fields=("id",),
    actions={"list": Action("list", "GET", "/sessions", paginated=True)},
)
QUERY = Query("sessions")


def files(folder: Path) -> list[str]:
    """The names in a directory."""
    return sorted(path.name for path in folder.iterdir())


class Listed:
    """The list; ``before`` is called with the number of each request.

    Attributes:
        rows: the ids.
        other: the ids where a lab is asked for, None for the same.
        added: to the count, beyond the rows that there are.
        largest: rows a page at most.
        fail: how often the page at an offset fails.
        asked: requests that came.
        gate: answers wait for it.
    """

    def __init__(self, count: int) -> None:
        self.rows = [f"r{index}" for index in range(count)]
        self.other: list[str] | None = None
        self.added = 0
        self.largest = 1000
        self.fail: dict[int, int] = {}
        self.asked = 0
        self.before: Callable[[int], None] = lambda number: None
        self.record: Callable[[str], dict[str, object]] = lambda row: {"id": row}
        self.gate = asyncio.Event()
        self.gate.set()
        self.server: StubServer

    async def handle(self, request: Request) -> Reply:
        offset = int(request.query.get("offset", "0"))
        limit = min(int(request.query["limit"]), self.largest)
        self.before(self.asked)
        self.asked += 1
        if self.fail.get(offset):
            self.fail[offset] -= 1
            return json_answer({"detail": "boom", "status_code": 500}, 500)
        rows = self.rows if self.other is None or "lab" not in request.query else self.other
        records = [self.record(row) for row in rows[offset : offset + limit]]
        count = len(rows) + self.added
        await asyncio.sleep(0.001)
        await self.gate.wait()
        return json_answer({"count": count, "next": None, "previous": None, "results": records})
