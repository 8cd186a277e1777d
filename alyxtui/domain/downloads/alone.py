"""One program at a time on one file, also between programs and users."""

from __future__ import annotations

import asyncio
import hashlib
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.domain.downloads.disk import Place, explained

if TYPE_CHECKING:
    from filelock import BaseFileLock

_FOLDER = Path(".alyxtui", "locks")
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
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


@asynccontextmanager
async def alone(
    place: Place, run: Run[bool], on_wait: Callable[[], None] = lambda: None
) -> AsyncIterator[None]:
    """Hold a file's lock while the block runs; waits for as long as another has it.

    The lock goes with the process that holds it, however that ends.

    Args:
        place: the file.
        run: runs a blocking function in a thread.
        on_wait: called once when another has it.

    Raises:
        DiskTrouble: the lock cannot be made in the cache directory.
    """
    # Names that a disk may take for one another share a lock. So do some that have nothing to do
    # with each other: the files of locks stay, so there are only so many.
    relative = unicodedata.normalize("NFC", place.final.relative_to(place.root).as_posix())
    name = hashlib.sha256(relative.casefold().encode()).hexdigest()[:3]
    path = place.root / _FOLDER / f"{name}.lock"
    lock = _Lock(path)
    try:
        taken = await through(run(lock.take))
        if not taken:
            on_wait()
        while not taken:
            await asyncio.sleep(_AGAIN)
            taken = await through(run(lock.take))
        yield
    finally:
        lock.release()


class _Lock:
    """The lock in a file; taken in a thread, since loading what it needs takes longer than a frame."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock: BaseFileLock | None = None

    def take(self) -> bool:
        from filelock import FileLock, Timeout

        if self._lock is None:
            # Another thread releases it; others who share the directory need it, too.
            self._lock = FileLock(self._path, thread_local=False, mode=0o666)
        with explained(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                return False
        return True

    def release(self) -> None:
        if self._lock is not None:
            self._lock.release()
