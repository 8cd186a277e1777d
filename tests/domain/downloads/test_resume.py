"""Cut, killed and shared downloads end in the right bytes, whatever the offsets."""

from __future__ import annotations

import asyncio
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.downloads import disk
from alyxtui.domain.downloads.receive import Phase, Progress
from tests.client.helpers import until
from tests.domain.downloads.conftest import Fetch, wanted_of
from tests.domain.downloads.data_server import DataServer, Manner, serving
from tests.domain.downloads.one_file import bring

DATA = random.Random(3).randbytes(400_009)
LARGE = random.Random(4).randbytes(6_000_011)
PATH = "/x.npy"
ANY = st.integers(0, len(DATA) - 8)  # what is wrong never comes whole
MANNERS = st.builds(
    Manner,
    cut=ANY,
    ranges=st.sampled_from([True, True, True, False, "shifted"]),
    lie=st.sampled_from([0, 0, 0, 3]),
    chunked=st.booleans(),
    packed=st.sampled_from([False, False, True]),
    body=st.sampled_from([None, None, DATA[::-1], DATA[:-7]]),
    headers=st.sampled_from([(), (("ETag", None),), (("ETag", None), ("Last-Modified", None))]),
)


@settings(max_examples=40, deadline=None)
@given(manners=st.lists(MANNERS, min_size=1, max_size=4))
def test_any_cuts_end_in_the_right_bytes(manners: list[Manner]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with serving() as data:
            wanted = wanted_of(DATA, data.put(PATH, DATA, *manners, Manner()))
            outcome = asyncio.run(bring(wanted, folder))
        assert outcome.path.read_bytes() == DATA
        assert not disk.Place(folder, outcome.path).part.exists()
    finally:
        shutil.rmtree(folder)


async def test_what_is_cancelled_is_gone_on_with(
    fetch: Fetch, data: DataServer, root: Path
) -> None:
    """Wherever it is cancelled: what had come is not asked for again."""
    wanted = wanted_of(LARGE, data.put(PATH, LARGE, Manner(hang=4_000_000), Manner()))
    progress = Progress()
    task = asyncio.create_task(fetch(wanted, progress=progress))
    await until(lambda: progress.done == 4_000_000)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
    assert disk.Place(root, root / wanted.path).part.stat().st_size == 4_000_000
    await fetch(wanted)
    assert data.asked(PATH) == ["", "bytes=4000000-"]


def start(url: str, data: bytes, root: Path) -> subprocess.Popen[bytes]:
    """A program of its own that fetches a file."""
    md5 = hashlib.md5(data).hexdigest()
    module = "tests.domain.downloads.one_file"
    return subprocess.Popen([sys.executable, "-m", module, url, md5, str(len(data)), str(root)])


@settings(max_examples=4, deadline=None)
@given(offsets=st.lists(st.integers(0, len(LARGE) - 1), min_size=1, max_size=2))
def test_a_killed_program_is_gone_on_with(offsets: list[int]) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with serving() as data:
            manners = [Manner(hang=at) for at in offsets]
            url = data.put(PATH, LARGE, *manners, Manner())
            for _ in offsets:
                with start(url, LARGE, folder) as child:
                    assert data.hanging.wait(60)
                    child.kill()
                data.hanging.clear()
            outcome = asyncio.run(bring(wanted_of(LARGE, url), folder))
        assert outcome.path.read_bytes() == LARGE
    finally:
        shutil.rmtree(folder)


async def test_two_programs_fetch_a_file_once(fetch: Fetch, data: DataServer, root: Path) -> None:
    url = data.put(PATH, LARGE, Manner(hang=1_000_000), Manner())
    child = start(url, LARGE, root)
    await until(data.hanging.is_set, 60)
    progress = Progress()
    ours = asyncio.create_task(fetch(wanted_of(LARGE, url), progress=progress))
    await until(lambda: progress.phase is Phase.ELSEWHERE)
    assert len(data.requests) == 1
    child.kill()
    outcome = await ours
    await asyncio.to_thread(child.wait)
    assert outcome.path.read_bytes() == LARGE
    assert len(data.requests) == 2


async def test_several_programs_at_once(data: DataServer, root: Path) -> None:
    url = data.put(PATH, LARGE, Manner(delay=0.3))
    children = [start(url, LARGE, root) for _ in range(2)]
    codes: Callable[[], list[int]] = lambda: [child.wait(60) for child in children]  # noqa: E731
    assert await asyncio.to_thread(codes) == [0, 0]
    assert len(data.requests) == 1
