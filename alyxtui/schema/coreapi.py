"""Core API into the model: what servers before OpenAPI tell of themselves at ``/docs``.

The document is rewritten as an OpenAPI one and read as such, so that both dialects give the same
names. It says nothing of answers, read-only fields, formats, bounds and nulls: those stay unset
unless the hints know them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard
from urllib.parse import urlsplit

from alyxtui.errors import SchemaError
from alyxtui.schema import openapi
from alyxtui.schema.document import Document, Node, describe, text
from alyxtui.schema.hints.special import NOT_LISTS
from alyxtui.schema.model import Api

_Json = dict[str, object]

_NESTING = 8  # Alyx 3.6.1 groups two deep: cache, info, list
_PAGING = frozenset({"limit", "offset"})
_SAME_TYPE = frozenset({"string", "integer", "number", "boolean"})
# Django REST framework describes a lookup in these words, and in no others.
_UUID_WORDS, _INTEGER_WORDS = "A UUID string", "A unique integer value"


def is_coreapi(document: object) -> TypeGuard[Node]:
    """Whether a decoded document is a Core API one."""
    return isinstance(document, dict) and document.get("_type") == "document"


def read(document: Node) -> Api:
    """Read a decoded Core API document.

    Args:
        document: what ``json.loads`` gave; ``is_coreapi`` holds.

    Returns:
        The endpoints, without hints; ``problems`` names what could not be read.

    Raises:
        SchemaError: when nothing in it can be used.
    """
    walk = Document(document)
    paths = _paths(walk)
    if not paths:
        reasons = " ".join(walk.problems[:3])
        raise SchemaError(f"The schema describes no endpoint. {reasons}".rstrip())
    title = walk.mapping(document.get("_meta"), "_meta").get("title")
    api = openapi.read({"openapi": "3.0.3", "info": {"title": title}, "paths": paths})
    return replace(api, dialect="coreapi", problems=(*walk.problems, *api.problems))


def _paths(walk: Document) -> dict[str, dict[str, _Json]]:
    """The operations by path and method, in the document's order."""
    links: dict[str, dict[str, Node]] = {}
    for place, link in _links(walk, walk.root, ()):
        address, method = text(link.get("url")), text(link.get("action")).lower()
        path = _path_of(address)
        if not path or not method:
            walk.report(place, "a link without an address or a method; left out")
        elif method in links.setdefault(path, {}):
            walk.report(place, f"a second {method} of {path}; left out")
        else:
            links[path][method] = link
    return {path: _operations(walk, path, methods) for path, methods in links.items()}


def _path_of(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _links(walk: Document, node: Node, place: tuple[str, ...]) -> Iterator[tuple[str, Node]]:
    """Every link of the document with the place it stands at."""
    for name, value in walk.named(node, ".".join(place) or "the document"):
        if name.startswith("_"):
            continue
        walk.step()
        here = (*place, name)
        part = walk.mapping(value, ".".join(here))
        if part.get("_type") == "link":
            yield ".".join(here), part
        elif len(here) < _NESTING:
            yield from _links(walk, part, here)
        else:
            walk.report(".".join(here), f"nested deeper than {_NESTING} levels; the rest is cut")


def _operations(walk: Document, path: str, links: dict[str, Node]) -> dict[str, _Json]:
    """The operations of one path.

    Alyx 3.6.1: ``/water-type/{name}`` takes POST, which no record does; it is the list again, and
    its operations have the names that the OpenAPI document gives them.
    """
    again = path.endswith("}") and "post" in links
    operations: dict[str, _Json] = {}
    for method, link in links.items():
        operation = _operation(walk, path, method, link)
        if again and method in {"get", "post"}:
            prefix = path.split("/{")[0].strip("/").replace("-", "_").replace("/", "_")
            operation["operationId"] = f"{prefix}_{'list' if method == 'get' else 'create'}_2"
        if again and method == "get":
            operation["parameters"] = [*_paging(), *_listed(operation["parameters"])]
            operation["responses"] = _PAGE
        operations[method] = operation
    return operations


def _paging() -> list[_Json]:
    names = ("limit", "offset")
    return [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in names]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _operation(walk: Document, path: str, method: str, link: Node) -> _Json:
    place = f"{method} {path}"
    parameters: list[_Json] = []
    properties: dict[str, _Json] = {}
    required: list[str] = []
    for item in walk.items(link.get("fields"), f"{place} fields"):
        field = walk.mapping(item, f"{place} fields")
        name, location = text(field.get("name")), field.get("location")
        if not name:
            walk.report(f"{place} fields", "a field without a name; left out")
        elif location in {"query", "path"}:
            parameters.append(_parameter(walk, field, f"{place} {name}"))
        elif location in {"form", "body"}:
            properties[name] = _schema(walk, field, f"{place} {name}")
            required += [name] if field.get("required") is True else []
        else:
            walk.report(f"{place} {name}", f"a field of {describe(location)}; left out")
    operation: _Json = {"description": text(link.get("description")), "parameters": parameters}
    if properties:
        body = {"type": "object", "properties": properties, "required": required}
        operation["requestBody"] = {"content": {"application/json": {"schema": body}}}
    named = {one["name"] for one in parameters}
    if method == "get" and named >= _PAGING and path.strip("/") not in NOT_LISTS:
        operation["responses"] = _PAGE
    return operation


def _parameter(walk: Document, field: Node, place: str) -> _Json:
    schema = _schema(walk, field, place)
    words = text(schema.get("description"))
    if field.get("location") == "path" and words.startswith(_UUID_WORDS):
        schema["format"] = "uuid"
    if field.get("location") == "path" and words.startswith(_INTEGER_WORDS):
        schema["type"] = "integer"
    return {
        "name": field.get("name"),
        "in": field.get("location"),
        "required": field.get("required") is True,
        "schema": schema,
    }


def _schema(walk: Document, field: Node, place: str) -> _Json:
    """The type of a field: ``object`` is JSON of any kind, of an array's items nothing is said."""
    node = walk.mapping(field.get("schema"), place)
    kind = node.get("_type")
    schema: _Json = {"description": text(node.get("description"))}
    if kind in _SAME_TYPE:
        schema["type"] = kind
    elif kind == "array":
        schema |= {"type": "array", "items": {"type": "string"}}
    elif kind == "enum":
        schema |= {"enum": walk.items(node.get("enum"), place)}
    elif kind != "object":
        walk.report(place, f"unknown type {describe(kind)}")
    return schema


# Every list of Alyx answers with this; Core API does not tell what a record holds.
_PAGE: _Json = {
    "200": {
        "content": {
            "application/json": {
                "schema": {
                    "properties": {"count": {"type": "integer"}, "results": {"type": "array"}}
                }
            }
        }
    }
}
