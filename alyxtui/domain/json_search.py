"""Searching in a record, folded or not: one look through one long text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

from alyxtui.client.exact import Repeating
from alyxtui.domain.cells import digits
from alyxtui.domain.json_lines import Kept
from alyxtui.domain.json_path import Path

MOST_MATCHES = 10_000
"""Matches after which a search ends."""
_BRANCHES = frozenset({dict, list, Repeating})
_END = "\0"  # between the texts of two values


class SearchIndex:
    """Keys and values of a record as one text, whose places lead back to their paths.

    Values are numbered in the order in which the lines of the record stand.

    Args:
        record: any JSON value.
    """

    def __init__(self, record: object) -> None:
        self._parents: list[int] = []
        self._names: list[str | int] = []
        self._ends: list[int] = []  # one past the last value inside
        texts = self._read(record)
        if not all(map(str.isascii, texts)):
            texts = list(map(str.casefold, texts))  # which may change their lengths
        self._starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
        self._text = _END.join(texts).lower()

    def _read(self, record: object) -> list[str]:
        """Number the values; gives their texts."""
        parents, names, ends = self._parents, self._names, self._ends
        texts: list[str] = []
        todo = [(-1, iter(_items(record)), id(record))]
        above = {id(record)}
        while todo:
            parent, items, own = todo[-1]
            for name, value in items:
                parents.append(parent)
                names.append(name)
                ends.append(len(names))
                if type(value) not in _BRANCHES:
                    texts.append(_text(name, value))
                    continue
                texts.append(name if isinstance(name, str) else "")
                if value and id(value) not in above:
                    above.add(id(value))
                    todo.append((len(names) - 1, iter(_items(value)), id(value)))
                    break
            else:
                todo.pop()
                above.discard(own)
                if parent >= 0:
                    ends[parent] = len(names)
        return texts

    def find(self, words: str) -> list[int]:
        """The numbers of the values that hold a text, whatever its case; at most 10,000."""
        words = words.casefold().lower().replace(_END, "")
        found: list[int] = []
        at = self._text.find(words) if words else -1
        while at >= 0 and len(found) < MOST_MATCHES:
            number = bisect_right(self._starts, at) - 1
            found.append(number)
            at = self._text.find(words, self._starts[number + 1])
        return found

    def path(self, number: int) -> Path:
        """Where a value stands."""
        steps: list[str | int] = []
        while number >= 0:
            steps.append(self._names[number])
            number = self._parents[number]
        return tuple(reversed(steps))

    def number(self, path: Path) -> int:
        """The number of the value at a path, or of what is nearest to it; -1 for the record."""
        parent, last = -1, len(self._names)
        for step in path:
            number = parent + 1
            while number < last and self._names[number] != step:
                number = self._ends[number]
            if number >= last:
                break
            parent, last = number, self._ends[number]
        return parent

    def kept(self, numbers: Iterable[int]) -> Kept:
        """The branches that hold some values, for a document to show only these.

        Args:
            numbers: in ascending order; what is inside one of them is shown whole.
        """
        root: dict[str | int, Any] = {}
        end = 0
        for number in numbers:
            if number >= end:
                end = self._ends[number]
                _plant(root, self.path(number))
        return root


def _plant(root: dict[str | int, Any], path: Path) -> None:
    for step in path:
        root = root.setdefault(step, {})


def _items(value: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value if isinstance(value, list) else [value])


def _text(name: str | int, value: object) -> str:
    """Key and value of one that holds no others."""
    kind = type(value)
    if kind is str:
        shown = value
    elif kind is bool:
        shown = "true" if value else "false"
    elif value is None:
        shown = "null"
    else:
        shown = digits(value) if isinstance(value, int | float) else value
    return f"{name} {shown}" if isinstance(name, str) else str(shown)


def nearest(numbers: Sequence[int], here: int, step: int) -> int:
    """The index of the match after a value (``step`` 1), or before it (-1), round the end.

    Args:
        numbers: the matches, ascending, at least one.
        here: the number of the value that one is at.
        step: 1 or -1.
    """
    after = bisect_right(numbers, here)
    if step > 0:
        return after % len(numbers)
    before = after - 1
    if before >= 0 and numbers[before] == here:
        before -= 1
    return before % len(numbers)
