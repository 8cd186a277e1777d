"""The lists of several queries as one list, each record once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

from alyxtui.client.answer import Page, Record
from alyxtui.client.identity import identity_of
from alyxtui.client.paging import PageSource
from alyxtui.client.reach import Reach
from alyxtui.client.scheduler import Priority, Ticket
from alyxtui.errors import QueryError
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint

MOST = 20_000
"""Records that are joined; all of them are held."""
_PAGE = 1000  # Alyx 3.6.1 gives no more at a time


def source_of(client: PageSource, queries: Sequence[Query]) -> PageSource:
    """Where the records of some queries of one endpoint come from: the client when it is one query.

    Args:
        client: where to ask.
        queries: at least one; ``page`` of what is returned is given the first.
    """
    return client if len(queries) == 1 else Joined(client, queries)


class Joined:
    """The records of several queries, in the order of the queries.

    Which records are the same only their ids tell, so all are fetched with the first page that is
    asked for; the pages then come from memory.

    Args:
        client: where to ask.
        queries: what to ask, all of one endpoint.
        most: records of all queries at most.
    """

    def __init__(self, client: PageSource, queries: Sequence[Query], *, most: int = MOST) -> None:
        self._client = client
        self._queries = tuple(queries)
        self._most = most
        self._records: dict[str, Record] | None = None
        self._generation = 0
        self._size, self._elapsed, self._at, self._is_kept = 0, 0.0, 0.0, False
        self._lock = asyncio.Lock()

    @property
    def reach(self) -> Reach:
        """Whether there is a server."""
        return self._client.reach

    def refresh(self, endpoint: Endpoint) -> None:
        """Ask the server itself the next time, see ``AlyxClient.refresh``."""
        self._records = None
        self._generation += 1
        self._client.refresh(endpoint)

    async def page(
        self,
        endpoint: Endpoint,
        query: Query,
        *,
        offset: int,
        limit: int,
        priority: Priority = Priority.VISIBLE,
        ticket: Ticket | None = None,
        kept: bool = False,
    ) -> Page:
        """Some consecutive records of the joined list.

        Args:
            endpoint: of the queries.
            query: not heeded; the queries are known.
            offset: index of the first record.
            limit: at most so many.
            priority: place of the requests in the queue.
            ticket: told when the first request leaves.
            kept: as the client.

        Raises:
            QueryError: there are too many records.
            AlyxTuiError: as the client.
        """
        async with self._lock:
            found = self._records
            if found is None:
                generation = self._generation
                found = await self._fetched(endpoint, priority, ticket or Ticket(), kept)
                if generation == self._generation:  # else others want what there is since
                    self._records = found
            records = tuple(found.values())
        shown = records[offset : offset + limit]
        size, elapsed, at = self._size, self._elapsed, self._at
        return Page(len(records), shown, offset, size, elapsed, at, is_kept=self._is_kept)

    async def _fetched(
        self, endpoint: Endpoint, priority: Priority, ticket: Ticket, kept: bool
    ) -> dict[str, Record]:
        """All records by their identity; those without one by their place."""
        found: dict[str, Record] = {}
        self._size, self._elapsed, self._at, self._is_kept = 0, 0.0, time.time(), False
        for number, query in enumerate(self._queries):
            offset, count = 0, 1
            while offset < count:
                page = await self._client.page(
                    endpoint,
                    query,
                    offset=offset,
                    limit=_PAGE,
                    priority=priority,
                    ticket=ticket,
                    kept=kept,
                )
                count = page.count if page.records else 0
                self._check(len(found) + count - offset)
                for place, record in enumerate(page.records, offset):
                    name = identity_of(endpoint, record) or f"{number} {place}"
                    found.setdefault(name, record)
                offset += len(page.records)
                self._size, self._elapsed = self._size + page.size, self._elapsed + page.elapsed
                # As old as the oldest of it.
                self._at = min(self._at, page.at)
                self._is_kept = self._is_kept or page.is_kept
        return found

    def _check(self, count: int) -> None:
        if count > self._most:
            raise QueryError(
                f"{len(self._queries)} queries with {count:,} records or more cannot be joined;"
                f" at most {self._most:,} are.",
                hint="Narrow them by another filter.",
            )
