"""``python -m tests.benchmarks.list_server MILLISECONDS SCHEMA``: lists of any length.

In a process of its own. Every page takes the given time, several at once if asked so.
``/COUNT/sessions`` is a list of that many records as Alyx's sessions are; whoever signs in there gets
a token, and ``/COUNT/api/schema`` is the file SCHEMA. It prints its address and ends when its stdin
does.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_RECORD = {
    "subject": "CSHL046",
    "start_time": "2021-07-15T11:15:58.431284",
    "number": 1,
    "lab": "churchlandlab",
    "projects": ["ibl_neuropixel_brainwide_01"],
    "url": "http://127.0.0.1:8000/sessions/0f35e2ed-8fb1-4f94-9b1f-30ad7bb46b98",
    "task_protocol": "_iblrig_tasks_ephysChoiceWorld6.6.2",
}
_TAIL = json.dumps(_RECORD)[1:]


def _answer(target: str, host: str, schema: bytes) -> bytes:
    if target.endswith("/auth-token"):
        return json.dumps({"token": "0" * 40}).encode()
    return schema if target.endswith("/api/schema") else _page(target, host)


def _page(target: str, host: str) -> bytes:
    split = urlsplit(target)
    count = int(split.path.split("/")[1])
    query = parse_qs(split.query)
    limit = min(int(query.get("limit", ["250"])[0]), 1000)
    offset = int(query.get("offset", ["0"])[0])
    rows = range(offset, min(offset + limit, count))
    records = ",".join(f'{{"id": "{row:032x}", {_TAIL}' for row in rows)
    more = f'"http://{host}{split.path}?limit={limit}&offset={offset + limit}"'
    following = more if offset + limit < count else "null"
    return f'{{"count": {count}, "next": {following}, "previous": null, "results": [{records}]}}'.encode()


async def _serve(seconds: float, schema: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode().strip().split("\r\n")
            headers = {name.lower(): value for name, value in (one.split(": ", 1) for one in lines)}
            await reader.readexactly(int(headers.get("content-length", "0")))
            body = _answer(first.split(" ")[1], headers["host"], schema)
            await asyncio.sleep(seconds)
            length = f"Content-Length: {len(body)}".encode()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + length)
            writer.write(b"\r\n\r\n" + body)
            await writer.drain()

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(f"http://127.0.0.1:{port}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


@contextmanager
def list_server(milliseconds: int, schema: Path) -> Iterator[str]:
    """Serve while the block runs; gives the address."""
    command = [sys.executable, "-m", __name__, str(milliseconds), str(schema)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        yield child.stdout.readline().strip()
        child.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]) / 1000, Path(sys.argv[2]).read_bytes()))
