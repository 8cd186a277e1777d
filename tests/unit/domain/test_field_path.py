"""Dotted paths into a record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.field_path import MISSING, names_near, value_at

RECORD: dict[str, Any] = {
    "id": 1,
    "json": {"a": {"b": [10, {"c": None}]}, "x.y": 3},
    "a.b": "dotted",
    "list": [],
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("id", 1),
        ("json.a.b.0", 10),
        ("json.a.b.1.c", None),
        ("json.x.y", 3),
        ("a.b", "dotted"),
        ("list", []),
        ("nothing", MISSING),
        ("", MISSING),
        ("id.x", MISSING),
        ("json.a.b.2", MISSING),
        ("json.a.b.-1", MISSING),
        ("list.0", MISSING),
        ("json.a.b.1.c.d", MISSING),
        ("json.a.b." + "9" * 5000, MISSING),
        ("json.a.b.²", MISSING),
    ],
)
def test_values(path: str, expected: object) -> None:
    found = value_at(RECORD, path)
    assert found is expected or found == expected


@given(st.text("jsonab.x0129", max_size=12))
def test_no_path_fails(path: str) -> None:
    value_at(RECORD, path)


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("extended_qc.tsk", ["extended_qc.task", "extended_qc.n"]),
        ("extnded_qc.task", ["extended_qc", "list", "text"]),
        ("list.5", ["list.0", "list.1"]),
        ("list.0.x.y", ["list.0.a"]),
        ("text.x", []),
    ],
)
def test_what_was_perhaps_meant(path: str, near: list[str]) -> None:
    record = {"extended_qc": {"task": 1, "n": 2}, "list": [{"a": 1}, 2], "text": "x"}
    assert names_near(record, path) == near
