"""What the chooser of files and the queue look like, small and middle."""

from __future__ import annotations

from pathlib import Path

import pytest

from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.model import Candidate, Wanted
from alyxtui.domain.downloads.receive import Phase
from alyxtui.ui.screens.download import DownloadScreen
from alyxtui.ui.screens.queue import QueueScreen
from tests.snapshots.conftest import Picture
from tests.ui.driver import Browsing

TWO_SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
FOLDER = "cortexlab/Subjects/KS022/2025-02-28/001"


async def rows(it: Browsing) -> None:
    await it.until(lambda: bool(it.table.columns))
    if it.browser.shows_detail:
        await it.until_shown("read 83 ms")


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
