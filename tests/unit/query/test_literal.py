"""Every value comes back from the server's parser as it was sent."""

from __future__ import annotations

import math
from random import Random
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.demo.rest import grammar as demo
from alyxtui.query import conditions, render
from alyxtui.query.literal import written
from alyxtui.query.model import Query, Term, freeze, thaw
from alyxtui.schema.model import Endpoint
from tests.unit.query import server

_WORDS = (
    *("None", "True", "false", "437", "1.", ".5", "1e3", "-3", "²", "٣", "(a|b)", "[a-z]{2,4}"),
    *("(", ")", "[", "]", "[(", ")]", "a,b", "{'a': 1}", "('x')", " ks ", "", "\\", "'", '"'),
    *("it's", "#(\n", "\x00", "\n", "é", "🐭", "\u202e", "a]b", "KS022", "~x", "a&b=c#d%20+"),
)
_SNAGS = st.sampled_from(_WORDS)
_TEXT = st.one_of(st.text(), _SNAGS, st.text("()[]{},'\"\\aN1. -~#"))
_SCALAR = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), _TEXT, st.dates().map(str)
)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALAR,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(_TEXT, inner, max_size=4)
    ),
    max_leaves=8,
)


def same(sent: Any, got: Any) -> bool:
    """Equal and of the same type; a whole number may have become a float."""
    if isinstance(sent, (list, tuple)):
        same_kind = type(sent) is type(got) and len(sent) == len(got)
        return same_kind and all(map(same, sent, got))
    if isinstance(sent, dict):
        keys = isinstance(got, dict) and list(sent) == list(got)
        return keys and all(same(sent[key], got[key]) for key in sent)
    if isinstance(sent, int) and not isinstance(sent, bool) and type(got) is float:
        return sent == got
    return type(sent) is type(got) and sent == got


def any_value(chance: Random, depth: int = 3) -> Any:
    """A value of any type; many times faster than the strategies are."""
    kind = chance.randrange(10 if depth else 6)
    if kind < 3:
        alphabet = chance.choice(("()[]{},'\"\\aN1. -~#", "abc09 _.:-", "é\u0301🐭\x00\n\u202e'"))
        return "".join(chance.choices(alphabet, k=chance.randrange(8)))
    if kind == 3:
        return chance.choice(_WORDS)
    if kind == 4:
        return chance.choice((None, True, False, chance.randint(-(2**70), 2**70), 0, 1, -3))
    if kind == 5:
        return chance.choice((chance.uniform(-1e3, 1e3), 10 ** chance.uniform(-300, 300), 0.5))
    items = [any_value(chance, depth - 1) for _ in range(chance.randrange(4))]
    if kind == 6:
        return items
    return (
        tuple(items)
        if kind == 7
        else {str(one): two for one, two in zip(items[::2], items[1::2], strict=False)}
    )


def check_survival(first: Any, second: Any) -> None:
    terms = (Term("a", "exact", freeze(first), negated=True), Term("b", "in", freeze(second)))
    parameter = render.conditions(terms)
    (_, one, excluded), (key, two, _) = server.parse(parameter)
    assert same(first, one), parameter
    assert same(second, two), parameter
    assert excluded
    assert key == "b__in"


@settings(max_examples=2_500, deadline=None)
@given(st.integers(min_value=0))
def test_every_value_survives_the_server(seed: int) -> None:
    """Ten thousand values, four at a time."""
    chance = Random(seed)
    for _ in range(2):
        check_survival(any_value(chance), any_value(chance))


@settings(max_examples=200, deadline=None)
@given(_VALUES, _VALUES)
def test_values_that_shrink_survive_the_server(first: Any, second: Any) -> None:
    check_survival(first, second)


@settings(max_examples=200, deadline=None)
@given(_VALUES, _VALUES)
def test_it_survives_the_address_and_our_own_reading_too(first: Any, second: Any) -> None:
    terms = (Term("a", "", freeze(first)), Term("b", "gt", freeze(second)))
    sent = render.query_string(Endpoint("notes"), Query("notes", terms=terms))
    parameter = parse_qs(sent, keep_blank_values=True)["django"][0]
    read, _ = conditions.read(parameter)
    assert [same(first, thaw(read[0].value)), same(second, thaw(read[1].value))] == [True, True]
    assert [pair.value for pair in demo.parse(parameter.strip())] == [first, second]


@given(_VALUES)
def test_freezing_loses_nothing(value: Any) -> None:
    assert same(value, thaw(freeze(value)))
    hash(freeze(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("KS022", "KS022"),
        ("TimeoutError: [Errno 110]", "TimeoutError: [Errno 110]"),
        ("(right|left)camera", "(right|left)camera"),
        (".*probe.*", ".*probe.*"),
        ("2021-02-05", "2021-02-05"),
        ("22", "('22')"),
        ("None", "('None')"),
        ("a, b", "('a, b')"),
        ("(a|b)", r"('\x28a|b\x29')"),
        ("it's", "it's"),
        ("", "('')"),
        (None, "None"),
        (True, "True"),
        (40, "40"),
        (2**60, "(1152921504606846976)"),
        (0.5, "0.5"),
        (-3, "(-3)"),
        (1e-9, "(1e-09)"),
        (["behavior", "ephys"], "['behavior', 'ephys']"),
        (("a", "b"), "('a', 'b')"),
        (("a",), "('a',)"),
        ([], "[]"),
        ({"dlcLeft": "PASS", "n": 1}, "({'dlcLeft': 'PASS', 'n': 1})"),
        ([{"a": 1}], "[{'a': 1}]"),
        ([[1, 2], [3]], "([[1, 2]#(\n, [3]])"),
    ],
)
def test_plain_where_plain_is_safe(value: object, text: str) -> None:
    assert written(freeze(value)) == text


def test_what_json_has_no_word_for_is_refused() -> None:
    for value in (math.nan, {1, 2}, b"x", {(1, 2): 3}):
        with pytest.raises(ValueError, match=r"value|compared|key"):
            freeze(value)


def test_keys_that_are_no_text_are_written_as_json_writes_them() -> None:
    assert thaw(freeze({2: "a", None: "b", False: "c"})) == {"2": "a", "null": "b", "false": "c"}
