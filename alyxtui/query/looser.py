"""Queries to offer when a query finds nothing: each a little looser than it, in one place only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from alyxtui.query.fields import Fields, Learned
from alyxtui.query.model import Query, Term
from alyxtui.query.union import OR
from alyxtui.query.values import values_of
from alyxtui.schema.hints.filters import MATCHES
from alyxtui.schema.model import Endpoint, Kind, Parameter

# From each lookup of texts to the next that finds more; the same fields, the same value.
_NEXT = {
    "": "iexact",
    "exact": "iexact",
    "iexact": "istartswith",
    "startswith": "istartswith",
    "istartswith": "icontains",
    "endswith": "iendswith",
    "iendswith": "icontains",
    "contains": "icontains",
    "regex": "iregex",
}
_WORDS = {
    "iexact": "in any case",
    "istartswith": "begins with it, in any case",
    "iendswith": "ends with it, in any case",
    "icontains": "holds it, in any case",
    "iregex": "in any case",
}
_TEXTS = frozenset({Kind.TEXT, Kind.EMAIL, Kind.URI, Kind.JSON, Kind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A looser query.

    Attributes:
        query: the whole query.
        words: what is looser, a phrase: ``name begins with it, in any case``.
    """

    query: Query
    words: str


def looser(
    query: Query, endpoint: Endpoint, learned: Learned | None = None
) -> tuple[Suggestion, ...]:
    """Looser queries, the likeliest first.

    Args:
        query: with its conditions.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.
    """
    fields = Fields(endpoint, learned)
    return (
        *_of_filters(query, endpoint),
        *_of_terms(query, fields),
        *_without_one(query),
    )


def _of_filters(query: Query, endpoint: Endpoint) -> Iterator[Suggestion]:
    action = endpoint.actions.get("list")
    declared = action.parameters if action else {}
    if action is None or "django" not in declared:
        return
    fields = Fields(endpoint)
    for name, value in query.filters:
        parameter = declared.get(name)
        if parameter is None or not value or not _is_text(parameter, endpoint.name):
            continue
        place = fields.at(name)
        if place.rest or place.kind is not Kind.TEXT or len(values_of(value)) > 1:
            continue
        # Alyx 3.6.1: most are exact; real names carry suffixes (``SpikeSorting_probe00``).
        for lookup in ("istartswith", "icontains"):
            wider = query.without(name).with_term(Term(name, lookup, value))
            yield Suggestion(wider, f"{name} {_WORDS[lookup]}")


def _is_text(parameter: Parameter, endpoint: str) -> bool:
    is_part = MATCHES.get(endpoint, {}).get(parameter.name) == "part, any case"
    return parameter.kind is Kind.TEXT and not parameter.enum and not parameter.many and not is_part


def _of_terms(query: Query, fields: Fields) -> Iterator[Suggestion]:
    for index, term in enumerate(query.terms):
        following = _NEXT.get(term.lookup)
        kind = fields.at(term.full_path).kind
        if not term.on or term.negated or following is None or kind not in _TEXTS:
            continue
        if isinstance(term.value, str) and term.value:
            wider = query.with_term(replace(term, lookup=following), index)
            yield Suggestion(wider, f"{term.path} {_WORDS[following]}")


def _without_one(query: Query) -> Iterator[Suggestion]:
    """The query without one of its parts, where there are several."""
    if len(query.filters) + len(query.active) < 2:
        return
    for name, _ in query.filters:
        if name != OR:
            yield Suggestion(query.without(name), f"without {name}")
    for index, term in enumerate(query.terms):
        if term.on:
            yield Suggestion(query.toggled(index), f"without {term.key}")
