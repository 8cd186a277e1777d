"""OpenAPI schema nodes into fields: types, bounds, choices, nesting."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from alyxtui.schema.document import Document, Node, describe, text
from alyxtui.schema.filters_help import plain
from alyxtui.schema.model import Field, Kind

MAX_DEPTH = 6  # Alyx 3.6.1 nests three deep; circular components are cut here

_BY_FORMAT = {
    "date-time": Kind.DATETIME,
    "date": Kind.DATE,
    "uuid": Kind.UUID,
    "uri": Kind.URI,
    "url": Kind.URI,
    "uri-reference": Kind.URI,
    "email": Kind.EMAIL,
    "binary": Kind.FILE,
}
_BY_TYPE = {
    "string": Kind.TEXT,
    "integer": Kind.INTEGER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "object": Kind.JSON,
    "array": Kind.JSON,
}
NO_FIELDS: Mapping[str, Field] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Type:
    """What a node says of a value, its name and its place in a record left aside."""

    kind: Kind
    format: str = ""
    many: bool = False
    nullable: bool = False
    enum: tuple[str, ...] = ()
    max_length: int | None = None
    fields: tuple[Field, ...] = ()


class FieldReader:
    """Reads the fields of objects; each component once for every depth it stands at."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[tuple[str, int], _Type] = {}

    def fields(self, value: object, place: str) -> Mapping[str, Field]:
        """The fields of an object's schema, or of the objects in a list's, by name, in order."""
        fields = {field.name: field for field in self._type_of(value, place, 0).fields}
        return MappingProxyType(fields) if fields else NO_FIELDS

    def field(self, name: str, value: object, place: str, depth: int = 0) -> Field:
        """One field of an object's schema, or one parameter's schema."""
        kind = self._type_of(value, place, depth)
        node = self._document.merged(value, place)
        return Field(
            name=name,
            kind=kind.kind,
            format=kind.format,
            many=kind.many,
            read_only=node.get("readOnly") is True,
            write_only=node.get("writeOnly") is True,
            nullable=kind.nullable,
            enum=kind.enum,
            max_length=kind.max_length,
            minimum=_number(node.get("minimum")),
            maximum=_number(node.get("maximum")),
            default=node.get("default"),
            help=plain(text(node.get("description"))),
            fields=kind.fields,
        )

    def _type_of(self, value: object, place: str, depth: int) -> _Type:
        """What a node says of its values; a bare ``$ref`` is read once for every depth."""
        reference = value.get("$ref") if isinstance(value, Mapping) and len(value) == 1 else None
        if not isinstance(reference, str):
            return self._type(self._document.merged(value, place), place, depth)
        if (reference, depth) not in self._known:
            node = self._document.merged(value, place)
            where = reference.removeprefix("#/components/schemas/")
            self._known[reference, depth] = self._type(node, where, depth)
        return self._known[reference, depth]

    def _type(self, node: Node, place: str, depth: int) -> _Type:
        """What a merged node says of its values."""
        for word in ("oneOf", "anyOf"):
            if word in node:
                return self._choice(node, word, place, depth)
        kind, nullable = self._kind(node, place)
        enum, has_none = self._enum(node, place)
        found = _Type(
            kind=kind,
            format=text(node.get("format")),
            nullable=nullable or has_none,
            enum=enum,
            max_length=_length(node.get("maxLength")),
        )
        if "items" in node or node.get("type") == "array":
            return self._list(node, found, place, depth)
        if "properties" in node:
            return self._nested(node, found, place, depth)
        return found

    def _list(self, node: Node, found: _Type, place: str, depth: int) -> _Type:
        """The type of a list: that of its items."""
        if depth >= MAX_DEPTH:
            return replace(found, kind=Kind.JSON, many=True)
        item = self._type_of(node.get("items"), f"{place}[]", depth + 1)
        if item.many:  # a list of lists is edited as JSON
            item = _Type(kind=Kind.JSON)
        return replace(item, many=True, nullable=found.nullable)

    def _nested(self, node: Node, found: _Type, place: str, depth: int) -> _Type:
        """The type of an object, with its fields."""
        if depth >= MAX_DEPTH:
            return replace(found, kind=Kind.JSON)
        required = set(filter(_is_text, self._document.items(node.get("required"), place)))
        fields: list[Field] = []
        for name, value in self._document.named(node.get("properties"), f"{place}.properties"):
            field = self.field(name, value, f"{place}.{name}", depth + 1)
            needed = name in required and not field.read_only
            fields.append(replace(field, required=True) if needed else field)
        return replace(found, kind=Kind.OBJECT if fields else Kind.JSON, fields=tuple(fields))

    def _choice(self, node: Node, word: str, place: str, depth: int) -> _Type:
        """The union of alternatives: a blank or null one only widens the others."""
        parts = [
            self._document.merged(part, f"{place}.{word}")
            for part in self._document.items(node[word], f"{place}.{word}")
        ]
        blank = any(map(_is_blank, parts))
        none = any(map(_is_null, parts)) or node.get("nullable") is True
        real = [part for part in parts if not (_is_blank(part) or _is_null(part))]
        if depth >= MAX_DEPTH or not real:
            return _Type(kind=Kind.JSON, nullable=none)
        types = [self._type(part, place, depth + 1) for part in real]
        first = types[0]
        if any((other.kind, other.many) != (first.kind, first.many) for other in types):
            return _Type(kind=Kind.JSON, nullable=none)
        closed = all(kind.enum for kind in types)
        enum = tuple(dict.fromkeys(choice for kind in types for choice in kind.enum))
        lengths = [kind.max_length for kind in types]
        return replace(
            first,
            nullable=none or any(kind.nullable for kind in types),
            enum=(*enum, *([""] if blank and "" not in enum else [])) if closed else (),
            max_length=None if None in lengths else max(filter(None, lengths), default=0),
        )

    def _kind(self, node: Node, place: str) -> tuple[Kind, bool]:
        """The type of one value, and whether it may be null."""
        words = node.get("type")
        named = words if isinstance(words, list | tuple) else [words]
        nullable = node.get("nullable") is True or "null" in named
        types = [word for word in named if word is not None and word != "null"]
        if not types:
            return _untyped(node), nullable
        if len(types) > 1:  # several types: any value that JSON can hold
            return Kind.JSON, nullable
        if not isinstance(types[0], str) or types[0] not in _BY_TYPE:
            self._document.report(place, f"unknown type {describe(types[0])}")
            return Kind.UNKNOWN, nullable
        kind = _BY_TYPE[types[0]]
        return (_text_kind(node) if kind is Kind.TEXT else kind), nullable

    def _enum(self, node: Node, place: str) -> tuple[tuple[str, ...], bool]:
        """The choices as text, and whether null is one of them."""
        values = self._document.items(node.get("enum"), f"{place}.enum")
        if "const" in node:
            values = [node["const"]]
        labels = tuple(
            dict.fromkeys(str(value) for value in values if isinstance(value, str | int | float))
        )
        return labels, None in values


