"""Text that a person types, as the value that a field takes."""

from __future__ import annotations

import json
from pathlib import Path

from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Field, Kind

_TRUTH = {"true": True, "false": False}


def from_text(field: Field, text: str) -> object:
    """The value that a text stands for in a field.

    What cannot be read stays the text, which the checks of the field then refuse in their words.

    Args:
        field: what the schema says of it.
        text: as typed; several values stand with commas between them.

    Raises:
        ChangeRefused: it is JSON for a JSON field: Alyx keeps a text there as a text, which has
            surprised many.
    """
    if field.kind is Kind.JSON:
        return _json_text(field, text)
    if field.many:
        parts = [part.strip() for part in text.split(",")]
        return [_one(field, part) for part in parts if part]
    is_text = field.kind is Kind.TEXT and field.reference is None
    if not text.strip() and field.nullable and not is_text:
        return None
    return _one(field, text)


def _one(field: Field, text: str) -> object:
    if field.kind is Kind.BOOLEAN:
        return _TRUTH.get(text.strip().lower(), text)
    if field.kind is Kind.FILE:
        return str(Path(text).expanduser().absolute())  # it may be sent later, from elsewhere
    if field.kind not in {Kind.INTEGER, Kind.NUMBER}:
        return text
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text) if field.kind is Kind.NUMBER else text
    except ValueError:
        return text


def _json_text(field: Field, text: str) -> object:
    try:
        value = json.loads(text)
    except ValueError:
        return text
    words = f"{json.dumps(value)[:40]} would be kept as a text, not as JSON."
    raise ChangeRefused(
        f"{field.name}: {words}",
        fields={field.name: (words,)},
        hint=f"Write {field.name}:=... for JSON; for the text itself, {field.name}:='\"...\"'.",
    )
