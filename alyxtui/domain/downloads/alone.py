"""One program at a time on one file, also between programs and users."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.domain.downloads import names
from alyxtui.domain.downloads.disk import Place, explained

if TYPE_CHECKING:
    from filelock import BaseFileLock

_AGAIN = 0.25  # seconds
_T = TypeVar("_T")
Run = Callable[[Callable[[], _T]], Awaitable[_T]]
"""Runs a blocking function in a thread."""


async def through(work: Awaitable[_T]) -> _T:
    """Wait for work that has to end before anything else, even when one is cancelled meanwhile.

    Raises:
        asyncio.CancelledError: one was cancelled; the work has ended.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        with suppress(Exception):
            await through(task)  # one may be cancelled again: held, then given up
        raise
    return task.result()


@asynccontextmanager
async def alone(
    root: Path, path: str, run: Run[Place | None], on_wait: Callable[[], None] = lambda: None
) -> AsyncIterator[Place]:
    """Hold a file's lock while the block runs; waits for as long as another has it.

    The lock goes with the process that holds it, however that ends.

    Args:
        root: the cache directory.
        path: of the file in it.
        run: runs a blocking function in a thread.
        on_wait: called once when another has it.

    Yields:
        The place of the file, whose folder is there.

    Raises:
        DownloadFailed: the names or a link lead out of the directory.
        DiskTrouble: the folder or the lock cannot be made.
    """
    lock = _Lock(root, path)
    try:
        place = await through(run(lock.take))
        if place is None:
            on_wait()
        while place is None:
            await asyncio.sleep(_AGAIN)
            place = await through(run(lock.take))
        yield place
    finally:
        lock.release()


class _Lock:
    """The lock in a file; taken in a thread, since loading what it needs takes longer than a frame."""

    def __init__(self, root: Path, path: str) -> None:
        self._root = root
        self._path = path
        self._lock: BaseFileLock | None = None

    def take(self) -> Place | None:
        """Find the place of the file and take the lock; None when another has it."""
        from filelock import FileLock, Timeout

        place = Place.prepare(self._root, self._path)
        path = _lock_of(place)
        with explained(path):
            if self._lock is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                # Another thread releases it; others who share the directory need it, too.
                self._lock = FileLock(path, thread_local=False, mode=0o666)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return None
        return place

    def release(self) -> None:
        if self._lock is not None:
            self._lock.release()


def _lock_of(place: Place) -> Path:
    """The file of a lock.

    Names that a disk may take for one another share a lock. So do some that have nothing to do with
    each other: the files of locks stay, so there are only so many.
    """
    relative = unicodedata.normalize("NFC", place.final.relative_to(place.root).as_posix())
    name = hashlib.sha256(relative.casefold().encode()).hexdigest()[:3]
    return place.root / names.LOCKS / f"{name}.lock"
