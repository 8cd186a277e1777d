"""OpenAPI documents, written by hand, read into the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from alyxtui.schema.model import Api, Field, Kind, Parameter
from alyxtui.schema.openapi import read


def document(paths: Mapping[str, Any], schemas: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A document with these paths and components."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Alyx", "version": "3"},
        "paths": dict(paths),
        "components": {"schemas": dict(schemas or {})},
    }


def answer(schema: object) -> dict[str, Any]:
    """Responses with one JSON answer."""
    return {"200": {"content": {"application/json": {"schema": schema}}}}


def body(schema: object) -> dict[str, Any]:
    """A JSON request body."""
    return {"content": {"application/json": {"schema": schema}}}


def field_of(schema: Mapping[str, Any], schemas: Mapping[str, Any] | None = None) -> Field:
    """The field that a property's schema gives."""
    whole = {"type": "object", "properties": {"x": schema}}
    api = read(document({"/things": {"post": {"requestBody": body(whole)}}}, schemas))
    assert api.problems == ()
    return api.endpoints["things"].actions["create"].fields["x"]


def parameter_of(value: Mapping[str, Any]) -> Parameter:
    """The parameter of a list that a raw parameter gives."""
    raw = {"in": "query", "name": "x", **value}
    api = read(document({"/things": {"get": {"parameters": [raw]}}}))
    return api.endpoints["things"].actions["list"].parameters["x"]


def test_paths_and_methods_become_endpoints_and_actions() -> None:
    ref = {"$ref": "#/components/schemas/Thing"}
    patched = {"$ref": "#/components/schemas/PatchedThing"}
    properties = {"id": {"type": "string", "format": "uuid", "readOnly": True}, "name": {}}
    api = read(
        document(
            {
                "/things": {
                    "get": {"responses": answer(ref)},
                    "post": {"requestBody": body(ref)},
                },
                "/things/{id}": {
                    "parameters": [
                        {
                            "in": "path",
                            "name": "id",
                            "schema": {"type": "string", "format": "uuid"},
                        }
                    ],
                    "get": {"responses": answer(ref)},
                    "put": {"requestBody": body(ref)},
                    "patch": {"requestBody": body(patched)},
                    "delete": {"responses": {"204": {"description": "gone"}}},
                    "x-note": "no method",
                },
            },
            {
                "Thing": {
                    "type": "object",
                    "properties": properties,
                    "required": ["id", "name"],
                },
                "PatchedThing": {"type": "object", "properties": properties},
            },
        )
    )
    things = api.endpoints["things"]
    assert list(things.actions) == [
        "list",
        "create",
        "read",
        "update",
        "partial_update",
        "delete",
    ]
    assert (things.lookup, things.lookup_kind) == ("id", Kind.UUID)
    assert things.actions["delete"].method == "DELETE"
    assert things.actions["read"].path == "/things/{id}"
    create, patch = things.actions["create"].fields, things.actions["partial_update"].fields
    assert (create["id"].required, create["name"].required) == (False, True)
    assert create["id"].read_only
    assert not patch["name"].required
    assert (api.title, api.version, api.dialect, api.problems) == ("Alyx", "3", "openapi", ())


def test_the_paged_envelope_is_looked_into() -> None:
    results = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    page = {
        "type": "object",
        "properties": {"count": {"type": "integer"}, "next": {}, "results": results},
    }
    thing = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "password": {"type": "string", "writeOnly": True},
        },
    }
    api = read(
        document({"/things": {"get": {"responses": answer(page)}}}, {"Thing": thing}),
    )
    action = api.endpoints["things"].actions["list"]
    assert action.paginated
    assert api.endpoints["things"].is_list
    assert list(action.record) == ["name"]


def test_a_bare_list_is_not_paginated() -> None:
    listed = {
        "type": "array",
        "items": {"type": "object", "properties": {"a": {"type": "integer"}}},
    }
    action = read(document({"/x": {"get": {"responses": answer(listed)}}})).endpoints["x"]
    assert not action.is_list
    assert list(action.actions["list"].record) == ["a"]


