"""Queries that no single request can ask: any of several values in a filter, or one query or another.

The server joins everything with *and*. ``lab=a | b`` becomes one condition where it is known what the
filter compares (``in``, or a regular expression); what is left, and the queries in ``or=``, are
queries of their own, and their records, each once, are what was asked for.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from alyxtui.errors import QueryError
from alyxtui.query import typed
from alyxtui.query.conditions import read_value
from alyxtui.query.fields import Fields, Learned, slug_path
from alyxtui.query.model import Listed, Query, Source, Term
from alyxtui.query.parse import Parsed, assemble
from alyxtui.query.several import any_of
from alyxtui.query.values import values_of
from alyxtui.schema.hints.filters import COMMA_LISTS, MATCHES, Match
from alyxtui.schema.model import By, Endpoint, Kind, Parameter
from alyxtui.text import safe

OR = "or"
"""Name of the filter that holds other queries: ``or="number=3 || qc=FAIL"``; no server has it."""
OR_MARK = " || "
"""What stands between those queries."""
MOST = 30
"""Queries that one may be taken apart into."""
_TEXTS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.URI})
_WHOLE = _TEXTS | {Kind.INTEGER, Kind.NUMBER, Kind.UUID, Kind.DATE, Kind.DATETIME}


class Alternatives(NamedTuple):
    """A query taken apart.

    Attributes:
        queries: the records of all of them are asked for; one where nothing was to be taken apart.
        notes: what became of ``a | b``, a sentence each.
    """

    queries: tuple[Query, ...]
    notes: tuple[str, ...] = ()


def alternatives(query: Query, endpoint: Endpoint, learned: Learned | None = None) -> Alternatives:
    """The queries that together ask what a query with ``a | b`` in its filters asks.

    Args:
        query: with conditions in place of texts.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.

    Raises:
        QueryError: they would be more than ``MOST``, or one of them cannot be read.
    """
    fields = Fields(endpoint, learned)
    others = _others(query, fields)
    asked = (query.without(OR), *(one.query for one in others))
    taken = [_taken_apart(one, fields) for one in asked]
    queries = tuple(dict.fromkeys(one for each in taken for one in each.queries))
    notes = [note for one in others for note in one.notes]
    notes += [note for each in taken for note in each.notes]
    if len(queries) > MOST:
        raise QueryError(
            f"This would be more than {MOST} queries.",
            hint="Give fewer values, or make conditions of them: field__in,['a', 'b']",
        )
    if len(queries) > 1:
        notes.append(f"{len(queries)} queries are asked; their records are joined by id.")
    return Alternatives(queries, tuple(dict.fromkeys(notes)))


def _others(query: Query, fields: Fields) -> list[Parsed]:
    """The queries that stand in the ``or`` of another.

    Raises:
        QueryError: one cannot be read, or asks for all records.
    """
    found = []
    for line in (query.value(OR) or "").split(OR_MARK):
        if line.strip():
            parsed = assemble(typed.from_line(line), fields.endpoint, learned=fields.learned)
            if not (parsed.query.filters or parsed.query.terms):
                raise QueryError(f"{safe(line.strip())} in {OR} would ask for all records.")
            found.append(parsed)
    return found


def _taken_apart(query: Query, fields: Fields) -> Alternatives:
    notes: list[str] = []
    left: list[tuple[str, tuple[str, ...]]] = []
    for name, text in query.filters:
        values = values_of(text)
        if len(values) < 2:
            continue
        term = _condition(name, values, fields)
        if term is None:
            left.append((name, values))
        else:
            query = query.without(name).with_term(term)
            notes.append(f"{name} is any of {safe(', '.join(values))}; sent as {safe(term.key)}.")
    return Alternatives(tuple(itertools.islice(_product(query, left), MOST + 1)), tuple(notes))


def _product(query: Query, left: Sequence[tuple[str, tuple[str, ...]]]) -> Iterator[Query]:
    """The query with each choice of one value of each filter."""
    for values in itertools.product(*(values for _, values in left)):
        one = query
        for (name, _), value in zip(left, values, strict=True):
            one = one.with_filter(name, value)
        yield one


def compared(name: str, fields: Fields) -> tuple[str, Match | None] | None:
    """What a plain filter compares: the path and how; None where that is not known for sure.

    Args:
        name: of the parameter.
        fields: of the endpoint.
    """
    action = fields.endpoint.actions["list"]
    parameter = action.parameters.get(name)
    if parameter is None or parameter.broken or Source.DJANGO.value not in action.parameters:
        return None
    match = MATCHES.get(fields.endpoint.name, {}).get(name)
    place = fields.at(name)
    if place.path != (name,) or place.rest or not (place.owner and place.sure):
        return None
    if place.kind is Kind.OBJECT:
        path = slug_path(place) if match or _by_slug(parameter) else ""
        return (path, match) if path else None
    if place.codes and match is None:
        return name, None
    known = _TEXTS if match else _WHOLE
    return (name, match) if place.kind in known and parameter.kind in _WHOLE else None


def _by_slug(parameter: Parameter) -> bool:
    return parameter.reference is not None and parameter.reference.by is By.SLUG


def _condition(name: str, values: Sequence[str], fields: Fields) -> Term | None:
    """The one condition that any of some values meets, where there is one."""
    found = compared(name, fields)
    in_list = name in COMMA_LISTS.get(fields.endpoint.name, ())
    if found is None or (in_list and any("," in value for value in values)):
        return None
    path, match = found
    if match is None:
        is_text = fields.at(path).kind in _TEXTS
        return Term(path, "in", Listed(one if is_text else read_value(one)[0] for one in values))
    return any_of(path, values, in_any_case=True, part=match.startswith("part"))
