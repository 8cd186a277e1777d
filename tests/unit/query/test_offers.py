"""Looser queries, any of several values, placeholders and days as typed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.errors import QueryError
from alyxtui.query import mend, parse, render
from alyxtui.query.dates import days, moved, span_text
from alyxtui.query.looser import looser
from alyxtui.query.model import Query, Term
from alyxtui.query.saved import fill, placeholders
from alyxtui.query.several import any_of
from alyxtui.schema.model import Api
from tests.unit.query.checking import ensure

TODAY = date(2024, 3, 31)


def offers(api: Api, text: str) -> dict[str, str]:
    query = parse.read(text, api).query
    found = looser(query, api.endpoints[query.endpoint])
    return {one.words: render.line(one.query) for one in found}


def test_looser_queries(api: Api) -> None:
    found = offers(api, "tasks?name=SpikeSorting&status=Errored")
    assert list(found.items()) == [
        (
            "name begins with it, in any case",
            "status=Errored django=name__istartswith,SpikeSorting",
        ),
        ("name holds it, in any case", "status=Errored django=name__icontains,SpikeSorting"),
        ("without name", "status=Errored"),
        ("without status", "name=SpikeSorting"),
    ]
    assert offers(api, "sessions?django=subject__nickname,ks022") == {
        "subject__nickname in any case": "django=subject__nickname__iexact,ks022"
    }
    assert offers(api, "sessions?extended_qc=task__iexact,fail") == {
        "task begins with it, in any case": "extended_qc=task__istartswith,fail"
    }


@pytest.mark.parametrize(
    "text",
    [
        "sessions?task_protocol=ephys",
        "sessions?django=number,5",
        "sessions?django=~task_protocol,x",
        "projects",
        "sessions?qc=PASS",
    ],
)
def test_where_nothing_is_looser(api: Api, text: str) -> None:
    query = parse.read(text, api).query
    assert looser(query, api.endpoints[query.endpoint]) == ()


def test_any_of_several() -> None:
    assert render.condition(any_of("lab__name", ["a", "b,c"])) == "lab__name__in,['a', 'b,c']"
    term = any_of("name", ["a", "b"], in_any_case=True)
    assert (term.lookup, term.value) == ("iregex", "^(a|b)$")
    assert any_of("name", ["a.b"], part=True) == Term("name", "regex", r"(a\.b)")


@given(st.lists(st.text("ab.*+?()[]{}|^$\\ é"), min_size=1), st.text("ab.*+?()[]{}|^$\\ é"))
def test_any_of_finds_those_and_no_others(values: list[str], other: str) -> None:
    pattern = any_of("name", values, in_any_case=True).value
    assert isinstance(pattern, str)
    for value in values:
        assert re.fullmatch(pattern, value)
    assert bool(re.fullmatch(pattern, other)) == (other in values)


def test_placeholders(api: Api) -> None:
    text = "lab={lab} django=name__regex,x{2,4}{kind},status,{status},extended_qc__contains,{'a': '{kind}'}"
    query = parse.read(text, api, endpoint="sessions").query
    assert placeholders(query) == ("lab", "kind", "status")
    sessions = api.endpoints["sessions"]
    filled = fill(query, {"lab": "cortexlab", "kind": "y", "status": "40"}, sessions)
    assert render.filters(filled) == [
        ("lab", "cortexlab"),
        ("django", "name__regex,('x{2,4}y'),status,40,extended_qc__contains,({'a': 'y'})"),
    ]
    assert placeholders(filled) == ()
    with pytest.raises(QueryError, match="kind, status must be given"):
        fill(query, {"lab": "x"}, sessions)
    query = parse.read("django=subject__nickname,{name}", api, endpoint="sessions").query
    for typed, sent in (("001", ",('001')"), ("a | 02", "__in,['a', '02']")):
        filled = fill(query, {"name": typed}, sessions)
        assert render.filters(filled) == [("django", f"subject__nickname{sent}")]
    assert placeholders(Query("sessions")) == ()


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", TODAY, TODAY),
        ("yesterday", date(2024, 3, 30), date(2024, 3, 30)),
        ("-7d", date(2024, 3, 24), date(2024, 3, 24)),
        ("-2w..", date(2024, 3, 17), None),
        ("-1m", date(2024, 2, 29), date(2024, 2, 29)),
        ("-1y..today", date(2023, 3, 31), TODAY),
        ("2021-02-05", date(2021, 2, 5), date(2021, 2, 5)),
        ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-01..2021-03", date(2021, 1, 1), date(2021, 3, 31)),
        ("..2021-03", None, date(2021, 3, 31)),
    ],
)
def test_days(text: str, first: date | None, last: date | None) -> None:
    assert days(text, TODAY) == (first, last)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("sessions?date_range=-7d..", ("date_range", "2024-03-24,2262-04-11")),
        ("sessions?date_range=..2021", ("date_range", "1677-09-22,2021-12-31")),
        ("sessions?date_range=2021-01..2021-03", ("date_range", "2021-01-01,2021-03-31")),
        ("sessions?date_range=today", ("date_range", "2024-03-31,2024-03-31")),
        ("sessions?date_range=2021-01-01,2021-02-01", ("date_range", "2021-01-01,2021-02-01")),
        ("sessions?django=start_time__gte,-7d", ("django", "start_time__date__gte,2024-03-24")),
        ("sessions?django=start_time__gt,2021-02", ("django", "start_time__date__gt,2021-02-28")),
        ("sessions?django=start_time__date,today", ("django", "start_time__date,2024-03-31")),
        (
            "sessions?django=start_time,2021-02..",
            ("django", "start_time__date__gte,2021-02-01"),
        ),
        (
            "subjects?django=~death_date,2021-01..2021-03",
            ("django", "~death_date__range,['2021-01-01', '2021-03-31']"),
        ),
        ("subjects?django=nickname,today", ("django", "nickname,today")),
        ("sessions?django=start_time__gte,2021-02-05", ("django", "start_time__gte,2021-02-05")),
    ],
)
def test_days_in_queries(api: Api, text: str, sent: tuple[str, str]) -> None:
    query = parse.read(text, api).query
    endpoint = api.endpoints[query.endpoint]
    mended = mend.mend(query, endpoint, today=TODAY).query
    assert render.filters(mended) == [sent]
    ensure(mended, endpoint)


@pytest.mark.parametrize(
    "text", ["", "..", "soon", "2021-13", "2021-02-30", "-99999y", "a..b", "0000"]
)
def test_what_is_no_day(text: str) -> None:
    assert days(text, TODAY) is None


@given(st.dates(), st.dates())
def test_a_span_is_read_as_it_is_written(one: date, other: date) -> None:
    assert days(span_text(one, other), TODAY) == (min(one, other), max(one, other))


@pytest.mark.parametrize(
    ("day", "steps", "expected"),
    [
        (TODAY, {"months": -1}, date(2024, 2, 29)),
        (TODAY, {"months": 12}, date(2025, 3, 31)),
        (TODAY, {"days": 1}, date(2024, 4, 1)),
        (date.max, {"days": 7}, date.max),
        (date.max, {"months": 1}, date.max),
        (date.min, {"months": -12}, date.min),
    ],
)
def test_moving_in_a_calendar(day: date, steps: dict[str, int], expected: date) -> None:
    assert moved(day, **steps) == expected
