"""Which fields can be written, and whether a value can stand in one: what the schema says."""

from __future__ import annotations

import difflib
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from alyxtui.domain.json_path import path_text
from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.values import day, last_segment, moment
from alyxtui.schema.hints import types
from alyxtui.schema.hints.writes import AUTOMATIC, BESIDE, NULL_ITEMS, PATTERNS
from alyxtui.schema.model import By, Endpoint, Field, Kind
from alyxtui.text import elide, safe

_LONE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a value must not be sent.

    Attributes:
        field: its name, empty when it is about the record as a whole.
        message: one sentence.
    """

    field: str
    message: str


def locked(endpoint: Endpoint, verb: Verb, name: str) -> str:
    """Why a field cannot be written, empty when it can.

    Args:
        endpoint: whose record it is in.
        verb: how it would be written.
        name: of the field.
    """
    action = endpoint.actions.get(verb.value)
    if action is None:
        return endpoint.write_guards.get(verb.value, "") or f"{endpoint.name} has no {verb.word}."
    field = action.fields.get(name)
    if field is None:
        return "The server takes no such field here: it would ignore it."
    if field.read_only:
        return "The server sets it and ignores what is sent."
    beside = BESIDE.get(endpoint.name, {})
    if field.write_only and verb in {Verb.PATCH, Verb.UPDATE} and name not in beside:
        return "Only a new record takes it: a change would leave it out."
    return ""


def writable(endpoint: Endpoint, verb: Verb) -> Mapping[str, Field]:
    """The fields that can be written, by name, in the schema's order."""
    action = endpoint.actions.get(verb.value)
    fields = action.fields if action is not None else {}
    return {name: field for name, field in fields.items() if not locked(endpoint, verb, name)}


def is_automatic(endpoint: Endpoint, name: str, value: object) -> bool:
    """Whether the server puts a value of its own in place of this one."""
    values = AUTOMATIC.get(endpoint.name, {})
    return name in values and value == values[name]


def problems(endpoint: Endpoint, verb: Verb, values: Values, *, strict: bool) -> list[Problem]:
    """Everything that is wrong with the fields of a write.

    Args:
        endpoint: whose record is written.
        verb: how.
        values: what would be sent.
        strict: whether the schema tells which fields may be null (OpenAPI does, Core API not).
    """
    fields = writable(endpoint, verb)
    found: list[Problem] = []
    for name, value in values.items():
        if reason := locked(endpoint, verb, name):
            near = difflib.get_close_matches(name, fields, n=1) if name not in fields else []
            meant = f" Did you mean {near[0]}?" if near else ""
            found.append(Problem(name, f"{reason}{meant}"))
        else:
            messages = _value_problems(endpoint.name, fields[name], value, strict=strict)
            found += [Problem(name, message) for message in messages]
            if (other := BESIDE.get(endpoint.name, {}).get(name)) and other not in values:
                found.append(Problem(name, f"The server takes it with a new {other} only."))
    # Alyx 3.6.1 makes a tag whose name is empty: a record without an address.
    if values.get(endpoint.lookup) == "" and endpoint.lookup in fields:
        found.append(Problem(endpoint.lookup, "It must be given."))
    if verb in {Verb.CREATE, Verb.UPDATE}:
        missing = [name for name, one in fields.items() if one.required and name not in values]
        found += [Problem(name, "It must be given.") for name in missing]
    return found


def _value_problems(endpoint: str, field: Field, value: object, *, strict: bool) -> Iterator[str]:
    # Alyx 3.6.1: a reference that is shown as an empty text is no more writable than null.
    if value is None or (value == "" and field.reference is not None and not field.nullable):
        only_read = field.name in types.NULLABLE.get(endpoint, ()) and not field.nullable
        if only_read or (strict and not field.nullable and field.kind is not Kind.JSON):
            yield "It cannot be sent as null" + (
                ", though it may be read as null." if only_read else "."
            )
        return
    if not field.many:
        yield from _item_problems(endpoint, field, value)
    elif not isinstance(value, list):
        yield f"A list was expected, {_shown(value)} is none."
    else:
        for item in value:
            if item is not None or field.name not in NULL_ITEMS.get(endpoint, ()):
                yield from _item_problems(endpoint, field, item)


def _item_problems(endpoint: str, field: Field, value: object) -> Iterator[str]:
    check = _CHECKS.get(field.kind)
    message = check(field, value) if check is not None else ""
    if message:
        yield message
        return
    if field.enum and str(value) not in field.enum:
        yield _not_a_choice(field, value)
    if field.reference is not None:
        yield from _form_problems(field, value)
    pattern, words = PATTERNS.get(endpoint, {}).get(field.name, ("", ""))
    if pattern and not re.fullmatch(pattern, str(value)):
        yield words.replace("``", "")


