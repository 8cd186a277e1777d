"""Animals: where they come from, how long they live, surgeries and water restrictions."""

from __future__ import annotations

import datetime
from typing import Any

from alyxtui.demo import clock
from alyxtui.demo.apps.actions.models import Surgery, WaterRestriction
from alyxtui.demo.apps.subjects import models
from alyxtui.demo.seed import words
from alyxtui.demo.seed.rows import Links, Rows
from alyxtui.demo.seed.world import Id, Mouse, World

_ALLELES = ("Ai32", "Camk2a-tTa", "Drd1a-Cre", "Pvalb-Cre", "Sst-Cre", "TetO-G6s")
_SPAN = 1000  # days from the first animal's last session to the anchor
_TRAINING = 80  # days that an animal works


def make(world: World) -> None:
    """Make the animals, oldest first."""
    origins = _origins(world)
    rng, count = world.rng, max(24, world.size * 6 // 100)
    rows, projects = Rows(models.Subject, rng), Links(models.Subject.projects.through)
    alleles = Rows(models.Zygosity, rng)
    for index in range(count):
        lab = words.LABS[index % len(words.LABS)]
        mouse = _mouse(world, index, count, lab)
        rows.add(
            id=mouse.id,
            nickname=mouse.nickname,
            lab_id=world.labs[lab.name],
            birth_date=mouse.birth,
            death_date=mouse.death,
            sex=rng.choice("MMMFFFU"),
            responsible_user_id=world.people(1)[0],
            ear_mark=rng.choice(("L", "R", "LR", "")),
            cage=str(rng.randint(10_000, 99_999)),
            protocol_number=rng.choice("123"),
            description=rng.choice(("", "", "Implanted early.", "Calm, good learner.")),
            json={"weaned": rng.random() < 0.9} if rng.random() < 0.3 else None,
            **_pick(origins, rng),
        )
        projects.add(mouse.id, world.projects[rng.choice(words.PROJECTS)[0]])
        for allele in rng.sample(origins["alleles"], rng.randint(0, 2)):
            alleles.add(subject_id=mouse.id, allele_id=allele, zygosity=rng.randint(0, 3))
        world.mice.append(mouse)
    for table in (rows, projects, alleles):
        table.write()
    _treat(world)


def _mouse(world: World, index: int, count: int, lab: words.LabName) -> Mouse:
    rng = world.rng
    # The last dozen are still at work, so that the latest sessions are of several animals.
    ago = max(0, _SPAN * (count - 12 - index) // count) + rng.randint(0, 3)
    last = clock.ANCHOR.date() - datetime.timedelta(days=ago)
    first = last - datetime.timedelta(days=_TRAINING)
    alive = (clock.ANCHOR.date() - last).days < 60 or rng.random() < 0.1
    return Mouse(
        id=Id(int=rng.getrandbits(128), version=4),
        nickname=lab.pattern.format(lab.first + index // len(words.LABS)),
        lab=lab.name,
        birth=first - datetime.timedelta(days=rng.randint(70, 150)),
        death=None if alive else last + datetime.timedelta(days=rng.randint(1, 30)),
        first=first,
        last=last,
        weight=round(rng.uniform(21, 29), 2),
        ephys=rng.random() < 0.4 or index == 0,
    )


def _origins(world: World) -> dict[str, list[Id]]:
    rng = world.rng
    species, strains = Rows(models.Species, rng), Rows(models.Strain, rng)
    sources, lines = Rows(models.Source, rng), Rows(models.Line, rng)
    alleles, litters = Rows(models.Allele, rng), Rows(models.Litter, rng)
    lab = world.labs["cortexlab"]
    made = {
        "species_id": [species.add(name="Mus musculus", nickname="Laboratory mouse")],
        "strain_id": [strains.add(name=name) for name in ("C57BL/6J", "C57BL/6N")],
        "source_id": [
            sources.add(name=name) for name in ("Charles River", "Jax", "Allen Institute")
        ],
        "line_id": [
            lines.add(name=name, nickname=name, lab_id=lab)
            for name in ("C57BL/6J", "Sst-Cre", "TetO-G6s x CaMK", "Drd1a-Cre")
        ],
        "alleles": [alleles.add(name=name, nickname=name) for name in _ALLELES],
    }
    made["litter_id"] = [
        litters.add(name=f"L_{number:03}", line_id=rng.choice(made["line_id"]))
        for number in range(1, 9)
    ]
    for table in (species, strains, sources, lines, alleles, litters):
        table.write()
    return made


def _pick(origins: dict[str, list[Id]], rng: Any) -> dict[str, Id | None]:
    """One origin of each kind; a line and a litter are often unknown."""
    picked: dict[str, Id | None] = {
        name: rng.choice(origins[name]) for name in ("species_id", "strain_id", "source_id")
    }
    for name in ("line_id", "litter_id"):
        picked[name] = rng.choice(origins[name]) if rng.random() < 0.6 else None
    return picked


def _treat(world: World) -> None:
    """A surgery before the first session, and water by rule while the animal works."""
    rng = world.rng
    surgeries, restrictions = Rows(Surgery, rng), Rows(WaterRestriction, rng)
    procedures, users = Links(Surgery.procedures.through), Links(Surgery.users.through)
    for mouse in world.mice:
        day = datetime.datetime.combine(mouse.first, datetime.time(9))
        begin = day - datetime.timedelta(days=14)
        key = surgeries.add(
            name="Headplate",
            subject_id=mouse.id,
            lab_id=world.labs[mouse.lab],
            start_time=begin,
            end_time=begin + datetime.timedelta(hours=2),
            outcome_type="r",
            implant_weight=round(rng.uniform(0.6, 1.1), 2),
            narrative="Headplate, no complications.",
        )
        procedures.add(key, world.procedures["Headplate implant"])
        users.add(key, *world.people(1))
        end = datetime.datetime.combine(mouse.last, datetime.time(18))
        restrictions.add(
            subject_id=mouse.id,
            lab_id=world.labs[mouse.lab],
            start_time=day - datetime.timedelta(days=3),
            end_time=None if mouse.death is None and rng.random() < 0.7 else end,
            reference_weight=round(mouse.weight * rng.uniform(0.98, 1.2), 2),
            water_type_id=world.water_types["Water"],
        )
    for table in (surgeries, restrictions, procedures, users):
        table.write()
