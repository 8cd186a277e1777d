"""The tables applied to an API: pure, and silent about endpoints they do not know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from alyxtui.schema.hints import choices, endpoints, filters, references, types, writes
from alyxtui.schema.model import Action, Api, By, Endpoint, Field, Kind, Parameter, Reference

_REFERENCE_KINDS = {By.UUID: Kind.UUID, By.NUMBER: Kind.INTEGER, By.URL: Kind.URI}


def enrich(api: Api) -> Api:
    """Complete the endpoints that the tables know.

    Args:
        api: as ``openapi.read`` gave it; it is not changed.

    Returns:
        The same API with references, choices, real types, notes, guards and headings. An unknown
        endpoint only gets its default key fields.
    """
    known = {name: _endpoint(endpoint) for name, endpoint in api.endpoints.items()}
    return replace(api, endpoints=MappingProxyType(known))


def _endpoint(endpoint: Endpoint) -> Endpoint:
    name = endpoint.name
    actions = {key: _action(name, action) for key, action in endpoint.actions.items()}
    listed = actions.get("list")
    mine = endpoints.MINE.get(name, "")
    default = endpoints.default_key_fields(endpoint.lookup)
    return replace(
        endpoint,
        lookup_kind=endpoints.LOOKUP_KINDS.get(name, endpoint.lookup_kind),
        actions=MappingProxyType(actions),
        group=endpoints.group_of(name),
        key_fields=endpoints.KEY_FIELDS.get(name, default),
        mine=mine if listed is not None and mine in listed.parameters else "",
        write_guards=MappingProxyType(dict(endpoints.WRITE_GUARDS.get(name, {}))),
    )


def _action(name: str, action: Action) -> Action:
    record = _record(name, action)
    return replace(
        action,
        parameters=_parameters(name, action, record),
        fields=_body(name, action),
        record=record,
    )


def _record(name: str, action: Action) -> Mapping[str, Field]:
    """The fields of the answer with what is really read."""
    if not action.record:
        return action.record
    hidden = set(types.WRITE_ONLY.get(name, ()))
    if action.name == "read":
        hidden.update(types.NOT_IN_READ.get(name, ()))
    fields = {
        key: _field(name, key, action.name, field, reading=True)
        for key, field in action.record.items()
        if key not in hidden
    }
    for extra in types.EXTRA_RECORD.get(name, ()) if action.name == "list" else ():
        fields.setdefault(extra.name, _field(name, extra.name, "list", extra, reading=True))
    return MappingProxyType(fields)


def _body(name: str, action: Action) -> Mapping[str, Field]:
    """The fields of the body, with those that the schema does not give."""
    extra = types.EXTRA_BODY.get(name, ()) if action.name in types.EXTRA_BODY_ACTIONS else ()
    if not action.fields and not extra:
        return action.fields
    files = types.FILE_FIELDS.get(name, ())
    hidden = types.WRITE_ONLY.get(name, ())
    required = writes.REQUIRED.get(name, ()) if action.name == "create" else ()
    fields: dict[str, Field] = {}
    for key, field in action.fields.items():
        known = _field(name, key, "list", field, reading=False)
        if key in files:
            known = replace(known, kind=Kind.FILE)
        if key in required:
            known = replace(known, required=True)
        fields[key] = replace(known, write_only=True) if key in hidden else known
    for field in extra:
        fields.setdefault(field.name, field)
    return MappingProxyType(fields)


def _field(name: str, path: str, action: str, field: Field, *, reading: bool) -> Field:
    """One field, at a dotted path of an endpoint's record, with all that the tables say of it."""
    owner, own_path, own_action = _owner(name, path, action)
    reference = references.reference_of(name, path, action) or field.reference
    kind, many = _kind(owner, own_path, own_action, field)
    kind = _kind_of(reference, kind)
    known = (
        choices.FIELDS.get(name, {}).get(path)
        or choices.FIELDS.get(owner, {}).get(own_path)
        or field.enum
    )
    nullable = field.nullable or (reading and own_path in types.NULLABLE.get(owner, ()))
    nested = tuple(
        _field(name, f"{path}.{inner.name}", action, inner, reading=reading)
        for inner in field.fields
    )
    return replace(
        field,
        kind=kind,
        many=many,
        enum=field.enum if len(field.enum) >= len(known) else known,
        nullable=nullable,
        reference=reference,
        fields=nested if kind in {Kind.OBJECT, field.kind} else (),
    )


