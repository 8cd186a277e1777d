"""A bulk edit of 1,000 tasks on a server that takes 20 ms a request, and the loop meanwhile."""

from __future__ import annotations

import asyncio
import gc
import json
import multiprocessing
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from alyxtui.client.client import AlyxClient
from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.operations import Assign
from alyxtui.domain.writes.rows import RowState
from alyxtui.schema.hints import enrich
from alyxtui.schema.model import Action, Api, Endpoint, Field, Kind, Parameter
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row

ROWS = 1_000
_TAKES = 0.02  # seconds a request
_KEYS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(ROWS)]
_STEP = 0.002  # seconds between two looks at the loop
_FIELDS = {
    "id": Field("id", Kind.UUID, read_only=True),
    "status": Field("status"),
    "log": Field("log", nullable=True),
}
_API = enrich(
    Api(
        {
            "tasks": Endpoint(
                "tasks",
                "id",
                actions={
                    "list": Action(
                        "list",
                        "GET",
                        "/tasks",
                        parameters={"django": Parameter("django")},
                        record=_FIELDS,
                        paginated=True,
                    ),
                    "read": Action("read", "GET", "/tasks/{id}", record=_FIELDS),
                    "partial_update": Action(
                        "partial_update", "PATCH", "/tasks/{id}", fields=_FIELDS, record=_FIELDS
                    ),
                },
            )
        }
    )
)


class _Handler(BaseHTTPRequestHandler):
    """Tasks in memory, each answer after 20 ms; ``/asked`` tells how many there were."""

    protocol_version = "HTTP/1.1"
    tasks: ClassVar[dict[str, dict[str, Any]]] = {
        key: {"id": key, "status": "Errored", "log": "Traceback ...\n" * 40} for key in _KEYS
    }
    asked: ClassVar[int] = 0

    def do_GET(self) -> None:
        """Some tasks by their ids, or one."""
        address = urlsplit(self.path)
        if address.path == "/asked":
            self._send(_Handler.asked)
        elif not address.query:
            self._answer(self.tasks[address.path.rpartition("/")[2]])
        else:
            condition = parse_qs(address.query)["django"][0]
            found = [self.tasks[key] for key in re.findall(r"[0-9a-f-]{36}", condition)]
            self._answer({"count": len(found), "next": None, "previous": None, "results": found})

    def do_PATCH(self) -> None:
        """Change a task."""
        task = self.tasks[self.path.rpartition("/")[2]]
        task.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(task)

    def _answer(self, data: object) -> None:
        _Handler.asked += 1
        time.sleep(_TAKES)
        self._send(data)

    def _send(self, data: object) -> None:
        body = json.dumps(data).encode()
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _serve(ports: Connection) -> None:
    """The server, for a process of its own: it must not hold up the loop that is measured."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        ports.send(server.server_address[1])
        server.serve_forever()


@contextmanager
def _server() -> Iterator[str]:
    spawn = multiprocessing.get_context("spawn")
    mine, theirs = spawn.Pipe()
    child = spawn.Process(target=_serve, args=(theirs,), daemon=True)
    child.start()
    try:
        yield f"http://127.0.0.1:{mine.recv()}"
    finally:
        child.kill()
        child.join()


async def _longest_stall(ended: asyncio.Event) -> float:
    """The longest time that the loop took for a pause of 2 ms, in milliseconds."""
    longest = 0.0
    while not ended.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(_STEP)
        longest = max(longest, time.perf_counter() - begun - _STEP)
    return longest * 1000


async def _bulk(url: str, directory: Path) -> tuple[float, float, int]:
    """Milliseconds of plan and run, of the longest stall, and how many requests it took."""
    client = AlyxClient(url, requests_per_minute=0)
    journal = Journal(directory / "journal.sqlite3")
    writes = Writes(client, lambda: _API, journal, who=lambda: "me", read_only=lambda: False)
    operations = {"status": Assign("Waiting"), "log": Assign("")}
    changes = [Change.patch("tasks", key, operations) for key in _KEYS]
    before = await _asked(client)  # opens the connection
    ended = asyncio.Event()
    probe = asyncio.create_task(_longest_stall(ended))
    begun = time.perf_counter()
    bulk = Bulk.of(writes, changes)
    await bulk.plan()
    await bulk.run()
    seconds = time.perf_counter() - begun
    ended.set()
    stall = await probe
    if bulk.count(RowState.DONE) != ROWS:
        raise RuntimeError(f"only {bulk.count(RowState.DONE)} rows were written")
    count = await _asked(client) - before
    await client.aclose()
    journal.close()
    return seconds * 1000, stall, count


async def _asked(client: AlyxClient) -> int:
    """How many requests the server has answered."""
    return int(str((await client.request("GET", "/asked")).data))


async def _one_after_the_other(url: str, count: int) -> tuple[float, float]:
    """Milliseconds of as many requests, each after the answer of the one before; longest stall."""
    client = AlyxClient(url, requests_per_minute=0)
    ended = asyncio.Event()
    probe = asyncio.create_task(_longest_stall(ended))
    begun = time.perf_counter()
    for number in range(count):
        body = {"status": "Waiting", "log": ""}
        await client.request("PATCH", f"/tasks/{_KEYS[number % ROWS]}", json=body)
    seconds = time.perf_counter() - begun
    ended.set()
    stall = await probe
    await client.aclose()
    return seconds * 1000, stall


def rows(options: Options) -> list[Row]:
    """Once each: a run takes several seconds, most of them the server's."""
    gc.freeze()  # as the browser does
    with tempfile.TemporaryDirectory() as name, _server() as url:
        value, stall, count = asyncio.run(_bulk(url, Path(name)))
        other, idle = asyncio.run(_one_after_the_other(url, count))
    return [
        Row(
            f"bulk edit of {ROWS:,} tasks, {count:,} requests",
            value,
            "ms",
            "one after the other",
            other,
            most_times=0.6,
        ),
        Row("its longest stall of the loop", stall, "ms", "one after the other", idle, most=50),
    ]
