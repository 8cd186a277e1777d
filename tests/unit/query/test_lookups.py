"""The table of lookups, and where a path ends and a lookup begins."""

from __future__ import annotations

import pytest

from alyxtui.query import check, lookups, parse
from alyxtui.query.fields import Fields
from alyxtui.query.lookups import BY_NAME, LOOKUPS, Lookup, Shape, shape_of, suiting, takes
from alyxtui.query.rules import Weight
from alyxtui.schema.model import Api, Kind

# Seed 000's reference.
REFERENCE = (
    *("contains", "contained_by", "has_key", "has_keys", "has_any_keys", "exact", "iexact"),
    *("icontains", "in", "gt", "gte", "lt", "lte", "startswith", "istartswith", "endswith"),
    *("iendswith", "range", "date", "year", "iso_year", "month", "day", "week", "week_day"),
    *("iso_week_day", "quarter", "time", "hour", "minute", "second", "isnull", "regex", "iregex"),
)


def test_the_whole_reference_is_there() -> None:
    assert set(BY_NAME) == set(REFERENCE)
    assert all(one.help and one.suits <= one.taken for one in LOOKUPS)


@pytest.mark.parametrize("lookup", LOOKUPS, ids=lambda lookup: lookup.name)
def test_examples_are_good_conditions(api: Api, lookup: Lookup) -> None:
    path, *_ = lookup.example.split(",")
    assert lookup.name in path.split("__")
    roots = {"nickname": "subjects", "death_date": "subjects", "session": "insertions"}
    roots |= {"name": "datasets", "collection": "datasets"}
    endpoint = api.endpoints[roots.get(path.split("__")[0], "sessions")]
    query = parse.read(f"{endpoint.name}?django={lookup.example}", api).query
    refused = [one for one in check.findings(query, endpoint) if one.weight is Weight.REFUSED]
    assert refused == []


@pytest.mark.parametrize(
    ("kind", "lookup", "is_taken"),
    [
        (Kind.TEXT, "", True),
        (Kind.TEXT, "icontains", True),
        (Kind.INTEGER, "icontains", True),
        (Kind.TEXT, "year", False),
        (Kind.DATE, "year__gte", True),
        (Kind.DATE, "hour", False),
        (Kind.DATETIME, "date__year", False),
        (Kind.DATETIME, "date__in", True),
        (Kind.DATETIME, "gte__date", False),
        (Kind.JSON, "has_key", True),
        (Kind.TEXT, "has_key", False),
        (Kind.OBJECT, "in", True),
        (Kind.OBJECT, "icontains", False),
        (Kind.UNKNOWN, "has_keys", True),
        (Kind.TEXT, "nolookup", False),
    ],
)
def test_what_a_field_takes(kind: Kind, lookup: str, is_taken: bool) -> None:
    assert takes(kind, lookup) is is_taken


def test_what_is_offered_is_taken() -> None:
    for kind in Kind:
        for of_key in (False, True):
            assert all(takes(kind, one.name) for one in suiting(kind, of_key=of_key)), kind
    assert shape_of(Kind.DATETIME, "date__range") == (Shape.PAIR, Kind.DATE)
    assert shape_of(Kind.DATETIME, "year__gt") == (Shape.NUMBER, Kind.INTEGER)
    assert shape_of(Kind.JSON, "contains") == (Shape.OBJECT, Kind.JSON)


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("nickname", ("nickname", "")),
        ("lab__name__in", ("lab__name", "in")),
        ("start_time__date__lte", ("start_time", "date__lte")),
        ("cull__date", ("cull", "date")),
        ("date", ("date", "")),
        ("contains__x", ("contains__x", "")),
    ],
)
def test_by_their_names_alone(key: str, parts: tuple[str, str]) -> None:
    names = tuple(key.split("__"))
    cut = lookups.split_key(names)
    assert ("__".join(names[:cut]), "__".join(names[cut:])) == parts


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("subject__cull__date", ("subject__cull__date", "")),
        ("subject__cull__date__gt", ("subject__cull__date", "gt")),
        ("extended_qc__date", ("extended_qc__date", "")),
        ("extended_qc__a__contains", ("extended_qc__a", "contains")),
        ("subject_id__in", ("subject_id", "in")),
        ("nofield__x__icontains", ("nofield__x", "icontains")),
        ("subject__isnull", ("subject", "isnull")),
    ],
)
def test_by_what_is_known_of_the_fields(api: Api, key: str, parts: tuple[str, str]) -> None:
    assert Fields(api.endpoints["sessions"]).split(key) == parts
