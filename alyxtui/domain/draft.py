"""A query that is being written: filters, conditions and a line, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alyxtui.domain.knowledge import Knowledge
from alyxtui.errors import QueryError
from alyxtui.query import check, form, parse, render, values
from alyxtui.query.mend import DISTINCT, mend
from alyxtui.query.model import Query, Term
from alyxtui.query.rules import Finding, Weight
from alyxtui.schema.model import Endpoint


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a draft comes to.

    Attributes:
        query: as it is sent.
        notes: what is sent otherwise than typed and why, a sentence each.
        findings: what is wrong with it, and what may surprise; what is refused comes first.
        url: the address of the list.
        one: the ONE call.
    """

    query: Query
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]
    url: str
    one: str

    @property
    def refused(self) -> Finding | None:
        """Why it should not be sent, or None."""
        first = self.findings[0] if self.findings else None
        return first if first is not None and first.weight is Weight.REFUSED else None


class Draft:
    """The query behind the filter editor.

    Args:
        endpoint: whose list is asked.
        query: to begin with.
        knowledge: of the server.

    Attributes:
        endpoint: as given.
        query: as typed; days may still be ``-7d``, and conditions that are off are in it.
        error: why the line as typed is no query, None when it is one. The query is then that of
            before.
    """

    def __init__(self, endpoint: Endpoint, query: Query, knowledge: Knowledge) -> None:
        self.endpoint = endpoint
        self.error: QueryError | None = None
        self._knowledge = knowledge
        self._said: tuple[str, ...] = ()
        try:
            lifted = parse.lifted(query, endpoint, knowledge.learned)
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
            parsed = form.with_line(self.query, text, self._knowledge.api, self._knowledge.learned)
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
        learned = self._knowledge.learned
        mended = mend(self.query, self.endpoint, learned=learned, today=self._knowledge.today())
        found = check.findings(mended.query, self.endpoint, learned)
        ordered = sorted(found, key=lambda one: one.weight is not Weight.REFUSED)
        return Outcome(
            mended.query,
            tuple(dict.fromkeys((*self._said, *mended.notes))),
            tuple(ordered),
            render.url(self._knowledge.base_url, self.endpoint, mended.query),
            render.one(self.endpoint, mended.query),
        )

    def _changed(self) -> None:
        self.error, self._said = None, ()
