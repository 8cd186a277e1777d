"""A query: an endpoint and the filters on it, as one immutable value."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of an endpoint's list.

    Attributes:
        endpoint: name of the endpoint.
        filters: pairs of parameter name and value as sent, each name once, in the order given.
    """

    endpoint: str
    filters: tuple[tuple[str, str], ...] = ()

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
