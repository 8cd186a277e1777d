"""Lines that fold, counted rather than laid out.

An open branch costs one small object, whatever hangs on it, so that a list of a million numbers
opens as fast as one of three. A line is found by its number, going down from the root.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

Name = str | int
Place = tuple[Name, ...]


class Kids(Protocol):
    """What hangs on a branch: children by position, each with a name of its own."""

    def __len__(self) -> int:
        """How many there are."""

    def name(self, at: int) -> Name:
        """The name of one; no two are the same."""

    def find(self, name: Name) -> int | None:
        """The position of a name, or None."""

    def inside(self, at: int) -> Kids | None:
        """What hangs on one of them, or None when nothing does."""

    def branches(self) -> Iterable[int]:
        """The positions that ``open_to`` opens, in order."""


class Branch:
    """An open branch.

    Attributes:
        kids: what hangs on it.
        parent: the branch it hangs on, None for the root.
        at: its position there.
        depth: of its children; 0 for those of the root.
        size: visible lines below it.
    """

    __slots__ = ("_order", "_starts", "at", "depth", "kids", "opened", "parent", "size")

    def __init__(self, kids: Kids, parent: Branch | None = None, at: int = 0) -> None:
        self.kids, self.parent, self.at = kids, parent, at
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.size = len(kids)
        self.opened: dict[int, Branch] = {}
        self._order: list[int] | None = None
        self._starts: list[int] = []

    def grow(self, lines: int) -> None:
        """Take over that lines came below it, or went (negative), here and all the way up."""
        branch: Branch | None = self
        while branch is not None:
            branch.size += lines
            branch._order = None
            branch = branch.parent

    def order(self) -> list[int]:
        """The positions of its open children, sorted."""
        if self._order is None:
            self._order = sorted(self.opened)
            self._starts, more = [], 0
            for at in self._order:
                self._starts.append(at + more)
                more += self.opened[at].size
        return self._order

    def line_of(self, at: int) -> int:
        """The line of a child, counted from its first child on."""
        order = self.order()
        before = bisect_left(order, at) - 1
        if before < 0:
            return at
        last = order[before]
        return self._starts[before] + self.opened[last].size + at - last

    def child_at(self, line: int) -> tuple[int, int]:
        """The child that a line below belongs to, and how many lines below that child it is."""
        order = self.order()
        before = bisect_right(self._starts, line) - 1
        if before < 0:
            return line, 0
        at, below = order[before], line - self._starts[before]
        size = self.opened[at].size
        return (at, below) if below <= size else (at + below - size, 0)


class Outline:
    """A tree of which only what is open counts.

    Args:
        kids: what hangs on the root, which itself is no line.
    """

    def __init__(self, kids: Kids) -> None:
        self.root = Branch(kids)

    def __len__(self) -> int:
        return self.root.size

    def at(self, line: int) -> tuple[Branch, int]:
        """The branch and the position in it that a line shows.

        Raises:
            IndexError: there is no such line.
        """
        if not 0 <= line < len(self):
            raise IndexError(line)
        branch = self.root
        while True:
            at, below = branch.child_at(line)
            if not below:
                return branch, at
            branch, line = branch.opened[at], below - 1

    def line_of(self, branch: Branch, at: int) -> int:
        """The line that shows a position of an open branch."""
        line = branch.line_of(at)
        while branch.parent is not None:
            line += branch.parent.line_of(branch.at) + 1
            branch = branch.parent
        return line

    def open(self, branch: Branch, at: int) -> Branch | None:
        """Open a child, if it is no leaf; gives its branch, open before or not."""
        if at in branch.opened:
            return branch.opened[at]
        kids = branch.kids.inside(at)
        if kids is None:
            return None
        child = branch.opened[at] = Branch(kids, branch, at)
        branch.grow(child.size)
        return child

    def close(self, branch: Branch, at: int) -> bool:
        """Close a child and all in it; False when it was not open."""
        child = branch.opened.pop(at, None)
        if child is None:
            return False
        branch.grow(-child.size)
        return True

    def open_to(self, levels: int, limit: int) -> bool:
        """Open the uppermost levels, and close what is below.

        Args:
            levels: how many are open; 0 closes all.
            limit: lines after which nothing more is opened.

        Returns:
            Whether all of them could be opened.
        """
        # Built aside and put in place whole: a long one is made in a thread.
        root = Branch(self.root.kids)
        is_whole = _open_below(root, levels, limit)
        self.root = root
        return is_whole

    # Places: the names on the way from the root.

    def place(self, branch: Branch, at: int) -> Place:
        """The names on the way to a position."""
        names = [branch.kids.name(at)]
        while branch.parent is not None:
            names.append(branch.parent.kids.name(branch.at))
            branch = branch.parent
        return tuple(reversed(names))

    def seek(self, place: Place, *, opening: bool = False) -> tuple[Branch, int] | None:
        """The position of a place, or of the nearest that holds it.

        Args:
            place: names from the root on.
            opening: open what is closed on the way.

        Returns:
            None when not even its first name is there.
        """
        branch = self.root
        found: tuple[Branch, int] | None = None
        for left, name in zip(reversed(range(len(place))), place, strict=True):
            at = branch.kids.find(name)
            if at is None:
                break
            found = branch, at
            if not left:
                break
            child = self.open(branch, at) if opening else branch.opened.get(at)
            if child is None:
                break
            branch = child
        return found

    def branches(self) -> Iterator[Branch]:
        """All open branches, outer ones first."""
        todo = [self.root]
        while todo:
            inner = list(todo.pop().opened.values())
            yield from inner
            todo += inner

    def places(self) -> Iterator[Place]:
        """The places of all open branches."""
        for branch in self.branches():
            if branch.parent is not None:
                yield self.place(branch.parent, branch.at)

    def open_places(self, places: Iterable[Place]) -> set[Place]:
        """Open branches by place.

        Returns:
            Those that are not there, or have nothing to open.
        """
        left: set[Place] = set()
        for place in sorted(places, key=len):
            found = self.seek(place)
            is_it = found is not None and found[0].depth == len(place) - 1
            if found is None or not is_it or self.open(*found) is None:
                left.add(place)
        return left


def _open_below(root: Branch, levels: int, limit: int) -> bool:
    level, lines = [root], root.size
    opened: list[Branch] = []
    for _ in range(levels):
        below: list[Branch] = []
        for branch in level:
            for at in branch.kids.branches():
                kids = branch.kids.inside(at)
                if kids is None:
                    continue
                lines += len(kids)
                if lines > limit:
                    _count([*opened, *below])
                    return False
                child = branch.opened[at] = Branch(kids, branch, at)
                below.append(child)
        if not below:
            break
        opened += below
        level = below
    _count(opened)
    return True


def _count(opened: list[Branch]) -> None:
    """Add up the sizes of new branches; each stands after the one it hangs on."""
    for branch in reversed(opened):
        if branch.parent is not None:
            branch.parent.size += branch.size
            branch.parent._order = None
