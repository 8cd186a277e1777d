"""JSON as PostgreSQL's ``jsonb`` has it: the order of keys and values, and values as text.

Nothing here knows of Django. The functions at the end are what SQL calls; they get a value in two
parts, as SQLite's ``JSON_TYPE`` and ``JSON_EXTRACT`` give it, so that only objects and arrays are
parsed.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache

_KINDS = ("null", "string", "number", "boolean", "array", "object")  # from the lowest
_WORDS: dict[object, object] = {"null": None, "true": True, "false": False}


def tidy(value: object) -> object:
    """The keys of all objects in jsonb's order: the shortest first, then by their bytes.

    Args:
        value: a JSON value.

    Returns:
        An equal value; the order of its keys is what a real server shows.
    """
    if isinstance(value, dict):
        return {key: tidy(value[key]) for key in sorted(value, key=_key_order)}
    return [tidy(part) for part in value] if isinstance(value, list) else value


def _key_order(key: str) -> tuple[int, bytes]:
    raw = str(key).encode(errors="surrogatepass")
    return len(raw), raw


def kind(value: object) -> str:
    """The JSON kind of a value: null, string, number, boolean, array or object."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, list):
        return "array"
    return "object" if isinstance(value, dict) else "string"


def compare(one: object, other: object) -> int:
    """Compare two JSON values as jsonb does.

    PostgreSQL: Object > Array > Boolean > Number > String > Null, whatever they hold; of two
    objects or arrays that with more members is the greater.

    Returns:
        Less than, equal to or greater than 0.
    """
    kinds = _KINDS.index(kind(one)), _KINDS.index(kind(other))
    if kinds[0] != kinds[1]:
        return kinds[0] - kinds[1]
    if isinstance(one, dict) and isinstance(other, dict):
        return _compare_lists(_members(one), _members(other))
    if isinstance(one, list) and isinstance(other, list):
        return _compare_lists(one, other)
    if one is None:
        return 0
    return int(one > other) - int(one < other)  # type: ignore[operator]


def _members(value: dict[str, object]) -> list[object]:
    """Keys and values in turns; a key compares as a string does."""
    return [part for key in sorted(value, key=_key_order) for part in (key, value[key])]


def _compare_lists(one: list[object], other: list[object]) -> int:
    if len(one) != len(other):
        return len(one) - len(other)
    return next((found for a, b in zip(one, other, strict=True) if (found := compare(a, b))), 0)


def contains(whole: object, part: object) -> bool:
    """PostgreSQL's ``@>``: whether ``part`` is in ``whole``, level by level.

    Args:
        whole: a JSON value.
        part: a JSON value. A bare one is in an array that has it, on the highest level only.
    """
    if isinstance(whole, list) and not isinstance(part, (list, dict)):
        return any(compare(member, part) == 0 for member in whole)
    return _within(whole, part)


def _within(whole: object, part: object) -> bool:
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(key in whole and _within(whole[key], part[key]) for key in part)
    if isinstance(whole, list) and isinstance(part, list):
        return all(any(_within(a, b) for a in whole) for b in part)
    return compare(whole, part) == 0 and not isinstance(whole, (list, dict))


def has_key(value: object, key: str) -> bool:
    """PostgreSQL's ``?``: a key of an object, a string in an array, or the string itself."""
    return key in value if isinstance(value, (dict, list)) else value == key and value is not None


def text(value: object) -> str | None:
    """PostgreSQL's ``->>``: a string without quotes, null as NULL, the rest as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")
    return json.dumps(value, ensure_ascii=False)


# --- called by SQL ---------------------------------------------------------------------------


def sql_compare(type_: str | None, value: object, other: str | None) -> int | None:
    """:func:`compare` of a value in two parts with a JSON text; NULL when one is missing.

    PostgreSQL, for historical reasons: an empty array sorts below everything when it is the whole
    value.
    """
    if type_ is None or other is None:
        return None
    mine, theirs = _whole(type_, value), _constant(other)
    if (mine == []) != (theirs == []):
        return -1 if mine == [] else 1
    return compare(mine, theirs)


def sql_contains(type_: str | None, value: object, part: str | None) -> bool | None:
    """:func:`contains`; NULL when one is missing."""
    if type_ is None or part is None:
        return None
    return contains(_whole(type_, value), _constant(part))


def sql_contained(type_: str | None, value: object, whole: str | None) -> bool | None:
    """:func:`contains` the other way round; NULL when one is missing."""
    if type_ is None or whole is None:
        return None
    return contains(_constant(whole), _whole(type_, value))


def sql_has_key(type_: str | None, value: object, key: str) -> bool | None:
    """:func:`has_key`; NULL when the value is missing."""
    return None if type_ is None else has_key(_whole(type_, value), key)


def sql_text(type_: str | None, value: object) -> str | None:
    """:func:`text` of a value in two parts."""
    return None if type_ is None else text(_whole(type_, value))


def _whole(type_: str, value: object) -> object:
    if type_ in _WORDS:
        return _WORDS[type_]
    if type_ in {"object", "array"} and isinstance(value, str):
        return json.loads(value)
    return value


@lru_cache(maxsize=256)
def _constant(document: str) -> object:
    return json.loads(document)