def _owner(name: str, path: str, action: str) -> tuple[str, str, str]:
    """The endpoint whose record a nested field belongs to, its path there, and whose action's.

    A record that stands inside another has the form that the list of its own endpoint shows.
    """
    outer, _, last = path.rpartition(".")
    if not outer:
        return name, path, action
    reference = references.reference_of(name, outer, action)
    if reference is not None and reference.by is By.NESTED and reference.endpoint:
        return reference.endpoint, last, "list"
    return name, path, action


def _kind(name: str, path: str, action: str, field: Field) -> tuple[Kind, bool]:
    """The real kind of a field and whether it is a list."""
    if path in types.JSON_FIELDS.get(name, ()):
        return Kind.JSON, False
    if action == "read" and path in types.READ_KINDS.get(name, {}):
        return types.READ_KINDS[name][path]
    return types.KINDS.get(name, {}).get(path, (field.kind, field.many))


def _kind_of(reference: Reference | None, kind: Kind) -> Kind:
    """The kind that the form of a reference tells, where the schema only says text (Core API)."""
    if reference is None or kind is not Kind.TEXT:
        return kind
    return _REFERENCE_KINDS.get(reference.by, kind)


def _parameters(name: str, action: Action, record: Mapping[str, Field]) -> Mapping[str, Parameter]:
    """The query parameters with what is known of them; those the schema lacks come last."""
    if action.method != "GET":
        return action.parameters
    parameters = {
        key: _parameter(name, parameter, record.get(key))
        for key, parameter in action.parameters.items()
    }
    for extra in filters.EXTRA.get(name, ()):
        parameters.setdefault(extra.name, extra)
    return MappingProxyType(parameters)


def _parameter(name: str, parameter: Parameter, field: Field | None) -> Parameter:
    """One query parameter; ``field`` is the record's field of the same name, if there is one."""
    key = parameter.name
    reference = references.PARAMETERS.get(name, {}).get(key, parameter.reference)
    return replace(
        parameter,
        kind=_kind_of(reference, filters.KINDS.get(name, {}).get(key, parameter.kind)),
        many=parameter.many or key in filters.COMMA_LISTS.get(name, ()),
        help=parameter.help or filters.HELP.get(key, ""),
        enum=parameter.enum or choices.PARAMETERS.get(name, {}).get(key, ()),
        reference=reference,
        broken=filters.BROKEN.get(name, {}).get(key, ""),
        note="; ".join(_notes(name, parameter, reference, field)),
    )


def _notes(
    name: str, parameter: Parameter, reference: Reference | None, field: Field | None
) -> list[str]:
    """What a user should know of a filter, short sentences."""
    key = parameter.name
    notes: list[str] = []
    if key in filters.REPEATS_ROWS.get(name, ()):
        notes.append(filters.REPEATS_NOTE)
    match = filters.MATCHES.get(name, {}).get(key)
    if match is not None:
        notes.append(filters.MATCH_NOTES[match])
    elif key in endpoints.LONG_TEXT_FIELDS and name in endpoints.KEY_FIELDS:
        notes.append(f"the whole text must match; for a part: django={key}__icontains,text")
    special = filters.NOTES.get(name, {}).get(key)
    if special is not None:
        notes.append(special)
    elif reference is not None and reference.by is By.UUID:
        # Core API does not tell of records: what the tables say of them stands in.
        target = field.reference if field is not None else references.reference_of(name, key)
        shown = target.by if target is not None else None
        if shown in {By.SLUG, By.URL}:
            form = "name" if shown is By.SLUG else "URL"
            notes.append(f"takes the id, while the record shows the {form}")
    return notes
