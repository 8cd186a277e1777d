"""Paths as text, and back."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_path import Path, PathError, parse_path, path_text, resolve, value_of
from tests.unit.domain.json_values import KEYS

STEPS = st.lists(st.text(max_size=8) | KEYS | st.integers(0, 10**9), min_size=1, max_size=5)


@given(STEPS.map(tuple))
def test_a_path_is_read_from_its_text(path: Path) -> None:
    text = path_text(path)
    assert parse_path(text) == path
    assert path_text(parse_path(text)) == text
    assert not {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("extended_qc", "_videoLeft_pin_state", 0), "extended_qc._videoLeft_pin_state[0]"),
        (("json", "a.b", "c"), 'json["a.b"].c'),
        (("json", "1"), 'json["1"]'),
        ((3, "x-y"), "[3].x-y"),
        (("json", "实验"), 'json["实验"]'),
        (("json", "\x1b[31m"), r'json["\u001b[31m"]'),
        ((), ""),
    ],
)
def test_texts(path: Path, text: str) -> None:
    assert path_text(path) == text
    assert parse_path(text) == path


@given(st.text(max_size=20) | st.text('[]".\\0a', max_size=12))
def test_any_text_is_a_path_or_refused_with_a_word(text: str) -> None:
    try:
        path = parse_path(text)
    except PathError as error:
        refused = error
    else:
        assert parse_path(path_text(path)) == path
        return
    assert "clear" in refused.message
    assert "Such as" in refused.hint


RECORD: dict[str, Any] = {"users": ["olivier", {"name": "anne"}], "0": {"1": 2}, "a": None}


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("users.0", ("users", 0), "olivier"),
        ("users[1].name", ("users", 1, "name"), "anne"),
        ("0[1]", ("0", "1"), 2),
        ("a", ("a",), None),
    ],
)
def test_what_a_path_means_in_a_record(text: str, path: Path, value: object) -> None:
    assert resolve(RECORD, parse_path(text)) == path
    assert value_of(RECORD, path) == value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("users[7]", "users has no [7]."),
        ("narrative", "the record has no narrative."),
        ("a.b", "a has no b."),
        ("users[99999999999999999999]", "not clear"),
        ("users..name", "not clear"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(text: str, words: str) -> None:
    with pytest.raises(PathError, match=re.escape(words)):
        resolve(RECORD, parse_path(text))
    assert value_of(RECORD, ("users", 7)) is MISSING
