"""What becomes of answers beside being given: kept, found again, outdated. Never waits for a disk."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing
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
        of_server: gives the files of all users of the server, whoever is signed in and whether
            anything is kept for them; what one of them writes makes stale what others have.
    """

    path: Callable[[], Path | None]
    minutes: int = MINUTES
    megabytes: int = MEGABYTES
    of_server: Callable[[], Iterable[Path]] = tuple


class Keeper:
    """The kept answers of whoever is signed in.

    Args:
        keeping: how, None to keep nothing.
    """

    def __init__(self, keeping: Keeping | None) -> None:
        self._keeping = keeping
        self._store: AnswerStore | None = None
        self._outdated: dict[str, float] = {}
        self._written = 0.0
        self._writing: set[asyncio.Task[None]] = set()
        self._opening = threading.Lock()
        self._is_closed = False

    async def fresh(self, url: str) -> Kept | None:
        """The answer kept for an address that may stand for the server's own."""
        path, keeping = self._path(), self._keeping
        if path is None or keeping is None or not keeping.minutes:
            return None
        seconds = keeping.minutes * 60
        kept = await asyncio.to_thread(self._get, path, url, seconds)
        if kept is None or not kept.current or not 0 <= time.time() - kept.at < seconds:
            return None
        outdated = max(self._outdated.get(kept.scope, 0.0), self._written)
        return kept if kept.asked > outdated else None

    async def old(self, url: str) -> Kept | None:
        """The answer kept for an address, however old it is."""
        path = self._path()
        return await asyncio.to_thread(self._get, path, url) if path is not None else None

    async def first_page(self, url: str) -> Kept | None:
        """The answer kept for the first page of a list, however old and large it is."""
        path = self._path()
        if path is None:
            return None
        return await asyncio.to_thread(lambda: self._at(path).first_page(url))

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
        self._written = time.time()
        if self._keeping is not None:
            await asyncio.to_thread(self._mark, self._path(), self._keeping.of_server, scope)

    async def aclose(self) -> None:
        """Write what is still to be written, and let go of the file."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        self._is_closed = True
        await asyncio.to_thread(self._let_go)

    def _let_go(self) -> None:
        with self._opening:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def _path(self) -> Path | None:
        return self._keeping.path() if self._keeping is not None else None

    def _mark(self, own: Path | None, of_server: Callable[[], Iterable[Path]], scope: str) -> None:
        """Note in the files of a server that a part of it was written to."""
        if own is not None:
            self._at(own).written(scope)
        for path in of_server():
            if path != own:
                from alyxtui.client.store import AnswerStore

                with closing(AnswerStore(path, 0)) as store:
                    store.written(scope)

    def _get(self, path: Path, url: str, within: float | None = None) -> Kept | None:
        """The answer in a file; None at once where the file is not of the last seconds."""
        # Where nothing can be found, SQLite need not be loaded before the first rows.
        if self._store is None:
            try:
                changed = path.stat().st_mtime
            except OSError:
                return None
            if within is not None and time.time() - changed > within:
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
                if self._is_closed:  # a late call: the store then holds nothing between two uses
                    store.close()
            return store
