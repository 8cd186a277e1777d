"""A record as lines that fold."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.cells import Role
from alyxtui.domain.jsondoc import JsonDocument
from alyxtui.text import safe, width

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=150),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)

RECORD = {
    "subject": "KS022",
    "qc": "WARNING",
    "users": ["olivier", "anne"],
    "extended_qc": {"task": "PASS", "_videoLeft_pin_state": [True, 9, 0]},
    "log": "Traceback\n  line 2",
    "nothing": None,
}


def labels(document: JsonDocument) -> list[str]:
    return [line.label for line in document.lines]


def test_the_first_level_is_open_and_the_rest_is_folded() -> None:
    document = JsonDocument(RECORD)
    assert labels(document) == list(RECORD)
    assert [line.branch for line in document.lines] == [False, False, True, True, True, False]
    assert document.lines[3].cell.text == "{ 2 keys }"
    assert document.lines[2].cell.text == "olivier, anne"


def test_opening_and_closing_a_branch() -> None:
    document = JsonDocument(RECORD)
    assert document.open(3)
    assert labels(document)[3:6] == ["extended_qc", "task", "_videoLeft_pin_state"]
    assert document.lines[4].cell.role is Role.GOOD
    assert not document.open(3)
    document.open(5)
    assert document.lines[6].path == ("extended_qc", "_videoLeft_pin_state", 0)
    assert document.parent(6) == 5
    assert document.parent(5) == 3
    assert document.close(3)
    assert labels(document) == list(RECORD)
    assert not document.opened


def test_what_was_open_opens_again() -> None:
    document = JsonDocument(RECORD)
    document.open(3)
    document.open(5)
    again = JsonDocument(RECORD, frozenset(document.opened))
    assert list(again.lines) == list(document.lines)


def test_a_text_with_line_breaks_opens_into_its_lines() -> None:
    document = JsonDocument(RECORD)
    document.toggle(4)
    assert [line.cell.text for line in document.lines[5:7]] == ["Traceback", "  line 2"]


def test_a_thousand_levels_open_one_by_one() -> None:
    deep: Any = "end"
    for _ in range(1000):
        deep = {"in": deep}
    document = JsonDocument(deep)
    for index in range(999):
        assert document.open(index)
    assert document.lines[-1].cell.text == "end"
    assert document.close(0)
    assert len(document.lines) == 1


def test_a_record_that_is_no_object_is_shown_too() -> None:
    assert JsonDocument(3).lines[0].cell.text == "3"
    assert JsonDocument([1, {"a": 2}]).lines[1].branch
    assert not JsonDocument({}).lines
    assert not JsonDocument([]).lines


def test_what_is_wider_than_its_line_opens_into_lines_that_fit() -> None:
    words = "the mouse ran well until the second block, then it fell asleep"
    document = JsonDocument({"narrative": words, "number": 0.1234567890123456}, room=30)
    assert [line.branch for line in document.lines] == [True, True]
    document.open(1)
    document.open(0)
    shown = [line.cell.text for line in document.lines]
    assert all(width(text) <= 26 for text in shown)
    assert " ".join(shown[1:-2]).split() == words.split()
    assert shown[-1] == "0.1234567890123456"
    assert document.fit(120)
    assert [line.branch for line in document.lines] == [False, False]
    assert [line.cell.text for line in document.lines] == [words, "0.1234567890123456"]
    document.fit(30)
    assert [line.cell.text for line in document.lines] == shown


@given(st.text(max_size=200), st.integers(30, 90))
def test_no_character_of_a_text_is_out_of_reach(text: str, room: int) -> None:
    document = JsonDocument({"text": text}, frozenset({("text",)}), room=room)
    lines = document.lines
    shown = lines[1:] if lines[0].branch else lines
    assert all(width(line.cell.text) <= line.value_cells(room) for line in shown)
    expected = safe(text, lines=lines[0].branch) or '""'
    assert "".join("".join(line.cell.text for line in shown).split()) == "".join(expected.split())


@given(JSON)
def test_any_json_can_be_opened_whole_and_closed_again(value: Any) -> None:
    document = JsonDocument(value)
    closed = list(document.lines)
    index = 0
    while index < len(document.lines):
        document.open(index)
        index += 1
    opened = list(document.lines)
    # By what is shown: a NaN is not equal to itself.
    assert repr(list(JsonDocument(value, document.opened).lines)) == repr(opened)
    for index in reversed(range(len(document.lines))):
        document.close(index)
    assert repr(list(document.lines)) == repr(closed)
    assert json.dumps([line.cell.text for line in opened])
