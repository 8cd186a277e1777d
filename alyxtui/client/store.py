"""Answers that are kept between runs: one SQLite file for each user of each server.

``hishel``, the HTTP cache for httpx, was weighed and left. It does what RFC 9111 asks for, and Alyx
3.6.1 sends nothing that RFC works with: no Cache-Control, no ETag, no Last-Modified, and it answers
no conditional request, so every rule would have to be overridden. It keeps an answer by its URL and
the headers in ``Vary`` (Accept and Cookie here), so two users would share answers; it writes the
request's headers, with the token, to the disk; it has no bound of its size; a write drops the
answer of its own URL, while a PATCH of an Alyx session changes lists and a dozen nested records.
What is left is this table.

What is wrong with the file never stops the program: one that is no database is made anew, a full
disk, a busy file or a directory that cannot be entered means that nothing is kept.

What is later than now is from before the clock was set back: it is taken for older than all else.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from alyxtui.client.failure import Reply
from alyxtui.paths import ensure

VERSION = 1
"""Of the tables; a file with another one is made anew."""
_PATIENCE = 2.0  # seconds to wait for another process
_LEVEL = 1  # of compression: JSON shrinks to a tenth at 10 ms a MB
_LARGEST_SHARE = 4  # an answer larger than a quarter of the room is not kept
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    url TEXT PRIMARY KEY, scope TEXT NOT NULL, asked REAL NOT NULL, at REAL NOT NULL,
    elapsed REAL NOT NULL, size INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_age ON answers (at, size);
CREATE INDEX IF NOT EXISTS by_scope ON answers (scope);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, at REAL NOT NULL);
"""
_FIRST_PAGE = re.compile(r"(.*[?&]limit=)\d+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it came, status 200.

    Attributes:
        url: absolute, with the query.
        scope: the part of the server that it is of: the first part of the path.
        asked: when it was asked for, as ``time.time()``.
        at: when it came.
        elapsed: seconds it took.
        body: JSON, as it came.
        current: nothing was written to the server, by us, since it was asked for.
    """

    url: str
    scope: str
    asked: float
    at: float
    elapsed: float
    body: bytes
    current: bool = True

    @property
    def reply(self) -> Reply:
        """The reply that it was."""
        return Reply("GET", self.url, 200, {}, self.body, self.elapsed)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a store holds.

    Attributes:
        answers: how many.
        size: bytes on the disk.
        oldest: when the oldest came, as ``time.time()``; None when there is none.
        newest: when the newest came.
    """

    answers: int = 0
    size: int = 0
    oldest: float | None = None
    newest: float | None = None


class AnswerStore:
    """The answers that one user of one server got. All methods touch the disk.

    Several processes and threads may use one file. It is made when there is something to keep.

    Args:
        path: the file.
        room: bytes that the answers may take; the oldest go first.
    """

    def __init__(self, path: Path, room: int) -> None:
        self.path = path
        self._room = room
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None  # which file it was, of the last opening
        self._is_closed = False

    def get(self, url: str) -> Kept | None:
        """The answer kept for an address, None when there is none."""
        none: list[tuple[str, float, float, float, bytes, float | None]] = []
        rows = self._run(
            lambda db: db.execute(
                "SELECT scope, asked, at, elapsed, body,"
                " (SELECT max(at) FROM marks WHERE name = 'written' AND at <= ?)"
                " FROM answers WHERE url = ?",
                (time.time(), url),
            ).fetchall(),
            none,
        )
        for scope, asked, at, elapsed, body, written in rows:
            with contextlib.suppress(zlib.error):
                plain = zlib.decompress(body)
                current = written is None or asked > written
                return Kept(url, scope, asked, at, elapsed, plain, current)
        return None

    def first_page(self, url: str) -> Kept | None:
        """The newest first page of a list, whatever its size; None when there is none.

        How many rows are asked for depends on how fast the server was, which another run may not
        know.

        Args:
            url: of the first page, ending with ``limit=`` and a number.
        """
        size = _FIRST_PAGE.fullmatch(url)
        if size is None:
            return None
        none: list[tuple[str]] = []
        rows = self._run(
            lambda db: db.execute(
                "SELECT url FROM answers WHERE url > ? AND url < ? ORDER BY at > ?, at DESC",
                (size[1], f"{size[1]}:", time.time()),  # what follows the last digit
            ).fetchall(),
            none,
        )
        found = next((one for (one,) in rows if _FIRST_PAGE.fullmatch(one)), None)
        return self.get(found) if found is not None else None

    def put(self, kept: Kept) -> None:
        """Keep an answer in place of an older one of its address.

        Not one that was asked for before its part of the server was written to, be it by another
        program: it may come late.
        """
        body = zlib.compress(kept.body, _LEVEL)
        if len(body) > self._room // _LARGEST_SHARE:
            return

        def write(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT INTO answers SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"
                " WHERE NOT EXISTS"
                " (SELECT 1 FROM marks WHERE name = 'written ' || ?2 AND at BETWEEN ?3 AND ?8)"
                " ON CONFLICT (url) DO UPDATE SET"
                " scope = excluded.scope, asked = excluded.asked, at = excluded.at,"
                " elapsed = excluded.elapsed, size = excluded.size, body = excluded.body"
                " WHERE excluded.asked >= answers.asked OR answers.asked > ?8",
                (kept.url, kept.scope, kept.asked, kept.at, kept.elapsed, len(body), body, now),
            )
            self._make_room(db)

        now = time.time()
        self._run(write, None, make=True)

    def written(self, scope: str) -> None:
        """Something was, or is about to be, written to a part of the server.

        What is kept of that part is dropped. All else may have changed with it (records stand
        inside others, and sums are made of them) and is not current any more.

        Args:
            scope: the part.
        """

        def write(db: sqlite3.Connection) -> None:
            db.execute("DELETE FROM answers WHERE scope = ?", (scope,))
            now = time.time()
            for mark in ("written", f"written {scope}"):
                db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (mark, now))

        self._run(write, None)

    def contents(self) -> Contents:
        """What is kept."""

        def read(db: sqlite3.Connection) -> Contents:
            row = db.execute("SELECT count(*), min(at), max(at) FROM answers").fetchone()
            return Contents(row[0], self.path.stat().st_size, row[1], row[2])

        return self._run(read, Contents())

    def clear(self) -> None:
        """Forget everything, also for processes that have the file open."""

        def delete(db: sqlite3.Connection) -> None:
            db.execute("PRAGMA secure_delete = ON")  # where the file itself cannot be removed
            db.execute("DELETE FROM answers")

        self._run(delete, None)
        with self._lock:
            self._let_go()
        self._remove()

    def close(self) -> None:
        """Let go of the file. Whoever comes late still gets an answer, and leaves nothing open."""
        with self._lock:
            self._is_closed = True
            self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _make_room(self, db: sqlite3.Connection) -> None:
        taken = db.execute("SELECT coalesce(sum(size), 0) FROM answers").fetchone()[0]
        if taken <= self._room:
            return
        until, freed = taken - self._room * 9 // 10, 0
        oldest = "SELECT at, size FROM answers ORDER BY at <= ?, at"
        for at, size in db.execute(oldest, (time.time(),)).fetchall():
            db.execute("DELETE FROM answers WHERE at = ?", (at,))
            freed += size
            if freed >= until:
                return

    def _run(
        self, work: Callable[[sqlite3.Connection], T], otherwise: T, *, make: bool = False
    ) -> T:
        """Do something in one transaction; ``otherwise`` where that is not possible.

        Args:
            work: what to do.
            otherwise: what to give instead, also where there is no file.
            make: make the file where there is none.
        """
        with self._lock:
            try:
                there = self._found()
                if self._connection is not None and there != self._opened:
                    self._let_go()  # another process has removed it, and may have made another
                if there is None and not make:
                    return otherwise
                with self._open() as db:
                    return work(db)
            except (sqlite3.OperationalError, OSError):  # busy, full, read-only, not to be entered
                return otherwise
            except sqlite3.DatabaseError:  # no database, or a broken one
                self._let_go()
                self._remove()
                return otherwise
            finally:
                if self._is_closed:
                    self._let_go()

    def _found(self) -> tuple[int, int] | None:
        """Which file is at the path, None where there is none.

        Raises:
            OSError: the directory cannot be entered.
        """
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_dev, found.st_ino

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        if self._connection is None:
            self._connection = self._made()
        with self._connection:  # commits, or rolls back
            yield self._connection

    def _made(self) -> sqlite3.Connection:
        """The file, made anew where it is of another version.

        Raises:
            OSError: it cannot be made.
            sqlite3.DatabaseError: it is no database.
        """
        if self._opened is None:  # else it went because the user signed out elsewhere
            ensure(self.path.parent)
        # SQLite makes its journal with the rights of the file.
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
        self._opened = self._found()
        db = sqlite3.connect(self.path, timeout=_PATIENCE, check_same_thread=False)
        try:
            # A rollback journal, not WAL: home directories are on network disks. A killed process
            # loses nothing; a power cut may lose the file, which is then made anew.
            db.execute("PRAGMA journal_mode = TRUNCATE")
            db.execute("PRAGMA synchronous = OFF")
            if db.execute("PRAGMA user_version").fetchone()[0] not in (0, VERSION):
                raise sqlite3.DatabaseError("another version")
            db.executescript(_TABLES)
            db.execute(f"PRAGMA user_version = {VERSION}")
        except BaseException:
            db.close()
            raise
        return db

    def _remove(self) -> None:
        for name in (self.path, self.path.with_name(self.path.name + "-journal")):
            with contextlib.suppress(OSError):
                name.unlink()
