"""A condition from a cell of a table, or the reason why there is none."""

from __future__ import annotations

from dataclasses import replace

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.start import key_from
from alyxtui.errors import QueryError
from alyxtui.query import cell
from alyxtui.query.cell import Relation
from alyxtui.query.fields import Fields, Learned
from alyxtui.query.model import Listed, Query, Term, Value
from alyxtui.query.prepare import prepare
from alyxtui.schema.hints.filters import COMPUTED
from alyxtui.schema.hints.relations import model_fields
from alyxtui.schema.hints.types import FILE_FIELDS
from alyxtui.schema.hints.writes import MODEL_FIELDS
from alyxtui.schema.model import Endpoint, Kind
from alyxtui.text import safe

_ORDERED = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.DATE, Kind.DATETIME})


def by_cell(
    query: Query,
    endpoint: Endpoint,
    column: str,
    value: object,
    relation: Relation = Relation.IS,
    learned: Learned | None = None,
) -> Query:
    """The query with one more condition; several that exclude values of a column become one.

    Args:
        query: so far.
        endpoint: whose list it is.
        column: dotted path of the field in a record.
        value: what the record has there, ``MISSING`` where it has no such field.
        relation: how they are to compare.
        learned: what the server has told of its fields.

    Raises:
        QueryError: the server cannot be asked so; with the reason.
    """
    name = safe(column)
    if value is MISSING:
        raise QueryError(f"This record has no {name}.")
    fields = Fields(endpoint, learned)
    if _is_array(fields, column):
        raise QueryError(f"{name} holds a list of numbers, which the server cannot compare (500).")
    if _is_known(fields, column):
        value = _stored(fields, column, value)
        found = cell.by_cell(query, endpoint, column, value, relation, learned)
    else:
        found = _plainly(query, endpoint, column, value, relation)
    if found is None:
        raise QueryError(_reason(endpoint, name, value, relation))
    if found == query:
        raise QueryError(f"{name} is filtered so already.")
    joined = _joined(found)
    prepare(joined, endpoint, learned=learned).ensure()
    return joined


def relations(
    query: Query,
    endpoint: Endpoint,
    column: str,
    value: object,
    learned: Learned | None = None,
) -> tuple[Relation, ...]:
    """The relations that a cell offers: those that the server can be asked for and that make sense."""
    fits = []
    for relation in Relation:
        try:
            found = by_cell(query, endpoint, column, value, relation, learned)
        except QueryError:
            continue
        new = [term for term in found.terms if term not in query.terms]
        if not new or _makes_sense(relation, value, Fields(endpoint, learned), new[0]):
            fits.append(relation)
    return tuple(fits)


def _is_known(fields: Fields, column: str) -> bool:
    """Whether the first name of a column is one of the fields in the database.

    Alyx 3.6.1: the list shows computed values too, and a condition on one fails (500). Of an
    endpoint that is not known nothing is computed as far as one can tell.
    """
    known, _ = fields.after(fields.root)
    name = column.partition(".")[0]
    if name in COMPUTED.get(fields.endpoint.name, ()):
        return False
    return not fields.model or name in known


def _is_array(fields: Fields, column: str) -> bool:
    """Whether a column of the database holds lists itself (Alyx 3.6.1: the places of pixels)."""
    place = fields.at(column)
    return place.kind is Kind.UNKNOWN and bool(model_fields(place.owner)) and not place.rest


def _stored(fields: Fields, column: str, value: object) -> object:
    """What the database holds.

    Alyx 3.6.1: a dataset without a revision shows an empty text, its session is shown as an address;
    a note without a picture shows null, and the database has an empty text there.
    """
    if value is None and column in FILE_FIELDS.get(fields.endpoint.name, ()):
        return ""
    if column in MODEL_FIELDS.get(fields.endpoint.name, ()):
        return str(value).rpartition(".")[2]
    if not isinstance(value, str) or fields.at(column).kind is not Kind.OBJECT:
        return value
    return key_from(value) or None


def _plainly(
    query: Query, endpoint: Endpoint, column: str, value: object, relation: Relation
) -> Query | None:
    """The query with a plain filter of the column's name, where there is one."""
    declared = endpoint.actions["list"].parameters
    fits = relation is Relation.IS and column in declared and not declared[column].broken
    is_plain = isinstance(value, str | int | float) and value != ""
    if not (fits and is_plain):
        return None
    # Alyx 3.6.1: a dataset shows how many of its tags are public, and is asked whether one is.
    is_yes = declared[column].kind is Kind.BOOLEAN and isinstance(value, int)
    return query.with_filter(column, str(bool(value) if is_yes else value))


def _makes_sense(relation: Relation, value: object, fields: Fields, term: Term) -> bool:
    if relation in {Relation.IS, Relation.IS_NOT}:
        return True
    place = fields.at(term.path)
    if isinstance(value, bool) or place.codes:
        return False
    kind = place.kind
    if relation is Relation.CONTAINS:
        return isinstance(value, str) and bool(value) and kind not in _ORDERED | {Kind.UUID}
    return value is not None and (kind in _ORDERED or isinstance(value, int | float))


def _reason(endpoint: Endpoint, name: str, value: object, relation: Relation) -> str:
    action = endpoint.actions.get("list")
    parameters = action.parameters if action else {}
    if "django" not in parameters:
        return (
            f"{safe(endpoint.name)} takes no conditions, and none of its filters is {name}."
            if relation is Relation.IS
            else f"{safe(endpoint.name)} takes no conditions: a cell can only be asked to be equal."
        )
    if isinstance(value, list | tuple) and len(value) > 1:
        return f"{name} holds {len(value)} values; that is more than can be asked for at once."
    return f"The server has no field behind {name} that is known: it is computed for the list."


def _joined(query: Query) -> Query:
    """Exclusions of one field as one condition: Alyx 3.6.1 fails on the same field twice."""
    last = query.terms[-1] if query.terms else None
    if last is None or not _excludes(last):
        return query
    same = [one for one in query.terms if _excludes(one) and one.path == last.path]
    if len(same) < 2:
        return query
    values: dict[Value, None] = {}
    for one in same:
        listed = one.value if isinstance(one.value, Listed) else (one.value,)
        values.update(dict.fromkeys(listed))
    kept = tuple(one for one in query.terms if one not in same)
    joined = replace(last, lookup="in", value=Listed(values))
    return replace(query, terms=(*kept, joined))


def _excludes(term: Term) -> bool:
    plain = term.lookup in {"", "exact"} and not isinstance(term.value, tuple)
    several = term.lookup == "in" and isinstance(term.value, Listed)
    return term.negated and term.on and (plain or several)
