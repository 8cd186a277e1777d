"""A server of files in a process of its own: one large and many small ones, as slow as is said."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5

LARGE, RATE = 200_000_000, 100_000_000  # bytes; bytes a second
SMALL, DELAY = 100_000, 0.02  # bytes; seconds a request
_STEP = 1_000_000
_BLOCK = random.Random(1).randbytes(_STEP)


def md5_of(size: int) -> str:
    """The md5 of one of the files, in hex."""
    digest = md5(_BLOCK[:size], usedforsecurity=False)
    for _ in range(size // _STEP - 1):
        digest.update(_BLOCK)
    return digest.hexdigest()


@contextmanager
def file_server() -> Iterator[str]:
    """Serve while the block runs; gives the address, below which are ``large/N`` and ``small/N``."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    process = multiprocessing.Process(target=_serve, args=(listener,))
    process.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        process.terminate()
        process.join()
        listener.close()


def _serve(listener: socket.socket) -> None:
    async def main() -> None:
        server = await asyncio.start_server(_talk, sock=listener)
        await server.serve_forever()

    asyncio.run(main())


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
            size = LARGE if target.startswith(b"/large") else SMALL
            if size == SMALL:
                await asyncio.sleep(DELAY)
            head = f'HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nETag: "x"\r\n\r\n'
            writer.write(head.encode())
            await _send(writer, size)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _send(writer: asyncio.StreamWriter, size: int) -> None:
    """Send so many bytes, at most so many a second."""
    begun, sent = time.perf_counter(), 0
    while sent < size:
        piece = _BLOCK[: size - sent]
        writer.write(piece)
        await writer.drain()
        sent += len(piece)
        ahead = sent / RATE - (time.perf_counter() - begun)
        if ahead > 0:
            await asyncio.sleep(ahead)
