"""What the makers of the data share: the generator, the size and what was made so far."""

from __future__ import annotations

import datetime
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

Id = uuid.UUID


@dataclass(slots=True)
class Mouse:
    """An animal while the data are made."""

    id: Id
    nickname: str
    lab: str
    birth: datetime.date
    death: datetime.date | None
    first: datetime.date
    last: datetime.date
    weight: float
    ephys: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a session has because somebody looks for it; the rest is left to chance.

    Attributes:
        users: who did it, its own user included.
        checks: its ``extended_qc``.
        failed: names of tasks that ended with an error.
        region: the first region of its first probe.
        place: coordinates of its first probe, micrometres.
        parent: the session it belongs to.
    """

    users: tuple[Id, ...] = ()
    checks: dict[str, Any] | None = None
    failed: tuple[str, ...] = ()
    region: int | None = None
    place: dict[str, float] = field(default_factory=dict)
    parent: Id | None = None


@dataclass(slots=True)
class Visit:
    """A session while the data are made."""

    id: Id
    mouse: Mouse
    start: datetime.datetime
    number: int
    protocol: str
    project: str
    user: Id
    probes: tuple[str, ...] = ()
    wanted: Wanted = Wanted()

    @property
    def folder(self) -> str:
        """Where its files are, below the repository's subjects."""
        return f"{self.mouse.nickname}/{self.start.date()}/{self.number:03}"


@dataclass(slots=True)
class World:
    """Everything made so far, by name.

    Attributes:
        rng: the only source of chance.
        size: how many sessions are wanted.
    """

    rng: random.Random
    size: int
    users: dict[str, Id] = field(default_factory=dict)
    labs: dict[str, Id] = field(default_factory=dict)
    projects: dict[str, Id] = field(default_factory=dict)
    procedures: dict[str, Id] = field(default_factory=dict)
    water_types: dict[str, Id] = field(default_factory=dict)
    rigs: dict[str, list[Id]] = field(default_factory=dict)
    repositories: dict[str, Id] = field(default_factory=dict)
    dataset_types: dict[str, Id] = field(default_factory=dict)
    formats: dict[str, Id] = field(default_factory=dict)
    revisions: dict[str, Id] = field(default_factory=dict)
    tags: dict[str, Id] = field(default_factory=dict)
    mice: list[Mouse] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    datasets: dict[Id, list[tuple[Id, str]]] = field(default_factory=dict)

    def people(self, count: int) -> list[Id]:
        """Some lab members, none twice."""
        from alyxtui.demo.seed import words

        return [self.users[name] for name in self.rng.sample(words.PEOPLE, count)]
