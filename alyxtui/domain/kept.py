"""Tables on the disk that several programs use, and that may fail without stopping anything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.paths import ensure

if TYPE_CHECKING:
    import sqlite3

_PATIENCE = 5.0  # seconds that another process may hold the file
_MEMORY = ":memory:"
_T = TypeVar("_T")


class Kept:
    """An SQLite file, opened for each use; in memory where there can be none.

    All methods touch the disk; call them off the event loop.

    Args:
        path: the file, None to keep nothing.
        script: makes the tables that are missing.
        what: what the tables are, for the words of ``problem``.

    Attributes:
        problem: why nothing is kept, empty when all is well.
    """

    def __init__(self, path: Path | None, script: str, what: str) -> None:
        self.problem = ""
        self._path = path
        self._script = script
        self._what = what
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None
        self._is_closed = False

    def use(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        """Do some work in one transaction.

        A file that cannot be used is passed over: what is written is then known until the program
        ends, and ``problem`` says why.

        Args:
            work: is given the database, and may be called a second time.
        """
        import sqlite3  # not needed for the first frame

        with self._lock:
            if self._path is not None:
                try:
                    with closing(self._opened(self._path)) as database, database:
                        return work(database)
                except (OSError, sqlite3.Error) as error:
                    self.problem = f"{self._what} is not kept: {self._path}: {error}."
                    self._path = None
            if self._memory is None:
                self._memory = sqlite3.connect(_MEMORY, check_same_thread=False)
                self._memory.executescript(self._script)
            try:
                with self._memory as database:
                    return work(database)
            finally:
                if self._is_closed:  # a late call: there is nobody left to close it
                    self._memory.close()
                    self._memory = None

    def close(self) -> None:
        """Let go of what is held in memory."""
        with self._lock:
            self._is_closed = True
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    def _opened(self, path: Path) -> sqlite3.Connection:
        """The database in a file that only the user can read.

        Raises:
            OSError: the file cannot be made.
            sqlite3.Error: it is no database, or cannot be used.
        """
        import sqlite3

        ensure(path.parent)
        path.touch(mode=0o600)
        database = sqlite3.connect(path, timeout=_PATIENCE)
        try:
            database.executescript(self._script)
        except sqlite3.Error:
            database.close()
            raise
        return database
