"""A query: an endpoint, the filters on it and conditions, as one immutable value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import TypeAlias, Union

Value: TypeAlias = Union[bool, int, float, str, "tuple[Value, ...]", "JsonObject", None]
"""What a condition compares with. Dates are their ISO text; a regular expression is its text."""


class Listed(tuple[Value, ...]):
    """Several values, written in square brackets; a bare tuple is written in round ones."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class JsonObject:
    """A JSON object as a value that does not change.

    Attributes:
        pairs: keys and values in the order they were written.
    """

    pairs: tuple[tuple[str, Value], ...] = ()


class Source(str, Enum):
    """The parameter that carries a condition."""

    DJANGO = "django"
    JSON = "json"
    EXTENDED_QC = "extended_qc"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition.

    Attributes:
        path: field names, relations and JSON keys with two underscores between them; below the
            field itself where the source is ``json`` or ``extended_qc``.
        lookup: ``icontains``, ``date__lte``; empty where none is written, which means ``exact``.
        value: what is compared with.
        negated: whether the records that match are left out (``django`` only).
        on: whether it is sent; one that is off is kept for later.
        source: the parameter that carries it.
    """

    path: str
    lookup: str = ""
    value: Value = None
    negated: bool = False
    on: bool = True
    source: Source = Source.DJANGO

    @property
    def key(self) -> str:
        """Path and lookup as they are sent, without ``~``."""
        return f"{self.path}__{self.lookup}" if self.lookup else self.path

    @property
    def full_path(self) -> str:
        """The path from the record itself, whatever the source."""
        return self.path if self.source is Source.DJANGO else f"{self.source.value}__{self.path}"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of an endpoint's list.

    Attributes:
        endpoint: name of the endpoint.
        filters: pairs of parameter name and value as sent, each name once, in the order given. A
            ``django`` among them is text as typed; ``parse.lifted`` makes conditions of it.
        terms: conditions in the order they are sent; those of one source are all met.
    """

    endpoint: str
    filters: tuple[tuple[str, str], ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def active(self) -> tuple[Term, ...]:
        """The conditions that are sent."""
        return tuple(term for term in self.terms if term.on)

    def value(self, name: str) -> str | None:
        """The value of a filter, or None when it is not set."""
        return dict(self.filters).get(name)

    def with_filter(self, name: str, value: str) -> Query:
        """The same query with a filter set or replaced, its place kept."""
        if self.value(name) is None:
            return replace(self, filters=(*self.filters, (name, value)))
        pairs = ((key, value if key == name else old) for key, old in self.filters)
        return replace(self, filters=tuple(pairs))

    def without(self, name: str) -> Query:
        """The same query without a filter."""
        return replace(self, filters=tuple(pair for pair in self.filters if pair[0] != name))

    def with_term(self, term: Term, index: int | None = None) -> Query:
        """The same query with one more condition, or with one in the place of another."""
        if index is None:
            return replace(self, terms=(*self.terms, term))
        return replace(self, terms=(*self.terms[:index], term, *self.terms[index + 1 :]))

    def without_term(self, index: int) -> Query:
        """The same query without one of its conditions."""
        return replace(self, terms=self.terms[:index] + self.terms[index + 1 :])

    def toggled(self, index: int) -> Query:
        """The same query with one condition switched on or off."""
        term = self.terms[index]
        return self.with_term(replace(term, on=not term.on), index)


def freeze(value: object) -> Value:
    """A plain Python value as one that does not change.

    Raises:
        ValueError: it is or holds something that JSON has no word for.
    """
    if isinstance(value, float) and math.isnan(value):
        raise ValueError("not-a-number cannot be compared with")
    if value is None or isinstance(value, (bool, int, float, str, JsonObject)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return Listed(freeze(one) for one in value)
    if isinstance(value, tuple):
        return type(value)(freeze(one) for one in value)
    if isinstance(value, Mapping):
        return JsonObject(tuple((_key(key), freeze(one)) for key, one in value.items()))
    raise ValueError(f"{type(value).__name__} is no value of a query")


def thaw(value: Value) -> object:
    """A value as plain Python: lists, tuples and dicts."""
    if isinstance(value, JsonObject):
        return {key: thaw(one) for key, one in value.pairs}
    if isinstance(value, tuple):
        items = [thaw(one) for one in value]
        return items if isinstance(value, Listed) else tuple(items)
    return value


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    # Python's own JSON writes other keys so, and the server writes JSON with Python.
    if key is None or isinstance(key, bool):
        return "null" if key is None else str(key).lower()
    if isinstance(key, (int, float)):
        return str(key)
    raise ValueError(f"{type(key).__name__} is no key of a JSON object")
