"""Marks are identities."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.marks import Marks
from alyxtui.schema.model import Endpoint

ENDPOINT = Endpoint("sessions", lookup="id", key_fields=("id",))


def row(number: int, **more: Any) -> dict[str, Any]:
    return {"id": f"r{number}", **more}


ROWS = [row(number) for number in range(5)]


def test_a_record_is_marked_wherever_it_stands() -> None:
    marks = Marks(ENDPOINT)
    assert not marks
    marks.toggle(row(1))
    assert marks.holds(row(1, lab="other"))
    assert marks.count(100) == 1
    assert marks.records == (row(1),)
    marks.toggle(row(1, lab="other"))
    assert not marks


def test_the_same_record_twice_counts_once() -> None:
    marks = Marks(ENDPOINT)
    assert marks.add([*ROWS, *ROWS]) == 5
    assert marks.count(100) == 5


def test_inverting_leaves_marks_elsewhere_alone() -> None:
    marks = Marks(ENDPOINT)
    marks.add([row(0), row(99)])
    marks.invert([*ROWS, ROWS[0]])
    assert [record["id"] for record in marks.records] == ["r99", "r1", "r2", "r3", "r4"]


def test_all_of_the_query_but_some() -> None:
    marks = Marks(ENDPOINT)
    marks.add_everything()
    assert marks
    marks.toggle(row(3))
    assert not marks.holds(row(3))
    assert marks.holds(row(12345))
    assert marks.count(20_000) == 19_999
    marks.invert([row(3), row(4)])
    assert marks.holds(row(3))
    assert not marks.holds(row(4))
    marks.clear()
    assert not marks.holds(row(3))
    assert marks.count(20_000) == 0


def test_a_record_without_a_key_is_never_marked() -> None:
    marks = Marks(ENDPOINT)
    assert not marks.can_mark({"start_time": "2021-01-01"})
    marks.toggle({"start_time": "2021-01-01"})
    marks.add([{"start_time": "2021-01-01"}])
    assert not marks
    marks.add_everything()
    assert not marks.holds({"start_time": "2021-01-01"})


@given(st.lists(st.tuples(st.sampled_from(["toggle", "add", "remove", "all"]), st.integers(0, 9))))
def test_marks_are_a_set_of_names(steps: list[tuple[str, int]]) -> None:
    marks, expected = Marks(ENDPOINT), set[int]()
    for step, number in steps:
        if step == "toggle":
            marks.toggle(row(number))
            expected ^= {number}
        elif step == "add":
            marks.add([row(number)])
            expected |= {number}
        elif step == "remove":
            marks.remove([row(number)])
            expected -= {number}
        else:
            marks.add_everything()
            expected = set(range(10))
    assert {number for number in range(10) if marks.holds(row(number))} == expected
    assert marks.count(10) == len(expected)
