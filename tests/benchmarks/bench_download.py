"""Downloads beside curl and beside one file after the other, and what the browser does meanwhile."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from alyxtui.client.access import Access
from alyxtui.client.files import FileClient
from alyxtui.client.transport import trust_of
from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.domain.downloads.store import FILE_NAME, Store
from alyxtui.settings.model import Timeouts, Way
from tests.benchmarks.file_server import LARGE, SMALL, file_server, md5_of
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds
from tests.benchmarks.terminal import drain, resident, terminal, until
from tests.benchmarks.world import USER, World, program, world

COUNT = 200  # small files
_IDLE = 3.0  # seconds
_KEY = 0.005  # seconds between two looks at whether the loop answers
_REPEAT = 0.04  # seconds between two keys, as a held one sends them
_KEYS = 60
_BAR = "▌".encode()  # drawn anew when the cursor moves
_PATIENCE = 10.0  # seconds


def rows(options: Options) -> list[Row]:
    """One large file, many small ones, and how the browser answers while both come."""
    with tempfile.TemporaryDirectory() as name, file_server() as url:
        found = [*_speeds(url, Path(name), min(options.times, 5))]
        if Path("/proc/self/status").exists():
            found += _browsing(url, Path(name, "browser"))
    return found


# How fast.


def _speeds(url: str, folder: Path, times: int) -> list[Row]:
    stalls: list[float] = []
    one, many = _large(url), _small(url)
    found: list[Row] = []
    trust_of(None)  # read before, as the connection to Alyx has done in the browser

    def ours(files: list[Wanted]) -> float:
        shutil.rmtree(folder / "one", ignore_errors=True)
        return milliseconds(lambda: stalls.append(asyncio.run(_fetch(files, folder / "one"))))

    if curl := shutil.which("curl"):
        command = [curl, "-s", "-o", str(folder / "curl"), one[0].url]
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
    # The first run loads modules, as the browser has done by then.
    return [*found, Row(what, max(stalls[1:]) * 1000, "ms", "an idle loop", idle, most=50)]


def _large(url: str) -> list[Wanted]:
    return [_wanted(f"{url}/large", "large", LARGE, md5_of(LARGE))]


def _small(url: str) -> list[Wanted]:
    md5 = md5_of(SMALL)
    return [_wanted(f"{url}/small/{n}", f"small/{n}", SMALL, md5) for n in range(COUNT)]


def _wanted(url: str, path: str, size: int, md5: str) -> Wanted:
    return Wanted(path, (Candidate(url),), size, md5, name=path.rpartition("/")[2])


async def _fetch(files: list[Wanted], root: Path) -> float:
    """Fetch files as the program does; gives the longest stall of the loop in seconds."""
    client = FileClient(Access("http://alyx.invalid", str), Timeouts(), Way())
    store = Store("http://alyx.invalid", str, path=root.with_name("queue.sqlite3"))
    queue = Downloads(client, store, root)
    watch = asyncio.create_task(_stall())
    items = await queue.add(files)
    await queue.settled(items)
    watch.cancel()
    await queue.aclose()
    assert {item.state for item in items} == {State.DONE}, items[0].reason
    return _worst


async def _idle() -> float:
    """The longest stall of a loop that has nothing to do, in seconds: what the machine does to it."""
    watch = asyncio.create_task(_stall())
    await asyncio.sleep(_IDLE)
    watch.cancel()
    return _worst


_worst = 0.0


async def _stall() -> None:
    global _worst
    _worst = 0.0
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(_KEY)
        _worst = max(_worst, time.perf_counter() - begun - _KEY)


def _one_after_the_other(files: list[Wanted], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for number, file in enumerate(files):
        with urlopen(file.url) as answer:
            (folder / str(number)).write_bytes(answer.read())


# The browser meanwhile.


def _browsing(url: str, root: Path) -> list[Row]:
    """Keys and memory of the browser while it fetches, beside the same while it does not."""
    with world() as demo:
        idle, before = _keys(demo)
        files = [*_large(url), *_small(url)]
        # What is left by an earlier run is gone on with at the start.
        state = Path(demo.env["ALYXTUI_STATE_DIR"], FILE_NAME)
        store = Store(demo.url, lambda: USER, path=state)
        store.write([Item(file, root, place=place) for place, file in enumerate(files)])
        waits, after = _keys(demo, [root / file.path for file in files])
    median, slow = (sorted(waits)[int(len(waits) * part)] for part in (0.5, 0.95))
    usual, rare = (sorted(idle)[int(len(idle) * part)] for part in (0.5, 0.95))
    return [
        Row("key to screen while files come", median, "ms", "none come", usual, most=50),
        Row("the slowest of twenty keys", slow, "ms", "none come", rare),
        Row("memory while files come", after, "MB", "none come", before, most=before + 25),
    ]


def _keys(demo: World, files: list[Path] | None = None) -> tuple[list[float], float]:
    """Keys pressed in the browser: so many, or until some files are there.

    Returns:
        Milliseconds from each key until the cursor was drawn elsewhere; the most memory held
        meanwhile in MB.
    """
    waits: list[float] = []
    memory = 0.0
    with terminal(program("open", "sessions"), demo.env) as (child, screen):
        until(child, screen, b"start_time")
        while len(waits) < _KEYS if files is None else not all(file.exists() for file in files):
            drain(screen, _REPEAT)
            begun = time.perf_counter()
            os.write(screen, b"\x1b[A" if len(waits) % 2 else b"\x1b[B")
            drawn = b""
            while _BAR not in drawn and time.perf_counter() - begun < _PATIENCE:
                drawn += drain(screen, _PATIENCE, once=True)
            waits.append((time.perf_counter() - begun) * 1000)
            memory = max(memory, resident(child.pid))
            if len(waits) > 50 * _KEYS:
                raise RuntimeError("the files never came")
    return waits, memory
