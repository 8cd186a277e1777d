"""What to offer when a query finds nothing: queries a little looser that do find something."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.domain.queries import Queries
from alyxtui.errors import AlyxTuiError, NotSignedIn, Unreachable
from alyxtui.query.looser import looser
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint

OFFERED = 3
_ASKED = 8  # of a server that may be slow


@dataclass(frozen=True, slots=True)
class Looser:
    """A query that finds something.

    Attributes:
        query: the whole query.
        words: what is looser, a phrase.
        count: rows that it finds.
    """

    query: Query
    words: str
    count: int


async def find(
    client: AlyxClient, queries: Queries, query: Query, endpoint: Endpoint
) -> AsyncIterator[Looser]:
    """Looser queries with their counts, the likeliest first, as they are found.

    At most eight are counted, one after the other, and three given; one that fails is passed over.

    Args:
        client: the server.
        queries: what is known of queries on it.
        query: that found nothing, with its conditions.
        endpoint: whose list was asked.
    """
    given = 0
    for suggestion in looser(query, endpoint, queries.learned)[:_ASKED]:
        try:
            requests = queries.asked(suggestion.query, endpoint).requests
            if len(requests) > 1:
                continue
            (sent,) = requests
            page = await client.page(endpoint, sent, offset=0, limit=1, priority=Priority.VISIBLE)
        except (NotSignedIn, Unreachable):
            return
        except AlyxTuiError:
            continue
        if page.count:
            yield Looser(suggestion.query, suggestion.words, page.count)
            given += 1
        if given == OFFERED:
            return
