"""Whether a value fits the lookup and the field, and the value that does when it is clear.

Alyx 3.6.1: what does not fit is a server error (500) at best; at worst it silently matches nothing
(digits compared with text become ``437.0``) or is taken apart letter by letter (``in,KS022``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alyxtui.query.fields import Place
from alyxtui.query.lookups import Shape
from alyxtui.query.model import JsonObject, Listed, Value
from alyxtui.query.values import as_day, as_time, as_uuid
from alyxtui.schema.hints.relations import model_fields
from alyxtui.schema.model import Kind

_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?")
_DIGITS = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Fit:
    """How a value fits.

    Attributes:
        value: the value as it should be sent; the given one when nothing better is known.
        problem: what it must be instead, a phrase; empty when it fits.
    """

    value: Value
    problem: str = ""


def fit(value: Value, shape: Shape, kind: Kind, place: Place) -> Fit:
    """Fit a value.

    Args:
        value: as read.
        shape: what the lookup takes.
        kind: of one value.
        place: of the field, for its choices and its target.
    """
    if shape is Shape.OBJECT:
        return Fit(value)
    special = _SHAPES.get(shape)
    if special is not None:
        return special(value)
    if shape is Shape.MANY:
        items = value if isinstance(value, tuple) else Listed((value,))
        return _each(items, kind, place)
    if shape is Shape.PAIR:
        if not isinstance(value, tuple) or len(value) != 2:
            return Fit(value, "two values in brackets, like ['2021-01-01', '2021-12-31']")
        return _each(value, kind, place)
    return _one(value, kind, place)


def regex_problem(pattern: str) -> str:
    """What PostgreSQL would find wrong with a pattern, as far as brackets and stars go."""
    depth, inside, escaped = 0, -1, False
    for index, letter in enumerate(pattern):
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif inside >= 0:
            # A closing bracket that stands first in a set belongs to the set.
            first = pattern[inside + 1 : index] in {"", "^"}
            inside = -1 if letter == "]" and not first else inside
        elif letter == "[":
            inside = index
        elif letter in "()":
            depth += 1 if letter == "(" else -1
            if depth < 0:
                break
    if depth or inside >= 0:
        return "a regular expression with a partner for each bracket"
    if escaped:
        return "a regular expression; this ends in a backslash"
    return (
        "a regular expression; its first mark has nothing to repeat"
        if re.match(r"[*+?]", pattern)
        else ""
    )


def _each(items: tuple[Value, ...], kind: Kind, place: Place) -> Fit:
    fits = [_one(item, kind, place) for item in items]
    problem = next((one.problem for one in fits if one.problem), "")
    fitted = [one.value for one in fits]
    return Fit(Listed(fitted) if isinstance(items, Listed) else tuple(fitted), problem)


def _one(value: Value, kind: Kind, place: Place) -> Fit:
    if value is None or kind is Kind.UNKNOWN:
        return Fit(value)
    if isinstance(value, (tuple, JsonObject)):
        return Fit(value, "" if kind is Kind.JSON else "one value; the lookup in takes several")
    coded = _coded(value, place)
    if coded is not None:
        return Fit(coded)
    if place.codes and isinstance(value, str) and value not in place.codes:
        return Fit(value, f"one of {', '.join(place.codes.values())}")
    if kind is Kind.OBJECT:
        target = model_fields(place.model).get("id")
        return _one(value, target.kind, Place()) if target else Fit(value)
    check = _KINDS.get(kind)
    return check(value) if check else Fit(value)


def _coded(value: Value, place: Place) -> Value:
    """The stored value of a label, None when it is no label."""
    codes = place.codes
    if not codes or not isinstance(value, str) or value in codes:
        return None
    for code, label in codes.items():
        if label.casefold() == value.casefold():
            return int(code) if code.isdigit() else code
    return None


def _text(value: Value) -> Fit:
    return Fit(value) if isinstance(value, str) else Fit(str(value))


def _plain_text(value: Value) -> Fit:
    if value is None:
        return Fit(value, "a text; isnull asks for what is not set")
    if isinstance(value, (tuple, JsonObject)):
        return Fit(value, "one text")
    return _text(value)


def _pattern(value: Value) -> Fit:
    found = _plain_text(value)
    if found.problem or not isinstance(found.value, str):
        return found
    return Fit(found.value, regex_problem(found.value))


def _number(value: Value) -> Fit:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return Fit(int(value))
    if isinstance(value, str):
        try:
            return Fit(float(value))
        except ValueError:
            return Fit(value, "a number")
    return Fit(value)


def _whole(value: Value) -> Fit:
    found = _number(value)
    number = found.value
    if found.problem or isinstance(number, bool) or not isinstance(number, (int, float)):
        return Fit(value, found.problem and "a whole number")
    whole = isinstance(number, int) or number.is_integer()
    return Fit(number, "" if whole else "a whole number")


def _boolean(value: Value) -> Fit:
    if isinstance(value, bool):
        return Fit(value)
    known: Mapping[Value, bool] = {
        0: False,
        1: True,
        "0": False,
        "1": True,
        "yes": True,
        "no": False,
    }
    try:
        return Fit(known[value.lower() if isinstance(value, str) else value])
    except (KeyError, TypeError):
        return Fit(value, "True or False")


def _isoformat(parse: Callable[[str], object], wanted: str) -> Callable[[Value], Fit]:
    def check(value: Value) -> Fit:
        if isinstance(value, str):
            try:
                parse(value)
            except ValueError:
                return Fit(value, wanted)
            return Fit(value)
        return Fit(value, wanted)

    return check


def _uuid(value: Value) -> Fit:
    try:
        as_uuid(value if isinstance(value, str) else "")
    except ValueError:
        return Fit(value, "a uuid, like 4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a")
    return Fit(value)


def _key(value: Value) -> Fit:
    if isinstance(value, (tuple, JsonObject)):
        return Fit(value, "one key; has_keys takes several")
    return _plain_text(value)


def _keys(value: Value) -> Fit:
    items = value if isinstance(value, tuple) else Listed((value,))
    if any(item is None or isinstance(item, (tuple, JsonObject)) for item in items):
        return Fit(value, "keys, like ['behavior', 'ephys']")
    fitted = [str(item) for item in items]
    return Fit(Listed(fitted) if isinstance(items, Listed) else tuple(fitted))


def _time(value: Value) -> Fit:
    is_time = isinstance(value, str) and _TIME.fullmatch(value)
    return Fit(value, "" if is_time else "a time, like 10:02")


_date = _isoformat(as_day, "a date, like 2021-02-05")
_datetime = _isoformat(as_time, "a date or a time, like 2021-02-05T10:02:00")

_SHAPES: Mapping[Shape, Callable[[Value], Fit]] = {
    Shape.TEXT: _plain_text,
    Shape.PATTERN: _pattern,
    Shape.BOOLEAN: _boolean,
    Shape.KEY: _key,
    Shape.KEYS: _keys,
    Shape.DATE: _date,
    Shape.TIME: _time,
}
_KINDS: Mapping[Kind, Callable[[Value], Fit]] = {
    Kind.TEXT: _text,
    Kind.EMAIL: _text,
    Kind.URI: _text,
    Kind.INTEGER: _whole,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.DATETIME: _datetime,
    Kind.UUID: _uuid,
}
