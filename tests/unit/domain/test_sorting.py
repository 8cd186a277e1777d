"""The order of records by their columns."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.sorting import SortKey, arranged, cycled, rank

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NOTHING = st.sampled_from([None, float("nan")])


def order(values: list[Any], *, descending: bool = False) -> list[Any]:
    rows = arranged([{"a": value} for value in values], [SortKey("a", descending)])
    return [row["a"] for row in rows]


@pytest.mark.parametrize(
    ("values", "ordered"),
    [
        (["probe10", "probe2", "Probe1"], ["Probe1", "probe2", "probe10"]),
        (["a007", "a7", "a08"], ["a007", "a7", "a08"]),
        ([3, 1.5, True, "1", None, [1], {"x": 1}], [True, 1.5, 3, "1", [1], {"x": 1}, None]),
        (["2021-01-10T10:00:00", "2021-01-02"], ["2021-01-02", "2021-01-10T10:00:00"]),
        ([10**400, 1.0, float("inf"), float("-inf")], [float("-inf"), 1.0, 10**400, float("inf")]),
        (["", "a", "É", "e"], ["", "a", "e", "É"]),
    ],
)
def test_the_order_of_values(values: list[Any], ordered: list[Any]) -> None:
    assert order(values) == ordered


def test_nothing_comes_last_in_both_directions() -> None:
    rows: list[dict[str, Any]] = [{}, {"a": None}, {"a": 1}, {"a": 2}]
    assert arranged(rows, [SortKey("a")]) == [{"a": 1}, {"a": 2}, {"a": None}, {}]
    assert arranged(rows, [SortKey("a", descending=True)]) == [{"a": 2}, {"a": 1}, {"a": None}, {}]


def test_the_first_column_is_the_strongest_and_paths_lead_into_nested_values() -> None:
    rows = [{"lab": "b", "j": {"n": 1}}, {"lab": "a", "j": {"n": 1}}, {"lab": "a", "j": {"n": 2}}]
    keys = [SortKey("lab"), SortKey("j.n", descending=True)]
    assert arranged(rows, keys) == [rows[2], rows[1], rows[0]]


def test_a_column_goes_up_down_and_away_and_others_stay_behind_it() -> None:
    keys = cycled((), "lab")
    assert keys == (SortKey("lab"),)
    keys = cycled(keys, "no")
    assert keys == (SortKey("no"), SortKey("lab"))
    keys = cycled(keys, "no")
    assert keys == (SortKey("no", descending=True), SortKey("lab"))
    assert cycled(keys, "no") == (SortKey("lab"),)


@given(st.lists(JSON, max_size=20), st.booleans())
def test_any_json_is_sorted_losing_nothing_and_the_same_again(
    values: list[Any], descending: bool
) -> None:
    rows = [{"a": value} for value in values]
    keys = [SortKey("a", descending)]
    once = arranged(rows, keys)
    assert sorted(map(id, once)) == sorted(map(id, rows))
    assert list(map(id, arranged(once, keys))) == list(map(id, once))


@given(JSON, JSON, JSON)
def test_ranks_are_a_total_order(one: Any, two: Any, three: Any) -> None:
    a, b, c = sorted(map(rank, (one, two, three)))
    assert a <= b <= c
    assert a <= c


@given(st.lists(JSON | NOTHING, max_size=10))
def test_nulls_are_last(values: list[Any]) -> None:
    ordered = [rank(value) == (9,) for value in order(values)]
    assert ordered == sorted(ordered)


def test_a_text_of_very_many_digits_is_sorted() -> None:
    assert order(["9" * 900, "1" * 999])[0] == "9" * 900


def test_deep_values_are_sorted() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    assert len(order([deep, deep, [1]])) == 3
