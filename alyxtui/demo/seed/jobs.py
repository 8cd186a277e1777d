"""Processing tasks: two pipelines, every status, and logs with the errors that really happen."""

from __future__ import annotations

import datetime
import random
from typing import NamedTuple

from alyxtui.demo.apps.jobs.models import STATUS, Task
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import Id, Visit, World


class _Step(NamedTuple):
    name: str
    level: int
    gpu: int
    parents: tuple[int, ...]


_TRAINING = (
    _Step("TrainingRegisterRaw", 0, 0, ()),
    _Step("TrainingTrials", 0, 0, ()),
    _Step("TrainingVideoCompress", 1, 0, (0,)),
    _Step("TrainingDLC", 2, 1, (2,)),
    _Step("TrainingStatus", 1, 0, (1,)),
)
_EPHYS = (
    _Step("EphysRegisterRaw", 0, 0, ()),
    _Step("EphysPulses", 0, 0, ()),
    _Step("RawEphysQC", 0, 0, ()),
    _Step("EphysTrials", 1, 0, (1,)),
    _Step("SpikeSorting", 1, 1, (1, 2)),
    _Step("EphysVideoSyncQc", 2, 0, (3,)),
    _Step("EphysDLC", 2, 1, (0,)),
    _Step("EphysCellsQc", 3, 0, (4,)),
)
_STATUS = (20, 20, 25, 30, 40, 40, 40, 40, 45, 50, 55) + (60,) * 12
_ERRORED = 40
_ERRORS = (
    "TimeoutError: [Errno 110] Connection timed out",
    "ValueError: operands could not be broadcast together with shapes (1200,) (1199,)",
    "FileNotFoundError: [Errno 2] No such file or directory: '{path}'",
    "KeyError: 'trials'",
    "IndexError: index 3 is out of bounds for axis 0 with size 3",
    "MemoryError: Unable to allocate 31.2 GiB for an array with shape (384, 10893312)",
    "AssertionError: Sync pulses: 1043 found, 1044 expected",
    "subprocess.CalledProcessError: Command 'ffmpeg' returned non-zero exit status 1.",
)
_TRACEBACK = """\
\x1b[31m{time} ERROR    [pipes.tasks  ] \x1b[0mTraceback (most recent call last):
  File "/home/ibladmin/Documents/PYTHON/ibllib/ibllib/pipes/tasks.py", line 180, in run
    self.outputs = self._run(**kwargs)
  File "/home/ibladmin/Documents/PYTHON/ibllib/ibllib/pipes/{module}.py", line {line}, in _run
    response = self._extract(self.session_path)
{error}
{time} INFO Job exited with status -1
"""


def make(world: World) -> None:
    """Make the tasks of every tenth session or so; recordings have theirs more often."""
    rng = world.rng
    rows, parents = Rows(Task, rng), Links(Task.parents.through)
    for visit in world.visits:
        if rng.random() < (0.6 if visit.probes else 0.06) or visit.wanted.failed:
            _pipeline(world, visit, rows, parents)
    rows.write()
    parents.write()


def _pipeline(world: World, visit: Visit, rows: Rows, parents: Links) -> None:
    rng = world.rng
    keys: list[Id] = []
    steps, module = (
        (_EPHYS, "ephys_preprocessing") if visit.probes else (_TRAINING, "training_preprocessing")
    )
    repository = world.repositories[f"{visit.mouse.lab}_SR"]
    for step in steps:
        # Each status once, then as often as they are usual.
        status = STATUS[len(rows)][0] if len(rows) < len(STATUS) else rng.choice(_STATUS)
        if step.name in visit.wanted.failed:
            status = _ERRORED
        key = rows.add(
            name=step.name,
            session_id=visit.id,
            data_repository_id=repository,
            status=status,
            priority=rng.choice((10, 30, 60, 90)),
            io_charge=rng.choice((20, 60, 100)),
            level=step.level,
            gpu=step.gpu,
            cpu=rng.choice((1, 2, 4)),
            ram=rng.choice((4, 16, 64)),
            time_out_secs=7200,
            time_elapsed_secs=round(rng.uniform(2, 5000), 3) if status >= 40 else None,
            executable=f"ibllib.pipes.{module}.{step.name}",
            graph="EphysExtractionPipeline" if visit.probes else "TrainingExtractionPipeline",
            log=_log(rng, visit, step, status, module),
            version=rng.choice(("2.23.1", "3.4.2")) if status > 30 else None,
            arguments={"pname": visit.probes[0]} if step.name == "SpikeSorting" else None,
            datetime=visit.start + datetime.timedelta(days=1),
        )
        parents_of = [keys[index] for index in step.parents]
        parents.add(key, *parents_of)
        keys.append(key)


def _log(rng: random.Random, visit: Visit, step: _Step, status: int, module: str) -> str | None:
    if status in {20, 25}:
        return None
    time = (visit.start + datetime.timedelta(hours=6)).replace(microsecond=0)
    begin = f"\x1b[36m{time} INFO     [pipes.tasks  ] \x1b[0mstarting job {step.name}\n"
    if status not in {_ERRORED, 45}:
        return begin + f"{time} INFO Job exited with status 0\n"
    path = f"/mnt/s0/Data/Subjects/{visit.folder}/raw_video_data"
    error = "TimeoutError: [Errno 110] Connection timed out"
    if step.name != "EphysDLC":  # the tutorials of ONE look for this error there (seed 000)
        error = rng.choice(_ERRORS).format(path=path)
    return begin + _TRACEBACK.format(
        time=time, module=module, line=rng.randint(40, 900), error=error
    )
