"""The files that really exist: those of the tutorial session, and what is wrong with some.

Alyx's public servers do the same: file names carry the dataset's uuid before the extension.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from alyxtui.demo.datahost.contents import (
    Content,
    noise,
    npy_numbers,
    npy_table,
    npy_times,
    png,
    recording,
    settings,
    shipped,
    table,
    trials,
    video,
)

# The areas of the data host that have a repository of their own; `public` has one a lab.
AREAS = ("private", "slow", "moved", "plain", "busy")
_NAMES = uuid.UUID("6a1f7b0e-5d43-4c1e-9a52-1f0c3f0f9d11")
RECORDING_SIZE = 209_715_200
RECORDING_MD5 = "71e749539c73797f6ffdba08614817e6"


@dataclass(frozen=True, slots=True)
class Sample:
    """A dataset whose file can be had, or fails in a way of its own.

    Attributes:
        collection: its folder in the session.
        name: its file.
        kind: its dataset type.
        content: its bytes; None when the file is gone although the record says it exists.
        area: the first folder of its address.
        size_off: how far the recorded size is from the true one.
        wrong_hash: whether the recorded md5 is that of something else.
    """

    collection: str
    name: str
    kind: str
    content: Content | None
    area: str = "public"
    size_off: int = 0
    wrong_hash: bool = False

    @property
    def id(self) -> uuid.UUID:
        """The dataset's uuid, the same in every demo."""
        return uuid.uuid5(_NAMES, f"{self.collection}/{self.name}")

    @property
    def file_name(self) -> str:
        """The name on the data host: with the uuid before the extension."""
        path = PurePosixPath(self.name)
        return f"{path.stem}.{self.id}{path.suffix}"

    def recorded(self) -> tuple[int, str]:
        """Size in bytes and md5 as the dataset's record tells them."""
        content = self.content or Content(noise(self.name, 4096))
        wrong = Content(noise("another file", 64))
        return content.length() + self.size_off, (wrong if self.wrong_hash else content).md5()


_SORTED = "alf/probe00/pykilosort"


@cache
def samples() -> tuple[Sample, ...]:
    """All of them."""
    made = (*_open(), *_private(), *_odd())
    # Made once with pandas; they come with the package, so that the demo needs neither.
    packed = (
        ("alf", "_ibl_trials.table.pqt", "trials.table"),
        ("alf", "_ibl_leftCamera.dlc.pqt", "camera.dlc"),
        (_SORTED, "clusters.metrics.pqt", "clusters.metrics"),
    )
    tables = [(*row, shipped(row[1])) for row in packed]
    return (*made, *(Sample(*row) for row in tables if row[3] is not None))


def _open() -> tuple[Sample, ...]:
    raw = "raw_behavior_data"
    values = "unknown"
    return (
        Sample("alf", "_ibl_wheel.position.npy", "wheel.position", Content(npy_table("w", 60_000, 1))),
        Sample("alf", "_ibl_wheel.timestamps.npy", "wheel.timestamps", Content(npy_times(60_000, 30))),
        Sample("alf", "_ibl_wheelMoves.intervals.npy", "wheelMoves.intervals", Content(npy_table("m", 700, 2))),
        Sample("alf", "_ibl_leftCamera.times.npy", "camera.times", Content(npy_times(130_000, 60))),
        Sample("alf/probe00", "channels.mlapdv.npy", "channels.mlapdv", Content(npy_table("c", 384, 3))),
        Sample(raw, "_iblrig_taskData.raw.jsonable", "_iblrig_taskData.raw", Content(trials(800))),
        Sample(raw, "_iblrig_taskSettings.raw.json", "_iblrig_taskSettings.raw", Content(settings)),
        Sample(raw, "_iblrig_encoderEvents.raw.csv", values, Content(table(4000, ","))),
        Sample("raw_video_data", "_iblrig_leftCamera.raw.mp4", "_iblrig_Camera.raw", Content(video(3_000_000))),
        Sample("spikesorters", "_demo_raster.image.png", values, Content(png(640, 400))),
        Sample(_SORTED, "cluster_group.tsv", values, Content(table(300, "\t"))),
        Sample(
            "raw_ephys_data/probe00",
            "_spikeglx_ephysData_g0_t0.imec0.ap.cbin",
            "ephysData.raw.ap",
            recording(RECORDING_SIZE, RECORDING_MD5),
        ),
        Sample("alf", "_demo_slow.values.npy", values, Content(npy_numbers("slow", 500_000)), "slow"),
        Sample("alf", "_demo_moved.values.npy", values, Content(npy_numbers("moved", 40_000)), "moved"),
        Sample("alf", "_demo_noRange.values.npy", values, Content(npy_numbers("plain", 90_000)), "plain"),
    )  # fmt: skip


def _private() -> tuple[Sample, ...]:
    return (
        Sample(_SORTED, "spikes.times.npy", "spikes.times", Content(npy_times(250_000, 97)), "private"),
        Sample(_SORTED, "spikes.clusters.npy", "spikes.clusters", Content(npy_numbers("k", 250_000)), "private"),
        Sample(_SORTED, "spikes.depths.npy", "spikes.depths", Content(npy_table("d", 30_000, 1)), "private"),
        Sample(_SORTED, "spikes.amps.npy", "spikes.amps", Content(npy_table("a", 30_000, 1)), "private"),
        Sample(_SORTED, "clusters.channels.npy", "clusters.channels", Content(npy_numbers("h", 300)), "private"),
    )  # fmt: skip


def _odd() -> tuple[Sample, ...]:
    kind = "unknown"
    return (
        Sample("alf", "_demo_wrongHash.values.npy", kind, Content(npy_numbers("hash", 20_000)), wrong_hash=True),
        Sample("alf", "_demo_wrongSize.values.npy", kind, Content(npy_numbers("size", 20_000)), size_off=1),
        Sample("alf", "_demo_gone.values.npy", kind, None),
        Sample("alf", "_demo_busy.values.npy", kind, Content(npy_numbers("busy", 20_000)), "busy"),
        Sample("alf", "_demo_empty.values.npy", kind, Content(bytes)),
    )  # fmt: skip


@cache
def _by_file_name() -> dict[str, Sample]:
    return {sample.file_name: sample for sample in samples()}


def find(path: str) -> Sample | None:
    """The sample of an address.

    Args:
        path: without the area, ``cortexlab/Subjects/KS022/.../alf/name.<uuid>.npy``.
    """
    place = PurePosixPath(path)
    sample = _by_file_name().get(place.name)
    if sample is None or not str(place.parent).endswith(f"/{sample.collection}"):
        return None
    return sample
