"""What is to be written, as a value: which record, what to do to it, and what it was like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType

from alyxtui.domain.writes.operations import Assign, Operation, from_json, to_json

Values = Mapping[str, object]
"""Fields by name, as JSON has them."""


class Verb(str, Enum):
    """The ways to write; the values are the names of a schema's actions."""

    CREATE = "create"
    PATCH = "partial_update"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def word(self) -> str:
        """What a person calls it."""
        return {"partial_update": "patch"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class Change:
    """One write to one record.

    Attributes:
        verb: how it is written.
        endpoint: name of the endpoint.
        key: lookup value of the record, empty when it is to be made.
        operations: what is done to which field; empty for a delete.
        base: the record as the person saw it, or the fields of it that matter; None when nothing
            was seen. What was changed on the server since then is a conflict.
    """

    verb: Verb
    endpoint: str
    key: str = ""
    operations: Mapping[str, Operation] = field(default_factory=lambda: MappingProxyType({}))
    base: Values | None = None

    @classmethod
    def create(cls, endpoint: str, values: Values) -> Change:
        """Make a record."""
        return cls(Verb.CREATE, endpoint, operations=_assigned(values))

    @classmethod
    def patch(
        cls,
        endpoint: str,
        key: str,
        operations: Mapping[str, Operation],
        base: Values | None = None,
    ) -> Change:
        """Change some fields of a record."""
        return cls(Verb.PATCH, endpoint, key, MappingProxyType(dict(operations)), base)

    @classmethod
    def update(cls, endpoint: str, key: str, values: Values, base: Values | None = None) -> Change:
        """Give a record all its fields anew (PUT)."""
        return cls(Verb.UPDATE, endpoint, key, _assigned(values), base)

    @classmethod
    def delete(cls, endpoint: str, key: str, base: Values | None = None) -> Change:
        """Delete a record and what hangs on it."""
        return cls(Verb.DELETE, endpoint, key, base=base)

    def on(self, base: Values | None) -> Change:
        """The same change, of another base."""
        return replace(self, base=base)

    def without(self, name: str) -> Change:
        """The same change, one field left as it is."""
        rest = {key: one for key, one in self.operations.items() if key != name}
        return replace(self, operations=MappingProxyType(rest))


def written(operations: Mapping[str, Operation]) -> str:
    """Operations as JSON text, for the disk."""
    return json.dumps({name: to_json(one) for name, one in operations.items()})


def read(text: str) -> Mapping[str, Operation]:
    """The operations that ``written`` wrote.

    Raises:
        ValueError: they are none.
    """
    return MappingProxyType({name: from_json(one) for name, one in json.loads(text).items()})


def _assigned(values: Values) -> Mapping[str, Operation]:
    return MappingProxyType({name: Assign(value) for name, value in values.items()})
