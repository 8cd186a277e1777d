"""What is wrong with a query as it stands, unmended."""

from __future__ import annotations

from alyxtui.errors import QueryError
from alyxtui.query.check import findings
from alyxtui.query.model import Query
from alyxtui.query.rules import Finding, Weight
from alyxtui.schema.model import Endpoint


def ensure(query: Query, endpoint: Endpoint) -> tuple[Finding, ...]:
    """The warnings of a query that can be sent.

    Raises:
        QueryError: it should not be; the first reason.
    """
    found = findings(query, endpoint)
    for one in found:
        if one.weight is Weight.REFUSED:
            raise QueryError(one.message, hint=one.remedy)
    return found
