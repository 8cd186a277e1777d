"""What becomes of answers beside being given: kept, found again, outdated. Never waits for a disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.client.failure import Reply

if TYPE_CHECKING:
    from alyxtui.client.store import AnswerStore, Kept

FILE_NAME = "answers.sqlite"
MINUTES = 5
"""For how long an answer is taken for the server's own (ONE-api 3.6.1's default)."""
MEGABYTES = 200
"""Room for the answers to one user of one server."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """How answers are kept.

    Attributes:
        path: gives the file of whoever is signed in, None for nobody, or where nothing is kept.
        minutes: for how long an answer is taken for the server's own; 0: only when it is away.
        megabytes: room for the answers.
    """

    path: Callable[[], Path | None]
    minutes: int = MINUTES
    megabytes: int = MEGABYTES


@dataclass(frozen=True, slots=True)
class Found:
    """A kept answer.

    Attributes:
        kept: as it came.
        is_fresh: it may stand for the server's own.
    """

    kept: Kept
    is_fresh: bool


class Keeper:
    """The kept answers of whoever is signed in.

    Args:
        keeping: how, None to keep nothing.
    """

    def __init__(self, keeping: Keeping | None) -> None:
        self._keeping = keeping
        self._store: AnswerStore | None = None
        self._outdated: dict[str, float] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._opening = threading.Lock()

    async def find(self, url: str) -> Found | None:
        """The answer kept for an address."""
        path = self._path()
        if path is None or self._keeping is None:
            return None
        kept = await asyncio.to_thread(self._get, path, url)
        if kept is None:
            return None
        age = time.time() - kept.at
        is_young = 0 <= age < self._keeping.minutes * 60
        is_newest = kept.asked > self._outdated.get(kept.scope, 0.0)
        return Found(kept, is_young and is_newest and kept.current)

    def keep(self, url: str, scope: str, reply: Reply, asked: float) -> None:
        """Keep an answer, behind everything else that goes on.

        Args:
            url: as asked.
            scope: the part of the server that it is of.
            reply: status 200 with JSON.
            asked: when it was asked for, as ``time.time()``.
        """
        path = self._path()
        if path is None or reply.status != 200 or reply.moved:
            return
        at = time.time()

        def put() -> None:
            from alyxtui.client.store import Kept

            if self._path() != path:  # signed out meanwhile
                return
            self._at(path).put(Kept(url, scope, asked, at, reply.elapsed, reply.body))

        task = asyncio.get_running_loop().create_task(asyncio.to_thread(put))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def outdate(self, scope: str) -> None:
        """Let a part of the server be asked again; what is kept of it stays for when it is away."""
        self._outdated[scope] = time.time()

    async def written(self, scope: str) -> None:
        """Something was, or is about to be, written to a part of the server."""
        path = self._path()
        if path is not None:
            await asyncio.to_thread(lambda: self._at(path).written(scope))

    async def aclose(self) -> None:
        """Write what is still to be written, and let go of the file."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        store, self._store = self._store, None
        if store is not None:
            await asyncio.to_thread(store.close)

    def _path(self) -> Path | None:
        return self._keeping.path() if self._keeping is not None else None

    def _get(self, path: Path, url: str) -> Kept | None:
        # Where nothing was ever kept, SQLite need not be loaded before the first rows.
        if self._store is None and not path.exists():
            return None
        return self._at(path).get(url)

    def _at(self, path: Path) -> AnswerStore:
        """The store of a file; that of another user is let go. Loads SQLite: off the event loop."""
        from alyxtui.client.store import AnswerStore

        with self._opening:
            store = self._store
            if store is None or store.path != path:
                if store is not None:
                    store.close()
                room = (self._keeping.megabytes if self._keeping else 0) * 1024 * 1024
                store = self._store = AnswerStore(path, room)
            return store
