"""The server's error texts in words that help."""

from __future__ import annotations

import pytest

from alyxtui.query import check, parse
from alyxtui.query.explain import Explanation, explain
from alyxtui.query.fields import Learned
from alyxtui.schema.model import Api


def explained(api: Api, text: str, detail: str) -> Explanation:
    query = parse.read(text, api).query
    found = explain(detail, query, api.endpoints[query.endpoint])
    assert found is not None
    return found


# The texts as a real Alyx 3.6.1 wrote them.
@pytest.mark.parametrize(
    ("text", "detail", "message", "hint", "term"),
    [
        (
            "sessions?django=number,1,nofield__x,2",
            "Cannot resolve keyword 'nofield' into field. Choices are: auto_datetime, lab, subject",
            "A record has no field 'nofield'",
            "It has: auto_datetime, lab, subject",
            1,
        ),
        (
            "sessions?django=subject__nicknme,x",
            "Cannot resolve keyword 'nicknme' into field. Choices are: id, lab, nickname",
            "subject has no field 'nicknme'",
            "Did you mean nickname?",
            0,
        ),
        (
            "sessions?django=start_time__nolookup,x",
            "Unsupported lookup 'nolookup' for DateTimeField or join on the field not permitted.",
            "does not take 'nolookup'",
            "",
            0,
        ),
        (
            "sessions?django=subject__icontains,x",
            "Related Field got invalid lookup: icontains",
            "subject does not take 'icontains'",
            "subject__nickname__icontains",
            0,
        ),
        ("sessions?lab=x", 'Duplicated fields in "a,1,a,2"', "stand there twice", "a list", None),
        (
            "sessions?django=subject__nickname__in,[(KS022)]",
            "name 'KS022' is not defined",
            "KS022 stands in brackets",
            "['KS022']",
            0,
        ),
        ("sessions?lab=x", "'[' was never closed (<string>, line 1)", "no partner", "quotes", None),
        (
            "sessions?django=id,abc",
            "['“abc” is not a valid UUID.']",
            "id cannot be 'abc'",
            "a uuid",
            0,
        ),
        (
            "sessions?django=number,abc",
            "Field 'number' expected a number but got 'abc'.",
            "number cannot be 'abc'",
            "a number",
            0,
        ),
        (
            "datasets?created_date=garbage",
            "['“garbage” value has an invalid date format. It must be in YYYY-MM-DD format.']",
            "created_date cannot be 'garbage'",
            "a date",
            None,
        ),
        (
            "datasets?date=2021-13-45",
            "['“2021-13-45” value has the correct format (YYYY-MM-DD) but it is an invalid date.']",
            "date cannot be '2021-13-45'",
            "a date",
            None,
        ),
        (
            "datasets?django=name__regex,a",
            "invalid regular expression: parentheses () not balanced\n",
            "parentheses () not balanced",
            "",
            0,
        ),
        (
            "sessions?django=number__in,5",
            "'float' object is not iterable",
            "wants several values",
            "field__in",
            0,
        ),
        (
            "sessions?qc=ERROR",
            "Invalidqc, choices are: CRITICAL, FAIL, WARNING, NOT_SET, PASS",
            "qc cannot be 'ERROR'",
            "It is one of CRITICAL, FAIL",
            None,
        ),
        (
            "sessions?dataset_qc_lte=B",
            "B is not a valid QC",
            "dataset_qc_lte cannot be 'B'",
            "",
            None,
        ),
        ("sessions?date_range=2021", "list index out of range", "needs two dates", "", None),
        ("sessions?lab=x", "list index out of range", "no value, or a comma", "quotes", None),
        ("sessions?lab=x", "Cannot parse keyword query ''", "has no field", "", None),
        (
            "brain-regions?descendants=nope".replace("brain-regions", "sessions"),
            "BrainRegion matching query does not exist.",
            "no such brain region",
            "",
            None,
        ),
    ],
)
def test_texts_of_the_server(
    api: Api, text: str, detail: str, message: str, hint: str, term: int | None
) -> None:
    found = explained(api, text, detail)
    assert message in found.message
    assert hint in found.hint
    assert found.term == term


def test_its_list_of_fields_is_learned(api: Api) -> None:
    choices = "id, lab, nickname, brand_new"
    detail = f"Cannot resolve keyword 'nicknme' into field. Choices are: {choices}"
    found = explained(api, "sessions?django=subject__nicknme,x", detail)
    assert found.candidates == ("id", "lab", "nickname", "brand_new")
    endpoint = api.endpoints["sessions"]
    query = parse.read("sessions?django=subject__brand_new__icontains,x", api).query
    assert check.findings(query, endpoint) != ()
    assert check.findings(query, endpoint, found.learned) == ()
    # What holds for subjects holds for them wherever they are reached from.
    assert found.learned == Learned().with_choices("subjects.Subject", choices.split(", "))


def test_what_the_text_is_about_may_be_a_plain_filter_that_is_broken(api: Api) -> None:
    detail = "Cannot resolve keyword 'location' into field. Choices are: date_time, id"
    found = explained(api, "weighings?location=x", detail)
    assert found.parameter == "location"
    assert found.learned == Learned()


def test_other_texts_are_left_alone_and_hostile_ones_made_safe(api: Api) -> None:
    query = parse.read("sessions?lab=x", api).query
    assert explain("database is on fire", query, api.endpoints["sessions"]) is None
    found = explained(api, "sessions?lab=x", "Unsupported lookup '\x1b[31mred' for X")
    assert "\x1b" not in found.message
