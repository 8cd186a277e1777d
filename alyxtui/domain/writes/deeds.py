"""What can be done to a field of many records, and the operation that typed text stands for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.fields import problems, writable
from alyxtui.domain.writes.form import Place
from alyxtui.domain.writes.operations import (
    Add,
    Assign,
    Clear,
    Edit,
    Operation,
    Remove,
    merge,
    nothing,
)
from alyxtui.domain.writes.review import refused
from alyxtui.domain.writes.typed import from_text
from alyxtui.errors import ChangeRefused
from alyxtui.schema.hints.writes import NEVER_WHOLE
from alyxtui.schema.model import Endpoint, Field, Kind


class Deed(str, Enum):
    """The ways to change a field of many records; the values are what a person reads."""

    SET = "set"
    ADD = "add"
    REMOVE = "take out"
    MERGE = "merge keys"
    DEEP = "merge keys, deep"
    DROP = "remove keys"
    REPLACE = "replace"
    CLEAR = "clear"


ABOUT: Mapping[Deed, str] = {
    Deed.SET: "every record gets this value",
    Deed.ADD: "to the list, where it is not in it yet; what is there stays",
    Deed.REMOVE: "of the list; all else stays",
    Deed.MERGE: "keys at the top get these values; all other keys stay",
    Deed.DEEP: "as merge, and inside objects the keys beside stay too",
    Deed.DROP: "these keys go, with commas between; a dot leads into a key",
    Deed.REPLACE: "the whole field; what it holds is lost",
    Deed.CLEAR: "the field holds nothing afterwards",
}
"""A few words on each."""


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done to a field.

    Attributes:
        field: what the schema says of it.
        deed: what is done.
    """

    field: Field
    deed: Deed

    @property
    def needs_value(self) -> bool:
        """Whether there is something to type."""
        return self.deed is not Deed.CLEAR


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something that is to be done to a field, with its value.

    Attributes:
        doing: what to which field.
        text: the value as typed.
        operation: what it stands for.
    """

    doing: Doing
    text: str
    operation: Operation


def doings(endpoint: Endpoint) -> list[Doing]:
    """Everything that can be done to the records of an endpoint.

    Lists that many people keep together are never set as a whole, see ``hints.NEVER_WHOLE``; a
    name that addresses its record is no name for many, and a file no file of many.
    """
    found = [
        Doing(field, deed)
        for name, field in writable(endpoint, Verb.PATCH).items()
        if name != endpoint.lookup and field.kind is not Kind.FILE
        for deed in _deeds(endpoint, field)
    ]
    return sorted(found, key=lambda one: one.field.name)


def _deeds(endpoint: Endpoint, field: Field) -> Iterator[Deed]:
    if field.kind is Kind.JSON:
        yield from (Deed.MERGE, Deed.DEEP, Deed.DROP, Deed.REPLACE)
    elif field.many:
        yield from (Deed.ADD, Deed.REMOVE)
    if field.name in NEVER_WHOLE.get(endpoint.name, ()):
        return
    if field.kind is not Kind.JSON:
        yield Deed.SET
    if _can_be_empty(field):
        yield Deed.CLEAR


def _can_be_empty(field: Field) -> bool:
    try:
        nothing(field)
    except ChangeRefused:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ManyPlace(Place):
    """The place of a field in many records: what a form asks for, and what its text stands for.

    Attributes:
        deed: what is done to the field.
        strict: whether the schema tells which fields may be null.
    """

    deed: Deed = Deed.SET
    strict: bool = True

    @property
    def label(self) -> str:
        """The field and what is done to it."""
        return f"{self.field.name}: {self.deed.value}"

    @property
    def is_json(self) -> bool:
        """Whether JSON is typed."""
        return self.deed in {Deed.MERGE, Deed.DEEP, Deed.REPLACE}

    def _operation(self, text: str, sure: bool) -> Operation:
        if self.deed is Deed.DROP:
            return Edit(removes=_paths(self.field.name, text))
        if self.deed in {Deed.ADD, Deed.REMOVE}:
            return self._of_list(text)
        operation = Place._operation(self, text, sure)
        if isinstance(operation, Assign) and self.deed in {Deed.MERGE, Deed.DEEP}:
            if not isinstance(operation.value, dict) or not operation.value:
                raise ChangeRefused(
                    f"{self.field.name}: a JSON object with the keys to be set was expected.",
                    hint='{"key": "value"}',
                )
            return merge(operation.value, deep=self.deed is Deed.DEEP)
        if isinstance(operation, Assign):
            self._check(operation.value)
        return operation

    def _of_list(self, text: str) -> Operation:
        values = from_text(self.field, text)
        if not isinstance(values, list) or not values:
            raise ChangeRefused(f"{self.field.name}: no value is given.")
        self._check(values)
        return Add(tuple(values)) if self.deed is Deed.ADD else Remove(tuple(values))

    def _check(self, value: object) -> None:
        """Refuse what no record could take.

        Raises:
            ChangeRefused: with the reasons.
        """
        name = self.field.name
        found = problems(self.endpoint, Verb.PATCH, {name: value}, strict=self.strict)
        if found:
            raise refused(found)


def wanted(place: ManyPlace, text: str, change: Change) -> Wanted:
    """What a form has given."""
    name = place.field.name
    return Wanted(Doing(place.field, place.deed), text, change.operations[name])


def cleared(doing: Doing) -> Wanted:
    """The field is to hold nothing."""
    return Wanted(doing, "", Clear())


def words(one: Wanted) -> str:
    """What is to be done, in one line: ``status: set Waiting``."""
    text = " ".join(one.text.split())
    if one.doing.deed in {Deed.MERGE, Deed.DEEP, Deed.REPLACE}:
        text = json.dumps(json.loads(one.text), ensure_ascii=False)
    elif one.doing.deed is Deed.SET and not text:
        text = "an empty text"
    return f"{one.doing.deed.value} {text}".strip()


def _paths(name: str, text: str) -> tuple[tuple[str, ...], ...]:
    keys = [key.strip() for key in text.split(",")]
    found = tuple(tuple(key.split(".")) for key in keys if key)
    if not found or not all(all(path) for path in found):
        raise ChangeRefused(f"{name}: no key is named.", hint="a, b.c")
    return found
