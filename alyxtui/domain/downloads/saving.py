"""The queue written to the disk while it runs: what changed meanwhile goes in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from alyxtui.domain.downloads.alone import Run
from alyxtui.domain.downloads.item import Item
from alyxtui.domain.downloads.store import Store

_PAUSE = 0.2  # seconds between two writes


class Saving:
    """Writes changed items, a few times a second at most.

    What is lost when the program is killed in between is found again: files that are there are
    only verified.

    Args:
        store: where.
        run: runs a blocking function in a thread.
    """

    def __init__(self, store: Store, run: Run[None]) -> None:
        self._store = store
        self._run = run
        self._dirty: dict[Item, None] = {}
        self._task: asyncio.Task[None] | None = None
        self._now = asyncio.Event()

    def mark(self, items: Iterable[Item]) -> None:
        """Have items written soon; those that can never come are not kept."""
        self._dirty.update(dict.fromkeys(item for item in items if item.kept))
        if self._dirty and self._task is None:
            self._task = asyncio.create_task(self._write())

    async def settled(self) -> None:
        """Have everything written now."""
        self._now.set()
        if self._task is not None:
            await asyncio.wait({self._task})
        self._now.clear()

    async def _write(self) -> None:
        try:
            while self._dirty:
                dirty, self._dirty = self._dirty, {}
                await self._run(partial(self._store.write, list(dirty)))
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._now.wait(), _PAUSE)
        finally:
            self._task = None
