"""Reads what people already have as a query: nothing is run, nothing is sent.

A line of ``key=value`` words, a query string, an address, what stands behind ``django=``, a ONE
call, and the command lines that ``render`` writes.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from alyxtui.errors import QueryError
from alyxtui.query import conditions, one_call, typed, values
from alyxtui.query.fields import Fields, Learned
from alyxtui.query.grammar import has_surrogates
from alyxtui.query.meant import did_you_mean
from alyxtui.query.model import Query, Source
from alyxtui.query.typed import Pair
from alyxtui.schema.hints.filters import takes_pairs
from alyxtui.schema.model import Api, Endpoint
from alyxtui.text import safe

# They belong to a page, not to a query.
PAGING = frozenset({"limit", "offset", "format"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query that was read.

    Attributes:
        query: with conditions in place of the text of ``django=``, ``json=``, ``extended_qc=``.
        notes: what was read otherwise than the server would read it, a sentence each.
    """

    query: Query
    notes: tuple[str, ...] = ()


def read(text: str, api: Api, *, endpoint: str = "", learned: Learned | None = None) -> Parsed:
    """Read any form.

    Args:
        text: as typed or pasted.
        api: of the server it is meant for.
        endpoint: whose list is meant where the text does not say.
        learned: what the server has told of its fields.

    Raises:
        QueryError: it cannot be read, or names no list; with the position where there is one.
    """
    text = text.strip()
    named, pairs, several = _taken_apart(text, api)
    name = named or endpoint
    if not name:
        raise QueryError("It does not say which endpoint is asked.", hint="sessions?subject=KS014")
    return assemble(pairs, _list_of(api, name), learned=learned, last_counts=several)


def pairs_of(words: Sequence[str], django: str | None = None) -> list[Pair]:
    """Take the ``key=value`` words of a command line apart; ``assemble`` makes a query of them.

    Args:
        words: as the shell gives them.
        django: conditions besides.

    Raises:
        QueryError: one of them is none, belongs to a page, has a name that came before, or holds
            bytes that are no text.
    """
    for text in (*words, django or ""):
        if not text.isascii() and has_surrogates(text):
            raise QueryError(f"{safe(text)} holds characters that cannot be sent.")
    pairs = [typed.from_word(word) for word in words]
    if django is not None:
        pairs.append(Pair(Source.DJANGO.value, django))
    names = [pair.name for pair in pairs]
    for name in names:
        if name in PAGING:
            raise QueryError(f"{name} belongs to a page, not to a query.", hint="Use --limit N")
        if names.count(name) > 1:
            raise _twice(name)
    return pairs


def lifted(query: Query, endpoint: Endpoint, learned: Learned | None = None) -> Parsed:
    """A query whose ``django`` and JSON texts are conditions.

    Raises:
        QueryError: one of the texts cannot be read.
    """
    if not any(_is_conditions(name, endpoint) for name, _ in query.filters):
        return Parsed(query)
    pairs = [Pair(name, value) for name, value in query.filters]
    parsed = assemble(pairs, endpoint, learned=learned)
    terms = (*parsed.query.terms, *query.terms)
    return replace(parsed, query=replace(parsed.query, terms=terms))


def assemble(
    pairs: Iterable[Pair],
    endpoint: Endpoint,
    *,
    learned: Learned | None = None,
    force: bool = False,
    last_counts: bool = False,
) -> Parsed:
    """A query of pairs.

    Args:
        pairs: names and values as typed.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.
        force: leave everything as it was typed, conditions as text.
        last_counts: whether a name may come twice, as in an address, where the server heeds the
            last one only.

    Raises:
        QueryError: a name comes twice, or conditions cannot be read.
    """
    query, notes = Query(endpoint.name), []
    fields = Fields(endpoint, learned)
    for pair in pairs:
        if pair.name in PAGING:
            notes.append(f"{pair.name} belongs to a page and is left out.")
        elif not force and _is_conditions(pair.name, endpoint):
            query, more = _with_conditions(query, pair, fields)
            notes += more
        else:
            query, note = _with_filter(query, pair, endpoint, force, last_counts)
            notes += [note] if note else []
    order = list(Source)
    terms = tuple(sorted(query.terms, key=lambda term: order.index(term.source)))
    return Parsed(replace(query, terms=terms), tuple(dict.fromkeys(notes)))


def _is_conditions(name: str, endpoint: Endpoint) -> bool:
    return name == Source.DJANGO.value or takes_pairs(endpoint.name, name)


def _with_conditions(query: Query, pair: Pair, fields: Fields) -> tuple[Query, tuple[str, ...]]:
    try:
        terms, notes = conditions.read(pair.value, Source(pair.name), fields=fields)
    except QueryError as error:
        position = error.position
        if position is not None:
            inside = position < len(pair.places)
            error.position = pair.places[position] if inside else pair.start
        raise
    return replace(query, terms=(*query.terms, *terms)), notes


