"""What somebody else has changed since a record was seen, and how that is settled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.operations import Edit, Operation, Path, apply, at, touched
from alyxtui.domain.writes.values import same
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


def settled(change: Change, present: Values, mine: Collection[str]) -> Change:
    """A change after a person has decided whose values count.

    Args:
        change: as it was.
        present: the record that was shown as theirs; it is the base from now on.
        mine: labels of the clashes (``Clash.label``) in which one's own value counts; in all
            others theirs stays.
    """
    base = change.base or {}
    kept: dict[str, Operation] = {}
    for name, operation in change.operations.items():
        left = _settled(name, operation, base.get(name), present.get(name), mine)
        if left is not None:
            kept[name] = left
    return Change(change.verb, change.endpoint, change.key, MappingProxyType(kept), present)


def _settled(
    name: str, operation: Operation, was: object, theirs: object, mine: Collection[str]
) -> Operation | None:
    """What is left of an operation once the clashes that are not one's own are given up."""

    def stays(path: Path) -> bool:
        clashes = not same(at(was, path), at(theirs, path), _UNKNOWN)
        return not clashes or ".".join(map(str, (name, *path))) in mine

    if not isinstance(operation, Edit):
        return operation if not touched(operation) or stays(()) else None
    sets = tuple(pair for pair in operation.sets if stays(pair[0]))
    removes = tuple(path for path in operation.removes if stays(path))
    return Edit(sets, removes) if sets or removes else None


def _clashes(
    field: Field, name: str, operation: Operation, was: object, theirs: object
) -> list[Clash]:
    found: list[Clash] = []
    paths = touched(operation)
    if all(_same_at(field, was, theirs, path) for path in paths):
        return found
    yours = apply(operation, theirs, field)
    for path in paths:
        clash = Clash(name, path, at(was, path), at(theirs, path), at(yours, path))
        if not _same_at(field, was, theirs, path) and not _same_at(field, yours, theirs, path):
            found.append(clash)
    return found


def _same_at(field: Field, one: object, other: object, path: Path) -> bool:
    """Whether two values of a field agree at a path, and in how far it leads anywhere."""
    if not path:
        return one is other or same(one, other, field)
    for end in range(1, len(path) + 1):
        left, right = at(one, path[:end]), at(other, path[:end])
        whole = end == len(path) or not (isinstance(left, Mapping) and isinstance(right, Mapping))
        if whole:
            return left is right or same(left, right, _UNKNOWN)
    return True


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
        and not same(base[name], present[name], field)
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
