"""The Core API document, made from the OpenAPI one.

Core API is what Alyx described itself in before OpenAPI: endpoints, their actions, and a list of
fields each, with no formats, no bounds and no read-only fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_Json = dict[str, Any]
_ACTIONS = {"post": "create", "put": "update", "patch": "partial_update", "delete": "delete"}
# Alyx 3.6.1: where its Core API document names an action otherwise.
_OTHER_ACTIONS = {
    ("/sync-file-status", "get"): "read",
    ("/water-type/{name}", "post"): "create_0",
}
_LEFT_OUT = {"api", "docs", "data-notices"}  # Alyx 3.6.1
# Alyx 3.6.1: what its Core API document does not tell of these bodies.
_UNTOLD = {
    ("/sessions", "post"): {
        "end_time", "extended_qc", "json", "location", "n_correct_trials", "n_trials",
        "narrative", "parent_session", "procedures", "qc", "type", "users",
    },
    ("/fov-location", "post"): {"field_of_view", "json"},
    ("/imaging-stack", "post"): {"json", "name"},
}  # fmt: skip
_PAGING = ("limit", "offset")
_KINDS = {"string", "integer", "number", "boolean", "array"}


def convert(document: _Json, url: str) -> _Json:
    """Make the Core API document.

    Args:
        document: an OpenAPI 3 document.
        url: the address that the result gives for itself.
    """
    result: _Json = {
        "_type": "document",
        "_meta": {"url": url, "title": "Alyx REST API documentation"},
    }
    for path, operations in document["paths"].items():
        groups = [part for part in path.split("/") if part and not part.startswith("{")]
        if groups[0] in _LEFT_OUT:
            continue
        place = result
        for group in groups:
            place = place.setdefault(group, {})
        for method, operation in operations.items():
            place[_action(path, method)] = _link(document, path, method, operation)
    return result


def _action(path: str, method: str) -> str:
    usual = _ACTIONS.get(method, "read" if "{" in path else "list")
    return _OTHER_ACTIONS.get((path, method), usual)


def _link(document: _Json, path: str, method: str, operation: _Json) -> _Json:
    link: _Json = {"_type": "link", "url": path, "action": method}
    fields = [_parameter(one) for one in _in_order(path, operation.get("parameters", []))]
    untold = _UNTOLD.get((path, method), ())
    if "requestBody" in operation:
        form = [
            one for one in _form(document, operation["requestBody"]) if one["name"] not in untold
        ]
        fields += form
        if form:
            link["encoding"] = "application/json"
    description = operation.get("description", "").removeprefix("get:").removeprefix("post:")
    if description:
        link["description"] = description.strip()
    if fields:
        link["fields"] = fields
    return link


def _in_order(path: str, parameters: list[_Json]) -> list[_Json]:
    """What is in the path first, then the paging of lists, then the filters."""
    told = [one for one in parameters if "{" not in path or one["name"] not in _PAGING]
    return sorted(told, key=lambda one: (one["in"] != "path", one["name"] not in _PAGING))


def _parameter(parameter: _Json) -> _Json:
    name, schema = parameter["name"], parameter["schema"]
    field: _Json = {"name": name}
    if parameter["in"] == "path":
        field["required"] = True
    kind = "string"
    if name in _PAGING:
        kind = "integer"
    elif schema.get("type") in {"integer", "number"} and "enum" not in schema:
        kind = "number" if parameter["in"] == "query" else "string"
    field["location"] = parameter["in"]
    field["schema"] = {
        "_type": kind,
        "title": name.capitalize() if name in _PAGING else "",
        "description": parameter.get("description", ""),
    }
    return field


def _form(document: _Json, body: _Json) -> Iterator[_Json]:
    """The fields of a body that a client may write."""
    schema = _resolved(document, body["content"]["application/json"]["schema"])
    schema = _resolved(document, schema.get("items", schema))
    for name, part in schema.get("properties", {}).items():
        if part.get("readOnly"):
            continue
        field: _Json = {"name": name}
        if name in schema.get("required", ()):
            field["required"] = True
        yield field | {"location": "form", "schema": _schema(document, name, part)}


def _schema(document: _Json, name: str, part: _Json) -> _Json:
    described = part.get("description", "")
    for other in (*part.get("allOf", ()), *part.get("oneOf", ())):
        part = _resolved(document, other) | part
    kind = part.get("type", "object")
    schema = {
        "_type": "enum" if "enum" in part else kind if kind in _KINDS else "object",
        "title": name.replace("_", " ").capitalize(),
        "description": described,
    }
    if "enum" in part:
        schema["enum"] = part["enum"]
    return schema


def _resolved(document: _Json, schema: _Json) -> _Json:
    """What a ``$ref`` points to."""
    if "$ref" not in schema:
        return schema
    found: _Json = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found