def _with_filter(
    query: Query, pair: Pair, endpoint: Endpoint, force: bool, last_counts: bool
) -> tuple[Query, str]:
    action = endpoint.actions.get("list")
    parameter = action.parameters.get(pair.name) if action else None
    value = pair.value if force or parameter is None else values.sent(parameter, pair.value)
    before = query.value(pair.name)
    if before is None:
        return query.with_filter(pair.name, value), ""
    if parameter is not None and parameter.repeat:
        return query.with_filter(pair.name, f"{before},{value}"), ""
    if last_counts:
        note = f"{safe(pair.name)} is given more than once; the server heeds the last only."
        return query.with_filter(pair.name, value), note
    raise _twice(pair.name, pair.start)


def _twice(name: str, position: int | None = None) -> QueryError:
    # Alyx 3.6.1 takes the last one and ignores the others.
    return QueryError(
        f"{safe(name)} is given more than once; the server would heed only the last.",
        hint=f"Several values stand in one filter, with commas: {safe(name)}=a,b",
        position=position,
    )


def _taken_apart(text: str, api: Api) -> tuple[str, list[Pair], bool]:
    """The endpoint that a text names, its pairs, and whether a name may come twice."""
    if one_call.looks_like_one(text):
        call = one_call.read(text, _search_terms(api))
        pairs = [
            Pair(name, value, (start,))
            for (name, value), start in zip(call.filters, call.starts, strict=True)
        ]
        return call.endpoint, pairs, False
    if text.startswith(("alyxtui ", "curl ")):
        return _of_command(text, api)
    if text.lower().startswith(("http://", "https://")) or text.startswith("/"):
        segments, pairs = typed.from_url(text)
        return _endpoint_of(segments, api), pairs, True
    head, _, rest = text.partition("?")
    if head in api.endpoints:
        return head, typed.from_query_string(rest, len(head) + 1), True
    if typed.is_query_string(text):
        return "", typed.from_query_string(text), True
    if typed.is_conditions(text):
        return "", [Pair("django", text, tuple(range(len(text))))], False
    return "", typed.from_line(text), False


def _search_terms(api: Api) -> list[str]:
    """The names that a ONE search may begin: the filters of sessions."""
    sessions = api.endpoints.get(one_call.SEARCHED)
    action = sessions.actions.get("list") if sessions else None
    return [name for name in action.parameters if name not in PAGING] if action else []


def _of_command(text: str, api: Api) -> tuple[str, list[Pair], bool]:
    """``alyxtui list ...``, ``alyxtui url ...`` or ``curl ...``."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise QueryError(f"This is no command line: {error}.", position=0) from error
    if words[0] == "curl":
        address = next((word for word in words[1:] if word.lower().startswith("http")), "")
        return _taken_apart(address, api) if address else ("", [], True)
    if len(words) < 3 or words[1] not in {"list", "url", "open"}:
        raise QueryError(
            "Only list, url and open take a query.", hint="alyxtui list sessions lab=x"
        )
    pairs: list[Pair] = []
    rest = iter(words[3:])
    for word in rest:
        if word == "--django":
            pairs.append(Pair("django", next(rest, "")))
        elif word.startswith("--django="):
            pairs.append(Pair("django", word.partition("=")[2]))
        elif word in {"--limit", "--format", "--fields", "--as", "--output"}:
            next(rest, "")
        elif not word.startswith("-"):
            pairs.append(typed.from_word(word))
    return words[2], pairs, False


def _endpoint_of(segments: Sequence[str], api: Api) -> str:
    """The endpoint that an address's path ends with.

    Raises:
        QueryError: it ends with none, or names a record.
    """
    for start in range(len(segments)):
        name = "/".join(segments[start:])
        if name in api.endpoints:
            return name
    for start in range(len(segments) - 1):
        if "/".join(segments[start:-1]) in api.endpoints:
            raise QueryError("This address names one record, not a list.", hint="alyxtui open URL")
    last = segments[-1] if segments else ""
    meant = did_you_mean(last, api.endpoints)
    raise QueryError(f"There is no endpoint {safe(last)!r}.", hint=meant)


def _list_of(api: Api, name: str) -> Endpoint:
    endpoint = api.endpoints.get(name)
    if endpoint is None:
        meant = did_you_mean(name, api.endpoints)
        raise QueryError(f"There is no endpoint {safe(name)!r}.", hint=meant)
    if not endpoint.is_list:
        raise QueryError(f"{name} is no list of records.")
    return endpoint