@pytest.mark.parametrize(
    ("path", "name", "action"),
    [
        ("/cache/info/", "cache", "list"),
        ("/cache.zip", "cache.zip", "list"),
        ("/uploaded/{img_url}", "uploaded", "read"),
        ("/things/{id}/parts", "things/parts", "get"),
        ("/a/{x}/{y}", "a", "get"),
    ],
)
def test_names_of_unusual_paths(path: str, name: str, action: str) -> None:
    endpoint = read(document({path: {"get": {"operationId": "z"}}})).endpoints[name]
    assert list(endpoint.actions) == [action]
    assert endpoint.actions[action].path == path


def test_a_record_path_that_lists_has_the_operations_own_word() -> None:
    page = {
        "type": "object",
        "properties": {"count": {}, "results": {"type": "array", "items": {}}},
    }
    api = read(
        document(
            {
                "/water-type": {
                    "get": {"operationId": "water_type_list", "responses": answer(page)}
                },
                "/water-type/{name}": {
                    "get": {"operationId": "water_type_list_2", "responses": answer(page)},
                    "post": {"operationId": "water_type_create_2"},
                },
            }
        )
    )
    endpoint = api.endpoints["water-type"]
    assert list(endpoint.actions) == ["list", "list_2", "create_2"]
    assert endpoint.lookup == "name"


def test_signing_in_and_the_schema_are_no_endpoints() -> None:
    paths = {
        path: {"get": {"operationId": "x"}}
        for path in ("/auth-token", "/api/schema", "/docs/", "/", "/labs")
    }
    assert list(read(document(paths)).endpoints) == ["labs"]


@pytest.mark.parametrize(
    ("schema", "kind", "many"),
    [
        ({"type": "string"}, Kind.TEXT, False),
        ({"type": "integer"}, Kind.INTEGER, False),
        ({"type": "number", "format": "double"}, Kind.NUMBER, False),
        ({"type": "boolean"}, Kind.BOOLEAN, False),
        ({"type": "string", "format": "date"}, Kind.DATE, False),
        ({"type": "string", "format": "date-time"}, Kind.DATETIME, False),
        ({"type": "string", "format": "uuid"}, Kind.UUID, False),
        ({"type": "string", "format": "uri"}, Kind.URI, False),
        ({"type": "string", "format": "email"}, Kind.EMAIL, False),
        ({"type": "string", "format": "binary"}, Kind.FILE, False),
        ({"type": "string", "contentMediaType": "image/png"}, Kind.FILE, False),
        ({"type": "string", "format": "no-such"}, Kind.TEXT, False),
        ({"nullable": True, "description": "Structured data"}, Kind.JSON, False),
        ({}, Kind.JSON, False),
        ({"type": "object"}, Kind.JSON, False),
        ({"type": "object", "additionalProperties": {}}, Kind.JSON, False),
        ({"type": "array", "items": {"type": "integer"}}, Kind.INTEGER, True),
        ({"type": "array", "items": {}}, Kind.JSON, True),
        ({"type": "array"}, Kind.JSON, True),
        ({"type": "array", "items": {"type": "array", "items": {}}}, Kind.JSON, True),
        ({"type": ["string", "null"], "format": "date"}, Kind.DATE, False),
        ({"type": ["integer", "string"]}, Kind.JSON, False),
        ({"enum": [1, 2, None]}, Kind.INTEGER, False),
        ({"enum": ["a", "b"]}, Kind.TEXT, False),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, Kind.INTEGER, False),
        ({"oneOf": [{"type": "integer"}, {"type": "string"}]}, Kind.JSON, False),
    ],
)
def test_kinds(schema: Mapping[str, Any], kind: Kind, many: bool) -> None:
    field = field_of(schema)
    assert (field.kind, field.many) == (kind, many)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": ["string", "null"]},
        {"anyOf": [{"type": "string"}, {"type": "null"}]},
        {"oneOf": [{"enum": ["a"]}, {"enum": [None]}]},
        {"enum": ["a", None]},
    ],
)
def test_null_is_recognised_in_every_dialect(schema: Mapping[str, Any]) -> None:
    assert field_of(schema).nullable


