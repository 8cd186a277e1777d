"""A record that is to be made: its fields, what they begin with, and the change they come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.fields import is_automatic, locked, writable
from alyxtui.domain.writes.form import Place
from alyxtui.errors import ChangeRefused
from alyxtui.query.model import Query
from alyxtui.schema.hints.writes import BEGINS_NOW, STAMP, WHO_WRITES
from alyxtui.schema.model import Endpoint, Field, Kind

Texts = Mapping[str, str]
"""What was typed, by field; an empty text is for a field that is not sent."""
NOT_GIVEN = "null"
"""The choice that leaves a field out."""


def ensure_creatable(endpoint: Endpoint) -> None:
    """Refuse an endpoint where no records can be made.

    Raises:
        ChangeRefused: with the reason.
    """
    if Verb.CREATE.value not in endpoint.actions:
        raise ChangeRefused(locked(endpoint, Verb.CREATE, ""))


def fields_of(endpoint: Endpoint) -> tuple[Field, ...]:
    """The fields of a new record, those first that must be given, else in the schema's order."""
    fields = [replace(one, name=name) for name, one in writable(endpoint, Verb.CREATE).items()]
    return tuple(sorted(fields, key=lambda field: not field.required))


def defaults(
    endpoint: Endpoint,
    user: str,
    now: datetime,
    query: Query | None = None,
    origin: tuple[str, str] | None = None,
) -> Values:
    """What a new record begins with: the schema's defaults, who makes it, when, and where one was.

    The time that tells a create from its repetition is left out: it is set when it is sent.

    Args:
        endpoint: where it is made.
        user: who makes it, empty where that is not known.
        now: the local time.
        query: the list that one came from: a subject that it is filtered by is the new record's.
        origin: the endpoint and the key of the record that one was at before that.
    """
    values: dict[str, object] = {}
    if origin is not None:
        values.update(_referring(endpoint, *origin))
    for field in fields_of(endpoint):
        if field.default is not None and not is_automatic(endpoint, field.name, field.default):
            values[field.name] = field.default
        if field.name in WHO_WRITES and user:
            values[field.name] = [user] if field.many else user
        if field.name in BEGINS_NOW and field.kind is Kind.DATETIME:
            values[field.name] = now.isoformat(timespec="seconds")
        if query is not None and (found := _filtered_by(endpoint, field, query)):
            values[field.name] = [found] if field.many else found
    return values


def like(endpoint: Endpoint, record: Values) -> Values:
    """What a record begins with that is to be as another one.

    Its own time, files (which are addresses when read), and what is read in another form than
    written are left out.
    """
    shown = endpoint.actions["read"].record if "read" in endpoint.actions else {}
    return {
        field.name: record[field.name]
        for field in fields_of(endpoint)
        if record.get(field.name) is not None
        and field.kind is not Kind.FILE
        and field.name != STAMP
        and shown.get(field.name, field).kind is field.kind
    }


def place_of(endpoint: Endpoint, field: Field, values: Values | None = None) -> Place:
    """A field of a new record as a form shows it; what need not be given can be chosen away."""
    field = field if field.required else replace(field, nullable=True)
    return Place(endpoint, "", values or {}, field, (field.name,))


def texts_of(endpoint: Endpoint, values: Values) -> dict[str, str]:
    """Values as they are typed, by field."""
    fields = [one for one in fields_of(endpoint) if values.get(one.name) is not None]
    return {one.name: place_of(endpoint, one, values).text for one in fields}


def values_of(endpoint: Endpoint, texts: Texts) -> tuple[dict[str, object], ChangeRefused | None]:
    """The values that texts stand for, and what is wrong with some; those stay texts.

    An empty field is not sent, unless it is required and empty is something that it can be.
    """
    values: dict[str, object] = {}
    wrong: dict[str, tuple[str, ...]] = {}
    for field in fields_of(endpoint):
        text = texts.get(field.name, "")
        place = place_of(endpoint, field)
        if not text or (text == NOT_GIVEN and place.choices):
            if field.required and (field.many or field.nullable):
                values[field.name] = [] if field.many else None
            continue
        try:
            values[field.name] = place.value_of(text, sure=True)
        except ChangeRefused as error:
            values[field.name] = text
            wrong[field.name] = (error.message.removeprefix(f"{field.name}: "),)
    said = "\n".join(f"{name}: {' '.join(words)}" for name, words in wrong.items())
    return values, ChangeRefused(said, fields=wrong) if wrong else None


def change_of(endpoint: Endpoint, texts: Texts) -> Change:
    """The create that texts stand for.

    Raises:
        ChangeRefused: some can stand for nothing; with the reasons by field.
    """
    values, wrong = values_of(endpoint, texts)
    if wrong is not None:
        raise wrong
    return Change.create(endpoint.name, values)


def _referring(endpoint: Endpoint, target: str, key: str) -> Values:
    """The one field that can name a record, and its value; nothing where there are several."""
    fields = [
        field
        for field in fields_of(endpoint)
        if field.reference is not None and field.reference.endpoint == target
    ]
    return {one.name: [key] if one.many else key for one in fields} if len(fields) == 1 else {}


def _filtered_by(endpoint: Endpoint, field: Field, query: Query) -> str:
    """The one record that a list is filtered by and that a field can refer to."""
    action = endpoint.actions.get("list")
    if field.reference is None or not field.reference.endpoint or action is None:
        return ""
    for name, value in query.filters:
        parameter = action.parameters.get(name)
        target = parameter.reference if parameter is not None else None
        same = (target is not None and target.endpoint == field.reference.endpoint) or (
            target is None and name == field.name
        )
        if same and value and not set(value) & set(",|"):
            return value
    return ""
