"""Pages in memory: a bounded number of them, and which rows stand in them twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace

from alyxtui.client.answer import Page, Record
from alyxtui.client.identity import identity_of
from alyxtui.schema.model import Endpoint

KEPT = 40
"""Pages held, besides those on the screen."""


class PageStore:
    """The pages used last.

    Args:
        endpoint: tells how its records are identified.
        page_size: rows a page.
        kept: pages held at most, unless more are on the screen.

    Attributes:
        page_size: rows a page.
        rows: rows held.
        repeats: how many of them are there again.
    """

    def __init__(self, endpoint: Endpoint, page_size: int, *, kept: int = KEPT) -> None:
        self.page_size = page_size
        self.rows = 0
        self.repeats = 0
        self._endpoint = endpoint
        self._kept = kept
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._names: dict[int, tuple[str, ...]] = {}
        self._places: dict[str, set[int]] = {}
        self._visible: range = range(0)
        self._outdated: set[int] = set()

    def has(self, number: int) -> bool:
        """Whether a page is here, be it outdated."""
        return number in self._pages

    def lacks(self, number: int) -> bool:
        """Whether a page is to be asked for."""
        return number not in self._pages or number in self._outdated

    def get(self, index: int) -> Record | None:
        """The record of a row, None when it is not here."""
        number, place = divmod(index, self.page_size)
        page = self._pages.get(number)
        return page.records[place] if page is not None and place < len(page.records) else None

    def among(self, numbers: Iterable[int]) -> list[Page]:
        """Those of some pages that are here, be they outdated."""
        return [self._pages[number] for number in numbers if number in self._pages]

    @property
    def holds_kept(self) -> bool:
        """Whether a page was kept from an earlier request."""
        return any(page.is_kept for page in self._pages.values())

    def all_rows(self) -> list[tuple[int, Record]]:
        """The rows held with their indices, in order."""
        return [
            (index, record)
            for number in sorted(self._pages)
            for index, record in enumerate(self._pages[number].records, number * self.page_size)
        ]

    def is_repeat(self, index: int) -> bool:
        """Whether the record of a row is also at a lower index."""
        number, place = divmod(index, self.page_size)
        names = self._names.get(number, ())
        if place >= len(names) or not names[place]:
            return False
        places = self._places[names[place]]
        return len(places) > 1 and min(places) < index

    def put(self, number: int, page: Page) -> None:
        """Hold a page, instead of an older one of the same number."""
        self._remove(number)
        records = page.records[: self.page_size]
        names = tuple(identity_of(self._endpoint, record) for record in records)
        self._pages[number] = replace(page, records=records)
        self._names[number] = names
        self.rows += len(records)
        for index, name in enumerate(names, number * self.page_size):
            if name:
                places = self._places.setdefault(name, set())
                places.add(index)
                self.repeats += len(places) > 1
        self._evict()

    def keep(self, visible: range) -> None:
        """Say which pages are on the screen: they stay, and count as used last."""
        self._visible = visible
        for number in visible:
            if number in self._pages:
                self._pages.move_to_end(number)

    def outdate(self, visible: Iterable[int]) -> None:
        """Hold only the pages on the screen, and those until newer ones come."""
        stay = set(visible)
        for number in [number for number in self._pages if number not in stay]:
            self._remove(number)
        self._outdated = set(self._pages)

    def cut(self, count: int) -> None:
        """Forget the pages behind the end of a result."""
        for number in [number for number in self._pages if number * self.page_size >= count]:
            self._remove(number)

    def _evict(self) -> None:
        for number in list(self._pages):
            if len(self._pages) <= self._kept:
                return
            if number not in self._visible:
                self._remove(number)

    def _remove(self, number: int) -> None:
        self._outdated.discard(number)
        page = self._pages.pop(number, None)
        if page is None:
            return
        self.rows -= len(page.records)
        for index, name in enumerate(self._names.pop(number), number * self.page_size):
            if name:
                places = self._places[name]
                self.repeats -= len(places) > 1
                places.discard(index)
                if not places:
                    del self._places[name]
