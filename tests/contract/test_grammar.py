"""The language of ``django=``, without a server."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.demo.rest.grammar import Pair, convert, parse, split


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", [""]),
        ("a,b", ["a", "b"]),
        ("a,[1,2]", ["a", "[1,2]"]),
        ("a,(1,2),b,3", ["a", "(1,2)", "b", "3"]),
        # The latest opening bracket is the one that is waited for, and there is only one.
        ("a,[(1,2),3]", ["a", "[(1,2)", "3]"]),
        ("a,[1,2", ["a", "[1,2"]),
        ("a,{1,2}", ["a", "{1", "2}"]),
        ('a,"b,c"', ["a", '"b', 'c"']),
    ],
)
def test_commas_in_brackets_do_not_split(text: str, parts: list[str]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("None", None),
        ("none", "none"),
        ("True", True),
        ("fALSE", False),
        ("437", 437.0),
        ("1.", 1.0),
        ("1.5", 1.5),
        ("-3", "-3"),
        ("1e3", "1e3"),
        ("2021-01-01", "2021-01-01"),
        (" ks", " ks"),
        ("(-3)", -3),
        ("('22')", "22"),
        ("['a', 'b']", ["a", "b"]),
        ("({'k': [1, None]})", {"k": [1, None]}),
        ("(unclosed", "(unclosed"),
        ("", ""),
    ],
)
def test_values(text: str, value: object) -> None:
    found = convert(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(KS022)", "name 'KS022' is not defined"),
        ("[__import__('os').system('true')]", "name '__import__' is not defined"),
        ("[1, (2]", "does not match"),
        ("(lambda: 1)", "malformed"),
    ],
)
def test_brackets_hold_literals_only(text: str, words: str) -> None:
    with pytest.raises((NameError, SyntaxError, ValueError), match=words):
        convert(text)


def test_pairs() -> None:
    assert parse("nickname__icontains,ks,~death_date__isnull,True") == [
        Pair("nickname__icontains", "ks", False),
        Pair("death_date__isnull", True, True),
    ]


def test_a_prefix_and_no_exclusion() -> None:
    assert parse("~task,FAIL", prefix="extended_qc__", exclusion=False) == [
        Pair("extended_qc__~task", "FAIL", False)
    ]


def test_a_blank_after_the_comma_belongs_to_the_key() -> None:
    assert parse("a,1, b,2")[1].key == " b"


@pytest.mark.parametrize("text", ["a", "a,b,c", "narrative__icontains,a,b"])
def test_a_missing_value(text: str) -> None:
    with pytest.raises(IndexError, match="list index out of range"):
        parse(text)


def test_the_same_key_twice() -> None:
    with pytest.raises(ValueError, match='Duplicated fields in "number,1,number,2"'):
        parse("number,1,number,2")


@given(st.text())
def test_splitting_loses_nothing(text: str) -> None:
    assert ",".join(split(text)) == text


_LITERALS: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(_LITERALS)
def test_any_literal_in_brackets_is_read_back(value: Any) -> None:
    assert convert(f"({value!r})") == value


@given(st.text(alphabet="[](),'\"{}aN1. -\\"))
def test_nothing_else_than_the_known_errors(text: str) -> None:
    try:
        found = convert(text)
    except (NameError, SyntaxError, ValueError):
        return
    assert found is None or isinstance(found, (bool, float)) or found == text or _is_literal(found)


def _is_literal(value: object) -> bool:
    return bool(ast.literal_eval(repr(value)) == value)
