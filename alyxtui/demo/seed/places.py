"""Labs, people, projects, repositories and the words of datasets."""

from __future__ import annotations

import datetime

from django.contrib.auth.hashers import make_password

from alyxtui.demo import clock
from alyxtui.demo.apps.actions.models import ProcedureType, WaterType
from alyxtui.demo.apps.data import models as data
from alyxtui.demo.apps.misc import models as misc
from alyxtui.demo.apps.subjects.models import Project
from alyxtui.demo.datahost.address import STORED
from alyxtui.demo.seed import hostile, words
from alyxtui.demo.seed.rows import Links, Rows, new_id
from alyxtui.demo.seed.world import World

_NO_PASSWORD = "!demo"  # noqa: S105  # the mark of an account that cannot sign in by password


def make(world: World) -> None:
    """Make the labs, people, projects, repositories and words."""
    _people(world)
    _repositories(world)
    _labs(world)
    _projects(world)
    _words(world)


def _people(world: World) -> None:
    rows = Rows(misc.LabMember, world.rng)
    accounts: dict[str, dict[str, object]] = {
        "test_user": {"password": make_password("TapetesBloc18", salt="demo")},
        "public_user": {
            "password": make_password("public", salt="demo"),
            "is_public_user": True,
        },
        "admin": {"is_superuser": True, "is_staff": True},
        "charu": {"is_stock_manager": True},
    }
    for name in sorted({*words.PEOPLE, *accounts, *hostile.USERS}):
        values: dict[str, object] = {
            "password": _NO_PASSWORD,
            "email": _email(name),
        } | accounts.get(name, {})
        world.users[name] = rows.add(
            username=name, date_joined=datetime.datetime(2018, 5, 1), **values
        )
    rows.write()


def _email(name: str) -> str:
    return f"{name}@example.org" if name.isascii() and name.isalpha() else ""


def _repositories(world: World) -> None:
    kinds = Rows(data.DataRepositoryType, world.rng)
    server, local = kinds.add(name="Fileserver"), kinds.add(name="Local")
    kinds.write()
    rows = Rows(data.DataRepository, world.rng)
    for lab in words.LABS:
        shared, own = f"flatiron_{lab.name}", f"{lab.name}_SR"
        world.repositories[shared] = rows.add(
            name=shared,
            repository_type_id=server,
            hostname="data.example.org",
            data_url=f"{STORED}/public/{lab.name}/Subjects/",
            timezone="America/New_York",
            globus_path=f"/{lab.name}/Subjects/",
            globus_endpoint_id=new_id(world.rng),
            globus_is_personal=False,
        )
        world.repositories[own] = rows.add(
            name=own,
            repository_type_id=local,
            hostname=f"{lab.name.replace('_', '-')}.local",
            timezone=lab.timezone,
            globus_path="/mnt/s0/Data/Subjects/",
            globus_endpoint_id=new_id(world.rng),
            globus_is_personal=True,
        )
    rows.write()


def _labs(world: World) -> None:
    rng = world.rng
    rows, rigs = Rows(misc.Lab, rng), Rows(misc.LabLocation, rng)
    members, links = Rows(misc.LabMembership, rng), Links(misc.Lab.repositories.through)
    for index, lab in enumerate(words.LABS):
        key = world.labs[lab.name] = rows.add(
            name=lab.name,
            institution=lab.institution,
            timezone=lab.timezone,
            reference_weight_pct=0.85,
            zscore_weight_pct=rng.choice((0.0, 0.8, 0.85)),
            json={"ibllib_version": "3.4.2", "raid_available": round(rng.uniform(900, 9000), 1)},
        )
        links.add(
            key, world.repositories[f"flatiron_{lab.name}"], world.repositories[f"{lab.name}_SR"]
        )
        world.rigs[lab.name] = [
            rigs.add(name=f"_iblrig_{lab.name}_{kind}", lab_id=key)
            for kind in ("behavior_0", "behavior_1", "ephys_0")
        ]
        for name in words.PEOPLE[index :: len(words.LABS)]:
            members.add(user_id=world.users[name], lab_id=key, start_date=datetime.date(2019, 1, 7))
    # Alyx 3.6.1: nothing keeps two rooms from having one name; its detail is then a 500.
    for name in ("hoferlab", "mrsicflogellab"):
        rigs.add(name="Training room", lab_id=world.labs[name])
    for name in hostile.ROOMS:
        rigs.add(name=name, lab_id=world.labs["hoferlab"])
    for table in (rows, links, rigs, members):
        table.write()


def _projects(world: World) -> None:
    rows, links = Rows(Project, world.rng), Links(Project.users.through)
    for name, text in (*words.PROJECTS, *hostile.PROJECTS):
        world.projects[name] = rows.add(name=name, description=text)
        links.add(world.projects[name], *world.people(world.rng.randint(1, 6)))
    rows.write()
    links.write()


def _words(world: World) -> None:
    rng = world.rng
    procedures, waters = Rows(ProcedureType, rng), Rows(WaterType, rng)
    world.procedures = {name: procedures.add(name=name) for name in words.PROCEDURES}
    world.water_types = {name: waters.add(name=name) for name in words.WATER_TYPES}
    formats, kinds = Rows(data.DataFormat, rng), Rows(data.DatasetType, rng)
    for name, extension, loader in words.FORMATS:
        world.formats[name] = formats.add(
            name=name, file_extension=extension, python_loader_function=loader
        )
    names = (*words.BEHAVIOUR, *words.VIDEO, *words.PROBE, *words.HISTOLOGY)
    for kind in sorted({name.kind for name in names}):
        world.dataset_types[kind] = kinds.add(name=kind, description=f"{kind} of a session")
    tags, revisions = Rows(data.Tag, rng), Rows(data.Revision, rng)
    for tag, text, protected, public in words.TAGS:
        world.tags[tag] = tags.add(name=tag, description=text, protected=protected, public=public)
    for tag, text in hostile.TAGS:
        tags.add(name=tag, description=text, protected=False, public=False)
    for revision in words.REVISIONS:
        world.revisions[revision] = revisions.add(
            name=revision, created_datetime=clock.ANCHOR - datetime.timedelta(days=400)
        )
    for table in (procedures, waters, formats, kinds, tags, revisions):
        table.write()
