"""Conditions and lines as a form holds them: texts in inputs, and the conditions they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from alyxtui.errors import QueryError
from alyxtui.query import lookups, parse
from alyxtui.query.conditions import any_of_text, read_value, value_for
from alyxtui.query.fields import SEPARATOR, Fields, Learned
from alyxtui.query.literal import written
from alyxtui.query.lookups import Shape
from alyxtui.query.model import Listed, Query, Source, Term, Value
from alyxtui.schema.model import Api

_SEVERAL = frozenset({Shape.MANY, Shape.PAIR, Shape.KEYS})


class Texts(NamedTuple):
    """A condition as the inputs of a form show it.

    Attributes:
        path: from the record itself, without ``~``.
        lookup: as written, perhaps empty.
        value: as it stands behind a comma.
    """

    path: str = ""
    lookup: str = ""
    value: str = ""


def texts_of(term: Term) -> Texts:
    """What the inputs show of a condition."""
    return Texts(term.full_path, term.lookup, written(term.value))


def term_of(texts: Texts, fields: Fields, like: Term) -> Term | None:
    """The condition that inputs stand for.

    Args:
        texts: as typed. The path may begin with ``~`` and end in a lookup; the value may be several
            with commas where the lookup takes several, and ``a | b`` for any of them.
        fields: of the endpoint.
        like: gives the rest: whether it is negated, switched on, and which parameter carries it.

    Returns:
        None while a part is missing.
    """
    path, value = texts.path.strip(), texts.value.strip()
    negated = like.negated or path.startswith("~")
    path = path.lstrip("~").strip()
    if not path or not value:
        return None
    if texts.lookup.strip():
        path, lookup = path, texts.lookup.strip()
    else:
        path, lookup = fields.split(path)
    term = any_of_text(value, path, lookup, fields) or Term(
        path, lookup, _value(path, lookup, value, fields)
    )
    term = replace(term, negated=negated, on=like.on)
    before = f"{like.source.value}{SEPARATOR}"
    inside = like.source is not Source.DJANGO and path.startswith(before) and not negated
    return replace(term, path=path[len(before) :], source=like.source) if inside else term


def with_line(query: Query, text: str, api: Api, learned: Learned | None = None) -> parse.Parsed:
    """The query that a line stands for; conditions that are off, which no line shows, are kept.

    Args:
        query: as it was before.
        text: anything that ``parse.read`` reads, perhaps empty.
        api: of the server.
        learned: what the server has told of its fields.

    Raises:
        QueryError: it cannot be read, or asks another endpoint.
    """
    name = query.endpoint
    if not text.strip():
        return parse.Parsed(Query(name, terms=_kept((), query)))
    parsed = parse.read(text, api, endpoint=name, learned=learned)
    if parsed.query.endpoint != name:
        raise QueryError(
            f"This is a query of {parsed.query.endpoint}, not of {name}.",
            hint=f"Open {parsed.query.endpoint} first.",
        )
    return replace(parsed, query=replace(parsed.query, terms=_kept(parsed.query.terms, query)))


def _kept(terms: Sequence[Term], before: Query) -> tuple[Term, ...]:
    """Conditions with those that are off put back into their places."""
    merged = list(terms)
    for index, term in enumerate(before.terms):
        if not term.on:
            merged.insert(index, term)
    return tuple(merged)


def _value(path: str, lookup: str, text: str, fields: Fields) -> Value:
    value = value_for(text, path, lookup, fields)[0]
    try:
        shape = lookups.shape_of(fields.at(path).kind, lookup)[0]
    except KeyError:
        return value
    if shape in _SEVERAL and isinstance(value, str) and "," in value:
        return Listed(read_value(part)[0] for part in value.split(",") if part.strip())
    return value
