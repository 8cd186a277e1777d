"""``{name}`` in saved queries: what is asked for before the query can be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from alyxtui.errors import QueryError
from alyxtui.query.conditions import with_value
from alyxtui.query.fields import Fields
from alyxtui.query.model import JsonObject, Query, Term, Value
from alyxtui.schema.model import Endpoint

# Braces of regular expressions (``{2,4}``) and of objects never look so.
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def placeholders(query: Query) -> tuple[str, ...]:
    """The names that a query asks for, each once, in order."""
    texts = [value for _, value in query.filters]
    for term in query.active:
        texts += _texts(term.value)
    return tuple(dict.fromkeys(name for text in texts for name in _PLACEHOLDER.findall(text)))


def fill(query: Query, given: Mapping[str, str], endpoint: Endpoint) -> Query:
    """The query with what was asked for in its places.

    A condition's value that is nothing but a placeholder takes the value as typed (a number, a list);
    inside a longer text it is text.

    Args:
        query: with placeholders.
        given: values by name, as typed.
        endpoint: whose list is asked.

    Raises:
        QueryError: one is missing.
    """
    missing = [name for name in placeholders(query) if name not in given]
    if missing:
        raise QueryError(f"{', '.join(missing)} must be given.", hint=f"{missing[0]}=...")
    filters = tuple((name, _filled(value, given)) for name, value in query.filters)
    fields = Fields(endpoint)
    terms = tuple(_filled_term(term, given, fields) for term in query.terms)
    return replace(query, filters=filters, terms=terms)


def _filled(text: str, given: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda found: given.get(found[1], found[0]), text)


def _filled_term(term: Term, given: Mapping[str, str], fields: Fields) -> Term:
    whole = _PLACEHOLDER.fullmatch(term.value) if isinstance(term.value, str) else None
    if whole is not None and whole[1] in given:
        return with_value(term, given[whole[1]], fields)[0]
    return replace(term, value=_value(term.value, given))


def _value(value: Value, given: Mapping[str, str]) -> Value:
    if isinstance(value, str):
        return _filled(value, given)
    if isinstance(value, JsonObject):
        return JsonObject(tuple((key, _value(one, given)) for key, one in value.pairs))
    if isinstance(value, tuple):
        return type(value)(_value(one, given) for one in value)
    return value


def _texts(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, JsonObject):
        for _, one in value.pairs:
            yield from _texts(one)
