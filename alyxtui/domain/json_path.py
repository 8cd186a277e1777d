"""Where a value stands in a record, as text and back: ``extended_qc._videoLeft_pin_state[0]``.

Plain names stand after a dot, numbers of list items in brackets, and every other key in brackets
as a JSON text: ``json["a.b"]``. So any key has a form, and the form holds nothing that acts on a
terminal.
"""

from __future__ import annotations

import json
import re

from alyxtui.domain.field_path import MISSING
from alyxtui.errors import AlyxTuiError
from alyxtui.text import elide, safe

Path = tuple[str | int, ...]

_NAME = re.compile(r"[^\W\d][\w-]*", re.ASCII)
_LOOSE = re.compile(r"[^.\[\]]+")
_INDEX = re.compile(r"\[(\d{1,12})\]", re.ASCII)
_DECODER = json.JSONDecoder()


class PathError(AlyxTuiError):
    """A text that is no path, or leads nowhere."""

    title = "No such path"
    default_hint = 'Such as extended_qc._task_iti_delays, users[0] or json["a.b"].'


def path_text(path: Path) -> str:
    """A path as text; empty for the record itself."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _NAME.fullmatch(step):
            parts.append(f".{step}" if parts else step)
        else:
            readable = step.isprintable() and safe(step) == step
            parts.append(f"[{json.dumps(step, ensure_ascii=not readable)}]")
    return "".join(parts)


def parse_path(text: str) -> Path:
    """The path that a text means; ``a.0`` is taken too, with ``0`` as a key.

    Raises:
        PathError: the text is none.
    """
    path: list[str | int] = []
    at, text = 0, text.strip()
    while at < len(text):
        step, at = _bracket(text, at) if text[at] == "[" else _name(text, at, first=not path)
        path.append(step)
    return tuple(path)


def _name(text: str, at: int, *, first: bool) -> tuple[str, int]:
    start = at if first else at + 1
    match = _LOOSE.match(text, start)
    if match is None or not (first or text[at] == "."):
        raise _unclear(text, at)
    return match.group(), match.end()


def _bracket(text: str, at: int) -> tuple[str | int, int]:
    if match := _INDEX.match(text, at):
        return int(match[1]), match.end()
    if text[at + 1 : at + 2] != '"':
        raise _unclear(text, at)
    try:
        key, end = _DECODER.raw_decode(text, at + 1)
    except ValueError:
        raise _unclear(text, at) from None
    if text[end : end + 1] != "]":
        raise _unclear(text, at)
    return str(key), end + 1


def _unclear(text: str, at: int) -> PathError:
    return PathError(f"It is not clear what {elide(safe(text[at:]), 40)!r} means there.")


def resolve(value: object, path: Path) -> Path:
    """The path as the value has it: ``a.0`` counts in a list, ``[0]`` may be a key.

    Raises:
        PathError: it leads nowhere; with how far it led.
    """
    taken: list[str | int] = []
    for step in path:
        found = _step(value, step)
        if found is None:
            way = path_text(tuple(taken)) or "the record"
            raise PathError(f"{elide(way, 60)} has no {elide(path_text((step,)), 40)}.")
        taken.append(found[0])
        value = found[1]
    return tuple(taken)


def _step(value: object, step: str | int) -> tuple[str | int, object] | None:
    if isinstance(value, dict):
        for key in (step, str(step)):
            if key in value:
                return key, value[key]
    elif isinstance(value, list) and str(step).isdecimal() and len(str(step)) < 13:
        index = int(step)
        return (index, value[index]) if index < len(value) else None
    return None


def value_of(value: object, path: Path) -> object:
    """The value at a path, or ``MISSING``."""
    for step in path:
        found = _step(value, step)
        if found is None:
            return MISSING
        value = found[1]
    return value
