"""Documents that are broken, partial or no schema at all."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.errors import SchemaError
from alyxtui.schema.load import load
from alyxtui.schema.model import Api
from alyxtui.schema.openapi import read

_REF = {"$ref": "#/components/schemas/Session"}
_PAGE = {
    "type": "object",
    "required": ["count", "results"],
    "properties": {
        "count": {"type": "integer"},
        "next": {"type": "string", "format": "uri", "nullable": True},
        "results": {"type": "array", "items": _REF},
    },
}
_WHOLE: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "", "version": "0.0.0"},
    "paths": {
        "/sessions": {
            "get": {
                "operationId": "sessions_list",
                "description": "get: **FILTERS**\n\n-   **subject**: nickname `/sessions?subject=A`",
                "parameters": [
                    {"in": "query", "name": "subject", "schema": {"type": "string"}},
                    {
                        "in": "query",
                        "name": "tags",
                        "schema": {"type": "array", "items": {"type": "string"}},
                        "explode": True,
                        "style": "form",
                    },
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"allOf": [_PAGE]}}}}
                },
            },
            "post": {"requestBody": {"content": {"application/json": {"schema": _REF}}}},
        },
        "/sessions/{id}": {
            "parameters": [
                {"in": "path", "name": "id", "schema": {"type": "string", "format": "uuid"}}
            ],
            "get": {"responses": {"200": {"content": {"application/json": {"schema": _REF}}}}},
            "delete": {"responses": {"204": {"description": ""}}},
        },
    },
    "components": {
        "schemas": {
            "Qc": {"enum": ["PASS", "FAIL"], "type": "string"},
            "Session": {
                "type": "object",
                "required": ["subject", "id"],
                "properties": {
                    "id": {"type": "string", "format": "uuid", "readOnly": True},
                    "subject": {"type": "string", "maxLength": 64},
                    "qc": {"oneOf": [{"$ref": "#/components/schemas/Qc"}, {"enum": [""]}]},
                    "number": {"type": "integer", "minimum": 0, "maximum": 9, "default": 1},
                    "json": {"nullable": True},
                    "notes": {"type": "array", "items": {"allOf": [_REF]}},
                },
            },
        }
    },
}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "not nothing"),
        ([], "not a list"),
        (3, "not 3"),
        ("", "empty"),
        (b"", "empty"),
        ({}, "empty"),
        ("<!doctype html>", "web page"),
        (b"  <html>", "web page"),
        ("openapi: 3.0.3\ninfo:", "YAML"),
        ("hello", "'hello'"),
        ({"detail": "Invalid token.", "status_code": 403}, "Invalid token."),
        ({"openapi": "3.0.3"}, "no paths"),
        ({"_type": "document", "sessions": {}}, "describes no endpoint"),
        ({"swagger": "2.0", "paths": {}}, "Swagger"),
        ({"openapi": "3.0.3", "paths": []}, "describes no endpoint"),
        ({"openapi": "3.0.3", "paths": {}}, "describes no endpoint"),
        ({"openapi": "3.0.3", "paths": {"/x": None}}, "describes no endpoint"),
        ({"openapi": "3.0.3", "paths": {"/auth-token": {"post": {"a": 1}}}}, "no endpoint"),
    ],
)
def test_what_is_no_schema_is_named(document: object, words: str) -> None:
    with pytest.raises(SchemaError) as caught:
        load(document)
    assert words in caught.value.message
    assert caught.value.hint


def broken(**changes: object) -> Api:
    """The whole document read with the parts of its list operation replaced."""
    document = copy.deepcopy(_WHOLE)
    document["paths"]["/sessions"]["get"].update(changes)
    return read(document)


def test_the_whole_document_has_no_problem() -> None:
    api = broken()
    assert api.problems == ()
    fields = api.endpoints["sessions"].actions["list"].record
    assert list(fields) == ["id", "subject", "qc", "number", "json", "notes"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parameters": "none"}, "a list was expected"),
        ({"parameters": [3]}, "an object was expected"),
        ({"parameters": [{"in": "query"}]}, "a parameter without a name"),
        ({"parameters": [{"in": "query", "name": "x", "schema": {"type": "dog"}}]}, "'dog'"),
        ({"parameters": [{"in": "query", "name": "x", "schema": {"$ref": "#/no"}}]}, "#/no"),
        ({"parameters": [{"$ref": 7}]}, "$ref should be text"),
        ({"responses": [1]}, "an object was expected"),
        ({"responses": {200: {}}}, "a name that is no text"),
    ],
)
def test_a_broken_part_is_named_and_the_rest_is_usable(
    changes: dict[str, object], words: str
) -> None:
    api = broken(**changes)
    assert any(words in problem and "/sessions" in problem for problem in api.problems)
    assert set(api.endpoints["sessions"].actions) == {"list", "create", "read", "delete"}


def test_references_in_a_circle_are_named() -> None:
    document = copy.deepcopy(_WHOLE)
    schemas = document["components"]["schemas"]
    schemas["Session"] = {"$ref": "#/components/schemas/Other"}
    schemas["Other"] = {"$ref": "#/components/schemas/Session"}
    api = read(document)
    assert any("circle" in problem for problem in api.problems)
    assert dict(api.endpoints["sessions"].actions["read"].record) == {}


def test_all_of_that_holds_itself_is_cut() -> None:
    document = copy.deepcopy(_WHOLE)
    document["components"]["schemas"]["Session"]["allOf"] = [_REF]
    api = read(document)
    assert any("allOf" in problem for problem in api.problems)
    assert "subject" in api.endpoints["sessions"].actions["read"].record


def test_a_document_that_holds_itself_is_read() -> None:
    document = copy.deepcopy(_WHOLE)
    properties = document["components"]["schemas"]["Session"]["properties"]
    properties["json"] = {"type": "object", "properties": properties}
    assert "sessions" in read(document).endpoints


def test_a_document_that_unfolds_without_end_is_refused() -> None:
    document = copy.deepcopy(_WHOLE)
    schemas = document["components"]["schemas"]
    for level in range(8):
        part = {"$ref": f"#/components/schemas/L{level + 1}"}
        schemas[f"L{level}"] = {"allOf": [part] * 20}
    schemas["L8"] = {"type": "string"}
    document["components"]["schemas"]["Session"]["properties"]["bomb"] = {
        "$ref": "#/components/schemas/L0"
    }
    with pytest.raises(SchemaError, match="unfolds"):
        read(document)


def test_problems_are_counted_beyond_those_worth_reading() -> None:
    paths = {f"/x{number}": {"get": 3} for number in range(200)}
    api = read({"openapi": "3.0.3", "paths": {**paths, "/labs": {"get": {"tags": []}}}})
    assert len(api.problems) < 60
    assert "more places" in api.problems[-1]


def test_an_unknown_version_is_said_and_read() -> None:
    api = read({**_WHOLE, "openapi": "4.1"})
    assert "4.1" in api.problems[0]
    assert "sessions" in api.endpoints


def test_a_second_operation_of_the_same_kind_is_left_out() -> None:
    document = copy.deepcopy(_WHOLE)
    document["paths"]["/sessions/"] = {"get": {"operationId": "again"}}
    document["paths"]["/sessions/{a}b"] = {"get": {"operationId": "odd"}}
    api = read(document)
    assert "a second list of sessions" in api.problems[0]
    assert "form that is not known" in api.problems[1]
    assert api.endpoints["sessions"].actions["list"].path == "/sessions"


def _places(node: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all nodes below the root."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(node, dict):
        pairs = list(node.items())
    elif isinstance(node, list):
        pairs = list(enumerate(node))
    for key, value in pairs:
        yield (*place, key)
        yield from _places(value, (*place, key))


_GONE = object()
_PLACES = sorted(_places(_WHOLE), key=repr)
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["#/components/schemas/Session", "#/paths", "array", "object", "null"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["$ref", "type", "allOf", "oneOf", "items", "properties", "enum", ""])
            | st.text(max_size=4),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


def _change(document: Any, place: tuple[Any, ...], value: object) -> None:
    """Replace or remove one node, if an earlier change has left it there."""
    node = document
    for key in place[:-1]:
        there = isinstance(node, dict) or (isinstance(node, list) and key in range(len(node)))
        node = node[key] if there and (isinstance(node, list) or key in node) else None
    last = place[-1]
    if isinstance(node, list) and last not in range(len(node)):
        return
    if isinstance(node, dict | list):
        if value is not _GONE:
            node[last] = value
        elif isinstance(node, list) or last in node:
            del node[last]


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(_PLACES), st.just(_GONE) | _VALUES), min_size=1, max_size=5)
)
def test_a_document_broken_anywhere_is_read_or_refused(
    changes: list[tuple[tuple[Any, ...], object]],
) -> None:
    document = copy.deepcopy(_WHOLE)
    for place, value in changes:
        _change(document, place, value)
    with suppress(SchemaError):
        assert load(document).endpoints


@given(_VALUES)
def test_anything_is_read_or_refused(value: object) -> None:
    with pytest.raises(SchemaError):
        load(value)
