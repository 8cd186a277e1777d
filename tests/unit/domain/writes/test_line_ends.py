"""Texts in an input that takes them apart in its own way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.widgets import TextArea

from alyxtui.domain.writes.line_ends import joined

texts = st.text("ab\n\r\x0b\x0c\x1c\x85\u2028", max_size=12)


def after(former: str, start: tuple[int, int], end: tuple[int, int], new: str) -> str:
    document = TextArea(former).document
    document.replace_range(start, end, new)
    return joined(former, document.lines, document.newline)


@given(texts)
@settings(max_examples=100)
def test_what_is_not_touched_stays(text: str) -> None:
    assert after(text, (0, 0), (0, 0), "") == text


@given(texts, st.data())
@settings(max_examples=100)
def test_a_letter_typed_is_all_that_changes(text: str, data: st.DataObject) -> None:
    lines = TextArea(text).document.lines
    row = data.draw(st.integers(0, len(lines) - 1))
    column = data.draw(st.integers(0, len(lines[row])))
    place = sum(map(len, text.splitlines(keepends=True)[:row])) + column
    assert after(text, (row, column), (row, column), "x") == text[:place] + "x" + text[place:]


@pytest.mark.parametrize(
    ("start", "end", "new", "expected"),
    [
        ((1, 1), (1, 1), "\nx", "a\r\nb\u2028x\r\nc\nd"),
        ((0, 0), (0, 0), "x\n", "x\r\na\r\nb\u2028c\nd"),
        ((3, 1), (3, 1), "\nx", "a\r\nb\u2028c\nd\r\nx"),
        ((1, 0), (2, 0), "", "a\r\nc\nd"),
        ((2, 1), (3, 1), "", "a\r\nb\u2028c"),
        ((0, 0), (3, 1), "", ""),
    ],
)
def test_new_lines_and_lines_that_go(
    start: tuple[int, int], end: tuple[int, int], new: str, expected: str
) -> None:
    assert after("a\r\nb\u2028c\nd", start, end, new) == expected
