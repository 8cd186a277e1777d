"""JSON and patterns as PostgreSQL has them: without a server, and asked of the demo."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from django.db import DataError
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.demo.sqlite import jsonb, patterns
from alyxtui.demo.sqlite.lookups import json_path, upper
from tests.contract.test_queries import count

# From the lowest to the highest, as PostgreSQL orders them.
ORDERED: list[Any] = [
    None, "", "A", "B", "a", -3, 0, 0.5, 7, False, True, [1], [2], [True], [1, 1], {}, {"aa": 1},
    {"b": 9}, {"c": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 2},
]  # fmt: skip
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3)
    ),
)


def test_kinds_are_ordered_before_values() -> None:
    for index, low in enumerate(ORDERED):
        assert jsonb.compare(low, low) == 0
        for high in ORDERED[index + 1 :]:
            assert jsonb.compare(low, high) < 0, (low, high)
            assert jsonb.compare(high, low) > 0, (low, high)


@given(VALUES, VALUES, VALUES)
def test_the_order_is_one(a: Any, b: Any, c: Any) -> None:
    assert (jsonb.compare(a, b) > 0) == (jsonb.compare(b, a) < 0)
    if jsonb.compare(a, b) <= 0 and jsonb.compare(b, c) <= 0:
        assert jsonb.compare(a, c) <= 0


def test_an_empty_list_is_below_all_others() -> None:
    assert jsonb.sql_compare("array", "[]", "null") == -1
    assert jsonb.sql_compare("array", "[]", '"a"') == -1
    assert jsonb.sql_compare("null", None, "[]") == 1
    assert jsonb.sql_compare("array", "[]", "[]") == 0


def test_keys_are_ordered_by_length_then_bytes() -> None:
    value = {"bb": 1, "é": 2, "a": [{"zz": 1, "y": 2}], "B": 3, "aa": 4, "ccc": 5}
    tidied = jsonb.tidy(value)
    assert tidied == value
    assert isinstance(tidied, dict)
    assert list(tidied) == ["B", "a", "aa", "bb", "é", "ccc"]  # é is two bytes
    assert list(tidied["a"][0]) == ["y", "zz"]


@given(VALUES)
def test_everything_contains_itself(value: Any) -> None:
    assert jsonb.contains(value, value)
    assert jsonb.tidy(value) == value


@pytest.mark.parametrize(
    ("whole", "part", "is_in"),
    [
        ([1, "a"], "a", True),
        ([[1]], 1, False),
        ([1], [1, 1], True),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, True),
        ({"a": [1]}, {"a": 1}, False),
        (True, 1, False),
        (1, 1.0, True),
        ("a", ["a"], False),
        ({"a": 1}, {}, True),
    ],
)
def test_contains(whole: Any, part: Any, is_in: bool) -> None:
    assert jsonb.contains(whole, part) is is_in


@pytest.mark.parametrize(
    ("value", "key", "is_there"),
    [
        ({"a": None}, "a", True),
        (["a"], "a", True),
        (["a"], "0", False),
        ("a", "a", True),
        (1, "1", False),
        (None, "None", False),
    ],
)
def test_has_key(value: Any, key: str, is_there: bool) -> None:
    assert jsonb.has_key(value, key) is is_there


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (None, None),
        (22.0, "22.0"),
        (1e20, "100000000000000000000"),
        (7, "7"),
        ([True, 9, 0], "[true, 9, 0]"),
        ({"é": 1}, '{"é": 1}'),
    ],
)
def test_as_text(value: Any, text: str | None) -> None:
    assert jsonb.text(value) == text


def test_paths() -> None:
    assert json_path(["a", "0", "-1", 'b"c', "-x"]) == '$."a"[0][#-1]."b\\"c"."-x"'


def test_upper_case_makes_no_letter_two() -> None:
    assert upper("straße éü") == "STRAßE ÉÜ"
    assert upper(5) == 5


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(unclosed", "parentheses () not balanced"),
        ("unopened)", "parentheses () not balanced"),
        ("[a", "brackets [] not balanced"),
        ("*a", "quantifier operand invalid"),
        ("a**", "quantifier operand invalid"),
        ("a{2,1}", "invalid repetition count(s)"),
        ("a{2", "braces {} not balanced"),
        ("[z-a]", "invalid character range"),
        ("a\\", "invalid escape \\ sequence"),
        (r"(a)\2", "invalid backreference number"),
        ("[[:nope:]]", "invalid character class"),
    ],
)
def test_the_words_of_a_wrong_pattern(pattern: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        patterns.to_python(pattern)
    assert str(caught.value) == f"invalid regular expression: {words}\n"


@pytest.mark.parametrize(
    ("pattern", "found", "missed"),
    [
        (r"[[:digit:]]+$", "KS022", "KS"),
        (r"^[^[:digit:]]$", "a", "1"),
        (r"[[:alpha:]]", "é", "1_"),
        (r"\mks\M", "a ks b", "aks"),
        (r"\yks\y", "ks", "kss"),
        (r"a\.b", "a.b", "axb"),
    ],
)
def test_patterns_of_postgresql(pattern: str, found: str, missed: str) -> None:
    translated = re.compile(patterns.to_python(pattern))
    assert translated.search(found)
    assert not translated.search(missed)


# --- asked of the demo ------------------------------------------------------------------------


def test_numbers_are_above_every_text(client: httpx.Client) -> None:
    texts = count(client, "sessions", django="extended_qc__task__isnull,False")
    assert texts > 0
    assert count(client, "sessions", django="extended_qc__task__lt,5") == texts
    assert count(client, "sessions", django="extended_qc__task__gt,5") == 0
    assert count(client, "sessions", django="extended_qc__task__gt,None") == texts


def test_kinds_in_one_column(client: httpx.Client) -> None:
    def rows(query: str) -> int:
        return count(client, "sessions", subject="hostile", django=query)

    objects, lists = rows("json__gte,({})"), rows("json__lt,({}),json__gt,True")
    texts = rows("json__lt,0,json__gte,('')")
    assert objects > 0
    assert (lists, texts) == (1, 1)
    assert rows("json__gte,0,json__lt,False") == 1  # the number


def test_values_of_paths(client: httpx.Client) -> None:
    path = "extended_qc___videoLeft_pin_state"
    states = count(client, "sessions", django=f"{path}__isnull,False")
    assert count(client, "sessions", django=f"{path}__0,True") == states
    assert count(client, "sessions", django=f"{path}__0,('true')") == 0
    assert count(client, "sessions", django=f"{path}__-1,0") == states
    assert count(client, "sessions", django=f"{path}__icontains,[true") == states
    assert count(client, "sessions", django=f"{path}__contains,[True]") == states
    assert count(client, "sessions", django=f"{path}__1__in,[0, 1, 2]") == count(
        client, "sessions", django=f"{path}__1__range,(0, 2)"
    )


def test_null_is_a_value_of_a_path(client: httpx.Client) -> None:
    path = "extended_qc___videoBody_position"
    there = count(client, "sessions", django=f"{path}__isnull,False")
    parts = [count(client, "sessions", django=f"{path},{value}") for value in (True, False, None)]
    assert sum(parts) == there
    assert all(parts)
    assert count(client, "sessions", django=f"{path}__icontains,null") == 0


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("json__extended_qc__has_key,tracing_exists", "json__extended_qc__isnull,False"),
        ("json__extended_qc__has_keys,['alignment_count', 'nope']", ""),
        (
            "json__extended_qc__has_any_keys,['alignment_count', 'nope']",
            "json__extended_qc__isnull,False",
        ),
        (
            "json__extended_qc__contains,({'alignment_resolved': True})",
            "json__extended_qc__alignment_resolved,True",
        ),
        ("json__extended_qc__contained_by,({'alignment_resolved': True})", ""),
    ],
)
def test_lookups_below_a_path(client: httpx.Client, query: str, other: str) -> None:
    found = count(client, "insertions", django=query)
    assert found == (count(client, "insertions", django=other) if other else 0)
    assert bool(found) == bool(other)


def test_what_is_written_comes_back_in_order(client: httpx.Client, scratch: dict[str, Any]) -> None:
    sent = {"long": 1, "b": {"zz": 1, "c": [{"yy": 1, "x": 2}]}, "a": 2}
    assert client.patch(f"/sessions/{scratch['id']}", json={"json": sent}).status_code == 200
    told = client.get(f"/sessions/{scratch['id']}").json()["json"]
    assert told == sent
    assert list(told) == ["a", "b", "long"]
    assert list(told["b"]) == ["c", "zz"]
    assert list(told["b"]["c"][0]) == ["x", "yy"]


def test_a_wrong_pattern(client: httpx.Client) -> None:
    for field in ("narrative", "extended_qc__task"):
        answer = client.get("/sessions", params={"django": f"{field}__regex,(unclosed"})
        assert answer.status_code == 500
        words = "invalid regular expression: parentheses () not balanced\n"
        assert answer.json()["detail"] == words
