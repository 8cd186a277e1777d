"""One field of a record as a form shows it, and the change that its text stands for."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.assignment import Twice, read_json
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.fields import locked, writable
from alyxtui.domain.writes.operations import Assign, Edit, Operation, Path, at
from alyxtui.domain.writes.typed import from_text
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Endpoint, Field, Kind

_SHORT = 200  # characters that a line is enough for
_NULL = "null"


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a record, or a place inside a JSON field.

    Attributes:
        endpoint: whose record it is.
        key: its lookup value.
        record: as it was read; the base of the change.
        field: what the schema says of the field.
        path: the field's name, and keys inside JSON.
    """

    endpoint: Endpoint
    key: str
    record: Values
    field: Field
    path: Path

    @property
    def label(self) -> str:
        """The place as people write it."""
        return ".".join(map(str, self.path))

    @property
    def value(self) -> object:
        """What stands there, ``MISSING`` where nothing does."""
        return at(self.record, self.path)

    @property
    def is_json(self) -> bool:
        """Whether it is edited as JSON."""
        return self.field.kind in {Kind.JSON, Kind.OBJECT}

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts that can stand there, when they are few; else none."""
        if self.field.many or self.is_json:
            return ()
        known = ("true", "false") if self.field.kind is Kind.BOOLEAN else self.field.enum
        return (*known, _NULL) if known and self.field.nullable else known

    @property
    def is_long(self) -> bool:
        """Whether its text takes more than a line."""
        field, text = self.field, self.text
        free = field.kind is Kind.TEXT and not (field.reference or field.many or field.enum)
        roomy = field.max_length is None or field.max_length > _SHORT
        return self.is_json or "\n" in text or (free and roomy)

    @property
    def text(self) -> str:
        """The value as it is typed."""
        value = self.value
        if self.is_json:
            return "" if value is MISSING else json.dumps(value, ensure_ascii=False, indent=2)
        if value is None or value is MISSING:
            return _NULL if self.choices else ""
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return json.dumps(value) if isinstance(value, (bool, int, float)) else str(value)

    def change(self, text: str, *, sure: bool = False) -> Change:
        """The change that a text stands for.

        Args:
            text: as typed.
            sure: a text that looks like JSON is meant as a text.

        Raises:
            ChangeRefused: it is none that can stand there.
        """
        operation = self._operation(text, sure)
        name = str(self.path[0])
        return Change.patch(self.endpoint.name, self.key, {name: operation}, self.record)

    def value_of(self, text: str, *, sure: bool = False) -> object:
        """The value that a text stands for; the text of the present value stands for that one.

        Args:
            text: as typed.
            sure: a text that looks like JSON is meant as a text.

        Raises:
            ChangeRefused: it is none that can stand there.
        """
        if text == self.text and self.value is not MISSING:
            return self.value
        if self.is_json:
            return _json(self.label, text, sure)
        return None if self.choices and text == _NULL else from_text(self.field, text)

    def _operation(self, text: str, sure: bool) -> Operation:
        value = self.value_of(text, sure=sure)
        inside = self.is_json and len(self.path) > 1
        return Edit(((self.path[1:], value),)) if inside else Assign(value)


def place(endpoint: Endpoint, key: str, record: Values, path: Path) -> Place:
    """The place to edit for a value of a record.

    Positions in lists are no places: somebody else may have changed the list, so it is edited as a
    whole, as are fields that are no JSON.

    Raises:
        ChangeRefused: it cannot be changed; with the reason.
    """
    name = str(path[0]) if path else ""
    ensure_open(endpoint, name)
    field = writable(endpoint, Verb.PATCH)[name]
    inside = field.kind is Kind.JSON and isinstance(at(record, (name,)), dict)
    ends = (index for index, part in enumerate(path) if isinstance(part, int))
    end = next(ends, len(path)) if inside else 1
    return Place(endpoint, key, record, replace(field, name=name), path[:end])


def ensure_open(endpoint: Endpoint, name: str) -> None:
    """Refuse a field that cannot be changed.

    Raises:
        ChangeRefused: with the reason.
    """
    if reason := locked(endpoint, Verb.PATCH, name):
        raise ChangeRefused(f"{name}: {reason}", fields={name: (reason,)})


def _json(label: str, text: str, sure: bool) -> object:
    try:
        value = read_json(text)
    except Twice as error:
        raise ChangeRefused(f"{label}: {error} comes twice.") from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise ChangeRefused(
            f"{label}: this is no JSON: {error.msg} ({where}).",
            hint='Texts stand in quotes, "like this"; null stands for nothing.',
        ) from error
    except RecursionError as error:
        raise ChangeRefused(f"{label}: it goes too deep.") from error
    if isinstance(value, str) and not sure and _looks_like_json(value):
        raise ChangeRefused(
            f"{label}: this is a text that looks like JSON; Alyx would keep it as a text.",
            hint="Without the outer quotes it is JSON. Once more for the text.",
        )
    return value


def _looks_like_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), (dict, list))
    except (ValueError, RecursionError):
        return False