def _text_kind(node: Node) -> Kind:
    """The kind of a string, by its format; OpenAPI 3.1 marks a file by its media type."""
    if "contentMediaType" in node and "contentEncoding" not in node:
        return Kind.FILE
    return _BY_FORMAT.get(text(node.get("format")), Kind.TEXT)


def _untyped(node: Node) -> Kind:
    """The kind of a node without a type: by its choices, else any JSON (Alyx: json fields)."""
    values = node.get("enum")
    if isinstance(values, list | tuple) and values:
        real = [value for value in values if value is not None]
        whole = all(isinstance(value, int) and not isinstance(value, bool) for value in real)
        return Kind.INTEGER if whole and real else Kind.TEXT
    return _BY_FORMAT.get(text(node.get("format")), Kind.JSON)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_blank(node: Node) -> bool:
    """Whether an alternative only allows the empty text (drf-spectacular: BlankEnum)."""
    return node.get("enum") == [""] or (node.get("type") == "string" and node.get("maxLength") == 0)


def _is_null(node: Node) -> bool:
    """Whether an alternative only allows null (drf-spectacular: NullEnum)."""
    return node.get("enum") == [None] or node.get("type") == "null"


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _length(value: object) -> int | None:
    usable = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if usable and isinstance(value, int) else None


def media_schema(document: Document, content: object, place: str) -> object:
    """The schema of a body's content: that of JSON, else of the first media type that has one."""
    pairs = document.named(content, place)
    ordered: Sequence[tuple[str, object]] = sorted(pairs, key=lambda pair: "json" not in pair[0])
    for media, value in ordered:
        schema = document.mapping(value, f"{place} {media}").get("schema")
        if schema is not None:
            return schema
    return None
