"""What the screens of downloads look like, small and middle."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.receive import Phase
from alyxtui.domain.downloads.store import Fetched
from alyxtui.ui.peeking import peek_at
from alyxtui.ui.screens.data_sign_in import DataSignIn
from alyxtui.ui.screens.download import DownloadScreen
from alyxtui.ui.screens.fetched import FetchedScreen
from alyxtui.ui.screens.queue import QueueScreen
from tests.snapshots.conftest import Picture, rows
from tests.ui.driver import Browsing

TWO_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
FOLDER = "cortexlab/Subjects/KS022/2025-02-28/001"


@TWO_SIZES
def test_choosing_files(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("d")
        await it.until_shown("33 of 33 files", "alf")
        screen = it.app.screen
        assert isinstance(screen, DownloadScreen)
        await it.press("slash")
        await it.type("*.npy *.pqt")
        await it.press("enter", "tab", "j", "space", "tab", "j", "space")
        await it.until_shown("21 of 33 files")

    assert picture(steps, size, "sessions", id=TUTORIAL)


def items(root: Path) -> list[Item]:
    """A file in every state."""

    def item(name: str, state: State, length: int, collection: str = "alf", **more: object) -> Item:
        place = Candidate(f"http://127.0.0.1:00000/public/{FOLDER}/{collection}/{name}")
        wanted = Wanted(
            f"{FOLDER}/{collection}/{name}",
            (place,),
            length,
            name=name,
            collection=collection,
        )
        made = Item(wanted, root, ended=state)
        for key, value in more.items():
            setattr(made, key, value)
        return made

    def running(name: str, done: int, size: int, phase: Phase = Phase.RECEIVING) -> Item:
        made = item(name, State.WAITING, size, "alf/probe00/pykilosort")
        made.progress.phase, made.progress.done, made.progress.total = phase, done, size
        made.meter.note(0, 0.0)
        made.meter.note(3_400_000, 1.0)
        return made

    asks = "http://127.0.0.1:00000 wants a user name and a password of its own."
    return [
        item("_ibl_trials.table.pqt", State.DONE, 52_512, size=52_512, url="x"),
        item("_ibl_wheel.position.npy", State.DONE, 480_128, size=480_128),
        item(
            "clusters.metrics.pqt",
            State.FAILED,
            20_810,
            reason=asks,
            asks="http://127.0.0.1:00000",
        ),
        running("spikes.times.npy", 871_000_000, 1_320_000_000),
        running("spikes.clusters.npy", 12_100_000, 660_000_000),
        running("spikes.amps.npy", 240_128, 240_128, Phase.VERIFYING),
        running("spikes.depths.npy", 0, 240_128, Phase.ELSEWHERE),
        item("_spikeglx_ephysData_g0_t0.ap.cbin", State.PAUSED, 45_210_000_000, "raw_ephys_data"),
        item("_iblrig_leftCamera.raw.mp4", State.CANCELLED, 2_200_000_000, "raw_video_data"),
        item("_iblrig_taskData.raw.jsonable", State.WAITING, 81_300, "raw_behavior_data"),
    ]


@TWO_SIZES
def test_the_queue(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        downloads = it.browser.connection.downloads
        downloads.root = Path("/data/ONE/alyx.example.org")
        downloads.items = items(downloads.root)
        await it.press("Q")
        await it.until(lambda: isinstance(it.app.screen, QueueScreen))
        await it.press("j", "j")
        await it.until_shown("▌✕ failed", "2 waiting", "of its own.")

    assert picture(steps, size, "sessions", id=TUTORIAL)


def fetched() -> list[Fetched]:
    """What was fetched, the last first."""
    host, root = "http://ibl.flatironinstitute.org/public", Path("/data/ONE/alyx.example.org")
    names = ("_ibl_trials.table.pqt", "_ibl_wheel.position.npy", "probe00/spikes.times.npy")
    paths = [f"{FOLDER}/alf/{name}" for name in names]
    sizes = (52_512, 480_128, 1_320_000_128)
    return [
        Fetched(0.0, "test_user", root / path, f"{host}/{path}", size, "5bb20a1eb6ac19a2" * 2)
        for path, size in zip(paths, sizes, strict=True)
    ]


@TWO_SIZES
def test_what_was_fetched(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        it.app.push_screen(FetchedScreen(fetched()))
        await it.until_shown("3 files", "md5 5bb2")

    assert picture(steps, size, "sessions", id=TUTORIAL)


@TWO_SIZES
def test_looking_into_a_file(picture: Picture, size: tuple[int, int], tmp_path: Path) -> None:
    about = "{'descr': '<f8', 'fortran_order': False, 'shape': (500, 3), }"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", 118) + about.ljust(117).encode() + b"\n"
    values = struct.pack("<1500d", *(at * 20.0 - 3840 + at % 3 for at in range(1500)))
    file = tmp_path / "channels.mlapdv.npy"
    file.write_bytes(head + values)

    async def steps(it: Browsing) -> None:
        await rows(it)
        peek_at(it.app, file)
        await it.until_shown("shape", "500", "-3840")

    assert picture(steps, size, "sessions", id=TUTORIAL)


@TWO_SIZES
def test_the_data_server_asks(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        host = "https://ibl.flatironinstitute.org:443"
        it.app.push_screen(DataSignIn(host, "iblmember", refused=True, may_keep=True))
        await it.until_shown("It did not take", "iblmember")

    assert picture(steps, size, "sessions", id=TUTORIAL)
