"""All records of a query: page by page, several pages at a time, each record once.

The server has no order parameter and many lists no stable order, so that rows move while one pages
(Alyx 3.6.1: after a PATCH of its first record a list had another first one). Whatever looks like
it - a record that comes twice, a count that changes or does not fit - makes a second look at the
whole list follow, which gives what had moved past the first. What is still wrong then is said.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from alyxtui.client.answer import Page, Record
from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import identity_of
from alyxtui.client.scheduler import IN_FLIGHT, Priority
from alyxtui.domain.ledger import Ledger, Sight, Span
from alyxtui.domain.verdict import Missing, Tally, Verdict
from alyxtui.errors import AlyxTuiError, NotSignedIn, Unreachable
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint

FIRST_PAGE = 250
"""Records of the first page, by which the others are measured; Alyx 3.6.1 gives as many unasked."""
LARGEST_PAGE = 1000
"""Alyx 3.6.1 gives no more."""
_SMALLEST_PAGE = 50
_SMALLEST_SHARE = 100
_PAGE_SECONDS = 1.0  # what a page should take at most; SERVER: 5 ms a subject, 0.3 ms a session
_PAGE_BYTES = 1_000_000  # what it should hold at most: a decoded record takes several times that
_AHEAD = IN_FLIGHT + 2  # pages under way or waiting for their turn
_ROUNDS = 3  # looks at a list that does not stand still
_FAILURES = 3  # pages in a row after which nothing more is asked


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that came together.

    Attributes:
        span: the rows they were asked as.
        records: those that did not come before, in the server's order.
    """

    span: Span
    records: tuple[Record, ...]


