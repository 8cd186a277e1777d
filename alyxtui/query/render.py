"""A query written out: request parameters and URL."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from alyxtui.query.model import Query


def params(
    query: Query, *, limit: int | None = None, offset: int | None = None
) -> list[tuple[str, str]]:
    """The query parameters of a list request, in order.

    Args:
        query: the query.
        limit: page size; the server takes 1 to 1000 and 250 unasked.
        offset: index of the first record.
    """
    pairs = list(query.filters)
    if limit is not None:
        pairs.append(("limit", str(limit)))
    if offset:
        pairs.append(("offset", str(offset)))
    return pairs


def url(base: str, query: Query) -> str:
    """The URL that answers a query, without page."""
    address = f"{base.rstrip('/')}/{quote(query.endpoint)}"
    return f"{address}?{urlencode(query.filters)}" if query.filters else address
