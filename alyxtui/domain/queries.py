"""What one connection knows of queries: how they are sent, what failed, what was run and saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from alyxtui.domain.history import History
from alyxtui.domain.saved import Library
from alyxtui.errors import AlyxTuiError, QueryError
from alyxtui.query import parse
from alyxtui.query.fields import Learned
from alyxtui.query.model import Query
from alyxtui.query.prepare import prepare
from alyxtui.query.typed import Pair
from alyxtui.schema import hints
from alyxtui.schema.model import Endpoint
from alyxtui.settings.model import Settings

if TYPE_CHECKING:
    from alyxtui.query.explain import Explanation

_LEARNED_FROM = 20  # records of a page


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and what becomes of it.

    Attributes:
        typed: as a person made it.
        requests: what the server is asked; of several, the records of all, each once.
        notes: what was changed and why, a sentence each.
        warnings: what may surprise, a sentence each.
        as_typed: whether it is sent unchecked and unchanged.
    """

    typed: Query
    requests: tuple[Query, ...]
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    as_typed: bool = False

    @property
    def sent(self) -> Query:
        """What the server is asked, or the first of it."""
        return self.requests[0]


class Queries:
    """The queries of one user on one server.

    Args:
        settings: what was set.

    Attributes:
        learned: what the server has told of its fields in this run.
        history: what was run.
        library: what is saved.
    """

    def __init__(self, settings: Settings) -> None:
        self.learned = Learned()
        self.history = History(settings.profile.url, keep=not settings.once)
        self.library = Library(settings.saved_queries)

    def read(
        self, pairs: Iterable[tuple[str, str]], endpoint: Endpoint, *, as_typed: bool = False
    ) -> Query:
        """A query of names and values as typed.

        Args:
            pairs: names and values.
            endpoint: whose list is asked.
            as_typed: leave values as they are.

        Returns:
            The query, its conditions taken apart where they can be read; ``asked`` tells what is
            wrong with others.
        """
        typed = [Pair(name, value) for name, value in pairs]
        try:
            return self._assembled(typed, endpoint, force=as_typed)
        except QueryError:
            return self._assembled(typed, endpoint, force=True)

    def _assembled(self, typed: Sequence[Pair], endpoint: Endpoint, *, force: bool) -> Query:
        learned = self.learned
        parsed = parse.assemble(typed, endpoint, learned=learned, force=force, last_counts=True)
        return parsed.query

    def lifted(self, query: Query, endpoint: Endpoint) -> Query:
        """A query whose texts of conditions are taken apart; as it was where that fails."""
        try:
            return parse.lifted(query, endpoint, self.learned).query
        except QueryError:
            return query

    def asked(self, query: Query, endpoint: Endpoint, *, as_typed: bool = False) -> Asked:
        """What is to be sent for a query.

        Args:
            query: as a person made it.
            endpoint: whose list is asked.
            as_typed: change nothing and refuse nothing.

        Raises:
            QueryError: it should not be sent, or no request line can hold it.
        """
        if as_typed:
            return Asked(query, (query,), as_typed=True)
        prepared = prepare(query, endpoint, learned=self.learned, today=date.today())
        prepared.ensure()
        warnings = tuple(f"{one.message} {one.remedy}".strip() for one in prepared.findings)
        return Asked(query, prepared.requests, prepared.notes, warnings)

    def explained(self, error: AlyxTuiError, sent: Query, endpoint: Endpoint) -> Explanation | None:
        """What a server's error says about the query; what it tells of its fields is kept.

        Returns:
            None when its words are none of those known.
        """
        from alyxtui.query.explain import explain  # large, and only errors need it

        found = explain(error.message, sent, endpoint, self.learned)
        if found is not None:
            self.learned = found.learned
        return found

    def learn(self, endpoint: str, records: Iterable[Mapping[str, object]]) -> None:
        """Keep the JSON keys of some records; completion offers them."""
        names = hints.JSON_FIELDS.get(endpoint, ())
        for _, record in zip(range(_LEARNED_FROM), records, strict=False):
            for name in names:
                self.learned = self.learned.with_json(endpoint, name, record.get(name))
