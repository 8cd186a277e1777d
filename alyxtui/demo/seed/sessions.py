"""Sessions, what was weighed and drunk on their days, and notes."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib.contenttypes.models import ContentType

from alyxtui.demo.apps.actions.models import Session, WaterAdministration, Weighing
from alyxtui.demo.apps.misc.models import Note
from alyxtui.demo.seed import heavy, hostile, qc, tutorials, words
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import Mouse, Visit, World

_QC = (50, 40, 40, 30, 30, 30, 0, 0, 0, 0, 10, 10, 10, 10, 10)


def make(world: World) -> None:
    """Make the sessions, the latest first, and what goes with them."""
    world.visits = sorted(
        world.visits + _visits(world), key=lambda visit: visit.start, reverse=True
    )
    _write_sessions(world)
    _write_days(world)
    _write_notes(world)


def _visits(world: World) -> list[Visit]:
    count = world.size - hostile.SESSIONS - heavy.SESSIONS - tutorials.SESSIONS
    shares = _shares(count, len(world.mice))
    return [
        visit
        for mouse, share in zip(world.mice, shares, strict=True)
        for visit in _career(world, mouse, share)
    ]


def _shares(total: int, parts: int) -> list[int]:
    """Whole numbers that differ by one at most and add up to the total."""
    return [total // parts + (index < total % parts) for index in range(parts)]


def _career(world: World, mouse: Mouse, count: int) -> list[Visit]:
    """An animal's sessions: training, then bias, then a few recordings."""
    rng = world.rng
    span = (mouse.last - mouse.first).days
    days = sorted(rng.randint(0, span) for _ in range(count))
    recordings = min(4, count // 4) if mouse.ephys else 0
    own: str = rng.choice(words.PROJECTS)[0]
    visits: list[Visit] = []
    for index, day in enumerate(days):
        date = mouse.first + datetime.timedelta(days=day)
        time = datetime.time(rng.randint(8, 17), rng.randint(0, 59), rng.randint(0, 59))
        start = datetime.datetime.combine(date, time, tzinfo=None)
        number = 1 + sum(visit.start.date() == date for visit in visits)
        is_recording = index >= count - recordings
        protocol = words.EPHYS if is_recording else _protocol(index / count)
        visits.append(
            Visit(
                id=uuid.UUID(int=rng.getrandbits(128), version=4),
                mouse=mouse,
                start=start.replace(microsecond=rng.randint(0, 999_999)),
                number=number,
                protocol=protocol,
                project=words.PROJECTS[0][0] if is_recording and rng.random() < 0.7 else own,
                user=world.people(1)[0],
                probes=("probe00", "probe01")[: rng.randint(1, 2)] if is_recording else (),
            )
        )
    if mouse is world.mice[0] and visits:
        visits[-1].id = tutorials.SESSION
    return visits


def _protocol(progress: float) -> str:
    if progress < 0.55:
        return words.TRAINING
    return words.BIASED if progress < 0.95 else words.PASSIVE


def _write_sessions(world: World) -> None:
    rng = world.rng
    rows, users = Rows(Session, rng), Links(Session.users.through)
    procedures, projects = Links(Session.procedures.through), Links(Session.projects.through)
    for visit in world.visits:
        is_recording = bool(visit.probes)
        trials = rng.randint(150, 1200)
        checks = qc.task(rng) | (qc.video(rng) if is_recording else {})
        if rng.random() >= 0.9:
            checks = {}
        rigs = world.rigs[visit.mouse.lab]
        rows.add(
            id=visit.id,
            subject_id=visit.mouse.id,
            lab_id=world.labs[visit.mouse.lab],
            location_id=rigs[2] if is_recording else rng.choice(rigs[:2]),
            narrative=rng.choice(words.NARRATIVES),
            start_time=visit.start,
            end_time=visit.start + datetime.timedelta(minutes=rng.randint(40, 110)),
            type="Experiment",
            number=visit.number,
            task_protocol=visit.protocol,
            n_trials=trials,
            n_correct_trials=int(trials * rng.uniform(0.5, 0.97)),
            qc=rng.choice(_QC),
            extended_qc=visit.wanted.checks or checks or None,
            json=_settings(rng) if rng.random() < 0.8 else None,
            auto_datetime=visit.start + datetime.timedelta(days=2),
            parent_session_id=visit.wanted.parent,
        )
        users.add(visit.id, *(visit.wanted.users or (visit.user,)))
        projects.add(visit.id, world.projects[visit.project])
        names = [words.PROCEDURES[1]] if is_recording else [words.PROCEDURES[0]]
        if is_recording and visit.number == 1 and rng.random() < 0.25:
            names.append("Histology")
        procedures.add(visit.id, *(world.procedures[name] for name in names))
    for table in (rows, users, procedures, projects):
        table.write()


def _settings(rng: Any) -> dict[str, Any]:
    return {
        "IS_MOCK": False,
        "POOP_COUNT": rng.randint(0, 9),
        "IBLRIG_VERSION": rng.choice(("6.6.2", "8.19.0", "8.24.1")),
        "PYBPOD_PROTOCOL": "_iblrig_tasks",
    }


def _write_days(world: World) -> None:
    """One weighing and one drink a session."""
    rng = world.rng
    weighings, waters = Rows(Weighing, rng), Rows(WaterAdministration, rng)
    for visit in world.visits:
        mouse, before = visit.mouse, visit.start - datetime.timedelta(minutes=8)
        weighings.add(
            subject_id=mouse.id,
            user_id=visit.user,
            date_time=before.replace(microsecond=0),
            weight=round(mouse.weight * rng.uniform(0.82, 1.02), 2),
        )
        waters.add(
            subject_id=mouse.id,
            user_id=visit.user,
            date_time=visit.start.replace(microsecond=0),
            session_id=visit.id,
            water_administered=round(rng.uniform(0.4, 1.6), 3),
            water_type_id=world.water_types[rng.choice(words.WATER_TYPES)],
        )
    weighings.write()
    waters.write()


def _write_notes(world: World) -> None:
    rng, rows = world.rng, Rows(Note, world.rng)
    kind = ContentType.objects.get_for_model(Session).pk
    for visit in world.visits[:: max(1, 20 - len(world.mice) % 3)]:
        rows.add(
            user_id=visit.user,
            date_time=visit.start + datetime.timedelta(hours=4),
            text=rng.choice(words.NOTE_TEXTS),
            content_type_id=kind,
            object_id=visit.id,
            json={"title": "alignment"} if rng.random() < 0.3 else None,
        )
    rows.write()
