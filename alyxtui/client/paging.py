"""The rows of one query, page by page, as they are looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol

from alyxtui.client.answer import Page, Record
from alyxtui.client.pages import PageStore
from alyxtui.client.reach import Reach
from alyxtui.client.scheduler import Priority, Ticket
from alyxtui.errors import AlyxTuiError, OwnFault
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint

REST = 0.08
"""Seconds that scrolling must rest before pages are asked for."""


class PageSource(Protocol):
    """Where pages come from: the client, or several queries joined."""

    @property
    def reach(self) -> Reach:
        """Whether there is a server."""

    def refresh(self, endpoint: Endpoint) -> None:
        """Ask the server itself the next time, see ``AlyxClient.refresh``."""

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
        """Some consecutive records of a list, see ``AlyxClient.page``."""


@dataclass(slots=True)
class _Fetch:
    """A page on its way."""

    number: int
    priority: Priority
    ticket: Ticket = field(default_factory=Ticket)
    task: asyncio.Task[None] | None = None


class PagedRecords:
    """The rows of one query, fetched as they come into view.

    A row's index is its offset at the server and never changes; where pages of different moments
    meet, a record may show twice, which ``is_repeat`` tells. Pages are asked for once scrolling
    rests, then one page ahead. What has not been sent when the view moves on is dropped; what has
    is kept when it comes. Failures stay with their page and never leave as exceptions.

    Args:
        client: the server, or what joins several queries to it.
        endpoint: one with a paginated list.
        query: what is asked of it.
        page_size: records a request; never changes, except that the first page tells when the
            server gives fewer than asked, or when pages of another size are kept.
        on_change: called in the event loop whenever something here has changed.
        rest: seconds that scrolling must rest.

    Attributes:
        count: rows of the whole result, None until the first page came.
        count_changed: the count before and after the last change since the last reload, or None.
        bytes_a_row: of the last page, 0 before one.
        seconds_a_row: of the last page, 0 before one.
    """

    def __init__(
        self,
        client: PageSource,
        endpoint: Endpoint,
        query: Query,
        *,
        page_size: int,
        on_change: Callable[[], None],
        rest: float = REST,
    ) -> None:
        self.endpoint = endpoint
        self.query = query
        self.count: int | None = None
        self.count_changed: tuple[int, int] | None = None
        self.bytes_a_row = 0.0
        self.seconds_a_row = 0.0
        self._last: Page | None = None
        self._client = client
        self._on_change = on_change
        self._rest = rest
        self._store = PageStore(endpoint, max(page_size, 1))
        self._visible = (0, 0)
        self._ahead = 1  # direction of scrolling, in pages
        self._timer: asyncio.TimerHandle | None = None
        self._fetches: dict[int, _Fetch] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._failed: dict[int, AlyxTuiError] = {}
        self._skipped: set[int] = set()  # failed out of sight; left alone until the next scroll
        self._generation = 0
        self._closed = False

    # What is here

    @property
    def page_size(self) -> int:
        """Records a page."""
        return self._store.page_size

    @property
    def loaded(self) -> int:
        """Rows held in memory."""
        return self._store.rows

    @property
    def repeats(self) -> int:
        """How many of the rows in memory came again at another place."""
        return self._store.repeats

    @property
    def loading(self) -> bool:
        """Whether a page of the rows on the screen is on its way."""
        return any(number in self._fetches for number in self._wanted())

    @property
    def error(self) -> AlyxTuiError | None:
        """Why a page of the rows on the screen did not come, None when all is well."""
        for number in reversed(self._failed):
            if number in self._wanted():
                return self._failed[number]
        return None

    @property
    def elapsed(self) -> float | None:
        """Seconds the oldest of the rows on the screen took to come, None before any came."""
        shown = self._shown()
        return min(shown, key=lambda page: page.at).elapsed if shown else None

    @property
    def fetched_at(self) -> float | None:
        """When the oldest of the rows on the screen came, as ``time.time()``; None before any."""
        return min((page.at for page in self._shown()), default=None)

    @property
    def is_kept(self) -> bool:
        """Whether any of the rows on the screen was kept from an earlier request."""
        return any(page.is_kept for page in self._shown())

    @property
    def holds_kept(self) -> bool:
        """Whether any of the rows in memory was kept from an earlier request."""
        return self._store.holds_kept

    def get(self, index: int) -> Record | None:
        """The record of a row, None while it is not here."""
        if index < 0 or (self.count is not None and index >= self.count):
            return None
        return self._store.get(index)

    def here(self) -> list[tuple[int, Record]]:
        """The rows in memory with their indices, in order; a record that came twice, once."""
        count = self.count or 0
        rows = self._store.all_rows()
        return [row for row in rows if row[0] < count and not self.is_repeat(row[0])]

    def is_missing(self, index: int) -> bool:
        """Whether the server left a row out of a page that came: it is not to be waited for."""
        if self.count is None or not 0 <= index < self.count:
            return False
        return self._store.has(index // self.page_size) and self._store.get(index) is None

    def is_repeat(self, index: int) -> bool:
        """Whether the same record stands at a lower index among the rows in memory.

        Rows shift between pages while somebody writes, and Alyx 3.6.1 repeats rows where a filter
        joins.
        """
        return self._store.is_repeat(index)

    # What is wanted

    def request(self, first: int, last: int) -> None:
        """Say which rows are on the screen.

        Called at every scroll; the first time asks at once, later ones when scrolling rests.

        Args:
            first: index of the first row on the screen.
            last: index of the last one, inclusive; may lie behind the end.
        """
        if self._closed:
            return
        first = max(first, 0)
        if first != self._visible[0]:
            self._ahead = 1 if first > self._visible[0] else -1
        self._visible = (first, max(last, first))
        self._store.keep(self._wanted())
        if self._timer is not None:
            self._timer.cancel()
        if self.count is None and not self._fetches and not self._failed:
            self._plan()
            return
        self._timer = asyncio.get_running_loop().call_later(self._rest, self._rested)

    async def retry(self) -> None:
        """Ask again for what failed on the screen, and wait until it came or failed again."""
        self._client.reach.forget()
        self._failed.clear()
        self._plan()
        await self._settled()

    async def reload(self) -> None:
        """Ask the server again, and wait until the rows on the screen came or failed.

        The rows on the screen stay until new ones come; all others are forgotten. Answers to what
        was asked before are dropped.
        """
        if self._closed:
            return
        self._generation += 1
        self._client.refresh(self.endpoint)
        self._drop(self._fetches)
        self._fetches.clear()
        self._failed.clear()
        self.count_changed = None
        wanted = self._wanted()
        self._store.outdate(wanted)
        for number in wanted:
            self._fetch(number, Priority.FOREGROUND)
        self._on_change()
        await self._settled()

    def close(self) -> None:
        """Stop. What is on its way is no longer waited for; nothing is called any more."""
        self._closed = True
        self._generation += 1
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        self._fetches.clear()

    # How it comes

    def _shown(self) -> list[Page]:
        """The pages of the rows on the screen; the last that came while none of them is here."""
        return self._store.among(self._wanted()) or ([self._last] if self._last else [])

    def _wanted(self) -> range:
        """The pages of the rows on the screen, within the count."""
        first, last = self._visible
        if self.count is None:
            number = first // self.page_size
            return range(number, number + 1)
        last = min(last, self.count - 1)
        return range(first // self.page_size, last // self.page_size + 1)

    def _rested(self) -> None:
        self._timer = None
        wanted = self._wanted()
        self._failed = {number: why for number, why in self._failed.items() if number in wanted}
        self._skipped.clear()
        self._plan()

    def _plan(self) -> None:
        """Ask for what is wanted and not here, drop what is not wanted any more."""
        if self._closed:
            return
        wanted = self._wanted()
        missing = [number for number in wanted if self._lacks(number)]
        ahead = self._next_page(wanted)
        self._drop(number for number in list(self._fetches) if number not in {*wanted, ahead})
        for number in missing:
            self._fetch(number, Priority.VISIBLE)
        quiet = not missing and not self.loading and self.error is None
        if quiet and ahead is not None and self._lacks(ahead):
            self._fetch(ahead, Priority.PREFETCH)

    def _lacks(self, number: int) -> bool:
        tried = number in self._failed or number in self._skipped
        return self._store.lacks(number) and not tried

    def _next_page(self, wanted: range) -> int | None:
        """The page that is likely wanted next, None when there is none."""
        if self.count is None or not wanted:
            return None
        number = wanted[-1] + 1 if self._ahead > 0 else wanted[0] - 1
        return number if 0 <= number * self.page_size < self.count else None

    def _drop(self, numbers: Iterable[int]) -> None:
        """Cancel those of some pages that have not been sent."""
        for number in list(numbers):
            fetch = self._fetches[number]
            if not fetch.ticket.sent and fetch.task is not None:
                del self._fetches[number]
                fetch.task.cancel()

    def _fetch(self, number: int, priority: Priority) -> None:
        under_way = self._fetches.get(number)
        if under_way is not None:
            if under_way.ticket.sent or under_way.priority <= priority:
                return
            self._drop([number])
        fetch = _Fetch(number, priority)
        self._fetches[number] = fetch
        task = asyncio.get_running_loop().create_task(self._load(fetch, self._generation))
        fetch.task = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _load(self, fetch: _Fetch, generation: int) -> None:
        error: AlyxTuiError | None = None
        page: Page | None = None
        try:
            page = await self._client.page(
                self.endpoint,
                self.query,
                offset=fetch.number * self.page_size,
                limit=self.page_size,
                priority=fetch.priority,
                ticket=fetch.ticket,
                kept=True,
            )
        except AlyxTuiError as failure:
            error = failure
        except Exception as fault:
            # Nobody awaits this task; whoever listens to the event loop is told.
            error = OwnFault(type(fault).__name__)
            told = {"message": "a page could not be read", "exception": fault}
            asyncio.get_running_loop().call_exception_handler(told)
        finally:
            if self._fetches.get(fetch.number) is fetch:
                del self._fetches[fetch.number]
        if self._closed or generation != self._generation:
            return
        if page is not None:
            self._take(fetch.number, page)
        elif error is not None and fetch.number in self._wanted():
            self._failed[fetch.number] = error
        else:
            self._skipped.add(fetch.number)
        self._plan()
        self._on_change()

    def _take(self, number: int, page: Page) -> None:
        """Keep a page that came."""
        offset = number * self.page_size
        if self._is_of_other_size(page):
            self._generation += 1
            self._drop(self._fetches)
            self._fetches.clear()
            self._store = PageStore(self.endpoint, len(page.records))
            number = offset // self.page_size
        # A list that joins may give rows behind its own count (Alyx 3.6.1: imaging-stack).
        count = max(page.count, offset + len(page.records) if page.records else 0)
        if self.count is not None and count != self.count:
            self.count_changed = (self.count, count)
        self.count = count
        rows = max(len(page.records), 1)
        self.bytes_a_row, self.seconds_a_row = page.size / rows, page.elapsed / rows
        self._last = replace(page, records=())
        if offset == number * self.page_size:
            self._store.put(number, page)
        self._store.cut(count)
        self._store.keep(self._wanted())

    def _is_of_other_size(self, page: Page) -> bool:
        """Whether this first page shows that pages have fewer or more records than asked."""
        size = len(page.records)
        short = 0 < size < self.page_size and page.offset + size < page.count
        return self._last is None and (short or size > self.page_size)

    async def _settled(self) -> None:
        """Wait until nothing of the rows on the screen is on its way."""
        while tasks := [
            fetch.task
            for number, fetch in self._fetches.items()
            if number in self._wanted() and fetch.task is not None
        ]:
            await asyncio.wait(tasks)
