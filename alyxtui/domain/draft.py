"""A query that is being written: filters, conditions and a line, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alyxtui.domain.knowledge import Knowledge
from alyxtui.errors import QueryError
from alyxtui.query import form, parse, render, values
from alyxtui.query.mend import DISTINCT
from alyxtui.query.model import Query, Term
from alyxtui.query.prepare import Prepared, prepare
from alyxtui.schema.model import Endpoint

_UNCHECKED = "Sent as typed, unchecked and unchanged."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a draft comes to.

    Attributes:
        prepared: what is sent, what is wrong with it, and what may surprise.
        notes: what is sent otherwise than typed and why, a sentence each.
        url: the address of the list; of several queries, one on each line.
        one: the ONE call, or several.
    """

    prepared: Prepared
    notes: tuple[str, ...]
    url: str
    one: str


class Draft:
    """The query behind the filter editor.

    Args:
        endpoint: whose list is asked.
        query: to begin with.
        knowledge: of the server.
        as_typed: whether it is sent unchecked and unchanged.

    Attributes:
        endpoint: as given.
        query: as typed; days may still be ``-7d``, and conditions that are off are in it.
        error: why the line as typed is no query, None when it is one. The query is then that of
            before.
    """

    def __init__(
        self, endpoint: Endpoint, query: Query, knowledge: Knowledge, *, as_typed: bool = False
    ) -> None:
        self.endpoint = endpoint
        self._as_typed = as_typed
        self.error: QueryError | None = None
        self._knowledge = knowledge
        self._said: tuple[str, ...] = ()
        try:
            lifted = parse.lifted(query, endpoint, knowledge.queries.learned)
            self.query, self._said = lifted.query, lifted.notes
        except QueryError as error:
            self.query, self.error = query, error

    @property
    def line(self) -> str:
        """The query as one line."""
        return render.line(self.query)

    def set_filter(self, name: str, text: str) -> None:
        """Set a plain filter as typed; an empty text takes it away."""
        self._changed()
        parameter = self.endpoint.actions["list"].parameters.get(name)
        if not text.strip():
            self.query = self.query.without(name)
        else:
            value = values.sent(parameter, text) if parameter else text.strip()
            self.query = self.query.with_filter(name, value)

    def set_terms(self, terms: Sequence[Term]) -> None:
        """Set all conditions."""
        self._changed()
        self.query = replace(self.query, terms=tuple(terms))

    def read_line(self, text: str) -> None:
        """Take over a line, an address, a ONE call ...; see ``error`` for whether it is one."""
        self._changed()
        try:
            parsed = form.with_line(
                self.query, text, self._knowledge.api, self._knowledge.queries.learned
            )
        except QueryError as error:
            self.error = error
            return
        self.query, self._said = parsed.query, parsed.notes

    def take(self, query: Query) -> None:
        """Take over a query that was offered."""
        self._changed()
        without = tuple(term for term in query.terms if term != DISTINCT)
        self.query = replace(query, terms=without)

    def outcome(self) -> Outcome:
        """What it comes to now."""
        known, endpoint = self._knowledge, self.endpoint
        learned = known.queries.learned
        if self._as_typed:
            prepared = Prepared((self.query,), (self.query,), (_UNCHECKED,))
        else:
            prepared = prepare(self.query, endpoint, learned=learned, today=known.today())
        return Outcome(
            prepared,
            tuple(dict.fromkeys((*self._said, *prepared.notes))),
            "\n".join(render.url(known.base_url, endpoint, one) for one in prepared.queries),
            "\n".join(render.one(endpoint, one) for one in prepared.queries),
        )

    def _changed(self) -> None:
        self.error, self._said = None, ()
