"""How long nobody has touched a key."""

from __future__ import annotations

import time
from collections.abc import Callable


class Idle:
    """Measures the time since the last key or click.

    Two clocks are looked at: one stands still while the machine sleeps, the other can be set.

    Args:
        minutes: how long is long, 0 for never.
        clocks: give seconds.
    """

    def __init__(
        self,
        minutes: int,
        clocks: tuple[Callable[[], float], ...] = (time.monotonic, time.time),
    ) -> None:
        self._limit = minutes * 60.0
        self._clocks = clocks
        self._touched: list[float] = []
        self.touch()

    @property
    def is_watched(self) -> bool:
        """Whether there is a limit."""
        return self._limit > 0

    @property
    def is_over(self) -> bool:
        """Whether nobody has touched a key for so long."""
        now = [clock() for clock in self._clocks]
        rest = max(a - b for a, b in zip(now, self._touched, strict=True))
        return self.is_watched and rest >= self._limit

    def touch(self) -> None:
        """Somebody is there."""
        self._touched = [clock() for clock in self._clocks]
