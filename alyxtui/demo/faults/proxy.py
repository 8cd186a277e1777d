"""A TCP proxy in front of a host: drops, loses, cuts and trickles what WSGI cannot.

It understands just enough of HTTP/1.1 to know where one message ends and the next begins. What to
do it is told by a header of the answer, which it takes out.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import socket
import struct
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass

from alyxtui.demo.faults.middleware import WIRE_HEADER

_BLOCK = 1 << 16
_LONGEST_HEAD = 1 << 20
_STEPS = 20  # pieces a second of what trickles
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_GONE = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)


@dataclass(frozen=True, slots=True)
class Head:
    """The lines before a body.

    Attributes:
        first: request or status line.
        fields: header lines, as they came.
    """

    first: bytes
    fields: tuple[bytes, ...]

    @classmethod
    async def read(cls, reader: asyncio.StreamReader) -> Head:
        """The next one; raises ``asyncio.IncompleteReadError`` at the end of the connection."""
        text = await reader.readuntil(b"\r\n\r\n")
        first, *fields = text[:-4].split(b"\r\n")
        return cls(first, tuple(fields))

    def get(self, name: bytes) -> bytes:
        """The value of a header, empty when it is not there."""
        for field in self.fields:
            key, _, value = field.partition(b":")
            if key.strip().lower() == name.lower():
                return value.strip()
        return b""

    def without(self, name: bytes) -> bytes:
        """Its bytes, without a header."""
        kept = [line for line in self.fields if line.partition(b":")[0].lower() != name.lower()]
        return b"\r\n".join((self.first, *kept)) + b"\r\n\r\n"

    async def body(self, reader: asyncio.StreamReader, *, to_end: bool) -> AsyncIterator[bytes]:
        """The raw bytes that follow, with their chunk sizes if they have any.

        Args:
            reader: where they come from.
            to_end: whether a body without a length ends with the connection.
        """
        if b"chunked" in self.get(b"Transfer-Encoding").lower():
            async for piece in _chunks(reader):
                yield piece
        elif length := self.get(b"Content-Length"):
            async for piece in _bytes(reader, int(length)):
                yield piece
        elif to_end:
            while piece := await reader.read(_BLOCK):
                yield piece


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.partition(b";")[0], 16)
        yield line
        if not size:
            break
        async for piece in _bytes(reader, size + 2):
            yield piece
    while True:  # trailers, and the empty line
        line = await reader.readuntil(b"\r\n")
        yield line
        if line == b"\r\n":
            return


async def _bytes(reader: asyncio.StreamReader, count: int) -> AsyncIterator[bytes]:
    while count:
        piece = await reader.read(min(count, _BLOCK))
        if not piece:
            raise asyncio.IncompleteReadError(b"", count)
        count -= len(piece)
        yield piece


class Proxy:
    """Proxies in a thread of their own.

    They end with ``stop``, or with the process.
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._servers: list[asyncio.AbstractServer] = []
        self._links: set[asyncio.Task[None]] = set()
        self._thread.start()

    def open(self, host: str, port: int, target: int) -> int:
        """Listen.

        Args:
            host: address.
            port: 0 for a free one.
            target: the port of 127.0.0.1 that it stands before.

        Returns:
            The port.

        Raises:
            OSError: the port is taken.
        """

        async def start() -> int:
            server = await asyncio.start_server(
                lambda reader, writer: self._link(reader, writer, target),
                host,
                port,
                limit=_LONGEST_HEAD,
            )
            self._servers.append(server)
            name: int = server.sockets[0].getsockname()[1]
            return name

        return asyncio.run_coroutine_threadsafe(start(), self._loop).result()

    def stop(self) -> None:
        """Close everything."""

        async def end() -> None:
            for server in self._servers:
                server.close()
            for task in self._links:
                task.cancel()
            await asyncio.gather(*self._links, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _link(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: int
    ) -> None:
        if task := asyncio.current_task():
            self._links.add(task)
        to_host = None
        try:
            from_host, to_host = await asyncio.open_connection(
                "127.0.0.1", target, limit=_LONGEST_HEAD
            )
            while await _exchange(reader, writer, from_host, to_host):
                pass
        except (*_GONE, asyncio.CancelledError):
            pass  # one side is gone, or the proxy ends
        finally:
            self._links -= {task}
            for one in (writer, to_host):
                if one is not None:
                    one.close()


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    from_host: asyncio.StreamReader,
    to_host: asyncio.StreamWriter,
) -> bool:
    """One request and its answer; tells whether the connection goes on."""
    request = await Head.read(reader)
    method, _, rest = request.first.partition(b" ")
    if b"/_demo/" in rest and not _is_near(writer):
        writer.write(_REFUSED)
        await writer.drain()
        return False
    to_host.write(request.without(WIRE_HEADER.encode()))
    async for piece in request.body(reader, to_end=False):
        to_host.write(piece)
        await to_host.drain()
    await to_host.drain()
    answer = await Head.read(from_host)
    while answer.first.split(b" ")[1].startswith(b"1"):
        writer.write(answer.without(b""))
        answer = await Head.read(from_host)
    return await _answer(answer, from_host, writer, has_body=method != b"HEAD")


async def _answer(
    answer: Head, from_host: asyncio.StreamReader, writer: asyncio.StreamWriter, *, has_body: bool
) -> bool:
    orders = _orders(answer)
    if "drop" in orders or "lose" in orders:
        _hang_up(writer)
        return False
    writer.write(answer.without(WIRE_HEADER.encode()))
    status = answer.first.split(b" ")[1]
    has_body = has_body and status not in {b"204", b"304"}
    left = orders.get("cut", -1)
    if left == 0:
        return False
    if has_body:
        async for piece in answer.body(from_host, to_end=True):
            await _send(writer, piece[:left] if left >= 0 else piece, orders.get("trickle", 0))
            left -= len(piece) if left >= 0 else 0
            if left <= 0 <= orders.get("cut", -1):
                return False
    await writer.drain()
    return b"close" not in answer.get(b"Connection").lower()


async def _send(writer: asyncio.StreamWriter, piece: bytes, rate: int) -> None:
    """Write bytes, at most so many a second; 0 for no limit."""
    step = max(1, rate // _STEPS) if rate else len(piece)
    for start in range(0, len(piece), step):
        part = piece[start : start + step]
        writer.write(part)
        await writer.drain()
        if rate:
            await asyncio.sleep(len(part) / rate)


def _orders(answer: Head) -> dict[str, int]:
    text = answer.get(WIRE_HEADER.encode()).decode("latin-1")
    pairs = [order.partition("=") for order in text.split(",") if order]
    return {name: int(value) for name, _, value in pairs}


def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Reset the connection, as a server that dies does."""
    line = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        # On Windows the two numbers are shorts.
        kind = "hh" if os.name == "nt" else "ii"
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(kind, 1, 0))
    writer.transport.abort()


def _is_near(writer: asyncio.StreamWriter) -> bool:
    return ipaddress.ip_address(writer.get_extra_info("peername")[0]).is_loopback
