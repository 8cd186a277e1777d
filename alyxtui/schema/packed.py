"""The model as plain JSON values and back, small and quick to read.

Fields and parameters repeat: Alyx 3.6.1 has 3,015 fields of which 296 differ. Each different one
is packed once, as a row in a table, and named by its number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from alyxtui.schema.model import Action, Api, By, Endpoint, Field, Kind, Parameter, Reference

Packed = dict[str, Any]
"""JSON values only."""

_Row = list[Any]


def pack(api: Api) -> Packed:
    """The model as JSON values.

    Args:
        api: whole, with its hints.
    """
    fields, parameters = _Table(), _Table()
    endpoints = [
        [
            endpoint.name,
            endpoint.lookup,
            endpoint.lookup_kind.value,
            [_action_row(action, fields, parameters) for action in endpoint.actions.values()],
            endpoint.group,
            list(endpoint.key_fields),
            endpoint.mine,
            dict(endpoint.write_guards),
        ]
        for endpoint in api.endpoints.values()
    ]
    return {
        "fields": fields.rows,
        "parameters": parameters.rows,
        "endpoints": endpoints,
        "api": [api.title, api.version, api.dialect, list(api.problems)],
    }


def unpack(packed: Packed) -> Api:
    """The model again.

    Args:
        packed: what ``pack`` gave.

    Raises:
        LookupError, TypeError, ValueError: it is something else.
    """
    fields: list[Field] = []
    for row in packed["fields"]:  # a row names rows before it only
        fields.append(_field(row, fields))
    parameters = [_parameter(row) for row in packed["parameters"]]
    endpoints = {row[0]: _endpoint(row, fields, parameters) for row in packed["endpoints"]}
    title, version, dialect, problems = packed["api"]
    return Api(MappingProxyType(endpoints), title, version, dialect, tuple(problems))


@dataclass(slots=True)
class _Table:
    """Rows without repeats."""

    rows: list[_Row] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, row: _Row) -> int:
        """The number of a row, which is added when it is new."""
        known = self._numbers.setdefault(json.dumps(row), len(self.rows))
        if known == len(self.rows):
            self.rows.append(row)
        return known


def _action_row(action: Action, fields: _Table, parameters: _Table) -> _Row:
    return [
        action.name,
        action.method,
        action.path,
        [parameters.number(_parameter_row(one)) for one in action.parameters.values()],
        [_field_number(one, fields) for one in action.fields.values()],
        [_field_number(one, fields) for one in action.record.values()],
        action.description,
        action.paginated,
    ]


def _parameter_row(one: Parameter) -> _Row:
    reference = _reference_row(one.reference)
    return [one.name, one.kind.value, one.many, one.repeat, one.required, one.help, list(one.enum),
            reference, one.broken, one.note]  # fmt: skip


def _field_number(one: Field, table: _Table) -> int:
    inner = [_field_number(nested, table) for nested in one.fields]
    reference = _reference_row(one.reference)
    return table.number(
        [one.name, one.kind.value, one.format, one.many, one.required, one.read_only,
         one.write_only, one.nullable, list(one.enum), one.max_length, one.minimum, one.maximum,
         one.default, one.help, reference, inner]
    )  # fmt: skip


def _reference_row(reference: Reference | None) -> _Row | None:
    if reference is None:
        return None
    return [reference.endpoint, reference.by.value, reference.model]


def _field(row: _Row, known: list[Field]) -> Field:
    name, kind, form, *rest, reference, inner = row
    many, required, read_only, write_only, nullable, enum, *bounds = rest
    longest, least, most, default, words = bounds
    return Field(
        name, _KINDS[kind], form, many, required, read_only, write_only, nullable, tuple(enum),
        longest, least, most, default, words, _reference(reference),
        tuple([known[number] for number in inner]),
    )  # fmt: skip


def _parameter(row: _Row) -> Parameter:
    name, kind, many, repeat, required, words, enum, reference, broken, note = row
    return Parameter(
        name, _KINDS[kind], many, repeat, required, words, tuple(enum), _reference(reference),
        broken, note,
    )  # fmt: skip


def _reference(row: _Row | None) -> Reference | None:
    if row is None:
        return None
    endpoint, by, model = row
    return Reference(endpoint, _FORMS[by], model)


def _endpoint(row: _Row, fields: list[Field], parameters: list[Parameter]) -> Endpoint:
    name, lookup, lookup_kind, actions, group, keys, mine, guards = row
    read = [_action(one, fields, parameters) for one in actions]
    return Endpoint(
        name, lookup, _KINDS[lookup_kind], MappingProxyType({one.name: one for one in read}),
        group, tuple(keys), mine, MappingProxyType(guards),
    )  # fmt: skip


def _action(row: _Row, fields: list[Field], parameters: list[Parameter]) -> Action:
    name, method, path, queried, sent, shown, description, paginated = row
    asked = {one.name: one for one in [parameters[number] for number in queried]}
    return Action(
        name, method, path, MappingProxyType(asked), _named(sent, fields), _named(shown, fields),
        description, paginated,
    )  # fmt: skip


def _named(numbers: Iterable[int], fields: list[Field]) -> Mapping[str, Field]:
    return MappingProxyType({one.name: one for one in [fields[number] for number in numbers]})


_KINDS: Mapping[str, Kind] = {kind.value: kind for kind in Kind}
_FORMS: Mapping[str, By] = {by.value: by for by in By}
