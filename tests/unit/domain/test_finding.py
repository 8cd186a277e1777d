"""Looking for a text in rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.columns import Column
from alyxtui.domain.finding import Find, next_place

COLUMNS = [Column("lab", "lab", 10), Column("time", "time", 20)]


def test_what_the_cells_say_is_looked_in_capitals_or_not() -> None:
    rows = [{"lab": "CortexLab", "time": "2021-03-04T10:12:00"}, {"lab": "x.y", "other": "cortex"}]
    numbered = list(enumerate(rows))
    assert Find("cortex").places(numbered, COLUMNS) == [0]
    assert Find("04 10:12").places(numbered, COLUMNS) == [0]
    assert Find("x.y").places(numbered, COLUMNS) == [1]
    assert Find("[").places(numbered, COLUMNS) == []


@given(st.text(min_size=1), st.text())
def test_spans_are_where_the_text_stands(text: str, shown: str) -> None:
    for first, last in Find(text).spans(shown):
        assert last - first == len(text)
    assert Find(text).spans(f"{shown}{text}")


@pytest.mark.parametrize(
    ("here", "step", "expected"),
    [(0, 1, 2), (2, 1, 5), (9, 1, 2), (9, -1, 5), (2, -1, 9), (-1, 1, 2)],
)
def test_the_next_match_goes_around(here: int, step: int, expected: int) -> None:
    assert next_place([2, 5, 9], here, step) == expected
    assert next_place([], here, step) is None
