"""How many records a query finds, while it is being written."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority, Ticket
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query
from alyxtui.query.render import query_string
from alyxtui.schema.model import Endpoint

SLOW = 3.0
"""Seconds; a list that took longer to count is not counted again unasked."""
_KEPT = 200
_FRESH = 60.0  # seconds for which a count is taken as it was


class State(str, Enum):
    """What is known of a count."""

    NONE = "none"  # there is nothing to count
    COMING = "coming"
    KNOWN = "known"
    SLOW = "slow"  # not asked, because the last one took so long
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Count:
    """What can be said of the count of a query.

    Attributes:
        state: what is known.
        number: the count, when it is known.
        seconds: what the server took; when it is slow, what it took the last time.
        problem: why it failed.
        at_most: whether records that several queries find are counted more than once.
    """

    state: State = State.NONE
    number: int = 0
    seconds: float = 0.0
    problem: AlyxTuiError | None = None
    at_most: bool = False


class LiveCount:
    """Counts the newest query only, one request at a time, behind everything else that is asked.

    Alyx 3.6.1 goes on computing what nobody waits for any more, so while one count is under way
    the next waits for it; of those that were wanted meanwhile only the last is asked for.

    Args:
        client: the server.

    Attributes:
        count: what can be said now.
        tell: called whenever ``count`` has changed.
    """

    def __init__(self, client: AlyxClient) -> None:
        self._client = client
        self.tell: Callable[[], None] = _nothing
        self._kept: OrderedDict[str, tuple[Count, float]] = OrderedDict()
        self._request: asyncio.Task[Count] | None = None
        self._ticket = Ticket()
        self._took: dict[str, float] = {}
        self._wanted: tuple[str, Endpoint, tuple[Query, ...]] | None = None
        self._asking = False
        self.count = Count()

    def want(self, endpoint: Endpoint, queries: Sequence[Query], *, insist: bool = False) -> bool:
        """Say what is to be counted from now on.

        Args:
            endpoint: whose list is asked.
            queries: as they are sent, those of several to be joined; none when there is nothing
                to count.
            insist: count them even though the server is slow.

        Returns:
            Whether the server has to be asked; ``ask`` does that.
        """
        self._drop()
        if not queries:
            self._say(Count())
            return False
        sent = "\n".join(query_string(endpoint, query) for query in queries)
        key = f"{endpoint.name}?{sent}"
        known, at = self._kept.get(key, (Count(), 0.0))
        if at and time.monotonic() - at < _FRESH:
            self._say(known)
            return False
        took = self._took.get(endpoint.name, 0.0)
        if took > SLOW and not insist:
            self._say(Count(State.SLOW, seconds=took))
            return False
        self._wanted = (key, endpoint, tuple(queries))
        self._say(Count(State.COMING))
        return True

    def leave(self) -> None:
        """Nobody wants to know any more."""
        self.tell = _nothing
        self._drop()
        self.count = Count()

    async def ask(self) -> None:
        """Count what is wanted, and what comes to be wanted meanwhile."""
        if self._asking:
            return
        self._asking = True
        try:
            while self._wanted is not None:
                wanted, self._wanted = self._wanted, None
                await self._ask(*wanted)
        finally:
            self._asking = False

    def _drop(self) -> None:
        """Want nothing; a request that has not left is taken back."""
        self._wanted = None
        if self._request is not None and not self._ticket.sent:
            self._request.cancel()

    async def _ask(self, key: str, endpoint: Endpoint, queries: Sequence[Query]) -> None:
        self._ticket = Ticket()
        asking = self._counted(endpoint, queries)
        self._request = request = asyncio.create_task(asking)
        try:
            # Not awaited itself: that it is taken back must not end the one who asks.
            await asyncio.wait({request})
        finally:
            self._request = None
            request.cancel()
        if request.cancelled():
            return
        found = self._of(request)
        if found.state is State.KNOWN:
            self._took[endpoint.name] = found.seconds
            self._kept[key] = (found, time.monotonic())
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        if self._wanted is None and self.count.state is State.COMING:
            self._say(found)

    async def _counted(self, endpoint: Endpoint, queries: Sequence[Query]) -> Count:
        """What several queries find, one after the other."""
        number, seconds = 0, 0.0
        for query in queries:
            self._ticket = ticket = Ticket()
            page = await self._client.page(
                endpoint, query, offset=0, limit=1, priority=Priority.COUNT, ticket=ticket
            )
            number, seconds = number + page.count, seconds + page.elapsed
        return Count(State.KNOWN, number, seconds, at_most=len(queries) > 1)

    def _of(self, request: asyncio.Task[Count]) -> Count:
        problem = request.exception()
        if isinstance(problem, AlyxTuiError):
            return Count(State.FAILED, problem=problem)
        return request.result()

    def _say(self, count: Count) -> None:
        if count != self.count:
            self.count = count
            self.tell()


def _nothing() -> None:
    """Nobody listens."""
