"""Values as a person types them: what may be meant by each kind, and how it is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from alyxtui.schema.model import Kind, Parameter

MARK = " | "
"""What stands between values any of which will do."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_uuid(text: str) -> object:
    """The uuid that a text means.

    Raises:
        ValueError: it means none.
    """
    from uuid import UUID  # slow to load, and most queries have none

    return UUID(text)


def as_day(text: str) -> date:
    """The day that a text means; Python 3.11 and later reads more forms than the server does.

    Raises:
        ValueError: it means none.
    """
    if not _DAY.fullmatch(text):
        raise ValueError("no YYYY-MM-DD")
    return date.fromisoformat(text)


def as_time(text: str) -> datetime:
    """The time that a text means, or the beginning of a day.

    Raises:
        ValueError: it means none.
    """
    as_day(text[:10])
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


_CHECKS: dict[Kind, tuple[Callable[[str], object], str]] = {
    Kind.INTEGER: (int, "a whole number, like 12"),
    Kind.NUMBER: (float, "a number, like 0.5"),
    Kind.UUID: (as_uuid, "a uuid, like 4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"),
    Kind.DATE: (as_day, "a date, like 2021-03-04"),
    Kind.DATETIME: (as_time, "a time, like 2021-03-04T10:12:00"),
}
# Alyx 3.6.1 takes only these four as a boolean and ignores everything else.
_BOOLEANS = {"true": "True", "yes": "True", "false": "False", "no": "False"}


def values_of(text: str) -> tuple[str, ...]:
    """The values of ``a | b``; the text itself when it is no such text."""
    parts = tuple(part.strip() for part in text.split(MARK))
    return parts if len(parts) > 1 and all(parts) else (text,)


def placeholder(parameter: Parameter) -> str:
    """What an empty input says it wants."""
    if parameter.enum:
        return " | ".join(parameter.enum)
    if parameter.kind is Kind.BOOLEAN:
        return "true | false"
    words = {Kind.TEXT: "text", Kind.UNKNOWN: "text"}.get(parameter.kind, parameter.kind.value)
    return f"{words}, several with commas" if parameter.many else words


def problem(parameter: Parameter, text: str) -> str:
    """Why a typed value cannot be meant, or empty; an empty value is always fine."""
    text = text.strip()
    if not text:
        return ""
    if parameter.broken:
        return f"does not work on the server: {parameter.broken}"
    values = text.split(",") if parameter.many else [text]
    for value in values:
        if reason := _value_problem(parameter, value.strip()):
            return reason
    return ""


def sent(parameter: Parameter, text: str) -> str:
    """A typed value as the server wants it; of ``a | b`` each."""
    values = values_of(text.strip())
    return MARK.join(_sent(parameter, value) for value in values)


def _sent(parameter: Parameter, text: str) -> str:
    if parameter.kind is Kind.BOOLEAN:
        return _BOOLEANS.get(text.lower(), text)
    if parameter.enum:
        labels = {label.lower(): label for label in parameter.enum}
        return labels.get(text.lower(), text)
    return text


def _value_problem(parameter: Parameter, value: str) -> str:
    if parameter.enum and value.lower() not in {label.lower() for label in parameter.enum}:
        return f"one of {', '.join(parameter.enum)}"
    if parameter.kind is Kind.BOOLEAN and value.lower() not in _BOOLEANS:
        return "true or false; the server ignores anything else"
    check = _CHECKS.get(parameter.kind)
    if check is None:
        return ""
    parse, wanted = check
    try:
        parse(value)
    except ValueError:
        return wanted
    if parameter.kind is Kind.INTEGER and not re.fullmatch(r"[+-]?\d+", value):
        return wanted
    return ""
