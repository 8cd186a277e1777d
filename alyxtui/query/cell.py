"""A filter from a cell of a table, and the filter by user: what the server understands of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from enum import Enum

from alyxtui.query.fields import SEPARATOR, Fields, Learned, Place
from alyxtui.query.model import Listed, Query, Term, Value, freeze
from alyxtui.schema.hints.endpoints import MINE_PATHS
from alyxtui.schema.hints.relations import shown_by
from alyxtui.schema.model import Endpoint, Kind


class Relation(str, Enum):
    """How the column of a cell is to compare with the cell."""

    IS = "is"
    IS_NOT = "is not"
    CONTAINS = "contains"
    BEFORE = "before"
    AFTER = "after"


# Alyx 3.6.1 fails on the same field and lookup twice; these three all mean equal.
_EQUAL = ("", "exact", "in")
_EQUALITY = frozenset({Relation.IS, Relation.IS_NOT})
_LOOKUPS = {Relation.CONTAINS: "icontains", Relation.BEFORE: "lt", Relation.AFTER: "gt"}


def by_cell(
    query: Query,
    endpoint: Endpoint,
    column: str,
    value: object,
    relation: Relation = Relation.IS,
    learned: Learned | None = None,
) -> Query | None:
    """The query with one more condition: a column compares with the value of a cell.

    Args:
        query: so far.
        endpoint: whose list it is.
        column: dotted path of the field in a record.
        value: what the record has there: a JSON value; of a list a record must have each value,
            and up to three can be asked for. An empty one is that of records without any.
        relation: how they compare. A time of day is compared by its day.
        learned: what the server has told of its fields.

    Returns:
        None when the server cannot be asked so: the column is computed, or nothing is known of it.
    """
    action = endpoint.actions.get("list")
    if action is None or "django" not in action.parameters:
        plain = relation is Relation.IS and action is not None and column in action.parameters
        return query.with_filter(column, str(value)) if plain and value is not None else None
    place = _place(Fields(endpoint, learned), column)
    if place is None:
        return None
    negated = relation is Relation.IS_NOT
    if value == [] and place.many:
        value = None
    if not isinstance(value, (list, tuple)) or place.kind is Kind.JSON:
        term = replace(_term(place, freeze(value), relation), negated=negated)
        return query if term in query.terms else query.with_term(term)
    terms = [_term(place, freeze(one), relation) for one in value]
    if len(terms) > 1 and (len(terms) > len(_EQUAL) or relation not in _EQUALITY):
        return None
    for term, lookup in zip(terms, _EQUAL, strict=False):
        several = Listed((term.value,)) if lookup == "in" else term.value
        named = replace(term, lookup=term.lookup or lookup, value=several, negated=negated)
        query = query.with_term(named)
    return query


def mine(query: Query, endpoint: Endpoint, user: str) -> Query | None:
    """The query with the filter by a user set, or without it when it is set.

    Returns:
        None when the endpoint's records are nobody's.
    """
    if endpoint.mine:
        is_set = query.value(endpoint.mine) == user
        return query.without(endpoint.mine) if is_set else query.with_filter(endpoint.mine, user)
    path = MINE_PATHS.get(endpoint.name)
    if path is None:
        return None
    term = Term(path, "", user)
    if term in query.terms:
        return query.without_term(query.terms.index(term))
    return query.with_term(term)


def _place(fields: Fields, column: str) -> Place | None:
    """Where a column's values are in the database; a nested record's parts are its fields."""
    names = [name for name in column.split(".") if not name.isdigit()]
    place = fields.at(SEPARATOR.join(names))
    if place.kind is Kind.JSON:
        place = fields.at(column.replace(".", SEPARATOR))
    return place if place.path and not place.rest else None


def _term(place: Place, value: Value, relation: Relation) -> Term:
    path = SEPARATOR.join((*place.path, *place.keys))
    if value is None:
        return Term(path, "isnull", True)
    if place.kind is Kind.OBJECT and not _is_key(value):
        path = f"{path}{SEPARATOR}{shown_by(place.model) or 'id'}"
    lookup = _LOOKUPS.get(relation, "")
    if place.kind is Kind.DATETIME and isinstance(value, str):
        return Term(path, f"date{SEPARATOR}{lookup}".rstrip("_"), _day(value))
    return Term(path, lookup, _code(place, value))


def _code(place: Place, value: Value) -> Value:
    """The stored value of a label that the record shows."""
    for code, label in place.codes.items():
        if label == value:
            return int(code) if code.isdigit() else code
    return value


def _is_key(value: Value) -> bool:
    """Whether a reference is shown by its id, which is a uuid or a number."""
    text = str(value)
    return isinstance(value, int) or (len(text) == 36 and text.count("-") == 4)


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date().isoformat()
    except ValueError:
        return text[: len(date.min.isoformat())]
