"""A line each for things that change by themselves: files that come, records that are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.message import Message

from alyxtui.ui.widgets.lines import Lines

T = TypeVar("T")


class ItemLines(Lines, Generic[T]):
    """Draws the things as they are; ``look`` draws what has changed.

    Attributes:
        items: the things, in their order.
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: Sequence[T] = ()

    @property
    def current(self) -> T | None:
        """What is under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    def look(self, items: Sequence[T]) -> None:
        """Draw what has changed.

        Args:
            items: the things, in their order.
        """
        self.items = items
        if self.cursor >= len(items):
            self.cursor = max(len(items) - 1, 0)
        self.lines_changed()

    def line_count(self) -> int:
        """The things."""
        return len(self.items)

    def watch_cursor(self, old: int, new: int) -> None:
        """Say that something else is under the cursor."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())
