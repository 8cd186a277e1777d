"""How many rows to ask an endpoint for at a time, from how fast it was."""

from __future__ import annotations

from collections.abc import Hashable

_PAGE_SECONDS = 0.4
"""What a page should take: a person who opens a list waits for the first one."""
_SMALLEST = 25


class Pace:
    """The speed of each endpoint as last seen. Alyx 3.6.1: 5 ms a subject, 0.1 ms a weighing."""

    def __init__(self) -> None:
        self._seconds_a_row: dict[str, float] = {}
        self._chosen: dict[Hashable, int] = {}

    def note(self, endpoint: str, seconds_a_row: float) -> None:
        """Take over what was measured; 0 is nothing.

        Args:
            endpoint: its name.
            seconds_a_row: what the server took for a page, a row of it.
        """
        if seconds_a_row > 0:
            self._seconds_a_row[endpoint] = seconds_a_row

    def page_size(self, endpoint: str, largest: int, query: Hashable = None) -> int:
        """Rows a page, chosen once a query: other pages of it would be none of those that are kept.

        Args:
            endpoint: its name.
            largest: what a page has where nothing is known, and never more.
            query: what is asked; None for one that never comes again.
        """
        size = self._chosen.get(query) or self._fitting(endpoint, largest)
        if query is not None:
            self._chosen[query] = size
        return min(largest, size)

    def _fitting(self, endpoint: str, largest: int) -> int:
        seconds = self._seconds_a_row.get(endpoint, 0.0)
        fits = int(_PAGE_SECONDS / seconds) if seconds else largest
        return min(largest, max(fits, _SMALLEST))
