"""What can be done to one field, as values: applied, turned into JSON and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.values import same
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Field, Kind

Path: TypeAlias = tuple[str | int, ...]
"""Keys and list positions inside a JSON value."""


@dataclass(frozen=True, slots=True)
class Assign:
    """The field gets a value, the old one is lost."""

    value: object


@dataclass(frozen=True, slots=True)
class Clear:
    """The field gets what stands for nothing: null, an empty text or an empty list."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Places inside a JSON field are set or removed; all others stay as the server has them.

    Attributes:
        sets: paths and their new values, in order.
        removes: paths that go.
    """

    sets: tuple[tuple[Path, object], ...] = ()
    removes: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Add:
    """Values are added to a list field, where they are not in it yet."""

    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Values are taken out of a list field."""

    values: tuple[object, ...]


Operation: TypeAlias = Assign | Clear | Edit | Add | Remove


def merge(patch: Mapping[str, object], *, deep: bool = False) -> Edit:
    """The operation that sets keys of a JSON object.

    Args:
        patch: keys and values; a value of None stores a null, it does not remove the key.
        deep: go down into objects, so that keys beside those given stay. Else the value of a key
            at the top is replaced, as ONE-api 3.6.1's ``json_field_update`` does.
    """
    if not deep:
        return Edit(tuple(((key,), value) for key, value in patch.items()))
    return Edit(tuple(_leaves(patch, ())))


def apply(operation: Operation, present: object, field: Field) -> object:
    """The value that a field has after an operation; the present one is not changed.

    Args:
        operation: what is done.
        present: the value that the server has, or ``MISSING``.
        field: what the schema says of it.

    Raises:
        ChangeRefused: the present value is none that this can be done to.
    """
    if isinstance(operation, Assign):
        return operation.value
    if isinstance(operation, Clear):
        return nothing(field)
    if isinstance(operation, Edit):
        return _edited(operation, present, field)
    items = list(present) if isinstance(present, list) else []
    if isinstance(operation, Add):
        new = [one for one in operation.values if not _among(one, items, field)]
        return [*items, *new]
    return [one for one in items if not _among(one, operation.values, field)]


def nothing(field: Field) -> object:
    """What stands for nothing in a field.

    Raises:
        ChangeRefused: the field must have a value.
    """
    if field.nullable or field.kind is Kind.JSON:
        return None
    if field.many:
        return []
    if field.kind is Kind.TEXT and not (field.reference or field.enum or field.required):
        return ""
    words = f"{field.name} cannot be empty."
    raise ChangeRefused(words, fields={field.name: (words,)})


def touched(operation: Operation) -> tuple[Path, ...]:
    """The places inside a field that an operation decides on; ``((),)`` is the field itself.

    Positions in lists say nothing once somebody else has changed the list, so a path ends before
    the first of them. Values added to and taken from a list decide on no place.
    """
    if isinstance(operation, (Add, Remove)):
        return ()
    if isinstance(operation, (Assign, Clear)):
        return ((),)
    paths = (*(path for path, _ in operation.sets), *operation.removes)
    return tuple(dict.fromkeys(map(_without_positions, paths)))


def is_destructive(operation: Operation, field: Field) -> bool:
    """Whether more is lost than the values that are replaced one by one."""
    if isinstance(operation, Edit):
        return bool(operation.removes)
    if isinstance(operation, Assign):
        return field.kind is Kind.JSON or field.many
    return not isinstance(operation, Add)


def at(value: object, path: Path) -> object:
    """The value at a path, or ``MISSING``."""
    for part in path:
        value = _step(value, part)
        if value is MISSING:
            return MISSING
    return value


def to_json(operation: Operation) -> dict[str, object]:
    """An operation as a JSON object."""
    if isinstance(operation, Assign):
        return {"do": "assign", "value": operation.value}
    if isinstance(operation, Clear):
        return {"do": "clear"}
    if isinstance(operation, Edit):
        sets = [[list(path), value] for path, value in operation.sets]
        return {"do": "edit", "sets": sets, "removes": [list(path) for path in operation.removes]}
    return {
        "do": "add" if isinstance(operation, Add) else "remove",
        "values": list(operation.values),
    }


def from_json(data: Mapping[str, object]) -> Operation:
    """The operation that ``to_json`` wrote.

    Raises:
        ValueError: it is none.
    """
    kind = data.get("do")
    if kind == "assign":
        return Assign(data.get("value"))
    if kind == "clear":
        return Clear()
    if kind == "edit":
        sets, removes = _list(data.get("sets")), _list(data.get("removes"))
        pairs = [_list(pair) for pair in sets]
        return Edit(tuple((_path(pair[0]), pair[1]) for pair in pairs), tuple(map(_path, removes)))
    if kind in {"add", "remove"}:
        values = tuple(_list(data.get("values")))
        return Add(values) if kind == "add" else Remove(values)
    raise ValueError(f"{kind!r} is no operation")


def _leaves(patch: Mapping[str, object], above: Path) -> list[tuple[Path, object]]:
    found: list[tuple[Path, object]] = []
    for key, value in patch.items():
        path = (*above, key)
        if isinstance(value, Mapping):
            found += _leaves(value, path)  # an empty object has nothing to merge
        else:
            found.append((path, value))
    return found


def _edited(operation: Edit, present: object, field: Field) -> object:
    if not isinstance(present, list):
        present = _keys_of(present, (field.name,))
    for path, value in operation.sets:
        present = _with(present, path, value, (field.name,))
    for path in operation.removes:
        present = _without(present, path)
    return present


def _with(value: object, path: Path, new: object, above: Path) -> object:
    if not path:
        return new
    part, rest, here = path[0], path[1:], (*above, path[0])
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return [*value[:part], _with(value[part], rest, new, here), *value[part + 1 :]]
    whole = _keys_of(value, above)
    return {**whole, str(part): _with(whole.get(part, MISSING), rest, new, here)}


def _keys_of(value: object, place: Path) -> Mapping[str | int, object]:
    """The object whose keys are changed; nothing is an empty one.

    Raises:
        ChangeRefused: something else is there, and would be lost.
    """
    if value is MISSING or value is None:
        return {}
    if isinstance(value, dict):
        return value
    kind = {str: "a text", bool: "a truth value", list: "a list"}.get(type(value), "a number")
    words = f"{'.'.join(map(str, place))} holds {kind}, and no object whose keys could be changed."
    raise ChangeRefused(
        words, fields={str(place[0]): (words,)}, hint="Writing it replaces it as a whole."
    )


def _without(value: object, path: Path) -> object:
    part, rest = path[0], path[1:]
    inner = _step(value, part)
    if inner is MISSING:
        return value
    if isinstance(value, list) and isinstance(part, int):
        middle = [_without(inner, rest)] if rest else []
        return [*value[:part], *middle, *value[part + 1 :]]
    whole = value if isinstance(value, dict) else {}
    if rest:
        return {**whole, str(part): _without(inner, rest)}
    return {key: one for key, one in whole.items() if key != part}


def _step(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part, MISSING)
    if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value):
        return value[part]
    return MISSING


def _without_positions(path: Path) -> Path:
    for index, part in enumerate(path):
        if isinstance(part, int):
            return path[:index]
    return path


def _among(value: object, others: Sequence[object], field: Field) -> bool:
    return any(same(value, other, field, one=True) for other in others)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("a list was expected")
    return value


def _path(value: object) -> Path:
    parts = _list(value)
    return tuple(part if isinstance(part, int) else str(part) for part in parts)