class Fetch:
    """The records of a query, or the first of them, for one run of ``batches``.

    Args:
        client: the server; its scheduler bounds how many requests are under way.
        endpoint: one with a paginated list.
        parts: the query; several when no request line could hold it, whose answers may share
            records.
        limit: at most so many rows; None for all, which is then verified.
        page_size: rows a page; None to choose it from the time and the size of the first.
        ledger: keeps what was done, so that another run goes on; None for one of this run's own.
        priority: its place in the queue.

    Attributes:
        tally: what has come so far.
    """

    def __init__(
        self,
        client: AlyxClient,
        endpoint: Endpoint,
        parts: Sequence[Query],
        *,
        limit: int | None = None,
        page_size: int | None = None,
        ledger: Ledger | None = None,
        priority: Priority = Priority.BULK,
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._parts = tuple(parts)
        self._limit = limit
        self._page_size = page_size
        self._own_ledger = ledger is None
        self._ledger = ledger or Ledger()
        self._priority = priority
        self._queue: deque[Span] = deque()
        self._ends: list[int] = [0] * len(self._parts)  # row behind the last one planned
        self._rows = limit  # to be planned; more than the limit when some came in several parts
        self._failed: dict[Span, AlyxTuiError] = {}
        self._in_a_row = 0
        self._came = False  # whether a page came in this run
        self.tally = Tally.read(self._ledger.facts())

    @property
    def total(self) -> int | None:
        """Rows that are to come as far as is known, None before the first page."""
        if self.tally.counts is None:
            return None
        count = sum(self.tally.counts)
        return count if self._limit is None else min(count, self._limit)

    async def batches(self) -> AsyncGenerator[Batch, None]:
        """The records as they come, in the server's order as far as it has one.

        A page that fails is asked for once more at the end; if it fails again, the verdict tells.

        Raises:
            AlyxTuiError: nothing came at all.
        """
        try:
            if self.tally.counts is None:
                await self._plan()
            else:
                self._go_on()
            while True:
                async with aclosing(self._round()) as batches:
                    async for batch in batches:
                        yield batch
                        facts = self.tally.facts()
                        await asyncio.to_thread(self._ledger.done, batch.span, facts)
                if self._failed and not self._came:
                    raise next(iter(self._failed.values()))
                if not self._another_round():
                    return
        finally:
            if self._own_ledger:
                self._ledger.close()

    def verdict(self) -> Verdict:
        """Whether everything came, to be asked when ``batches`` has ended."""
        missing = tuple(
            Missing(span.offset, span.size, error) for span, error in sorted(self._failed.items())
        )
        return self.tally.verdict(missing, verified=self._limit is None)

    # What to ask for.

    async def _plan(self) -> None:
        """Count the rows of each part, and note their pages.

        The first page of a single query, which tells the count, is part of the plan.
        """
        if len(self._parts) == 1:
            first = min(self._limit or FIRST_PAGE, self._page_size or FIRST_PAGE, FIRST_PAGE)
            self._queue.append(Span(1, 0, 0, first))
            self._ends[0] = first
            return
        pages = await asyncio.gather(
            *(
                self._client.page(self._endpoint, part, offset=0, limit=1, priority=self._priority)
                for part in self._parts
            )
        )
        self.tally.counted([page.count for page in pages])
        self._extend(1, self._page_size or FIRST_PAGE)

    def _go_on(self) -> None:
        """Ask for what an earlier run has left."""
        self._queue.extend(self._ledger.open_spans())
        counts = self.tally.counts or []
        self._ends = [self._ledger.end(self.tally.round, part) for part in range(len(counts))]
        if not self._queue:
            self._extend(self.tally.round, self._page_size or FIRST_PAGE)

    def _extend(self, round: int, size: int) -> None:
        """Plan the pages from where the plan ends to where the result does."""
        left = self._rows
        new: list[Span] = []
        for part, count in enumerate(self.tally.counts or []):
            end = count if left is None else min(count, left)
            left = None if left is None else left - end
            starts = range(self._ends[part], end, size)
            new += [Span(round, part, at, min(size, end - at)) for at in starts]
            self._ends[part] = max(self._ends[part], end)
        self._queue.extend(new)
        self._ledger.plan(new)

    def _another_round(self) -> bool:
        """Plan another look at the whole list, if the last one leaves a doubt."""
        tally = self.tally
        if tally.round > 1 and not self._failed:
            tally.gone = self._ledger.gone(tally.round)
        if self._limit is not None:
            return self._more(self._limit)
        if self._failed or tally.round >= _ROUNDS or not tally.doubtful:
            return False
        tally.next_round()
        self._ends = [0] * len(self._parts)
        self._extend(tally.round, self._page_size or tally.page_size or FIRST_PAGE)
        self._ledger.keep(tally.facts())
        return True

    def _more(self, limit: int) -> bool:
        """Plan further rows where some of those that came were of records that were here."""
        lacking = limit - self.tally.held
        if lacking <= 0 or self._failed:
            return False
        self._rows = sum(self._ends) + max(lacking, FIRST_PAGE)
        self._extend(self.tally.round, self._page_size or self.tally.page_size or FIRST_PAGE)
        return bool(self._queue)

    # How it comes.

    async def _round(self) -> AsyncGenerator[Batch, None]:
        """Every planned page, in order; those that failed once more at the end."""
        for last in (False, True):
            async with aclosing(self._pages()) as pages:
                async for span, outcome in pages:
                    if isinstance(outcome, AlyxTuiError):
                        self._fail(span, outcome)
                    else:
                        self._in_a_row = 0
                        yield await self._take(span, outcome)
            if last or not self._failed or self._in_a_row >= _FAILURES:
                return
            self._in_a_row = 0
            self._queue.extend(sorted(self._failed))
            self._failed.clear()

    async def _pages(self) -> AsyncGenerator[tuple[Span, Page | AlyxTuiError], None]:
        """The queued pages in their order, a few of them under way at a time."""
        under_way: deque[tuple[Span, asyncio.Task[Page]]] = deque()

        def send() -> None:
            while self._queue and len(under_way) < _AHEAD:
                span = self._queue.popleft()
                under_way.append((span, asyncio.create_task(self._ask(span))))

        try:
            while self._queue or under_way:
                send()
                span, task = under_way.popleft()
                outcome: Page | AlyxTuiError
                try:
                    outcome = await task
                except AlyxTuiError as error:
                    outcome = error
                send()  # the next ones are under way while the caller deals with this one
                yield span, outcome
        finally:
            for _, task in under_way:
                task.cancel()
            await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)

    async def _ask(self, span: Span) -> Page:
        return await self._client.page(
            self._endpoint,
            self._parts[span.part],
            offset=span.offset,
            limit=span.size,
            priority=self._priority,
        )

    def _fail(self, span: Span, error: AlyxTuiError) -> None:
        """Note a page that did not come; give up when there is no hope for the others.

        Raises:
            AlyxTuiError: it was the first one of all.
        """
        if self.tally.counts is None:
            raise error
        self._failed[span] = error
        self._in_a_row += 1
        if isinstance(error, NotSignedIn | Unreachable):
            self._in_a_row = _FAILURES
        if self._in_a_row >= _FAILURES:
            self._failed.update(dict.fromkeys(self._queue, error))
            self._queue.clear()

    async def _take(self, span: Span, page: Page) -> Batch:
        """What is new in a page; the ledger keeps it when the caller comes back for more."""
        first = self.tally.counts is None
        self._came = True
        self.tally.paged(span.part, page.count, len(self._parts))
        if first:
            self._ledger.plan([span])
            left = (self.total or 0) - len(page.records)
            self.tally.page_size = self._page_size or _good_size(page, left)
        self._follow(span, page)
        records = page.records if self._limit is None else page.records[: span.size]
        names = [identity_of(self._endpoint, record) for record in records]
        sights = await asyncio.to_thread(self._ledger.sort, names, part=span.part, round=span.round)
        held = self.tally.held
        self.tally.add(sights, identified=any(names) or not names)
        new = [one for one, sight in zip(records, sights, strict=True) if sight is Sight.NEW]
        if self._limit is not None:
            new = new[: self._limit - held]
            self.tally.held = held + len(new)
        return Batch(span, tuple(new))

    def _follow(self, span: Span, page: Page) -> None:
        """Plan what this page shows to be there besides."""
        got = len(page.records)
        if 0 < got < span.size and span.offset + got < page.count:
            # The server gives fewer than asked, as it does above its own largest page.
            end = span.offset + span.size
            starts = range(span.offset + got, end, got)
            rest = [Span(span.round, span.part, at, min(got, end - at)) for at in starts]
            self._queue.extendleft(reversed(rest))
            self._ledger.plan(rest)
            if got >= _SMALLEST_PAGE:
                self.tally.page_size = min(self.tally.page_size, got)
        self._extend(span.round, self._page_size or self.tally.page_size or FIRST_PAGE)


def _good_size(page: Page, left: int) -> int:
    """Rows a page, by the first one.

    It takes about a second and a megabyte at most, and a short rest is shared among the requests
    that may be under way together.

    Args:
        page: the first one.
        left: rows behind it.
    """
    rows = len(page.records)
    if not rows:
        return FIRST_PAGE
    by_time = _PAGE_SECONDS * rows / max(page.elapsed, 1e-6)
    by_size = _PAGE_BYTES * rows / max(page.size, 1)
    shared = max(math.ceil(left / IN_FLIGHT), _SMALLEST_SHARE)
    return max(_SMALLEST_PAGE, min(LARGEST_PAGE, int(by_time), int(by_size), shared))