def test_attributes_of_a_field() -> None:
    field = field_of(
        {
            "type": "number",
            "format": "double",
            "minimum": 0,
            "maximum": 2.5,
            "default": 1,
            "description": "in **grams**",
            "writeOnly": True,
        }
    )
    assert field == Field(
        "x",
        Kind.NUMBER,
        format="double",
        minimum=0.0,
        maximum=2.5,
        default=1,
        help="in grams",
        write_only=True,
    )


def test_choices_of_alternatives_add_up_and_blank_is_one() -> None:
    sex = {"type": "string", "enum": ["M", "F"]}
    field = field_of(
        {"oneOf": [{"$ref": "#/components/schemas/Sex"}, {"enum": [""]}]}, {"Sex": sex}
    )
    assert field.enum == ("M", "F", "")


def test_a_blank_alternative_leaves_the_format_and_the_length() -> None:
    schema = {
        "oneOf": [
            {"type": "string", "format": "email", "maxLength": 254},
            {"type": "string", "maxLength": 0},
        ]
    }
    field = field_of(schema)
    assert (field.kind, field.max_length, field.enum) == (Kind.EMAIL, 254, ())


def test_all_of_is_folded_and_its_own_words_win() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}, "readOnly": False}
    schema = {"allOf": [{"$ref": "#/components/schemas/Inner"}], "readOnly": True}
    field = field_of(schema, {"Inner": inner})
    assert (field.kind, field.read_only) == (Kind.OBJECT, True)
    assert [inner.name for inner in field.fields] == ["a"]


def test_a_component_that_holds_itself_is_cut() -> None:
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    }
    field = field_of({"$ref": "#/components/schemas/Node"}, {"Node": node})
    depth = 0
    while field.fields:
        field = field.fields[-1]
        depth += 1
        assert depth < 20
    assert field.kind is Kind.JSON


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"schema": {"type": "string"}}, Parameter("x")),
        (
            {"schema": {"type": "array", "items": {"type": "string", "format": "uuid"}}},
            Parameter("x", Kind.UUID, many=True, repeat=True),
        ),
        (
            {
                "schema": {"type": "array", "items": {"type": "integer"}},
                "explode": False,
                "style": "form",
            },
            Parameter("x", Kind.INTEGER, many=True),
        ),
        (
            {"required": True, "description": "the `x`", "schema": {"enum": ["1", "2"]}},
            Parameter("x", required=True, help="the x", enum=("1", "2")),
        ),
        (
            {"schema": {"nullable": True, "enum": [1, None]}},
            Parameter("x", Kind.INTEGER, enum=("1",)),
        ),
    ],
)
def test_parameters(value: Mapping[str, Any], expected: Parameter) -> None:
    assert parameter_of(value) == expected


def test_parameters_of_the_path_are_shared_and_refs_are_followed() -> None:
    raw = document(
        {
            "/things": {
                "parameters": [{"$ref": "#/components/parameters/Limit"}],
                "get": {
                    "description": "**FILTERS**\n- **limit**: mined\n- **ghost**: undeclared",
                    "parameters": [{"in": "header", "name": "X-Y", "schema": {}}],
                },
            }
        }
    )
    raw["components"]["parameters"] = {
        "Limit": {"in": "query", "name": "limit", "schema": {"type": "integer"}}
    }
    parameters = read(raw).endpoints["things"].actions["list"].parameters
    assert dict(parameters) == {"limit": Parameter("limit", Kind.INTEGER, help="mined")}


def test_an_api_cannot_be_changed() -> None:
    api: Api = read(document({"/labs": {"get": {"operationId": "x"}}}))
    with pytest.raises(TypeError):
        api.endpoints["x"] = api.endpoints["labs"]  # type: ignore[index]
