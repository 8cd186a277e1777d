"""Texts in rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain import text_rows
from alyxtui.domain.text_rows import TextRows
from alyxtui.text import safe, width


@given(st.text(max_size=120), st.integers(4, 30), st.booleans())
def test_every_character_stands_in_a_row_that_fits(text: str, room: int, long: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        if long:
            patch.setattr(text_rows, "LONG", 0)
            patch.setattr(text_rows, "_PIECE", 7)
        rows = TextRows(text, room)
    shown = [rows.row(index) for index in range(len(rows))]
    assert all(width(row) <= room for row in shown)
    if not long:
        expected = safe(text, lines=True)
        assert "".join("".join(shown).split()) == "".join(expected.split())


def test_line_breaks_stay_and_matches_are_rows() -> None:
    rows = TextRows("Traceback\r\n  File x\n\nValueError: a b", 12)
    assert [rows.row(index) for index in range(len(rows))] == [
        "Traceback",
        "  File x",
        "",
        "ValueError:",
        "a b",
    ]
    assert rows.matching("valueerror") == [3]
    assert rows.matching("error: a") == [3]
    assert [rows.line_of(index) for index in range(len(rows))] == [0, 1, 2, 3, 3]
    with pytest.raises(IndexError):
        rows.row(5)


def test_ten_megabytes_in_one_word() -> None:
    rows = TextRows("x" * 10_000_000 + "\x1b[2Jé", 80)
    assert len(rows) > 120_000
    assert rows.row(len(rows) - 1).endswith("␛[2Jé")
