"""How one value looks in one cell or one line: its text and its role.

A role says what a piece of text means; the interface gives it a colour. States always carry a
glyph, so that colour is never the only sign.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import Enum

from alyxtui.client.exact import Exact
from alyxtui.schema import hints
from alyxtui.text import plural, safe

# A cell never shows more; cutting before `safe` keeps a 200 kB narrative cheap.
MAX_CELL = 400
_MOST_DIGITS = 300
_LISTED = 8  # items of a list that a cell names


class Role(str, Enum):
    """What a piece of text means."""

    TEXT = "text"
    LABEL = "label"
    WHISPER = "whisper"
    NUMBER = "number"
    LINK = "link"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    UNSET = "unset"


_GLYPHS = {Role.GOOD: "●", Role.WARNING: "▲", Role.BAD: "✕", Role.UNSET: "○"}
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?\Z")


@dataclass(frozen=True, slots=True)
class Cell:
    """Safe text, what it means, and on which side it stands."""

    text: str
    role: Role = Role.TEXT
    right: bool = False


NULL = Cell("–", Role.WHISPER)
EMPTY_TEXT = Cell('""', Role.WHISPER)


def cell(value: object, *, status: bool = False) -> Cell:
    """One value as one line of safe text.

    Args:
        value: any JSON value.
        status: whether the field holds a state (``qc``, ``status``), which gets a glyph.
    """
    if value is None:
        return NULL
    if isinstance(value, bool):
        return Cell("yes" if value else "no", Role.NUMBER)
    if isinstance(value, int | float):
        return Cell(number(value), Role.NUMBER, right=True)
    if isinstance(value, str):
        return _text_cell(value, status=status)
    if isinstance(value, list):
        return _list_cell(value)
    if isinstance(value, dict):
        return _object_cell(value)
    return Cell(safe(str(value)[:MAX_CELL]))


def number(value: float) -> str:
    """A number with its digits as they came: a tool for scientists never rounds on its own."""
    if isinstance(value, Exact):
        return value.text if len(value.text) <= _MOST_DIGITS else "more than 300 digits"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**_MOST_DIGITS else "more than 300 digits"
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value)


def digits(value: float) -> str:
    """All digits of a number, however many."""
    if isinstance(value, Exact):
        return value.text
    if not isinstance(value, int):
        return number(value)
    try:
        return str(value)
    except ValueError:  # Python writes no more than 4,300 decimal digits
        return hex(value)


def short_time(value: str) -> str:
    """A date-time as ``2021-03-04 10:12``; other text as it is. Seconds are in the detail."""
    match = _TIME.match(value)
    return f"{match[1]} {match[2]}" if match else value


def state(label: str) -> Cell | None:
    """A known state with its glyph, or None for any other text."""
    rank = hints.status_rank(label)
    if rank is None:
        return None
    role = {"good": Role.GOOD, "warning": Role.WARNING, "bad": Role.BAD, "unset": Role.UNSET}.get(
        rank, Role.TEXT
    )
    glyph = _GLYPHS.get(role, "·")
    words = "not set" if label == "NOT_SET" else label
    return Cell(f"{glyph} {words}", role)


def _text_cell(value: str, *, status: bool) -> Cell:
    if not value:
        return EMPTY_TEXT
    if status and (known := state(value)):
        return known
    cut = value[:MAX_CELL]
    return Cell(safe(short_time(cut)) + ("…" if len(value) > MAX_CELL else ""))


def _object_cell(value: dict[str, object]) -> Cell:
    size = f"{{ {plural(len(value), 'key')} }}"
    name = value.get("name")
    if isinstance(name, str) and name:
        return Cell(f"{safe(name[:MAX_CELL])}  {size}", Role.LABEL)
    return Cell(size, Role.WHISPER)


def _list_cell(values: list[object]) -> Cell:
    if not values:
        return Cell("[ ]", Role.WHISPER)
    if not any(isinstance(value, dict | list) for value in values[:_LISTED]):
        shown = ", ".join(cell(value).text for value in values[:_LISTED])
        more = f" +{len(values) - _LISTED}" if len(values) > _LISTED else ""
        return Cell(shown[:MAX_CELL] + more)
    return Cell(f"[ {len(values)} ]", Role.WHISPER)
