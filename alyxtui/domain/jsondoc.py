"""A record as lines that fold: only what is open counts, only what is seen is laid out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import overload

from alyxtui.domain.json_lines import Frame, Kept, Line, Lined, Text, Values
from alyxtui.domain.json_path import Path
from alyxtui.domain.outline import Name, Outline, Place
from alyxtui.domain.section_lines import Page
from alyxtui.domain.shapes.model import Entry

__all__ = ["JsonDocument", "Line", "Path", "Place"]

MOST_LINES = 1_000_000
"""Lines after which unfolding all stops."""


class JsonDocument:
    """The visible lines of a record, with what is to be said above it.

    Args:
        record: any JSON value; an object's fields become the first level.
        opened: places that are open from the start.
        states: dotted names of the fields that hold states.
        room: cells of a line; what is wider folds and is wrapped when it is open.
        sections: what stands above the fields.
    """

    def __init__(
        self,
        record: object,
        opened: Collection[Place] = (),
        states: Collection[str] = (),
        room: int = 80,
        sections: Sequence[Entry] = (),
    ) -> None:
        self.record, self._sections = record, sections
        self._frame = Frame(room, states)
        self._kept: Kept | None = None
        self._before: frozenset[Place] = frozenset()
        self.lines = Lines(self)
        self._lay_out(opened)

    def _lay_out(self, opened: Iterable[Place]) -> None:
        frame = self._frame
        whole = self.record if isinstance(self.record, dict | list) else {"value": self.record}
        fields = Values(whole, frame, kept=self._kept)
        sections = () if self._kept else self._sections
        self.outline = Outline(Page(sections, fields, frame) if sections else fields)
        # What fits on its line now has nothing to open; it stays known for a narrower day.
        self._fitting = frozenset(self.outline.open_places(opened))

    @property
    def room(self) -> int:
        """Cells of a line."""
        return self._frame.room

    @property
    def opened(self) -> frozenset[Place]:
        """The places that are open."""
        return self._fitting.union(self.outline.places())

    @property
    def is_filtered(self) -> bool:
        """Whether only some branches are shown."""
        return self._kept is not None

    def fit(self, room: int) -> bool:
        """Lay the lines out for another width; what is open stays so.

        Args:
            room: cells of a line.

        Returns:
            Whether anything changed.
        """
        if room == self.room:
            return False
        texts = [one for one in self.outline.branches() if isinstance(one.kids, Text)]
        places: set[Place] = set(self._fitting)
        for text in texts:
            if text.parent is not None:
                places.add(self.outline.place(text.parent, text.at))
                self.outline.close(text.parent, text.at)
        self._frame.room = room
        self._fitting = frozenset(self.outline.open_places(places))
        return True

    def line(self, index: int) -> Line:
        """A visible line.

        Raises:
            IndexError: there is none.
        """
        branch, at = self.outline.at(index)
        if not isinstance(branch.kids, Lined):
            raise TypeError(branch.kids)
        return branch.kids.line(at, is_open=at in branch.opened)

    def place(self, index: int) -> Place:
        """The place of a line: by it the line is found again when others fold."""
        return self.outline.place(*self.outline.at(index))

    # Folding.

    def toggle(self, index: int) -> bool:
        """Open or close the branch at a line.

        Returns:
            Whether anything changed.
        """
        return self.close(index) or self.open(index)

    def open(self, index: int) -> bool:
        """Open the branch at a line; False when it is no branch or open already."""
        branch, at = self.outline.at(index)
        return at not in branch.opened and self.outline.open(branch, at) is not None

    def close(self, index: int) -> bool:
        """Close the branch at a line; False when it is no branch or closed already."""
        place = self.place(index)
        self._fitting = frozenset(one for one in self._fitting if one[: len(place)] != place)
        return self.outline.close(*self.outline.at(index))

    def open_to(self, levels: int, limit: int = MOST_LINES) -> bool:
        """Open objects and lists down to a level, and close all below; long texts stay closed.

        Args:
            levels: how many are open; 0 closes all.
            limit: lines after which nothing more is opened.

        Returns:
            Whether all of it could be opened.
        """
        self._fitting = frozenset()
        return self.outline.open_to(levels, limit)

    @property
    def depth(self) -> int:
        """How many levels are open."""
        return max((one.depth for one in self.outline.branches()), default=0)

    def parent(self, index: int) -> int:
        """The line of the branch that a line stands in; itself at the first level."""
        branch, _ = self.outline.at(index)
        if branch.parent is None:
            return index
        return self.outline.line_of(branch.parent, branch.at)

    # Finding.

    def index_of(self, place: Place) -> int:
        """The line of a place, or of what holds it; 0 when it is gone."""
        found = self.outline.seek(place)
        return self.outline.line_of(*found) if found else 0

    def reveal(self, path: Path) -> int:
        """Open all that a value stands in.

        Returns:
            Its line, or that of what is nearest to it.
        """
        found = self.outline.seek(path, opening=True)
        return self.outline.line_of(*found) if found else 0

    def row_with(self, index: int, words: str) -> int:
        """Open the long text at a line, if it is one.

        Args:
            index: of the line.
            words: case-folded.

        Returns:
            The line of the first row that holds the words; the given one when none does.
        """
        branch, at = self.outline.at(index)
        kids = branch.kids.inside(at)
        row = kids.first_with(words) if isinstance(kids, Text) else None
        if row is None:
            return index
        self.open(index)
        return index + 1 + row

    def show_only(self, kept: Kept | None) -> None:
        """Show some branches, open down to where they end; None shows all, as it was opened."""
        if self._kept is None and kept is not None:
            self._before = self.opened
        self._kept = kept
        self._lay_out(_inner(kept) if kept else self._before)


class Lines(Sequence[Line]):
    """The lines of a document, each laid out when it is asked for."""

    def __init__(self, document: JsonDocument) -> None:
        self._document = document

    def __len__(self) -> int:
        return len(self._document.outline)

    @overload
    def __getitem__(self, index: int) -> Line: ...

    @overload
    def __getitem__(self, index: slice) -> list[Line]: ...

    def __getitem__(self, index: int | slice) -> Line | list[Line]:
        if isinstance(index, slice):
            return [self._document.line(one) for one in range(*index.indices(len(self)))]
        return self._document.line(index + len(self) if index < 0 else index)


def _inner(kept: Kept) -> Iterator[Place]:
    """The places to open for all ends to be seen."""
    todo: list[tuple[Place, Kept]] = [((), kept)]
    while todo:
        place, inner = todo.pop()
        for name, more in inner.items():
            if more:
                here: tuple[Name, ...] = (*place, name)
                yield here
                todo.append((here, more))
