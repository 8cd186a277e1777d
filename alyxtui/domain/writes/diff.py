"""What differs between two values, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.operations import Assign, Edit, Operation, Path, at
from alyxtui.domain.writes.values import equal


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that changes.

    Attributes:
        path: field, and keys and positions inside it.
        old: the value there, ``MISSING`` when there is none.
        new: the value to come, ``MISSING`` when it goes.
    """

    path: Path
    old: object
    new: object

    @property
    def label(self) -> str:
        """The path as people write it: ``extended_qc.task``, ``json.list[2]``."""
        parts = [f"[{one}]" if isinstance(one, int) else f".{one}" for one in self.path]
        return "".join(parts).lstrip(".")


def diff(old: object, new: object, path: Path = ()) -> tuple[Difference, ...]:
    """The places in which two JSON values differ, in the order of the old one, then the new.

    Objects are gone through key by key; lists by position when they have the same length, else
    they differ as a whole, because a position means nothing once items were put in or taken out.
    """
    return tuple(_diff(old, new, path))


def between(old: object, new: object) -> Operation:
    """The smallest operation that makes one JSON value of another.

    Of two objects only the places that differ are touched, so that what others change beside them
    stays; a list that differs is set as a whole.
    """
    if not (isinstance(old, Mapping) and isinstance(new, Mapping)):
        return Assign(new)
    sets: dict[Path, object] = {}
    removes: list[Path] = []
    for one in diff(old, new):
        ends = (index for index, part in enumerate(one.path) if isinstance(part, int))
        path = one.path[: next(ends, len(one.path))]
        value = at(new, path)
        if value is MISSING:
            removes.append(path)
        else:  # a key that goes from an item of a list is a list that differs
            sets[path] = value
    return Edit(tuple(sets.items()), tuple(removes))


def _diff(old: object, new: object, path: Path) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from _diff(old.get(key, MISSING), new.get(key, MISSING), (*path, str(key)))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _diff(one, other, (*path, index))
    elif old is not new and not equal(old, new):
        yield Difference(path, old, new)
