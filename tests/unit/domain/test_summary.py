"""The values of a column and how often they come."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.columns import Column
from alyxtui.domain.summary import summary

COLUMN = Column("a.b", "b", 10)


def rows(*values: Any) -> list[dict[str, Any]]:
    return [{"a": {"b": value}} for value in values]


def test_the_most_frequent_come_first_and_types_are_told_apart() -> None:
    found = summary([*rows("x", 1, "1", 1, True, None, 1.0, "x", "x"), {}, {"a": {}}], COLUMN)
    assert [(one.cell.text, one.count) for one in found.values] == [
        ("x", 3), ("1", 2), ("yes", 1), ("1.0", 1), ("1", 1), ("–", 1)
    ]  # fmt: skip
    assert (found.rows, found.missing) == (11, 2)
    assert (found.least, found.most) == ("1", "x")


def test_each_element_of_a_list_counts_once_a_row() -> None:
    found = summary(rows(["a", "b", "a"], ["b"], []), COLUMN)
    assert [(one.value, one.count) for one in found.values] == [("b", 2), ("a", 1), ([], 1)]


def test_states_keep_their_signs() -> None:
    found = summary(rows("PASS"), Column("a.b", "b", 10, status=True))
    assert found.values[0].cell.text == "● PASS"


@given(st.lists(st.none() | st.booleans() | st.integers() | st.text() | st.floats()))
def test_no_row_is_lost(values: list[Any]) -> None:
    found = summary(rows(*values), COLUMN)
    assert sum(one.count for one in found.values) == found.rows == len(values)
