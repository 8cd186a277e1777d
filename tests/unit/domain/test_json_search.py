"""Searching in records."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.json_path import Path, value_of
from alyxtui.domain.json_search import MOST_MATCHES, SearchIndex, nearest
from alyxtui.domain.jsondoc import JsonDocument
from tests.unit.domain.json_values import CONTAINERS

RECORD = {
    "subject": "KS022",
    "extended_qc": {"task": "PASS", "_videoLeft_pin_state": [True, 9, 0.5], "dlc": None},
    "log": "Traceback\n  Straße",
    "task_protocol": "ephys",
}


def paths(words: str, record: object = RECORD) -> list[Path]:
    index = SearchIndex(record)
    return [index.path(number) for number in index.find(words)]


def test_keys_and_values_in_the_order_of_the_lines() -> None:
    assert paths("TASK") == [("extended_qc", "task"), ("task_protocol",)]
    assert paths("pin_state") == [("extended_qc", "_videoLeft_pin_state")]
    assert paths("0.5") == [("extended_qc", "_videoLeft_pin_state", 2)]
    assert paths("null") == [("extended_qc", "dlc")]
    assert paths("STRASSE") == [("log",)]
    assert paths("") == paths("\0") == paths("nowhere") == []


@given(CONTAINERS, st.text(max_size=2))
def test_every_match_is_found_again_by_its_path(value: Any, words: str) -> None:
    index = SearchIndex(value)
    numbers = index.find(words)
    assert numbers == sorted(set(numbers))
    for number in numbers:
        assert index.number(index.path(number)) == number
    document = JsonDocument(value, room=10_000)
    document.show_only(index.kept(numbers))
    shown = {line.path for line in document.lines}
    wanted = {index.path(number) for number in numbers}
    # What is inside a match stays folded in it.
    assert all(any(path[:end] in shown for end in range(1, len(path) + 1)) for path in wanted)
    assert all(
        value_of(value, path) is line.value for line in document.lines for path in [line.path]
    )
    if not words:
        assert not numbers


def test_only_branches_that_match_and_all_again() -> None:
    index = SearchIndex(RECORD)
    document = JsonDocument(RECORD, {("extended_qc",)})
    before = [line.path for line in document.lines]
    document.show_only(index.kept(index.find("task")))
    assert [line.path for line in document.lines] == [
        ("extended_qc",),
        ("extended_qc", "task"),
        ("task_protocol",),
    ]
    document.show_only(None)
    assert [line.path for line in document.lines] == before


def test_next_and_previous_go_round() -> None:
    assert nearest([3, 7, 9], 4, 1) == 1
    assert nearest([3, 7, 9], 9, 1) == 0
    assert nearest([3, 7, 9], 7, -1) == 0
    assert nearest([3, 7, 9], 2, -1) == 2


def test_a_record_that_holds_itself_is_searched_once() -> None:
    record: dict[str, Any] = {"name": "x"}
    record["self"] = record
    assert paths("name", record) == [("name",)]
    assert len(SearchIndex([1] * 20_000).find("1")) == MOST_MATCHES
