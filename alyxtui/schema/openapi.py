"""OpenAPI 3 into the model: pure, and tolerant of whatever a server may send.

Names are those of ONE-api 3.6.1: an endpoint is a path without its lookup, ``get`` is ``list`` or
``read``, ``put`` is ``update``, ``patch`` is ``partial_update``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from alyxtui.errors import SchemaError
from alyxtui.schema.document import Document, Node, describe, text
from alyxtui.schema.fields import NO_FIELDS, FieldReader, media_schema
from alyxtui.schema.filters_help import mine, plain
from alyxtui.schema.hints.special import LEFT_OUT, NAMES
from alyxtui.schema.model import Action, Api, Endpoint, Field, Kind, Parameter

_METHODS = ("get", "post", "put", "patch", "delete")
_ON_LIST = {"get": "list", "post": "create"}
_ON_RECORD = {"get": "read", "put": "update", "patch": "partial_update", "delete": "delete"}


@dataclass(slots=True)
class _Draft:
    """An endpoint while its paths are read."""

    name: str
    lookup: str = ""
    lookup_kind: Kind = Kind.TEXT
    actions: dict[str, Action] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Path:
    """A path of the document, taken apart: ``/sessions/{id}`` is endpoint sessions, lookup id."""

    path: str
    name: str
    lookups: tuple[str, ...]
    is_record: bool


def read(document: object) -> Api:
    """Read a decoded OpenAPI 3 document.

    Args:
        document: what ``json.loads`` gave.

    Returns:
        The endpoints, without hints; ``problems`` names what could not be read.

    Raises:
        SchemaError: when nothing in it can be used; the message says what is wrong.
    """
    root = _root(document)
    walk = Document(root)
    _check_version(walk)
    endpoints = _Reader(walk).endpoints()
    if not endpoints:
        reasons = " ".join(walk.problems[:3])
        raise SchemaError(f"The schema describes no endpoint. {reasons}".rstrip())
    info = walk.mapping(root.get("info"), "info")
    return Api(
        endpoints=MappingProxyType(dict(sorted(endpoints.items()))),
        title=text(info.get("title")),
        version=text(info.get("version")),
        dialect="openapi",
        problems=walk.problems,
    )


def _root(document: object) -> Node:
    """The document as an object.

    Raises:
        SchemaError: when it is something else, or another kind of document.
    """
    if isinstance(document, str | bytes):
        raise SchemaError(_words_for_text(document))
    if not isinstance(document, Mapping):
        raise SchemaError(f"The schema should be a JSON object, not {describe(document)}.")
    if not document:
        raise SchemaError("The schema is empty.")
    if "swagger" in document:
        raise SchemaError(f"The schema is Swagger {document['swagger']!r}; OpenAPI 3 is needed.")
    if "paths" not in document:
        detail = text(document.get("detail"))
        said = f" The server said: {detail}" if detail else ""
        raise SchemaError(f"The schema has no paths.{said}")
    return document


def _words_for_text(document: str | bytes) -> str:
    """Say what a text is that stands where the schema should."""
    start = document[:200]
    words = start.decode("utf-8", "replace") if isinstance(start, bytes) else start
    words = words.strip()
    if not words:
        return "The schema is empty."
    if words.startswith("<"):
        return "A web page (HTML) came where the schema should be."
    if words.startswith("openapi:"):
        return "The schema came as YAML; JSON is needed."
    return f"Text came where the schema should be: {words[:40]!r}"


def _check_version(walk: Document) -> None:
    version = walk.root.get("openapi")
    if not isinstance(version, str):
        walk.report("openapi", f"the version should be text, not {describe(version)}")
    elif not version.startswith("3."):
        walk.report("openapi", f"version {version[:20]!r} is not known; read as 3")


class _Reader:
    """Reads the paths of one document."""

    def __init__(self, walk: Document) -> None:
        self._walk = walk
        self._fields = FieldReader(walk)
        self._mined: dict[str, Mapping[str, str]] = {}

    def endpoints(self) -> dict[str, Endpoint]:
        """The endpoints by name."""
        drafts: dict[str, _Draft] = {}
        for path, value in self._walk.named(self._walk.root["paths"], "paths"):
            parts = self._split(path)
            if parts is not None and parts.name not in LEFT_OUT:
                draft = drafts.setdefault(parts.name, _Draft(parts.name))
                self._read_path(draft, parts, value)
        return {
            name: Endpoint(
                name=name,
                lookup=draft.lookup,
                lookup_kind=draft.lookup_kind,
                actions=MappingProxyType(draft.actions),
            )
            for name, draft in drafts.items()
            if draft.actions
        }

    def _split(self, path: str) -> _Path | None:
        """Take a path apart; one that fits no endpoint is reported."""
        segments = path.strip("/").split("/")
        braced = [part.startswith("{") and part.endswith("}") for part in segments]
        names = [part for part, is_lookup in zip(segments, braced, strict=True) if not is_lookup]
        if any("{" in part or "}" in part for part in names) or not path.startswith("/"):
            self._walk.report(f"paths {path}", "a path of a form that is not known; left out")
            return None
        lookups = tuple(
            part[1:-1] for part, is_lookup in zip(segments, braced, strict=True) if is_lookup
        )
        is_record = len(lookups) == 1 and braced[-1]
        name = "/".join(names)
        return _Path(path, NAMES.get(name, name), lookups, is_record)

    def _read_path(self, draft: _Draft, parts: _Path, value: object) -> None:
        """Add the actions of one path to its endpoint."""
        place = f"paths {parts.path}"
        item = self._walk.resolve(value, place)
        common = item.get("parameters")
        for method in _METHODS:
            if method not in item:
                continue
            where = f"{place} {method}"
            operation = self._walk.mapping(item[method], where)
            if not operation:
                self._walk.report(where, "the operation is empty; left out")
                continue
            raw = [
                *self._walk.items(common, place),
                *self._walk.items(operation.get("parameters"), where),
            ]
            action = self._action(parts, method, operation, raw, where)
            if action.name in draft.actions:
                self._walk.report(where, f"a second {action.name} of {draft.name}; left out")
                continue
            draft.actions[action.name] = action
            if parts.is_record and not draft.lookup:
                draft.lookup = parts.lookups[0]
                draft.lookup_kind = self._lookup_kind(parts.lookups[0], raw, where)

    def _action(
        self, parts: _Path, method: str, operation: Node, raw: list[object], place: str
    ) -> Action:
        description = text(operation.get("description"))
        record, paginated = self._record(operation.get("responses"), place)
        return Action(
            name=_action_name(parts, method, operation, paginated=paginated),
            method=method.upper(),
            path=parts.path,
            parameters=self._parameters(raw, self._helps(description), place),
            fields=self._body(operation.get("requestBody"), place),
            record=record,
            description=description.strip(),
            paginated=paginated,
        )

    def _helps(self, description: str) -> Mapping[str, str]:
        """The mined help, once for the several operations that share a description."""
        if description not in self._mined:
            self._mined[description] = mine(description)
        return self._mined[description]

    def _parameters(
        self, raw: list[object], helps: Mapping[str, str], place: str
    ) -> Mapping[str, Parameter]:
        """The query parameters; those of the operation win over those of its path."""
        parameters: dict[str, Parameter] = {}
        for value in raw:
            node = self._walk.resolve(value, f"{place} parameters")
            name = node.get("name")
            if not isinstance(name, str) or not name:
                self._walk.report(f"{place} parameters", "a parameter without a name; left out")
            elif node.get("in") == "query":
                parameters[name] = self._parameter(name, node, helps, f"{place} {name}")
        return MappingProxyType(parameters)

    def _parameter(self, name: str, node: Node, helps: Mapping[str, str], place: str) -> Parameter:
        schema = self._fields.field(name, node.get("schema"), place)
        # OpenAPI 3: lists in a query are repeated names unless explode is switched off.
        form = node.get("style", "form") == "form"
        return Parameter(
            name=name,
            kind=schema.kind,
            many=schema.many,
            repeat=schema.many and form and node.get("explode", True) is not False,
            required=node.get("required") is True,
            help=plain(text(node.get("description"))) or schema.help or helps.get(name, ""),
            enum=schema.enum,
        )

    def _lookup_kind(self, lookup: str, raw: list[object], place: str) -> Kind:
        for value in raw:
            node = self._walk.resolve(value, f"{place} parameters")
            if node.get("in") == "path" and node.get("name") == lookup:
                return self._fields.field(lookup, node.get("schema"), f"{place} {lookup}").kind
        return Kind.TEXT

    def _body(self, value: object, place: str) -> Mapping[str, Field]:
        """The fields of the request body; none when there is no body."""
        if value is None:
            return NO_FIELDS
        where = f"{place} requestBody"
        content = self._walk.resolve(value, where).get("content")
        schema = media_schema(self._walk, content, where)
        return NO_FIELDS if schema is None else self._fields.fields(schema, where)

    def _record(self, value: object, place: str) -> tuple[Mapping[str, Field], bool]:
        """The fields of one record of the answer, and whether it stands in the paged envelope."""
        for status, answer in sorted(self._walk.named(value, f"{place} responses")):
            if not status.startswith("2"):
                continue
            where = f"{place} {status}"
            content = self._walk.resolve(answer, where).get("content")
            schema = media_schema(self._walk, content, where)
            if schema is not None:
                return self._unwrapped(schema, where)
        return NO_FIELDS, False

    def _unwrapped(self, schema: object, place: str) -> tuple[Mapping[str, Field], bool]:
        """Look into ``count, next, previous, results`` (Alyx 3.6.1: every list)."""
        properties = self._walk.merged(schema, place).get("properties")
        if isinstance(properties, Mapping) and "count" in properties and "results" in properties:
            fields = self._fields.fields(properties["results"], f"{place} results")
            paginated = True
        else:
            fields, paginated = self._fields.fields(schema, place), False
        shown = {name: field for name, field in fields.items() if not field.write_only}
        return MappingProxyType(shown), paginated


def _action_name(parts: _Path, method: str, operation: Node, *, paginated: bool) -> str:
    """The action as ONE-api calls it, else the operation's own last word.

    Alyx 3.6.1: ``/water-type/{name}`` is the list again (operations ``water_type_list_2`` and
    ``water_type_create_2``), which is neither a read nor a create of that record.
    """
    usual = _ON_RECORD if parts.is_record else {} if parts.lookups else _ON_LIST
    if method in usual and not (parts.is_record and paginated):
        return usual[method]
    own = text(operation.get("operationId"))
    prefix = parts.name.replace("-", "_").replace("/", "_") + "_"
    return own.removeprefix(prefix) if own.startswith(prefix) and own != prefix else method
