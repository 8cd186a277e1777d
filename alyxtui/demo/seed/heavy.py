"""Records that are too large, too deep or too empty, all of the animal ``heavy``."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from alyxtui.demo.apps.actions.models import Session, WaterAdministration, Weighing
from alyxtui.demo.apps.data.models import Dataset, FileRecord
from alyxtui.demo.apps.experiments.models import ProbeInsertion, TrajectoryEstimate
from alyxtui.demo.apps.jobs.models import Task
from alyxtui.demo.apps.misc.models import Note
from alyxtui.demo.apps.subjects.models import Subject
from alyxtui.demo.seed.rows import Rows
from alyxtui.demo.seed.world import Id, World

_START = datetime.datetime(2021, 2, 1, 10, 0)
_LINE = "All work and no play makes Jack a dull boy; 实验 🐭 é \u202etfel ot thgir\u202c [b]x[/b]"
LONG_TEXT = "\n".join(f"{number:05} {_LINE}" for number in range(2700))[:200_000]
# Letters under hundreds of marks, each of which has no width of its own.
STORM = " ".join(
    letter + "".join(chr(0x300 + (index * 7 + mark) % 0x70) for mark in range(300))
    for index, letter in enumerate("zalgo")
)


def _large() -> dict[str, Any]:
    """Some 5 MB of JSON."""
    row = {"x": 1.5, "ok": True, "none": None, "text": "n" * 180}
    return {"rows": [{"n": number, **row} for number in range(23_000)]}


def _cases() -> list[dict[str, Any]]:
    """What each session has that is not usual."""
    return [
        {"narrative": LONG_TEXT},
        {"narrative": "5 MB", "json": _large()},
        {
            "narrative": "5,000 keys",
            "json": {f"key_{number:04}": {"n": number} for number in range(5000)},
            "extended_qc": {f"_check_{number:04}": number % 2 == 0 for number in range(5000)},
        },
        {"narrative": STORM, "task_protocol": STORM[:255]},
    ]


SESSIONS = 4


def make(world: World) -> None:
    """Make the animal, its sessions, and a record without anything in most endpoints."""
    rng = world.rng
    subjects, sessions = Rows(Subject, rng), Rows(Session, rng)
    lab = world.labs["mainenlab"]
    mouse = subjects.add(
        nickname="heavy", lab_id=lab, responsible_user_id=None, description=LONG_TEXT
    )
    for number, case in enumerate(_cases(), 1):
        key = sessions.add(
            subject_id=mouse,
            lab_id=lab,
            start_time=_START,
            number=number,
            auto_datetime=_START,
            **case,
        )
    subjects.write()
    sessions.write()
    _texts(world, key)
    _nothing(world, mouse, key)


def _texts(world: World, session: Id) -> None:
    """A task and a note of 200 kB."""
    tasks, notes = Rows(Task, world.rng), Rows(Note, world.rng)
    tasks.add(name="heavy", session_id=session, status=40, log=LONG_TEXT, datetime=_START)
    notes.add(
        user_id=world.users["test_user"],
        date_time=_START,
        text=LONG_TEXT,
        content_type_id=ContentType.objects.get_for_model(Session).pk,
        object_id=session,
    )
    tasks.write()
    notes.write()


def _nothing(world: World, mouse: Id, session: Id) -> None:
    """Records in which everything is null that may be."""
    rng = world.rng
    task, dataset, file = Rows(Task, rng), Rows(Dataset, rng), Rows(FileRecord, rng)
    task.add(session_id=session, status=20, datetime=_START)
    key = dataset.add(
        name="",
        session_id=session,
        file_size=None,
        dataset_type_id=world.dataset_types["trials.table"],
        data_format_id=world.formats["unknown"],
        created_datetime=None,
        auto_datetime=_START,
    )
    file.add(
        dataset_id=key,
        data_repository_id=world.repositories["mainenlab_SR"],
        relative_path="heavy/2021-02-01/004/empty.npy",
        exists=False,
    )
    probe, trajectory = Rows(ProbeInsertion, rng), Rows(TrajectoryEstimate, rng)
    probe.add(name="", session_id=session)
    trajectory.add(provenance=10, datetime=_START)
    weighing, water = Rows(Weighing, rng), Rows(WaterAdministration, rng)
    weighing.add(subject_id=mouse, weight=float("nan"), date_time=_START)
    water.add(subject_id=mouse, water_administered=None, date_time=None)
    for table in (task, dataset, file, probe, trajectory, weighing, water):
        table.write()
