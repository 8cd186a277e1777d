"""What the queries of ONE's tutorials look for (seeds 000, 001 and 004), so that they find it."""

from __future__ import annotations

import datetime
import uuid

from alyxtui.demo.apps.subjects.models import Species, Subject
from alyxtui.demo.seed import words
from alyxtui.demo.seed.rows import Rows
from alyxtui.demo.seed.world import Mouse, Visit, Wanted, World

# The session that most tutorials read; it is the first animal's last.
SESSION = uuid.UUID("4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a")
# The insertion that they ask for, in that session.
PROBE = uuid.UUID("b749446c-18e3-4987-820a-50649ab0f826")
SESSIONS = 4
_TRAINED, _RECORDED = datetime.date(2018, 8, 24), datetime.date(2020, 1, 14)
_LATER = datetime.date(2021, 2, 5)
_MOTOR = 648  # primary motor area, layer 5
_PLACE = {"x": 953.7, "y": -1533.4, "z": -211.1}


def make(world: World) -> None:
    """Make two animals of long ago and their sessions."""
    rows = Rows(Subject, world.rng)
    flowers = _mouse(world, rows, "flowers", "zadorlab", _TRAINED, ephys=False)
    recorded = _mouse(world, rows, "DY_006", "angelakilab", _RECORDED, ephys=True)
    rows.write()
    users = (world.users["test_user"], world.users["olivier"])
    morning = _visit(world, flowers, _TRAINED, 1, Wanted(users=users, checks={"dlcLeft": "PASS"}))
    world.visits = [
        morning,
        _visit(world, flowers, _TRAINED, 2, Wanted(users=users[1:], parent=morning.id)),
        _visit(
            world,
            recorded,
            _RECORDED,
            1,
            Wanted(failed=("SpikeSorting", "EphysDLC"), region=_MOTOR, place=_PLACE),
        ),
        _visit(world, recorded, _LATER, 1, Wanted()),
    ]


def _mouse(
    world: World, rows: Rows, nickname: str, lab: str, day: datetime.date, *, ephys: bool
) -> Mouse:
    birth = day - datetime.timedelta(days=120)
    death = day + datetime.timedelta(days=500)
    key = rows.add(
        nickname=nickname,
        lab_id=world.labs[lab],
        birth_date=birth,
        death_date=death,
        sex="M",
        responsible_user_id=world.users["olivier"],
        species_id=Species.objects.values_list("pk", flat=True)[0],
    )
    return Mouse(key, nickname, lab, birth, death, day, day, 24.5, ephys)


def _visit(world: World, mouse: Mouse, day: datetime.date, number: int, wanted: Wanted) -> Visit:
    return Visit(
        id=uuid.UUID(int=world.rng.getrandbits(128), version=4),
        mouse=mouse,
        start=datetime.datetime.combine(day, datetime.time(9 + 3 * number, 30)),
        number=number,
        protocol=words.EPHYS if mouse.ephys else words.TRAINING,
        project=words.PROJECTS[0][0],
        user=world.users["olivier"],
        probes=("probe00", "probe01") if mouse.ephys else (),
        wanted=wanted,
    )
