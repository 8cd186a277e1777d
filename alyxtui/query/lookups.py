"""Every lookup of the reference (seed 000): what it suits, what it takes, a line of help each.

A condition's path may end in a lookup (``nickname__icontains``), in a part of a date with or
without a lookup behind it (``start_time__date__lte``), or in neither, which means ``exact``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from alyxtui.schema.model import Kind


class Shape(str, Enum):
    """What a lookup wants behind the comma."""

    ONE = "one value"
    TEXT = "text"
    PATTERN = "a regular expression"
    MANY = "several values"
    PAIR = "two values"
    BOOLEAN = "True or False"
    OBJECT = "a JSON object or list"
    KEY = "a key"
    KEYS = "several keys"
    NUMBER = "a whole number"
    DATE = "a date"
    TIME = "a time"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One lookup.

    Attributes:
        name: as written behind the path.
        shape: what its value must be.
        help: one line.
        example: a whole condition.
        suits: the kinds of fields it is offered for.
        taken: the kinds that the server takes it for; elsewhere it is an error (500).
        part: whether it takes a part out of a date, so that another lookup may follow.
    """

    name: str
    shape: Shape
    help: str
    example: str
    suits: frozenset[Kind]
    taken: frozenset[Kind]
    part: bool = False


_ALL = frozenset(Kind)
_RELATION = frozenset({Kind.OBJECT})
_COLUMNS = _ALL - _RELATION
_TEXTS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.URI, Kind.JSON, Kind.UNKNOWN})
_ORDERED = frozenset(
    {Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.JSON, Kind.TEXT, Kind.UNKNOWN}
)
_DATES = frozenset({Kind.DATE, Kind.DATETIME, Kind.UNKNOWN})
_TIMES = frozenset({Kind.DATETIME, Kind.UNKNOWN})
_JSON = frozenset({Kind.JSON, Kind.UNKNOWN})
_EQUAL = _ALL


def _text(name: str, help_: str, example: str) -> Lookup:
    """A comparison of texts; the server compares the text of other columns too."""
    shape = Shape.PATTERN if name.endswith("regex") else Shape.TEXT
    return Lookup(name, shape, help_, example, _TEXTS, _COLUMNS)


def _order(name: str, help_: str, example: str) -> Lookup:
    return Lookup(name, Shape.ONE, help_, example, _ORDERED, _ALL)


def _date(name: str, help_: str, value: str, shape: Shape = Shape.NUMBER) -> Lookup:
    example = f"start_time__{name},{value}"
    kinds = _TIMES if name in _OF_TIME else _DATES
    return Lookup(name, shape, help_, example, kinds, kinds, part=True)


def _json(name: str, shape: Shape, help_: str, example: str) -> Lookup:
    return Lookup(name, shape, help_, example, _JSON, _JSON)


_OF_TIME = {"date", "time", "hour", "minute", "second"}

