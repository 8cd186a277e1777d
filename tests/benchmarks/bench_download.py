"""Downloads beside curl and beside one file after the other, on servers with a limit each."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import random
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from alyxtui.client.access import Access
from alyxtui.client.files import FileClient
from alyxtui.domain.downloads.item import State
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.domain.downloads.store import Store
from alyxtui.settings.model import Timeouts, Way
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds

LARGE, RATE = 200_000_000, 100_000_000  # bytes; bytes a second
COUNT, SMALL, DELAY = 200, 100_000, 0.02  # files; bytes; seconds a request
_STEP = 1_000_000
_IDLE = 3.0  # seconds
_KEY = 0.005  # seconds between two looks at whether the loop answers


def rows(options: Options) -> list[Row]:
    """One large file, many small ones, and how long the event loop is held up meanwhile."""
    block = random.Random(1).randbytes(_STEP)
    large = hashlib.md5(block * (LARGE // _STEP)).hexdigest()
    small = hashlib.md5(block[:SMALL]).hexdigest()
    times = min(options.times, 5)
    stalls: list[float] = []
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name, _server(block) as url:
        folder = Path(name)
        one = [_wanted(f"{url}/large", "large", LARGE, large)]
        many = [_wanted(f"{url}/small/{n}", f"small/{n}", SMALL, small) for n in range(COUNT)]

        def ours(files: list[Wanted]) -> float:
            shutil.rmtree(folder / "one", ignore_errors=True)
            return milliseconds(lambda: stalls.append(asyncio.run(_fetch(files, folder / "one"))))

        if curl := shutil.which("curl"):
            command = [curl, "-s", "-o", str(folder / "curl"), f"{url}/large"]
            value, other = in_turn(
                lambda: ours(one),
                lambda: milliseconds(lambda: subprocess.run(command, check=True)),
                times=times,
            )
            # 0.9 x the speed of curl, the file checked and kept through a loss of power besides.
            found.append(Row("one file of 200 MB", value, "ms", "curl", other, most_times=1 / 0.9))
        value, other = in_turn(
            lambda: ours(many),
            lambda: milliseconds(lambda: _one_after_the_other(many, folder / "plain")),
            times=times,
        )
        what = "200 files of 100 kB, 20 ms a request"
        found.append(Row(what, value, "ms", "one by one", other, most_times=1 / 3))
    what = "longest stall of the event loop meanwhile"
    idle = asyncio.run(_idle()) * 1000
    found.append(Row(what, max(stalls) * 1000, "ms", "an idle loop", idle, most=50))
    return found


async def _idle() -> float:
    """The longest stall of a loop that has nothing to do, in seconds: what the machine does to it."""
    watch = asyncio.create_task(_stall(lambda: True))
    await asyncio.sleep(_IDLE)
    watch.cancel()
    return _worst


def _wanted(url: str, path: str, size: int, md5: str) -> Wanted:
    return Wanted(path, (Candidate(url),), size, md5, name=path.rpartition("/")[2])


async def _fetch(files: list[Wanted], root: Path) -> float:
    """Fetch files as the program does; gives the longest stall of the loop in seconds."""
    client = FileClient(Access("http://alyx.invalid", str), Timeouts(), Way())
    store = Store("http://alyx.invalid", str, path=root.with_name("queue.sqlite3"))
    queue = Downloads(client, store, root)
    items = await queue.add(files)
    # From the first bytes on: before, reading the certificates once holds the interpreter's lock.
    watch = asyncio.create_task(_stall(lambda: any(item.progress.done for item in items)))
    await queue.settled(items)
    watch.cancel()
    await queue.aclose()
    assert {item.state for item in items} == {State.DONE}, items[0].reason
    return _worst


_worst = 0.0


async def _stall(counts: Callable[[], bool]) -> None:
    global _worst
    _worst = 0.0
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_KEY)
        if counts():
            _worst = max(_worst, time.perf_counter() - begun - _KEY)


def _one_after_the_other(files: list[Wanted], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for number, file in enumerate(files):
        with urlopen(file.url) as answer:
            (folder / str(number)).write_bytes(answer.read())


@contextmanager
def _server(block: bytes) -> Iterator[str]:
    """A server in a process of its own, so that it takes no time of the measured one."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    process = multiprocessing.Process(target=_serve, args=(listener, block))
    process.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        process.terminate()
        process.join()
        listener.close()


def _serve(listener: socket.socket, block: bytes) -> None:
    async def main() -> None:
        server = await asyncio.start_server(
            lambda reader, writer: _talk(reader, writer, block), sock=listener
        )
        await server.serve_forever()

    asyncio.run(main())


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, block: bytes) -> None:
    try:
        while True:
            target = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
            size = LARGE if target == b"/large" else SMALL
            if size == SMALL:
                await asyncio.sleep(DELAY)
            head = f'HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nETag: "x"\r\n\r\n'
            writer.write(head.encode())
            await _send(writer, block, size)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def _send(writer: asyncio.StreamWriter, block: bytes, size: int) -> None:
    """Send so many bytes, at most so many a second."""
    begun, sent = time.perf_counter(), 0
    while sent < size:
        piece = block[: size - sent]
        writer.write(piece)
        await writer.drain()
        sent += len(piece)
        ahead = sent / RATE - (time.perf_counter() - begun)
        if ahead > 0:
            await asyncio.sleep(ahead)
