"""Text from outside is made harmless and fits its cells."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from alyxtui.text import elide, fit, plural, safe, width, wrapped

ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
HARMFUL = {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "<9b>31m"),
        ("a\u202eb", "a<202e>b"),
        ("zero\u200bwidth", "zero<200b>width"),
        ("line\nfeed\ttab", "line␊feed␉tab"),
        ("\x7f", "␡"),
        ("\ud800", "<d800>"),
        ("[b]markup[/foo]", "[b]markup[/foo]"),
        ("李雷 josé 🐭", "李雷 josé 🐭"),
    ],
)
def test_hostile_characters_become_visible(hostile: str, shown: str) -> None:
    assert safe(hostile) == shown


def test_a_storm_of_combining_marks_is_cut_and_counted() -> None:
    assert safe("e" + "\u0301" * 100) == "e" + "\u0301" * 4 + "<+96 marks>"


def test_lines_stay_lines_where_they_may() -> None:
    assert safe("a\r\nb\tc\x1b", lines=True) == "a\nb    c␛"


@given(ANY_TEXT)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    assert not {unicodedata.category(char) for char in safe(text)} & HARMFUL
    left = {unicodedata.category(char) for char in safe(text, lines=True).replace("\n", "")}
    assert not left & HARMFUL


@given(ANY_TEXT)
def test_safe_text_is_left_alone(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(ANY_TEXT, st.integers(0, 30))
def test_elided_and_fitted_text_takes_its_cells(text: str, cells: int) -> None:
    shown = safe(text)
    assert width(elide(shown, cells)) <= cells
    assert cell_len(fit(shown, cells)) == cells
    assert cell_len(fit(shown, cells, right=True)) == cells
    if width(shown) <= cells:
        assert elide(shown, cells) == shown


@given(ANY_TEXT, st.integers(2, 60))
def test_wrapped_text_fits_and_loses_spaces_only(text: str, cells: int) -> None:
    line = safe(text)
    lines = wrapped(line, cells)
    assert all(cell_len(one.rstrip()) <= cells for one in lines)
    assert "".join("".join(lines).split()) == "".join(line.split())


def test_text_breaks_at_spaces() -> None:
    assert wrapped("  one two three", 9) == ["  one two", "three"]
    assert wrapped("abcdefghij kl", 4) == ["abcd", "efgh", "ij", "kl"]
    assert wrapped("", 4) == [""]


def test_counts_read_as_words() -> None:
    assert plural(1, "row") == "1 row"
    assert plural(20000, "row") == "20,000 rows"
    assert plural(0, "query", "queries") == "0 queries"
