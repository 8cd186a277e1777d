"""Places in the database, and the trail of those that were visited."""

from __future__ import annotations

from dataclasses import dataclass

from alyxtui.domain.jsondoc import Path
from alyxtui.domain.marks import UNMARKED, Marked
from alyxtui.domain.sorting import SortKey
from alyxtui.query.model import Query


@dataclass(frozen=True, slots=True)
class View:
    """A place that can be come back to.

    Attributes:
        server: base URL.
        query: the endpoint, the filters and the conditions, as a person made them.
        as_typed: whether it is sent unchecked and unchanged.
        cursor: index of the row under the cursor.
        column: index of the column under the cursor.
        scroll: index of the first row on the screen.
        record: whether a record is open; otherwise the list has the focus.
        key: lookup value of the open record, empty when it has none.
        title: what the trail calls the open record.
        folds: what is open in the record.
        cursor_id: identity of the record under the cursor, empty when it has none.
        sort: what the rows are sorted by, the strongest first.
        marks: which records are marked.
        line: index of the line under the cursor in the record.
        top: index of the record's first line on the screen.
    """

    server: str
    query: Query
    as_typed: bool = False
    cursor: int = 0
    column: int = 0
    scroll: int = 0
    record: bool = False
    key: str = ""
    title: str = ""
    folds: frozenset[Path] = frozenset()
    cursor_id: str = ""
    sort: tuple[SortKey, ...] = ()
    marks: Marked = UNMARKED
    line: int = 0
    top: int = 0

    @property
    def label(self) -> str:
        """The word for the trail: the record's title, else the endpoint."""
        return self.title or self.query.endpoint


class Trail:
    """The views one came through, with a position in them: back, forward, and the last one."""

    def __init__(self) -> None:
        self._views: list[View] = []
        self._at = -1
        self._last = -1

    @property
    def current(self) -> View | None:
        """Where one is, or None before anything was opened."""
        return self._views[self._at] if self._views else None

    @property
    def came_from(self) -> tuple[str, str] | None:
        """The endpoint and the key of the record that one was at before, None if at none."""
        before = self._views[self._at - 1] if self._at > 0 else None
        if before is None or not (before.record and before.key):
            return None
        return before.query.endpoint, before.key

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels from the first view to the current one."""
        return tuple(view.label for view in self._views[: self._at + 1])

    def push(self, view: View) -> None:
        """Go to a new place; what lay ahead is forgotten."""
        self._last = self._at
        del self._views[self._at + 1 :]
        self._views.append(view)
        self._at += 1

    def update(self, view: View) -> None:
        """Say anew what the current place looks like."""
        if self._views:
            self._views[self._at] = view

    def back(self) -> View | None:
        """Step back; None when there is nothing before."""
        return self._go(self._at - 1)

    def forward(self) -> View | None:
        """Step forward; None when there is nothing after."""
        return self._go(self._at + 1)

    def last(self) -> View | None:
        """The place one was at before this one; None when there is none."""
        return self._go(self._last)

    def _go(self, index: int) -> View | None:
        if not 0 <= index < len(self._views):
            return None
        self._last, self._at = self._at, index
        return self._views[index]


class Trails:
    """A trail for each user of each server, as long as the program runs."""

    def __init__(self) -> None:
        self._trails: dict[tuple[str, str], Trail] = {}

    def of(self, server: str, user: str) -> Trail:
        """The trail of a user on a server; a new one the first time."""
        return self._trails.setdefault((server, user), Trail())

    def forget(self, server: str, user: str) -> None:
        """Drop what a user has visited; it names records."""
        self._trails.pop((server, user), None)
