"""Days as people type them: ``today``, ``-7d``, ``2021-01``, ``2021-01..2021-03``."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_AGO = re.compile(r"-(\d{1,5})([dwmy])")
_PART = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DAYS = {"d": 1, "w": 7}
_NAMED = {"today": 0, "yesterday": 1}
_RANGE = ".."


def days(text: str, today: date) -> tuple[date | None, date | None] | None:
    """The first and the last day of what was typed.

    Args:
        text: a day, a month, a year, ``today``, ``yesterday``, so long ago (``-7d -2w -3m -1y``), or
            two of these with ``..`` between them, either of which may be missing.
        today: the present day.

    Returns:
        First and last day, None for an open end; None when it is no such text. ``-7d`` alone is the
        one day; ``-7d..`` is since then.
    """
    head, dots, tail = text.strip().partition(_RANGE)
    if not dots:
        return _span(head, today)
    first, last = _span(head, today), _span(tail, today)
    if (head.strip() and first is None) or (tail.strip() and last is None):
        return None
    if first is None and last is None:
        return None
    return (first[0] if first else None, last[1] if last else None)


def moved(day: date, *, days: int = 0, months: int = 0) -> date:
    """A day so much later; the same day where the calendar ends.

    Args:
        day: where to begin.
        days: to go on by, back if negative.
        months: to go on by before that.
    """
    try:
        return _months_on(day, months) + timedelta(days)
    except (ValueError, OverflowError):
        return day


def span_text(one: date, other: date) -> str:
    """All days from one to another, as ``days`` reads it."""
    return f"{min(one, other).isoformat()}{_RANGE}{max(one, other).isoformat()}"


def _span(text: str, today: date) -> tuple[date, date] | None:
    text = text.strip().lower()
    try:
        if text in _NAMED:
            day = today - timedelta(_NAMED[text])
            return day, day
        ago = _AGO.fullmatch(text)
        if ago is not None:
            day = _ago(int(ago[1]), ago[2], today)
            return day, day
        part = _PART.fullmatch(text)
        return _of_part(part) if part is not None else None
    except (ValueError, OverflowError):
        return None


def _ago(count: int, unit: str, today: date) -> date:
    if unit in _DAYS:
        return today - timedelta(count * _DAYS[unit])
    return _months_on(today, -count * (12 if unit == "y" else 1))


def _months_on(day: date, count: int) -> date:
    """The same day so many months later, or the last of a month that is too short.

    Raises:
        ValueError: the calendar has no such year.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _of_part(part: re.Match[str]) -> tuple[date, date]:
    year, month, day = part[1], part[2], part[3]
    if day:
        one = date(int(year), int(month), int(day))
        return one, one
    if month:
        last = calendar.monthrange(int(year), int(month))[1]
        return date(int(year), int(month), 1), date(int(year), int(month), last)
    return date(int(year), 1, 1), date(int(year), 12, 31)
