"""Every write, on the disk before its request leaves; shared by all processes of the user."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.domain.writes.entry import COLUMNS, Entry, State, column, entry, row
from alyxtui.errors import JournalFailed
from alyxtui.paths import ensure, state_dir

if TYPE_CHECKING:
    import sqlite3

    from filelock import BaseFileLock

FILE_NAME = "journal.sqlite3"
_RUNS = "runs"
_PATIENCE = 20.0  # seconds that another process may hold the file
_TABLE = """
create table if not exists writes (
    id integer primary key autoincrement,
    server text not null, user text not null, verb text not null, endpoint text not null,
    key text not null, method text not null, path text not null, body text not null,
    change text not null, before text not null, after text not null, new_key text not null,
    state text not null, said text not null, status integer not null, at real not null,
    done_at real not null, batch text not null, undoes integer not null, run text not null
);
create index if not exists writes_by_state on writes (state);
create index if not exists writes_by_batch on writes (batch);
create index if not exists writes_by_undoes on writes (undoes);
"""
_INSERT = f"insert into writes ({', '.join(COLUMNS)}) values ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 # names of our own
_UNDONE = "select u.id from writes u where u.undoes = w.id and u.state = 'done' limit 1"
_SELECT = f"select w.id, {', '.join(f'w.{name}' for name in COLUMNS)}, coalesce(({_UNDONE}), 0) from writes w"  # noqa: S608 # names of our own

_T = TypeVar("_T")


class Journal:
    """The writes of one user of the machine, to all servers.

    Alyx has no key that would tell a write from its repetition, so this is what tells whether one
    was sent: it is begun here, synced to the disk, before its request leaves, and ended after the
    answer. What was begun by a process that is gone has an unknown fate.

    All methods touch the disk and may wait for another process; call them off the event loop.

    Args:
        path: the file, None for the one in the state directory.

    Attributes:
        run: what tells this process from the others.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.run = f"{int(time.time())}-{secrets.token_hex(4)}"
        self._path = path or state_dir() / FILE_NAME
        self._guard = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._alive: BaseFileLock | None = None
        self._is_closed = False

    def begin(self, entries: Sequence[Entry]) -> list[Entry]:
        """Write down writes that are about to be sent.

        Returns:
            The same with their numbers, this run and the time.

        Raises:
            JournalFailed: they are not on the disk, so they must not be sent.
        """
        marked = [replace(one, run=self.run, at=time.time()) for one in entries]

        def insert(database: sqlite3.Connection) -> list[Entry]:
            numbers = [database.execute(_INSERT, row(one)).lastrowid or 0 for one in marked]
            return [replace(one, id=number) for one, number in zip(marked, numbers, strict=True)]

        return self._with(insert)

    def again(self, given: Entry) -> Entry:
        """Mark a write of the outbox as being sent by this run.

        Args:
            given: with its number, and what is to be sent now; with its run where that is sending
                it already.

        Raises:
            JournalFailed: somebody else sends it already, or it cannot be marked.
        """
        marked = replace(given, run=self.run, state=State.BEGUN)
        names = ("state", "run", "body", "before", "path")

        def mark(database: sqlite3.Connection) -> int:
            columns = ", ".join(f"{name} = ?" for name in names)
            query = f"update writes set {columns} where id = ? and (state in (?, ?) or state = ? and run = ?)"  # noqa: S608 # names of our own
            values = [column(name, getattr(marked, name)) for name in names]
            states = (State.WAITING.value, State.UNKNOWN.value, State.BEGUN.value)
            return database.execute(query, (*values, given.id, *states, given.run)).rowcount

        if not self._with(mark):
            raise JournalFailed(
                f"Write {given.id} is no longer in the outbox.",
                hint="Another process has taken it.",
            )
        return marked

    def end(self, number: int, state: State, **values: object) -> None:
        """Write down what became of a write.

        Args:
            number: of the write.
            state: what became of it.
            values: further columns, such as ``after``, ``said``, ``status`` and ``new_key``.

        Raises:
            JournalFailed: it is not on the disk; the write counts as unknown once this run ends.
        """
        self.end_all([(number, state, values)])

    def end_all(self, ends: Iterable[tuple[int, State, dict[str, object]]]) -> None:
        """Write down what became of several writes, see ``end``."""
        given = [
            (number, {"state": state, "done_at": time.time(), **values})
            for number, state, values in ends
        ]

        def update(database: sqlite3.Connection) -> None:
            for number, values in given:
                names = ", ".join(f"{name} = ?" for name in values)
                query = f"update writes set {names} where id = ?"  # noqa: S608 # names of our own
                columns = [column(name, value) for name, value in values.items()]
                database.execute(query, (*columns, number))

        self._with(update)

    def get(self, number: int) -> Entry | None:
        """A write by its number."""
        found = self._find("where w.id = ?", number)
        return found[0] if found else None

    def recent(self, server: str, limit: int = 200) -> list[Entry]:
        """The writes to a server, the last one first."""
        return self._find("where w.server = ? order by w.id desc limit ?", server, limit)

    def batch(self, name: str) -> list[Entry]:
        """The writes that were confirmed together, in order."""
        return self._find("where w.batch = ? order by w.id", name)

    def pending(self, server: str = "") -> list[Entry]:
        """The outbox: what was not sent and what has no known fate, in order.

        Args:
            server: only what goes there, empty for all.
        """
        self.recover()
        states = (State.WAITING.value, State.UNKNOWN.value)
        found = self._find("where w.state in (?, ?) order by w.id", *states)
        return [one for one in found if server in {"", one.server}]

    def waiting(self, server: str) -> int:
        """How many writes to a server are in the outbox; nothing is made where no journal is."""
        return len(self.pending(server)) if self._path.exists() else 0

    def recover(self) -> int:
        """Give the writes of processes that are gone their state: unknown.

        Returns:
            How many there were.
        """
        if self._database is None and not self._path.exists():
            return 0
        begun = State.BEGUN.value

        def runs(database: sqlite3.Connection) -> list[str]:
            query = "select distinct run from writes where state = ? and run <> ?"
            return [str(name) for (name,) in database.execute(query, (begun, self.run))]

        gone = [name for name in self._with(runs) if self._is_gone(name)]

        def mark(database: sqlite3.Connection) -> int:
            query = "update writes set state = ? where state = ? and run = ?"
            unknown = State.UNKNOWN.value
            return sum(database.execute(query, (unknown, begun, name)).rowcount for name in gone)

        return self._with(mark) if gone else 0

    def close(self) -> None:
        """Let go of the file. What was begun and not ended is unknown from now on."""
        with self._guard:
            self._is_closed = True
            self._let_go()

    def _let_go(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._alive is not None:
            self._alive.release()
            self._alive = None
            with suppress(OSError):
                self._lock_path(self.run).unlink()

    def _find(self, where: str, *values: object) -> list[Entry]:
        if self._database is None and not self._path.exists():
            return []

        def select(database: sqlite3.Connection) -> list[Entry]:
            rows = database.execute(f"{_SELECT} {where}", values).fetchall()
            names = ("id", *COLUMNS, "undone")
            return [entry(dict(zip(names, one, strict=True))) for one in rows]

        return self._with(select)

    def _with(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        import sqlite3  # not needed for the first frame

        with self._guard:
            try:
                if self._database is None:
                    self._database = self._opened()
                with self._database as database:
                    return work(database)
            except (OSError, ValueError, TypeError, sqlite3.Error) as error:
                raise JournalFailed(f"{self._path}: {error}.") from error
            finally:
                if self._is_closed:  # what came late is written, too
                    self._let_go()

    def _opened(self) -> sqlite3.Connection:
        import sqlite3

        ensure(self._path.parent)
        self._live()
        self._path.touch(mode=0o600)
        database = sqlite3.connect(self._path, timeout=_PATIENCE, check_same_thread=False)
        try:
            # Readers and one writer at a time, each commit synced to the disk.
            database.execute("pragma journal_mode = wal")
            database.execute("pragma synchronous = full")
            database.executescript(_TABLE)
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _live(self) -> None:
        """Hold a lock for as long as this process lives; the system lets go of it at its death."""
        from filelock import FileLock

        ensure(self._lock_path(self.run).parent)
        # Taken in one thread and let go of in another.
        self._alive = FileLock(self._lock_path(self.run), mode=0o600, thread_local=False)
        self._alive.acquire()

    def _is_gone(self, run: str) -> bool:
        from filelock import FileLock, Timeout

        path = self._lock_path(run)
        if not path.exists():
            return True
        try:
            with FileLock(path, timeout=0):
                pass
        except Timeout:
            return False
        with suppress(OSError):
            path.unlink()
        return True

    def _lock_path(self, run: str) -> Path:
        return self._path.parent / _RUNS / f"{run}.lock"
