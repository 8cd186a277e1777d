"""What differs between two records."""

from __future__ import annotations

import copy
import math
from typing import Any

from hypothesis import given

from alyxtui.domain.compare import Change, Kind, changes
from alyxtui.domain.field_path import MISSING
from tests.unit.domain.json_values import JSON


def test_added_removed_and_changed_by_path() -> None:
    old = {"qc": "PASS", "json": {"a": 1, "b": 2}, "users": ["anne"], "n": 1, "x": math.nan}
    new = {
        "qc": "FAIL",
        "json": {"a": 1, "c": {}},
        "users": ["anne", "ben"],
        "n": 1.0,
        "x": math.nan,
    }
    assert changes(old, new) == [
        Change(("qc",), Kind.CHANGED, "PASS", "FAIL"),
        Change(("json", "c"), Kind.ADDED, MISSING, {}),
        Change(("json", "b"), Kind.REMOVED, 2, MISSING),
        Change(("users", 1), Kind.ADDED, MISSING, "ben"),
    ]
    assert changes(1, True) == [Change((), Kind.CHANGED, 1, True)]
    assert changes([], {}) == [Change((), Kind.CHANGED, [], {})]


def test_nested_records_are_matched_by_their_id_whatever_their_order() -> None:
    old = {"datasets": [{"id": "a", "size": 1}, {"id": "b", "size": 2}, {"id": "c"}]}
    new = {"datasets": [{"id": "b", "size": 3}, {"id": "a", "size": 1}, {"id": "d"}]}
    assert changes(old, new) == [
        Change(("datasets", 0, "size"), Kind.CHANGED, 2, 3),
        Change(("datasets", 2), Kind.ADDED, MISSING, {"id": "d"}),
        Change(("datasets", 2), Kind.REMOVED, {"id": "c"}, MISSING),
    ]


@given(JSON, JSON)
def test_nothing_differs_from_itself_and_back_is_the_opposite(old: Any, new: Any) -> None:
    assert changes(old, copy.deepcopy(old)) == []
    there, back = changes(old, new), changes(new, old)
    assert len(there) == len(back)
    assert {(one.kind is Kind.ADDED) for one in there} <= {True, False}
    assert sum(one.kind is Kind.ADDED for one in there) == sum(
        one.kind is Kind.REMOVED for one in back
    )


def test_cycles_and_depth_end() -> None:
    one: dict[str, Any] = {"a": 1}
    one["self"] = one
    other: dict[str, Any] = {"a": 2}
    other["self"] = other
    assert changes(one, other) == [Change(("a",), Kind.CHANGED, 1, 2)]
    deep, deeper = "x", "y"
    for _ in range(5000):
        deep, deeper = [deep], [deeper]  # type: ignore[assignment]
    assert len(changes(deep, deeper)) == 1
