"""Filters that the server would ignore are told before they are sent."""

from __future__ import annotations

import pytest

from alyxtui.query.check import problem
from alyxtui.schema.model import Action, Kind, Parameter

PARAMETERS = (
    Parameter("subject"),
    Parameter("alive", kind=Kind.BOOLEAN),
    Parameter("qc", enum=("PASS", "FAIL")),
    Parameter("users", many=True, enum=("a", "b")),
    Parameter("location", broken="it is a 500."),
    Parameter("limit", kind=Kind.INTEGER),
)
ACTION = Action("list", "GET", "/x", parameters={one.name: one for one in PARAMETERS})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subject", ""),
        ("subject", "any thing"),
        ("alive", "True"),
        ("alive", "false"),
        ("alive", "TRUE"),
        ("qc", "pass"),
        ("qc", "PASS"),
        ("users", "a,b"),
    ],
)
def test_good_filters(name: str, value: str) -> None:
    assert problem(ACTION, name, value) == ("", "")


@pytest.mark.parametrize(
    ("name", "value", "wrong", "remedy"),
    [
        ("subjct", "x", "no filter", "Did you mean subject?"),
        ("zzz", "x", "no filter", "subject, alive"),
        ("alive", "1", "cannot be", "true or false; the server ignores anything else"),
        ("qc", "good", "cannot be", "one of PASS, FAIL"),
        ("location", "x", "it is a 500.", "Leave it out"),
    ],
)
def test_bad_filters(name: str, value: str, wrong: str, remedy: str) -> None:
    said = problem(ACTION, name, value)
    assert wrong in said[0]
    assert remedy in said[1]
    assert "limit" not in said[1]


def test_an_endpoint_without_filters_says_so() -> None:
    assert "no filter at all" in problem(Action("list", "GET", "/x"), "a", "b")[1]
