"""A query written out as request parameters."""

from __future__ import annotations

from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint


def params(
    endpoint: Endpoint, query: Query, *, limit: int | None = None, offset: int | None = None
) -> list[tuple[str, str]]:
    """The query parameters of a list request, in order.

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
    for name, value in query.filters:
        repeated = name in declared and declared[name].repeat
        values = [part.strip() for part in value.split(",")] if repeated else [value]
        pairs += [(name, one) for one in values]
    if limit is not None:
        pairs.append(("limit", str(limit)))
    if offset:
        pairs.append(("offset", str(offset)))
    return pairs
