"""What differs between two records, or two versions of one, by path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_path import Path

# What tells the items of a list from one another; Alyx 3.6.1 gives nested records in no order.
_IDENTITIES = ("id", "url", "name")


class Kind(str, Enum):
    """What happened to a value; the value is its word."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A value that differs.

    Attributes:
        path: where it stands: in the new record, or in the old one when it is gone from there.
        kind: what happened to it.
        old: as it was; MISSING when it was not there.
        new: as it is; MISSING when it is gone.
    """

    path: Path
    kind: Kind
    old: object
    new: object


def changes(old: object, new: object) -> list[Change]:
    """What became of one value on the way to another, in the order of the new one.

    Objects are compared key by key. Items of a list are matched by their ``id``, ``url`` or
    ``name`` where all have one, else by their place. ``1`` and ``1.0`` are the same, ``1`` and
    ``true`` are not; NaN is equal to itself.

    Args:
        old: any JSON value.
        new: any JSON value.
    """
    found: list[Change] = []
    todo: list[tuple[Path, object, object]] = [((), old, new)]
    seen: set[tuple[int, int]] = set()
    while todo:
        path, before, after = todo.pop()
        if before is after:
            continue
        if pairs := _pairs(before, after):
            # Two values that hold themselves would be gone through for ever.
            if (id(before), id(after)) not in seen:
                seen.add((id(before), id(after)))
                todo += [((*path, step), one, other) for step, one, other in reversed(pairs)]
        elif not _same(before, after):
            found.append(Change(path, _kind(before, after), before, after))
    return found


def _kind(old: object, new: object) -> Kind:
    if old is MISSING:
        return Kind.ADDED
    return Kind.REMOVED if new is MISSING else Kind.CHANGED


def _same(old: object, new: object) -> bool:
    if isinstance(old, bool) or isinstance(new, bool):
        return old is new
    if isinstance(old, float) and isinstance(new, float) and old != old:
        return new != new
    if isinstance(old, dict | list) or isinstance(new, dict | list):
        return type(old) is type(new) and not old and not new
    return old == new


def _pairs(old: object, new: object) -> list[tuple[str | int, object, object]]:
    """What is in two containers of one kind, by key or place; empty for any other two values."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [*new, *(key for key in old if key not in new)]
        return [(key, old.get(key, MISSING), new.get(key, MISSING)) for key in keys]
    if isinstance(old, list) and isinstance(new, list):
        return list(_items(old, new))
    return []


def _items(old: list[object], new: list[object]) -> Iterator[tuple[int, object, object]]:
    before, after = _names(old), _names(new)
    if before is None or after is None:
        for place in range(max(len(old), len(new))):
            yield (
                place,
                old[place] if place < len(old) else MISSING,
                new[place] if place < len(new) else MISSING,
            )
        return
    places = {name: place for place, name in enumerate(before)}
    for place, name in enumerate(after):
        yield place, old[places[name]] if name in places else MISSING, new[place]
    kept = set(after)
    for place, name in enumerate(before):
        if name not in kept:
            yield place, old[place], MISSING


def _names(items: list[object]) -> Sequence[tuple[str, str]] | None:
    """What tells the items of a list from one another; None when nothing does."""
    for key in _IDENTITIES:
        names = [(key, str(one[key])) for one in items if isinstance(one, dict) and one.get(key)]
        if len(names) == len(items) == len(set(names)):
            return names
    return [] if not items else None
