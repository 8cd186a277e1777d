"""How the values of summaries look: sizes, times, states, items of a known kind."""

from __future__ import annotations

from collections.abc import Mapping, Set

from alyxtui.domain.cells import NULL, Cell, Role, cell, short_time
from alyxtui.schema.hints.choices import CODES
from alyxtui.text import safe

Record = Mapping[str, object]
_UNITS = ("B", "kB", "MB", "GB", "TB")
_QC_CODES = CODES["data.Dataset", "qc"]
_HUGE = 1e15  # neither bytes, seconds nor grams
_LONGEST = 200  # characters of a text in a summary


def is_number(value: object) -> bool:
    """Whether a value is a number, which a truth value is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_of(value: object) -> float:
    """A number, where one can reckon with it; anything else as 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return value if abs(value) < _HUGE else 0


def size(value: object) -> Cell:
    """A number of bytes: ``24.4 MB``; a dash when it is unknown."""
    if not is_number(value):
        return Cell(NULL.text, Role.WHISPER, right=True)
    left, unit = number_of(value), 0
    while left >= 1000 and unit < len(_UNITS) - 1:
        left, unit = left / 1000, unit + 1
    return Cell(f"{left:,.1f} {_UNITS[unit]}" if unit else f"{left:,.0f} B", right=True)


def duration(seconds: float) -> str:
    """Some seconds in words: ``4 min 26 s``, ``0.4 s``."""
    if seconds < 60:
        return f"{seconds:.3g} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def quality(value: object) -> Cell:
    """A quality label or its number, with its glyph."""
    return cell(_QC_CODES.get(str(value), value) if is_number(value) else value, status=True)


def measure(value: object, unit: str, role: Role = Role.TEXT) -> Cell:
    """A number with its unit; a dash when there is none."""
    if not is_number(value):
        return Cell(NULL.text, Role.WHISPER, right=True)
    return Cell(f"{cell(value).text} {unit}", role, right=True)


def text(value: object, role: Role = Role.TEXT) -> Cell:
    """The first line of a text in a role; a dash for nothing."""
    if value is None or value == "":
        return NULL
    first = str(value)[:_LONGEST].strip().split("\n", 1)[0]
    return Cell(safe(short_time(first)), role)


def items(value: object, fields: Set[str]) -> list[tuple[int, Record]]:
    """The items of a list with their indices, when all are objects that have some fields."""
    found: list[tuple[int, Record]] = []
    for index, one in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(one, dict) or not one.keys() >= fields:
            return []
        found.append((index, one))
    return found