# Seed 000's reference, in its order; what each takes was tried on a server (Alyx 3.6.1).
LOOKUPS: tuple[Lookup, ...] = (
    Lookup(
        "exact", Shape.ONE, "equal; the same as no lookup", "subject__nickname__exact,KS022",
        _EQUAL, _ALL,
    ),
    _text("iexact", "equal, in any case", "extended_qc__task__iexact,fail"),
    _text("contains", "holds this text; of a JSON field: holds this", "task_protocol__contains,eph"),
    _text("icontains", "holds this text, in any case", "task_protocol__icontains,choiceworld"),
    Lookup(
        "in", Shape.MANY, "one of these", "subject__nickname__in,['DY_003', 'DY_006']",
        _EQUAL, _ALL,
    ),
    _order("gt", "greater, or later", "extended_qc___videoLeft_pin_state__0__gt,5"),
    _order("gte", "greater or equal", "n_trials__gte,400"),
    _order("lt", "less, or earlier", "qc__lt,40"),
    _order("lte", "less or equal", "session__start_time__date__lte,2021-07-22"),
    _text("startswith", "begins with this text", "nickname__startswith,KS"),
    _text("istartswith", "begins with this text, in any case", "nickname__istartswith,ks"),
    _text("endswith", "ends with this text", "nickname__endswith,('22')"),
    _text("iendswith", "ends with this text, in any case", "name__iendswith,.NPY"),
    Lookup(
        "range", Shape.PAIR, "between two values, both included",
        "start_time__range,['2021-01-01', '2021-12-31']",
        _ORDERED - _JSON | {Kind.UNKNOWN}, _COLUMNS,
    ),
    _date("date", "the day of a time", "2021-02-05", Shape.DATE),
    _date("year", "the year", "2021"),
    _date("iso_year", "the year that the ISO week belongs to", "2021"),
    _date("month", "the month, 1 to 12", "2"),
    _date("day", "the day of the month", "5"),
    _date("week", "the ISO week, 1 to 53", "5"),
    _date("week_day", "the day of the week, 1 is Sunday", "6"),
    _date("iso_week_day", "the day of the week, 1 is Monday", "5"),
    _date("quarter", "the quarter, 1 to 4", "1"),
    _date("time", "the time of the day", "10:02", Shape.TIME),
    _date("hour", "the hour, 0 to 23", "10"),
    _date("minute", "the minute", "2"),
    _date("second", "the second", "30"),
    Lookup(
        "isnull", Shape.BOOLEAN, "is not set (True) or is set (False)", "death_date__isnull,True",
        _ALL, _ALL,
    ),
    _text("regex", "matches a regular expression", "collection__regex,.*probe.*"),
    _text("iregex", "the same, in any case", "name__iregex,(right|left)camera"),
    _json(
        "contained_by", Shape.OBJECT, "has no other pairs than these",
        "extended_qc__contained_by,({'dlcLeft': 'PASS', 'videoLeft': 'PASS'})",
    ),
    _json("has_key", Shape.KEY, "has this key", "extended_qc__has_key,dlcLeft"),
    _json("has_keys", Shape.KEYS, "has all of these keys", "extended_qc__has_keys,['behavior', 'ephys']"),
    _json(
        "has_any_keys", Shape.KEYS, "has one of these keys at least",
        "extended_qc__has_any_keys,('videoLeft', 'videoRight', 'videoBody')",
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Lookup] = {lookup.name: lookup for lookup in LOOKUPS}
PARTS: frozenset[str] = frozenset(one.name for one in LOOKUPS if one.part)
EXACT = BY_NAME["exact"]
_RELATED = frozenset({"exact", "in", "gt", "gte", "lt", "lte", "isnull"})
# What is left of a date when a part is taken out of it.
_KIND_OF_PART: Mapping[str, Kind] = {"date": Kind.DATE, "time": Kind.TEXT}


def split_key(segments: tuple[str, ...], *, first: int = 1, json: bool = False) -> int:
    """Where the lookup begins in a path of which nothing is known but the names.

    Args:
        segments: the names between the double underscores.
        first: how many of them are surely no lookup.
        json: whether the rest are keys of a JSON field, where a part of a date is a key.

    Returns:
        The index of the first segment of the lookup, or the number of segments.
    """
    end = len(segments)
    if end <= first:
        return end
    last = segments[-1]
    if json:
        return end - 1 if last in BY_NAME and last not in PARTS else end
    if last not in BY_NAME:
        return end
    if end - 2 >= first and last not in PARTS and segments[-2] in PARTS:
        return end - 2
    return end - 1


def read(lookup: str) -> tuple[Lookup | None, Lookup | None]:
    """The part of a date and the comparison of a lookup as written; None for what is not there.

    Raises:
        KeyError: it holds a name that is no lookup; the argument is the name.
    """
    part: Lookup | None = None
    comparison: Lookup | None = None
    for name in filter(None, lookup.split("__")):
        found = BY_NAME[name]
        if comparison is not None or (found.part and part is not None):
            raise KeyError(name)
        if found.part:
            part = found
        else:
            comparison = found
    return part, comparison


def takes(kind: Kind, lookup: str) -> bool:
    """Whether the server takes a known lookup for a field of some kind."""
    try:
        part, comparison = read(lookup)
    except KeyError:
        return False
    if part is not None:
        if kind not in part.taken:
            return False
        kind = _KIND_OF_PART.get(part.name, Kind.INTEGER)
    if kind is Kind.OBJECT:
        return comparison is None or comparison.name in _RELATED
    return comparison is None or kind in comparison.taken


def suiting(kind: Kind, *, of_key: bool = False) -> tuple[Lookup, ...]:
    """The lookups to offer for a field.

    Args:
        kind: of the field; OBJECT for a relation, UNKNOWN offers everything.
        of_key: whether it is a key inside a JSON field rather than the field.
    """
    if kind is Kind.OBJECT:
        return tuple(BY_NAME[name] for name in ("exact", "in", "isnull"))
    if kind is Kind.JSON and not of_key:
        names = ("contains", "contained_by", "has_key", "has_keys", "has_any_keys", "isnull")
        return tuple(BY_NAME[name] for name in names)
    offered = (lookup for lookup in LOOKUPS if kind in lookup.suits)
    # Of a key ``contains`` compares whole JSON values; ``icontains`` is what people want there.
    return tuple(one for one in offered if not (of_key and one.name == "contains"))


def shape_of(kind: Kind, lookup: str) -> tuple[Shape, Kind]:
    """What a value must be, and of which kind one value is.

    Args:
        kind: of the field.
        lookup: as written, one that ``takes`` allows.
    """
    part, comparison = read(lookup)
    if part is not None:
        kind = _KIND_OF_PART.get(part.name, Kind.INTEGER)
        if comparison is None or comparison.shape is Shape.ONE:
            return part.shape, kind
    if comparison is None:
        return Shape.ONE, kind
    if comparison.name == "contains" and kind is Kind.JSON:
        return Shape.OBJECT, kind
    return comparison.shape, kind
