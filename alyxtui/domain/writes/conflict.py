"""What somebody else has changed since a record was seen, and how that is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.operations import Assign, Edit, Operation, Path, apply, at, touched
from alyxtui.domain.writes.values import nothing_there, same
from alyxtui.errors import Conflict
from alyxtui.schema.model import By, Endpoint, Field, Kind
from alyxtui.text import plural, safe

_MODIFIED = "auto_datetime"  # Alyx 3.6.1: set by every save, where a record has it
_UNKNOWN = Field("", Kind.JSON)


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that two people changed: the three columns of the question whose word counts.

    Attributes:
        field: name of the field.
        path: keys inside it, empty for the field itself.
        was: the value that the person saw.
        theirs: the value that the server has now.
        yours: the value that was to be written.
    """

    field: str
    path: Path
    was: object
    theirs: object
    yours: object

    @property
    def label(self) -> str:
        """The place as people write it."""
        return ".".join(map(str, (self.field, *self.path)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record as it was seen beside what the server has now.

    Attributes:
        clashes: places that were to be written and have changed meanwhile.
        elsewhere: names of other fields that have changed; they stay as they are now.
        modified: whether the server has saved the record since, for whatever reason.
    """

    clashes: tuple[Clash, ...] = ()
    elsewhere: tuple[str, ...] = ()
    modified: bool = False


class Clashed(Conflict):
    """A write that would overwrite what somebody else has changed meanwhile.

    Attributes:
        change: what was to be written.
        comparison: where it clashes.
        present: the record that the server has now.
    """

    def __init__(self, change: Change, comparison: Comparison, present: Values) -> None:
        places = ", ".join(safe(clash.label) for clash in comparison.clashes)
        what = plural(len(comparison.clashes), "place")
        super().__init__(
            f"Somebody else has changed {what} that this write is about: {places}."
            " Nothing was sent.",
            hint="Look at the record again and decide whose value counts.",
        )
        self.change = change
        self.comparison = comparison
        self.present = present


def compare(endpoint: Endpoint, change: Change, present: Values) -> Comparison:
    """What has changed since the base of a change.

    Values that are the intended ones already are no clash: somebody had the same idea. A delete
    clashes with whatever has changed.

    Args:
        endpoint: whose record it is.
        change: with the base, or without one: then nothing can be told.
        present: the record that the server has now.

    Raises:
        ChangeRefused: an operation does not fit the present value.
    """
    base = change.base
    if base is None or change.verb is Verb.CREATE:
        return Comparison()
    fields = _fields(endpoint, change.verb)
    clashes: list[Clash] = []
    for name, operation in change.operations.items():
        if name in base:
            field = fields.get(name, _UNKNOWN)
            clashes += _clashes(field, name, operation, base[name], present.get(name, MISSING))
    others = _others(fields, change, base, present)
    if change.verb is Verb.DELETE:
        clashes = [
            Clash(name, (), base[name], present.get(name, MISSING), MISSING) for name in others
        ]
    modified = _MODIFIED in base and base[_MODIFIED] != present.get(_MODIFIED)
    return Comparison(tuple(clashes), tuple(others), modified)


def settled(clashed: Clashed, mine: Collection[str]) -> Change:
    """A change after a person has decided whose values count.

    Args:
        clashed: where it clashes; the record that was shown as theirs is the base from now on.
        mine: labels of the clashes (``Clash.label``) in which one's own value counts; in all
            others theirs stays.
    """
    change = clashed.change
    kept: dict[str, Operation] = {}
    for name, operation in change.operations.items():
        clashes = [one for one in clashed.comparison.clashes if one.field == name]
        left = _settled(operation, clashes, mine)
        if left is not None:
            kept[name] = left
    return replace(change, operations=MappingProxyType(kept), base=clashed.present)


def _settled(
    operation: Operation, clashes: Sequence[Clash], mine: Collection[str]
) -> Operation | None:
    """What is left of an operation once the clashes that are not one's own are given up."""
    own = [one for one in clashes if one.label in mine]
    if not isinstance(operation, Edit):
        return operation if len(own) == len(clashes) else None
    if any(not one.path for one in clashes):
        return Assign(own[0].yours) if own else None

    def is_free(path: Path) -> bool:
        return not any(path[: len(one.path)] == one.path for one in clashes)

    sets = [pair for pair in operation.sets if is_free(pair[0])]
    sets += [(one.path, one.yours) for one in own if one.yours is not MISSING]
    removes = [path for path in operation.removes if is_free(path)]
    removes += [one.path for one in own if one.yours is MISSING]
    return Edit(tuple(sets), tuple(removes)) if sets or removes else None


def _clashes(
    field: Field, name: str, operation: Operation, was: object, theirs: object
) -> list[Clash]:
    places = dict.fromkeys(_place(was, theirs, path) for path in touched(operation))
    changed = [path for path in places if not _same_at(field, was, theirs, path)]
    if not changed:
        return []
    yours = apply(operation, was, field)
    return [
        Clash(name, path, at(was, path), at(theirs, path), at(yours, path))
        for path in changed
        if not _same_at(field, yours, theirs, path)
    ]


def _place(one: object, other: object, path: Path) -> Path:
    """The path, or the place on the way at which one of two values is no object any more."""
    values = [{} if value is None or value is MISSING else value for value in (one, other)]
    for end in range(len(path)):
        if not all(isinstance(at(value, path[:end]), Mapping) for value in values):
            return path[:end]
    return path


def _same_at(field: Field, one: object, other: object, path: Path) -> bool:
    """Whether two values of a field agree at a place."""
    left, right = at(one, path), at(other, path)
    return left is right or _agree(left, right, _UNKNOWN if path else field)


def _agree(one: object, other: object, field: Field) -> bool:
    return same(one, other, field) or nothing_there(one, other, field)


def _others(
    fields: Mapping[str, Field], change: Change, base: Values, present: Values
) -> list[str]:
    """The writable fields besides those of the change that differ."""
    return [
        name
        for name, field in fields.items()
        if name not in change.operations
        and name in base
        and name in present
        and not field.read_only
        and not _is_nested(field)
        and not _agree(base[name], present[name], field)
    ]


def _is_nested(field: Field) -> bool:
    return field.reference is not None and field.reference.by is By.NESTED


def _fields(endpoint: Endpoint, verb: Verb) -> Mapping[str, Field]:
    names = (verb.value, Verb.PATCH.value, Verb.CREATE.value, "read")
    for name in names:
        action = endpoint.actions.get(name)
        if action is not None and action.fields:
            return action.fields
    return {}
