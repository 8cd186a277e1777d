"""Operations on fields, and differences, without a server."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.diff import between, diff
from alyxtui.domain.writes.operations import (
    Add,
    Assign,
    Clear,
    Edit,
    Operation,
    Remove,
    apply,
    at,
    from_json,
    is_destructive,
    merge,
    to_json,
    touched,
)
from alyxtui.domain.writes.values import equal, same
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import By, Field, Kind, Reference

JSON = Field("json", Kind.JSON, nullable=True)
USERS = Field("users", many=True, reference=Reference("users", By.SLUG))

keys = st.text("abc_", min_size=1, max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("xyz", max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(keys, values, max_size=4)
paths = st.lists(keys, min_size=1, max_size=3).map(tuple)
edits = st.builds(
    Edit,
    st.lists(st.tuples(paths, values), max_size=3).map(tuple),
    st.lists(paths, max_size=2).map(tuple),
)
operations: st.SearchStrategy[Operation] = st.one_of(
    edits,
    st.builds(Assign, values),
    st.just(Clear()),
    st.builds(Add, st.lists(values, max_size=3).map(tuple)),
    st.builds(Remove, st.lists(values, max_size=3).map(tuple)),
)


@given(operations)
@settings(max_examples=60)
def test_an_operation_comes_back_from_the_disk(operation: Operation) -> None:
    assert from_json(to_json(operation)) == operation


@given(objects, objects)
@settings(max_examples=60)
def test_a_deep_merge_keeps_what_it_does_not_name(present: Any, patch: Any) -> None:
    operation = merge(patch, deep=True)
    try:
        after = apply(operation, present, JSON)
    except ChangeRefused:  # what is on the way to a key is no object
        return
    for path, value in operation.sets:
        assert equal(at(after, path), value)
    named = {path[0] for path, _ in operation.sets}
    assert {key: after[key] for key in present if key not in named} == {  # type: ignore[index]
        key: value for key, value in present.items() if key not in named
    }


@given(objects, paths)
@settings(max_examples=60)
def test_a_removed_key_is_gone_and_nothing_else(present: Any, path: Any) -> None:
    after = apply(Edit(removes=(path,)), present, JSON)
    assert at(after, path) is MISSING
    gone = list(diff(present, after))
    assert len(gone) == (at(present, path) is not MISSING)
    assert all(one.path == path and one.new is MISSING for one in gone)


@given(values, values)
@settings(max_examples=60)
def test_a_difference_is_found_where_there_is_one(one: Any, other: Any) -> None:
    found = diff(one, other)
    assert bool(found) is not equal(one, other)
    for difference in found:
        assert difference.old is MISSING or equal(at(one, difference.path), difference.old)
        assert difference.new is MISSING or equal(at(other, difference.path), difference.new)


@given(objects, objects)
@example({"a": [1, {"b": 2}]}, {"a": [1, {}]})
@settings(max_examples=60)
def test_the_smallest_operation_leads_from_one_to_the_other(one: Any, other: Any) -> None:
    operation = between(one, other)
    assert equal(apply(operation, one, JSON), other)
    if isinstance(operation, Edit):
        beside = {**one, "beside": 1}
        assert equal(apply(operation, beside, JSON), {**other, "beside": 1})


def test_merging_at_the_top_and_deep() -> None:
    present = {"a": {"x": 1, "y": 2}, "b": 3}
    patch = {"a": {"x": 9}}
    assert apply(merge(patch), present, JSON) == {"a": {"x": 9}, "b": 3}
    assert apply(merge(patch, deep=True), present, JSON) == {"a": {"x": 9, "y": 2}, "b": 3}
    assert apply(merge(patch), None, JSON) == {"a": {"x": 9}}
    assert apply(merge({"a": {}}, deep=True), present, JSON) == present
    inside = Edit(((("l", 1, "z"), 5),))
    assert apply(inside, {"l": [1, {"z": 2}]}, JSON) == {"l": [1, {"z": 5}]}
    assert touched(inside) == (("l",),)
    assert present == {"a": {"x": 1, "y": 2}, "b": 3}


@pytest.mark.parametrize("present", ["text", 5, True, [1, 2]])
def test_what_is_no_object_is_not_merged_into(present: object) -> None:
    with pytest.raises(ChangeRefused, match=r"json holds .* no object"):
        apply(merge({"a": 1}), present, JSON)
    with pytest.raises(ChangeRefused, match=r"json\.n holds .* no object"):
        apply(merge({"n": {"a": 1}}, deep=True), {"n": present}, JSON)
    assert apply(merge({"n": {"a": 1}}, deep=True), {"n": None}, JSON) == {"n": {"a": 1}}


def test_lists_of_records() -> None:
    assert apply(Add(("b", "c")), ["a", "b"], USERS) == ["a", "b", "c"]
    assert apply(Remove(("b", "c")), ["a", "b"], USERS) == ["a"]
    assert not is_destructive(Add(("b",)), USERS)
    assert is_destructive(Remove(("b",)), USERS)
    assert same(["a", "b"], ["b", "a"], USERS)
    assert not same(["a", "a"], ["a", "b"], USERS)


@pytest.mark.parametrize(
    ("kind", "one", "other", "are"),
    [
        (Kind.DATETIME, "2026-01-01T10:00:00", "2026-01-01T10:00:00.000000", True),
        (Kind.DATETIME, "2026-01-01T10:00:00", "2026-01-01T10:00:01", False),
        (Kind.DATETIME, "2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00", False),
        (Kind.DATETIME, "2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00Z", True),
        (Kind.TEXT, " a ", "a", True),
        (Kind.NUMBER, 1, 1.0, True),
        (Kind.NUMBER, "1", 2, False),
        (Kind.NUMBER, 0.1, 0.1 + 1e-12, False),
        (Kind.INTEGER, True, 1, False),
        (Kind.INTEGER, "5", 5, True),
        (Kind.INTEGER, 10**10, 10**10 + 1, False),
        (Kind.INTEGER, 10**20, 10**20 + 1, False),
        (
            Kind.UUID,
            "4ECB5D24F5CC402CBE289D0F7CB14B3A",
            "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a",
            True,
        ),
        (Kind.JSON, {"a": True}, {"a": 1}, False),
        (Kind.JSON, None, None, True),
        (Kind.TEXT, None, "", False),
    ],
)
def test_what_a_server_shows_for_what_it_was_sent(
    kind: Kind, one: object, other: object, are: bool
) -> None:
    assert same(one, other, Field("f", kind)) is are


@pytest.mark.parametrize(
    ("kind", "one", "other", "are"),
    [
        (Kind.DATETIME, "2026-01-01T10:00:00+02:00", "2026-01-01T08:00:00", True),
        (Kind.DATETIME, "2026-01-01T10:00:00+02:00", "2026-01-01T08:00:01", False),
        (Kind.DATETIME, "2026-01-01T10:00:00", "2026-01-01T08:00:00", False),
        (Kind.NUMBER, 0.1, 0.1 + 1e-12, True),
        (Kind.INTEGER, 10**10, 10**10 + 1, False),
    ],
)
def test_what_comes_back_may_be_in_the_servers_own_zone(
    kind: Kind, one: object, other: object, are: bool
) -> None:
    assert same(one, other, Field("f", kind), came_back=True) is are
    assert same([one], [other], Field("f", kind, many=True), came_back=True) is are


def test_a_read_may_have_an_empty_text_where_null_was_stored() -> None:
    assert same(None, "", Field("f", nullable=True), came_back=True)
    for field in (Field("f"), Field("f", Kind.JSON, nullable=True)):
        assert not same(None, "", field, came_back=True)


def test_an_address_is_the_same_by_any_host() -> None:
    field = Field("session", Kind.URI, reference=Reference("sessions", By.URL))
    assert same("http://a/sessions/1", "https://b:8/alyx/sessions/1", field)
    assert not same("http://a/sessions/1", "http://a/sessions/2", field)
