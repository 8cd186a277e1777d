"""Records that try to break whoever shows them; all are old, so first pages look usual.

They are found by ``/sessions?subject=hostile``, ``/subjects?nickname=hostile`` and the odd names
among the projects and users.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType

from alyxtui.demo.apps.actions.models import Session, Weighing
from alyxtui.demo.apps.data.models import Dataset, FileRecord
from alyxtui.demo.apps.experiments.models import ProbeInsertion, TrajectoryEstimate
from alyxtui.demo.apps.jobs.models import Task
from alyxtui.demo.apps.misc.models import Note
from alyxtui.demo.apps.subjects.models import Subject
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import Id, World

ESCAPES = (
    "\x1b[31mred\x1b[0m \x1b[1;5mblink\x1b[0m \x1b]0;window title\x07 \x1b[2J\x1b[H cleared? "
    "\x1b[?1049h \x1b]8;;http://evil.example/\x1b\\click me\x1b]8;;\x1b\\ "
    "\x1b]52;c;ZXZpbA==\x07 bell\x07 back\b\b del\x7f c1\x9b31m\rover"
)
MARKUP = "[bold red]x[/] [/] [/foo] [b] [@click=app.quit]q[/] [link=file:///etc/passwd]l[/link] \\["
UNICODE = (
    "实验动物行为记录 サブジェクト 실험 피험자 🐭🧠 👩🏽‍🔬 👨‍👩‍👧‍👦 🏳️‍🌈 \u202ereversed\u202c שלום עולם "
    "zero\u200bwidth\u2060joiner\ufeff Z̵̡̢̛a̸̧̨̛l̷̢̧g̸̨̛o̴̧̡ e\u0301 \u2028line\u2029paragraph"
)
LONG_WORD = "x" * 20_000
USERS = ("[b]user", "josé.garcía", "user+tag@host", "李雷", "🐭user")
PROJECTS = (
    ("project/with/slash", "A name with slashes has no address"),
    ("project #1? 100% & more", "A name that must be percent-encoded"),
    ("[b]markup[/] project", MARKUP),
    ("projekt ünïcode 项目 🧪", UNICODE),
)
SUBJECTS = (
    "name with spaces", "hash#tag?q=1&x=y", "[red]nick", "café", "100%20per%cent",
    "m" * 64,
)  # fmt: skip
ROOMS = ("room #3? 100% [b]", "room/with/slash")
TAGS = (("tag/with/slash", MARKUP), ("tag #1? 100% [b]", UNICODE))
_START = datetime.datetime(2021, 3, 4, 10, 0)


def _deep(levels: int) -> object:
    value: object = "the bottom"
    for level in range(levels):
        value = {"level": level, "in": value} if level % 2 else [value, level]
    return value


def _cases() -> list[dict[str, Any]]:
    """What each session has that is not usual."""
    return [
        {"narrative": ESCAPES, "json": {"escape\x1b[31m": ESCAPES}},
        {"narrative": MARKUP, "task_protocol": "[b]protocol[/foo]", "json": {MARKUP: MARKUP}},
        {"narrative": UNICODE, "type": "\u202etxe\u202c 🐭"},
        {"narrative": LONG_WORD, "extended_qc": {"long": LONG_WORD}},
        {"narrative": "deep", "json": _deep(60)},
        {"narrative": "list", "json": [1, "two", None, [True]], "extended_qc": ["PASS", 1]},
        {"narrative": "text", "json": '{"a": 1}', "extended_qc": "PASS"},
        {"narrative": "number", "json": 12345.678, "extended_qc": 0},
        {"narrative": "wide", "json": {f"key_{n:04}": {"n": n} for n in range(2000)}},
        {"narrative": "many lines\n" * 500, "n_trials": 2_147_483_647, "n_correct_trials": -1},
        {
            "lab_id": None,
            "location_id": None,
            "number": None,
            "task_protocol": "",
            "type": None,
            "end_time": None,
            "n_trials": None,
        },
        {"narrative": "", "start_time": datetime.datetime(1970, 1, 1), "number": -7},
    ]


SESSIONS = 12


def make(world: World) -> None:
    """Make the odd animals, their sessions and what hangs on them."""
    mouse = _animals(world)
    sessions = _sessions(world, mouse)
    _around(world, mouse, sessions)


def _animals(world: World) -> Id:
    rows = Rows(Subject, world.rng)
    users = list(world.users.values())
    key = rows.add(
        nickname="hostile",
        lab_id=world.labs["hoferlab"],
        responsible_user_id=world.users["[b]user"],
        description=f"{ESCAPES}\n{MARKUP}\n{UNICODE}",
        birth_date=datetime.date(2020, 11, 1),
        death_date=datetime.date(2021, 5, 1),
        json={"nested": _deep(60)},
    )
    # Alyx 3.6.1: a nickname is unique within a lab only; the detail of such a one is a 500.
    for index, lab in enumerate(("hoferlab", "mainenlab")):
        rows.add(
            nickname="DUP_001",
            lab_id=world.labs[lab],
            responsible_user_id=users[index],
            birth_date=datetime.date(2020, 11, 1),
            death_date=datetime.date(2021, 5, 1),
        )
    for index, name in enumerate(SUBJECTS):
        rows.add(
            nickname=name,
            lab_id=world.labs["zadorlab"],
            responsible_user_id=users[index],
            death_date=datetime.date(2021, 5, 1),
        )
    rows.write()
    return key


def _sessions(world: World, mouse: Id) -> list[Id]:
    rows, projects = Rows(Session, world.rng), Links(Session.projects.through)
    keys = []
    names = [name for name, _ in PROJECTS]
    for index, case in enumerate(_cases()):
        start = _START + datetime.timedelta(days=index)
        usual: dict[str, Any] = {
            "subject_id": mouse,
            "lab_id": world.labs["hoferlab"],
            "start_time": start,
            "end_time": start + datetime.timedelta(hours=1),
            "number": 1,
            "type": "Experiment",
            "task_protocol": "_iblrig_tasks_trainingChoiceWorld6.4.2",
            "auto_datetime": start,
        }
        keys.append(rows.add(**usual | case))
        projects.add(keys[-1], world.projects[names[index % len(names)]])
    rows.write()
    projects.write()
    return keys


def _around(world: World, mouse: Id, sessions: list[Id]) -> None:
    """A note, a task, a dataset, a probe with NaN and a weighing."""
    rng, kind = world.rng, ContentType.objects.get_for_model(Session).pk
    notes, tasks = Rows(Note, rng), Rows(Task, rng)
    user = world.users["🐭user"]
    for text in (ESCAPES, MARKUP, UNICODE):
        notes.add(
            user_id=user,
            date_time=_START,
            text=text,
            content_type_id=kind,
            object_id=sessions[0],
        )
    tasks.add(
        name="[red]nasty 任务 🐭",
        session_id=sessions[0],
        status=40,
        level=9,
        log=ESCAPES + MARKUP + UNICODE,
        datetime=_START,
    )
    datasets, files = Rows(Dataset, rng), Rows(FileRecord, rng)
    key = datasets.add(
        name="_odd_[b]name.öäü.npy",
        session_id=sessions[0],
        dataset_type_id=world.dataset_types["trials.table"],
        data_format_id=world.formats["npy"],
        collection="alf/[b]",
        created_datetime=_START,
        auto_datetime=_START,
    )
    files.add(
        dataset_id=key,
        data_repository_id=world.repositories["flatiron_hoferlab"],
        relative_path="hostile/2021-03-04/001/alf/[b]/_odd_[b]name.öäü.npy",
        exists=True,
    )
    probes, trajectories = Rows(ProbeInsertion, rng), Rows(TrajectoryEstimate, rng)
    probe = probes.add(name="probe00", session_id=sessions[0], auto_datetime=_START)
    trajectories.add(
        probe_insertion_id=probe,
        provenance=30,
        x=float("nan"),
        y=float("inf"),
        z=-490.4,
        depth=1935.4,
        theta=16.0,
        phi=180.0,
        roll=0.0,
        datetime=_START,
    )
    weighings = Rows(Weighing, rng)
    weighings.add(subject_id=mouse, user_id=user, date_time=_START, weight=0.0)
    for table in (notes, tasks, datasets, files, probes, trajectories, weighings):
        table.write()
