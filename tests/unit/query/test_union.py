"""Any of several values in a filter, and one query or another."""

from __future__ import annotations

import re
from datetime import date

import pytest

from alyxtui.errors import QueryError
from alyxtui.query import parse, render, union
from alyxtui.query.fields import Fields
from alyxtui.query.model import Query
from alyxtui.query.prepare import Prepared, prepare
from alyxtui.schema.model import Api

TODAY = date(2024, 3, 31)


def prepared(api: Api, text: str, endpoint: str = "sessions") -> Prepared:
    query = parse.read(text, api, endpoint=endpoint).query
    return prepare(query, api.endpoints[query.endpoint], today=TODAY)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("lab=cortexlab | mainenlab", "django=lab__name__iregex,('^(cortexlab|mainenlab)$')"),
        ("subject=A.1 | B", r"django=subject__nickname__iregex,('^(A\\.1|B)$')"),
        ("task_protocol=ephys | biased", "django=task_protocol__iregex,('(ephys|biased)')"),
        ("qc=FAIL | critical", "django=qc__in,[40, 50]"),
        ("number=1 | 3", "django=number__in,[1, 3]"),
        ("users=ann | ben", "django=users__username__in,['ann', 'ben']"),
        ("lab=a|b", "lab=a|b"),
        ("lab=a | ", "lab=a |"),
    ],
)
def test_any_of_several_is_one_condition_where_that_is_known(
    api: Api, text: str, sent: str
) -> None:
    found = prepared(api, text)
    assert found.refused is None
    assert [render.line(one) for one in found.requests] == [
        render.line(parse.read(sent, api, endpoint="sessions").query)
    ]


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("tag=a | b number=1", ["tag=a number=1", "tag=b number=1"]),
        ("users=ann,ben | cy", ["users=ann,ben", "users=cy"]),
        ("histology=yes | no", ["histology=True", "histology=False"]),
        ("tag=a | a", ["tag=a"]),
        (
            "date_range=-7d | 2020-01",
            ["date_range=2024-03-24,2024-03-24", "date_range=2020-01-01,2020-01-31"],
        ),
        ("lab=x or='number=3'", ["lab=x", "number=3"]),
        (
            "lab=x or='tag=a | b || starts_before=2021-01-01'",
            ["lab=x", "tag=a", "tag=b", "django=start_time__date__lte,2021-01-01"],
        ),
        (
            "lab=x or='extended_qc=task,FAIL,dlc__gte,0.5 qc=FAIL || json=a__b__contains,{\"c\": [1]}'",
            [
                "lab=x",
                "qc=FAIL extended_qc=task,FAIL,dlc__gte,0.5",
                "json=a__b__contains,({'c': [1]})",
            ],
        ),
        ("or='django=extended_qc__task,FAIL'", ["", "django=extended_qc__task,FAIL"]),
        (
            "project=x | y",
            ["project=x django=pk__isnull,False", "project=y django=pk__isnull,False"],
        ),
    ],
)
def test_what_no_condition_says_is_several_queries(api: Api, text: str, sent: list[str]) -> None:
    found = prepared(api, text)
    assert found.refused is None, found.refused
    assert [render.line(one) for one in found.requests] == sent
    assert ("joined by id" in " ".join(found.notes)) == (len(sent) > 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tag=" + " | ".join(map(str, range(union.MOST + 1))), "more than 30 queries"),
        ("lab=x or='nofilter=3'", "nofilter is no filter"),
        ("lab=x or='number'", "'number' is no filter"),
        ("lab=x or='number=3 || limit=3'", "limit=3 in or would ask for all records"),
        ("histology=yes | maybe", "histology cannot be 'maybe'"),
    ],
)
def test_what_cannot_be_joined_is_refused(api: Api, text: str, said: str) -> None:
    found = prepared(api, text)
    assert found.refused is not None
    assert said in found.refused.message
    with pytest.raises(QueryError, match=re.escape(said)):
        found.ensure()


def test_what_is_said_of_an_alternative_is_kept(api: Api) -> None:
    found = prepared(api, "lab=x or='number=3 limit=3'")
    assert "limit belongs to a page and is left out." in found.notes


def test_an_alternative_is_a_filter_like_others(api: Api) -> None:
    query = Query("sessions", (("lab", "x"), ("or", "number=3 django=qc,40")))
    again = parse.read(render.line(query), api, endpoint="sessions").query
    assert again == query
    assert prepared(api, "lab=x").queries == (query.without("or"),)


def test_many_ids_are_several_requests_of_one_query(api: Api) -> None:
    ids = [f"{number:032x}" for number in range(200)]
    found = prepared(api, f"django=id__in,{ids!r}")
    assert len(found.queries) == 1
    assert len(found.requests) > 2
    asked = [one.terms[0].value for one in found.requests]
    assert [str(value) for values in asked if isinstance(values, tuple) for value in values] == ids


def test_what_a_broken_filter_compares_is_not_known(api: Api) -> None:
    fields = Fields(api.endpoints["weighings"])
    assert union.compared("lab", fields) is None
    assert union.compared("no", fields) is None
