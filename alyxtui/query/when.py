"""Days as people type them, put into a query as the server takes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from alyxtui.query.dates import days
from alyxtui.query.fields import SEPARATOR, Fields
from alyxtui.query.model import Listed, Query, Term
from alyxtui.schema.model import Kind

DATE_RANGE = "date_range"
"""The filter that takes the first and the last day."""
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
"""The kinds of fields that days as typed are read for."""
FIRST_DATE, LAST_DATE = "1677-09-22", "2262-04-11"
"""What ONE-api 3.6.1 sends for the open ends of ``date_range``."""
_COMPARED = frozenset({"exact", "lt", "lte", "gt", "gte"})


def dated(query: Query, fields: Fields, today: date) -> Query:
    """A query whose ``today``, ``-7d``, ``2021-01..2021-03`` are days.

    Args:
        query: with its conditions; what is no such text stays as it is.
        fields: of the endpoint.
        today: the present day.
    """
    action = fields.endpoint.actions.get("list")
    declared = action.parameters if action else {}
    for name, value in query.filters:
        kind = declared[name].kind if name in declared else Kind.UNKNOWN
        if name == DATE_RANGE:
            query = query.with_filter(name, _range(value, today))
        elif kind in MOMENTS:
            query = query.with_filter(name, _day(value, today))
    return replace(query, terms=tuple(_dated(term, fields, today) for term in query.terms))


def _range(text: str, today: date) -> str:
    found = days(text, today) if "," not in text else None
    # One whole day is left to the check, which says that two dates are needed.
    if found is None or _is_iso(text):
        return text
    first, last = found
    ends = (first.isoformat() if first else FIRST_DATE, last.isoformat() if last else LAST_DATE)
    return ",".join(ends)


def _day(text: str, today: date) -> str:
    found = days(text, today)
    return found[0].isoformat() if found and found[0] and found[0] == found[1] else text


def _dated(term: Term, fields: Fields, today: date) -> Term:
    span = days(term.value, today) if isinstance(term.value, str) else None
    kind = fields.at(term.full_path).kind
    name = term.lookup.removeprefix("date").removeprefix(SEPARATOR) or "exact"
    if span is None or kind not in MOMENTS or _is_iso(term.value) or name not in _COMPARED:
        return term
    first, last = (end.isoformat() if end else "" for end in span)
    value: str | Listed = first if name in {"lt", "gte"} else last
    if name == "exact":
        name, value = _equal(first, last)
    part = "" if kind is Kind.DATE else "date"
    lookup = SEPARATOR.join(filter(None, (part, name)))
    return replace(term, lookup=lookup, value=value) if value else term


def _equal(first: str, last: str) -> tuple[str, str | Listed]:
    """The lookup and the value of a span of days, one end of which may be open."""
    if first == last:
        return "", first
    if first and last:
        return "range", Listed((first, last))
    return ("gte", first) if first else ("lte", last)


def _is_iso(text: object) -> bool:
    try:
        return bool(date.fromisoformat(str(text)))
    except ValueError:
        return False
