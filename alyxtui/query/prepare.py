"""From a query as a person made it to the requests: taken apart, mended, checked, made to fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from alyxtui.errors import QueryError
from alyxtui.query import check, mend, union
from alyxtui.query.fields import Learned
from alyxtui.query.model import Query
from alyxtui.query.parse import lifted
from alyxtui.query.rules import Finding, Weight
from alyxtui.schema.model import Endpoint


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query ready to be sent.

    Attributes:
        queries: what is asked; of several, the records of all of them, each once.
        requests: the same as queries that each fit a request line.
        notes: what was changed and why, a sentence each.
        findings: what is wrong and what may surprise; what is refused comes first.
    """

    queries: tuple[Query, ...]
    requests: tuple[Query, ...]
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> Finding | None:
        """Why it should not be sent, or None."""
        first = self.findings[0] if self.findings else None
        return first if first is not None and first.weight is Weight.REFUSED else None

    def ensure(self) -> None:
        """Refuse a query that should not be sent.

        Raises:
            QueryError: it should not be; the first reason.
        """
        refused = self.refused
        if refused is not None:
            raise QueryError(refused.message, hint=refused.remedy)


def prepare(
    query: Query, endpoint: Endpoint, *, learned: Learned | None = None, today: date | None = None
) -> Prepared:
    """Everything that is done to a query before it is sent.

    Args:
        query: conditions may still be text, days ``-7d``, values ``a | b``.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.
        today: the present day; without it days as typed are left as they are.
    """
    try:
        read = lifted(query, endpoint, learned)
        taken = union.alternatives(read.query, endpoint, learned)
    except QueryError as error:
        return _unreadable(query, error)
    mended = [mend.mend(one, endpoint, learned=learned, today=today) for one in taken.queries]
    queries = tuple(dict.fromkeys(one.query for one in mended))
    found = _findings(queries, endpoint, learned)
    try:
        requests = tuple(part for one in queries for part in mend.requests(one, endpoint))
    except QueryError as error:
        found, requests = [_refused(error), *found], queries
    notes = [*read.notes, *taken.notes, *(note for one in mended for note in one.notes)]
    ordered = sorted(found, key=lambda one: one.weight is not Weight.REFUSED)
    return Prepared(queries, requests, tuple(dict.fromkeys(notes)), tuple(ordered))


def _findings(
    queries: Sequence[Query], endpoint: Endpoint, learned: Learned | None
) -> list[Finding]:
    """What is wrong with some queries; of several, one that would be fixed is not the whole."""
    if len(queries) == 1:
        return list(check.findings(queries[0], endpoint, learned))
    every = (one for query in queries for one in check.findings(query, endpoint, learned))
    return list(dict.fromkeys(replace(one, fixed=None, sure=False) for one in every))


def _unreadable(query: Query, error: QueryError) -> Prepared:
    return Prepared((query,), (query,), findings=(_refused(error),))


def _refused(error: QueryError) -> Finding:
    return Finding(Weight.REFUSED, error.message, error.hint)
