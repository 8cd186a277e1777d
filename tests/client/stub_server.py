"""A small real HTTP server that misbehaves on demand, in the event loop of the test."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def authorization(self) -> str:
        return self.headers.get("authorization", "")


@dataclass(frozen=True)
class Reply:
    """What is written back, byte for byte; then the connection is closed or reset if so wanted."""

    raw: bytes
    cut: bool = False
    reset: bool = False


Handler = Callable[[Request], "Awaitable[Reply] | Reply"]


def answer(
    body: bytes | str = b"",
    status: int = 200,
    *,
    kind: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """A well-formed answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return Reply(f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode() + content)


def json_answer(data: Any, status: int = 200, **headers: str) -> Reply:
    """JSON; header names take ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(json.dumps(data), status, headers=named)


def page(
    request: Request,
    count: int,
    *,
    largest: int = 1000,
    record: Callable[[int], Mapping[str, object]] = lambda index: {"id": f"r{index}"},
) -> Reply:
    """A page of a list as Alyx makes it: limit and offset, absolute links."""
    limit = min(int(request.query.get("limit", "250")), largest)
    offset = int(request.query.get("offset", "0"))
    rows = [record(index) for index in range(offset, min(offset + limit, count))]
    following = f"http://inner.invalid:1{request.path}?limit={limit}&offset={offset + limit}"
    more = offset + limit < count
    return json_answer(
        {"count": count, "next": following if more else None, "previous": None, "results": rows}
    )


@dataclass
class StubServer:
    """Answers every request with what its handler returns."""

    handler: Handler
    tls: ssl.SSLContext | None = None
    requests: list[Request] = field(default_factory=list)
    busy: int = 0
    busiest: int = 0
    port: int = 0

    async def start(self, port: int = 0) -> None:
        self._connections: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        return [request.target for request in self.requests]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Request(method, target, headers, body)
        self.requests.append(request)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            made = self.handler(request)
            reply = made if isinstance(made, Reply) else await made
        finally:
            self.busy -= 1
        writer.write(reply.raw)
        await writer.drain()
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return not (reply.cut or reply.reset)
