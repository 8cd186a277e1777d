"""A query written out: as request parameters, and in each form that people pass on."""

from __future__ import annotations

import json
import keyword
import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote, urlencode

from alyxtui.query.literal import written
from alyxtui.query.model import Listed, Query, Source, Term
from alyxtui.schema.model import Endpoint, Kind, Parameter
from alyxtui.text import safe

# What a reader would take for the next word, for quotes, or for a query string.
_NEEDS_QUOTES = re.compile(r"\s[\w.-]+:?=|^['\"]|^\s|\s$|[\r\n\t]|&[\w.-]+=|%[0-9A-Fa-f]{2}")


def params(
    endpoint: Endpoint, query: Query, *, limit: int | None = None, offset: int | None = None
) -> list[tuple[str, str]]:
    """The query parameters of a list request, in order; this is what every request is made of.

    Args:
        endpoint: whose list it is; its schema says which parameters take several values by being
            repeated (Alyx 3.6.1: ``tags``, ``parents``, ``projects`` of uuids), the others take
            them with commas.
        query: the query.
        limit: page size; the server takes 1 to 1000 and 250 unasked.
        offset: index of the first record.
    """
    action = endpoint.actions.get("list")
    declared = action.parameters if action else {}
    pairs: list[tuple[str, str]] = []
    for name, value in filters(query):
        repeated = name in declared and declared[name].repeat
        values = [part.strip() for part in value.split(",")] if repeated else [value]
        pairs += [(name, one) for one in values]
    if limit is not None:
        pairs.append(("limit", str(limit)))
    if offset:
        pairs.append(("offset", str(offset)))
    return pairs


def filters(query: Query) -> list[tuple[str, str]]:
    """Every filter with its value, the conditions as text behind those that are plain."""
    pairs = dict(query.filters)
    for source in Source:
        text = conditions([term for term in query.active if term.source is source])
        if text:
            typed = pairs.get(source.value)
            pairs[source.value] = f"{typed},{text}" if typed else text
    return list(pairs.items())


def conditions(terms: Sequence[Term]) -> str:
    """Conditions of one source as the text of their parameter."""
    return ",".join(map(condition, terms))


def condition(term: Term) -> str:
    """One condition as text: ``~projects__name__icontains,matlab``."""
    return f"{'~' if term.negated else ''}{term.key},{written(term.value)}"


def query_string(
    endpoint: Endpoint, query: Query, *, limit: int | None = None, offset: int | None = None
) -> str:
    """The parameters percent-encoded, without a ``?``."""
    return urlencode(params(endpoint, query, limit=limit, offset=offset))


def url(base_url: str, endpoint: Endpoint, query: Query) -> str:
    """The address of the list.

    Args:
        base_url: of the server, without a slash at its end.
        endpoint: whose list it is.
        query: the query.
    """
    text = query_string(endpoint, query)
    return f"{base_url}/{quote(endpoint.name)}{'?' if text else ''}{text}"


def curl(base_url: str, endpoint: Endpoint, query: Query) -> str:
    """A ``curl`` command for the list, see ``curl_of``."""
    return curl_of(url(base_url, endpoint, query))


def curl_of(address: str) -> str:
    """A ``curl`` command; the token is the shell's variable, never the token itself."""
    return f'curl -H "Authorization: Token $ALYX_TOKEN" {shlex.quote(address)}'


def command(query: Query, *, name: str = "list") -> str:
    """The ``alyxtui`` command line for a POSIX shell."""
    words = ["alyxtui", name, query.endpoint]
    for parameter, value in filters(query):
        is_django = parameter == Source.DJANGO.value
        words += ["--django", value] if is_django else [f"{parameter}={value}"]
    return shlex.join(words)


def line(query: Query) -> str:
    """The filters as one line of ``key=value`` words, which ``parse.read`` reads back."""
    return " ".join(f"{name}={_word(value)}" for name, value in filters(query))


def one(endpoint: Endpoint, query: Query) -> str:
    """A ONE call that sends the same request.

    ONE-api 3.6.1 joins lists with commas, so that several values of a parameter which wants to be
    repeated go into ``django=`` there.
    """
    action = endpoint.actions.get("list")
    declared = action.parameters if action else {}
    for name, value in query.filters:
        if name in declared and declared[name].repeat and "," in value:
            several = Listed(part.strip() for part in value.split(","))
            query = query.without(name).with_term(Term(name, "in", several))
    arguments: list[str] = []
    others: dict[str, str] = {}
    for name, value in filters(query):
        literal = _argument(declared.get(name), value)
        if name.isidentifier() and not keyword.iskeyword(name):
            arguments.append(f"{name}={literal}")
        else:
            others[name] = value
    if others:
        arguments.append(f"**{others!r}")
    call = f"one.alyx.rest({', '.join([repr(endpoint.name), repr('list'), *arguments])})"
    # What a terminal would not show as it is stands as an escape, so that one can copy what one sees.
    return call if safe(call) == call else call.encode("ascii", "backslashreplace").decode()


def as_text(query: Query) -> Query:
    """The same query with its conditions as the text of their parameters.

    For those who know filters only as pairs; conditions that are off are left out.
    """
    return replace(query, filters=tuple(filters(query)), terms=())


def _word(value: str) -> str:
    return json.dumps(value, ensure_ascii=False) if _NEEDS_QUOTES.search(value) else value


def _argument(parameter: Parameter | None, value: str) -> str:
    """A Python literal that ONE sends as the same text."""
    kind = parameter.kind if parameter is not None else Kind.TEXT
    if kind is Kind.BOOLEAN and value in {"True", "False"}:
        return value
    for number, kinds in ((int, {Kind.INTEGER, Kind.NUMBER}), (float, {Kind.NUMBER})):
        if kind in kinds and _is_same(number, value):
            return value
    return repr(value)


def _is_same(number: type[int] | type[float], text: str) -> bool:
    try:
        return str(number(text)) == text and text not in {"nan", "inf", "-inf"}
    except ValueError:
        return False
