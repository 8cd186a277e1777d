"""Makes a query do what it says: the last step before it is sent, and the words to say about it.

What is beyond doubt is put right (a name where the server wants an id, a label where it holds a
number, a name of older documentation); rows that a filter would repeat are made distinct; lists of
ids that no request line can hold are split.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from alyxtui.errors import QueryError
from alyxtui.query import check
from alyxtui.query.fields import Fields, Learned
from alyxtui.query.model import Listed, Query, Source, Term
from alyxtui.query.parse import lifted
from alyxtui.query.render import query_string
from alyxtui.query.when import dated
from alyxtui.schema.hints.filters import REPEATS_ROWS
from alyxtui.schema.model import Endpoint

DISTINCT = Term("pk", "isnull", False)
"""Alyx 3.6.1 makes rows distinct as soon as there is a ``django=``; this one leaves out nothing."""
LINE_LIMIT = 4_000
"""Bytes of a request line: gunicorn takes 4,094, Apache 8,190."""
_AROUND = len("GET  HTTP/1.1") + len("?&limit=1000&offset=1000000")
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Mended:
    """A query as it is sent.

    Attributes:
        query: what is sent.
        notes: what was changed and why, a sentence each.
        distinct: whether the condition was added that makes rows distinct.
    """

    query: Query
    notes: tuple[str, ...] = ()
    distinct: bool = False


def mend(
    query: Query,
    endpoint: Endpoint,
    *,
    learned: Learned | None = None,
    distinct: bool = True,
    today: date | None = None,
) -> Mended:
    """Put right what is beyond doubt.

    Args:
        query: conditions may still be text.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.
        distinct: whether to make rows distinct that a filter repeats; it takes the server longer.
        today: the present day, for ``today`` and ``-7d``; without it these are left as they are.

    Returns:
        What to send. What is still wrong with it, ``check.findings`` tells.
    """
    try:
        parsed = lifted(query, endpoint, learned)
    except QueryError:
        return Mended(query)
    query, notes = parsed.query, list(parsed.notes)
    if today is not None:
        query = dated(query, Fields(endpoint, learned), today)
    for _ in range(_ROUNDS):
        sure = next((one for one in check.findings(query, endpoint, learned) if one.sure), None)
        if sure is None or sure.fixed is None:
            break
        query = sure.fixed
        notes.append(sure.message)
    repeating = _repeating(query) if distinct and _takes_conditions(endpoint) else ""
    if repeating:
        query = query.with_term(DISTINCT)
        notes.append(f"{repeating} repeats rows; pk__isnull,False makes them distinct.")
    return Mended(query, tuple(dict.fromkeys(notes)), bool(repeating))


def requests(
    query: Query, endpoint: Endpoint, *, base_path: str = "", limit: int = LINE_LIMIT
) -> tuple[Query, ...]:
    """The query as one or several that fit a request line; together they ask the same.

    A record may come in several answers when the split condition is about several related records.

    Args:
        query: with its conditions.
        endpoint: whose list is asked.
        base_path: path of the server's base address, empty for most.
        limit: bytes of a request line.

    Raises:
        QueryError: it is too long and there is no list in it that could be split.
    """
    around = _AROUND + len(base_path) + len(endpoint.name) + 1

    def length(one: Query) -> int:
        return around + len(query_string(endpoint, one))

    if length(query) <= limit:
        return (query,)
    lists = [
        (len(term.value), index)
        for index, term in enumerate(query.terms)
        if term.on and not term.negated and term.lookup == "in" and isinstance(term.value, tuple)
    ]
    if not lists:
        raise QueryError(
            f"The request line would be {length(query):,} bytes; servers take {limit:,}.",
            hint="Use a shorter value, or split a list of ids into several queries.",
        )
    return tuple(_halves(query, max(lists)[1], limit, length))


def _halves(
    query: Query, index: int, limit: int, length: Callable[[Query], int]
) -> Iterator[Query]:
    if length(query) <= limit:
        yield query
        return
    term = query.terms[index]
    values = term.value if isinstance(term.value, tuple) else ()
    middle = len(values) // 2
    if not middle:
        raise QueryError(
            f"The request line would be {length(query):,} bytes; servers take {limit:,}.",
            hint="The other filters are too long.",
        )
    for part in (values[:middle], values[middle:]):
        half = replace(term, value=Listed(part))
        yield from _halves(query.with_term(half, index), index, limit, length)


def _repeating(query: Query) -> str:
    """The filter that repeats rows, empty when none does or ``django=`` makes them distinct."""
    if query.value(Source.DJANGO.value) or any(
        term.source is Source.DJANGO for term in query.active
    ):
        return ""
    names = REPEATS_ROWS.get(query.endpoint, ())
    return next((name for name in names if query.value(name)), "")


def _takes_conditions(endpoint: Endpoint) -> bool:
    action = endpoint.actions.get("list")
    return action is not None and Source.DJANGO.value in action.parameters
