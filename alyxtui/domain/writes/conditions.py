"""What a record must be like to be written: ``status=Errored``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.writes.assignment import words
from alyxtui.domain.writes.change import Values
from alyxtui.domain.writes.typed import from_text
from alyxtui.domain.writes.values import equal
from alyxtui.errors import Conflict
from alyxtui.schema.model import Endpoint, Kind


@dataclass(frozen=True, slots=True)
class Condition:
    """What a record must be like to be written.

    Attributes:
        path: dotted, in the record.
        value: what must be there.
        is_typed: the value is a text that a person typed, and stands for a value of the kind that
            is there.
    """

    path: str
    value: object
    is_typed: bool = False

    def unmet(self, record: Values) -> str:
        """Why a record does not meet it, empty when it does."""
        found = value_at(dict(record), self.path)
        if found is MISSING:
            return f"it has no {self.path}"
        return "" if equal(found, self._beside(found)) else f"{self.path} is {found}"

    def _beside(self, found: object) -> object:
        """What must be there, as the kind of value that is."""
        if not self.is_typed or isinstance(found, str):
            return self.value
        try:
            return json.loads(str(self.value))
        except (ValueError, RecursionError):
            return self.value


class Unmet(Conflict):
    """A record is not what a write asks for; nothing was sent.

    Attributes:
        why: in words, without the record's name.
    """

    title = "The condition does not hold"

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key}: {why}. Nothing was written.")
        self.why = why


def ensure_met(conditions: Sequence[Condition], key: str, record: Values) -> None:
    """Refuse to write a record that is not as it must be.

    Args:
        conditions: all of them.
        key: names the record.
        record: as the server has it now.

    Raises:
        Unmet: it is not.
    """
    if why := "; ".join(filter(None, (one.unmet(record) for one in conditions))):
        raise Unmet(key, why)


def conditions_of(texts: Sequence[str], endpoint: Endpoint) -> list[Condition]:
    """The conditions that texts such as ``status=Errored`` stand for.

    Raises:
        UsageError: one is no ``key=value``.
    """
    read = endpoint.actions.get("read")
    fields = read.record if read is not None else {}
    found: list[Condition] = []
    for one in words(texts):
        field = fields.get(one.name)
        if one.is_json or field is None or field.kind is Kind.JSON:
            found.append(Condition(one.name, one.value, is_typed=not one.is_json))
        else:
            found.append(Condition(one.name, from_text(field, str(one.value))))
    return found