def _not_a_choice(field: Field, value: object) -> str:
    lowered = {choice.casefold(): choice for choice in field.enum}
    near = lowered.get(str(value).casefold())
    meant = f" Did you mean {near}? Case counts." if near else ""
    choices = ", ".join(choice or "empty" for choice in field.enum)
    return f"{_shown(value)} is none of its choices: {choices}.{meant}"


def _form_problems(field: Field, value: object) -> Iterator[str]:
    """A record that is named in another form than the server takes in a write."""
    reference = field.reference
    target = safe(reference.endpoint or field.name) if reference else ""
    if reference is None:
        return
    if reference.by is By.URL and not last_segment(value):
        yield f"The record of {target} is named by its address here, {_shown(value)} is none."
    elif reference.by is By.UUID and not _is_uuid(value):
        yield f"The record of {target} is named by its id here, {_shown(value)} is no uuid."
    elif reference.by is By.NUMBER and not _is_whole(value):
        yield f"The record of {target} is named by its number here, {_shown(value)} is none."
    elif reference.by is By.SLUG and last_segment(value):
        yield f"The record of {target} is named by its name here, not by its address."


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        return f"A text was expected, {_shown(value)} is none."
    if "\0" in value:
        return "The server takes no NUL character."
    if _LONE.search(value):
        return "It holds characters that cannot be sent."
    if field.max_length is not None and len(value.strip()) > field.max_length:
        return f"It has {len(value.strip()):,} characters, {field.max_length:,} are allowed."
    return ""


def _number(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"A number was expected, {_shown(value)} is none."
    if isinstance(value, float) and not math.isfinite(value):
        return "Only finite numbers can be kept."
    if field.minimum is not None and value < field.minimum:
        return f"{value:g} is less than {field.minimum:g}."
    if field.maximum is not None and value > field.maximum:
        return f"{value:g} is more than {field.maximum:g}."
    return ""


def _integer(field: Field, value: object) -> str:
    if field.enum:
        return ""
    if not _is_whole(value):
        return f"A whole number was expected, {_shown(value)} is none."
    return _number(field, value)


def _boolean(field: Field, value: object) -> str:
    return "" if isinstance(value, bool) else f"True or false was expected, not {_shown(value)}."


def _datetime(field: Field, value: object) -> str:
    if moment(value) is None or "T" not in str(value).replace(" ", "T"):
        return f"A time such as 2026-03-01T14:30:00 was expected, not {_shown(value)}."
    return ""


def _date(field: Field, value: object) -> str:
    return "" if day(value) else f"A day such as 2026-03-01 was expected, not {_shown(value)}."


def _uuid(field: Field, value: object) -> str:
    return "" if _is_uuid(value) else f"{_shown(value)} is no uuid."


def _uri(field: Field, value: object) -> str:
    try:
        address = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        address = None
    if address is None or not (address.scheme and address.netloc):
        words = "" if field.reference is None else "The record is named by its address here: "
        return f"{words}{_shown(value)} is no address."
    return ""


def _email(field: Field, value: object) -> str:
    plain = isinstance(value, str) and (not value or re.fullmatch(r"[^@\s]+@[^@\s]+", value))
    return "" if plain else f"{_shown(value)} is no e-mail address."


def _json(field: Field, value: object) -> str:
    try:
        text = json.dumps(value, allow_nan=False)
        lone = next(_lone(value, ()), None) if "\\ud" in text else None
    except (TypeError, ValueError, RecursionError):
        return "It is no JSON that the server could keep: numbers must be finite."
    if "\\u0000" in text:
        return "The server takes no NUL character."
    if lone is None:
        return ""
    place = f"At {path_text(lone)} it" if lone else "It"
    return f"{place} holds characters that cannot be sent."


def _lone(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The places of texts and keys with halves of surrogate pairs; Alyx 3.6.1: a 500."""
    if isinstance(value, str):
        if _LONE.search(value):
            yield path
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _lone(key, (*path, key))
            yield from _lone(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _lone(item, (*path, index))


def _file(field: Field, value: object) -> str:
    if not isinstance(value, str) or not Path(value).expanduser().is_file():
        return f"{_shown(value)} is no file here."
    return ""


def _is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    try:
        return elide(safe(json.dumps(value, ensure_ascii=False)), 60)
    except (TypeError, ValueError):
        return elide(safe(str(value)), 60)


_CHECKS: Mapping[Kind, Callable[[Field, object], str]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.DATETIME: _datetime,
    Kind.DATE: _date,
    Kind.UUID: _uuid,
    Kind.URI: _uri,
    Kind.EMAIL: _email,
    Kind.JSON: _json,
    Kind.FILE: _file,
}
