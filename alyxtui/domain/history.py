"""Every query that was run, kept for each server: what was asked, when, and how many rows it found."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.paths import ensure, state_dir
from alyxtui.query import render
from alyxtui.query.model import Query

if TYPE_CHECKING:
    import sqlite3

FILE_NAME = "history.sqlite3"
_KEPT = 10_000  # runs of one server
_PATIENCE = 5.0  # seconds that another process may hold the file
_MEMORY = ":memory:"
_TABLE = """
create table if not exists runs (
    id integer primary key,
    server text not null,
    endpoint text not null,
    filters text not null,
    line text not null,
    as_typed integer not null,
    at real not null,
    count integer,
    seconds real
);
create index if not exists runs_by_server on runs (server, at);
"""
_NOTE = """
insert into runs (server, endpoint, filters, line, as_typed, at, count, seconds)
values (?, ?, ?, ?, ?, ?, ?, ?)
"""
_PRUNE = """
delete from runs where server = ? and id not in
    (select id from runs where server = ? order by at desc, id desc limit ?)
"""
# SQLite: with max() the other columns are those of the row that has it.
_FIND = """
select endpoint, filters, line, as_typed, max(at), count, seconds, count(*)
from runs where server = ? group by endpoint, filters, as_typed order by max(at) desc, id desc
limit ?
"""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Run:
    """A query that was run, once or several times.

    Attributes:
        query: its conditions still as text; ``parse.lifted`` makes conditions of it.
        line: the filters as one line.
        as_typed: whether it was sent unchecked and unchanged.
        at: when it was run last, seconds since the epoch.
        count: rows that it found last, None when it failed.
        seconds: that the server took last, None when not known.
        times: how often it was run.
    """

    query: Query
    line: str
    as_typed: bool
    at: float
    count: int | None
    seconds: float | None
    times: int


class History:
    """The queries that were run on one server.

    All methods touch the disk; call them off the event loop. A file that cannot be used is passed
    over: what was run is then known until the program ends, and ``problem`` says why.

    Args:
        server: normalised address.
        keep: write to the disk; else it is known until the program ends.
        path: the file, None for the one in the state directory.

    Attributes:
        problem: why nothing is kept, empty when all is well.
    """

    def __init__(self, server: str, *, keep: bool = True, path: Path | None = None) -> None:
        self.problem = ""
        self._server = server
        self._path = (path or state_dir() / FILE_NAME) if keep else None
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None

    def note(
        self,
        query: Query,
        *,
        count: int | None,
        seconds: float | None = None,
        as_typed: bool = False,
    ) -> None:
        """Keep one run.

        Args:
            query: as it was asked for; conditions that are off are not kept.
            count: rows that it found, None when it failed.
            seconds: that the server took.
            as_typed: whether it was sent unchecked and unchanged.
        """
        filters = json.dumps(render.filters(query))
        line = render.line(query)
        row = (self._server, query.endpoint, filters, line, as_typed, time.time(), count, seconds)

        def write(database: sqlite3.Connection) -> None:
            database.execute(_NOTE, row)
            database.execute(_PRUNE, (self._server, self._server, _KEPT))

        self._with(write)

    def recent(self, limit: int = 2_000) -> list[Run]:
        """The queries run on this server, the last one first.

        Args:
            limit: at most so many.
        """
        rows = self._with(lambda one: one.execute(_FIND, (self._server, limit)).fetchall())
        found: list[Run] = []
        for endpoint, filters, line, as_typed, at, count, seconds, times in rows:
            pairs = tuple((name, value) for name, value in json.loads(filters))
            query = Query(endpoint, pairs)
            found.append(Run(query, line, bool(as_typed), at, count, seconds, times))
        return found

    def close(self) -> None:
        """Let go of what is held in memory."""
        with self._lock:
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    def _with(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        import sqlite3  # not needed for the first frame

        with self._lock:
            if self._path is not None:
                try:
                    with closing(_opened(self._path)) as database, database:
                        return work(database)
                except (OSError, sqlite3.Error) as error:
                    self.problem = f"The history of queries is not kept: {self._path}: {error}."
                    self._path = None
            if self._memory is None:
                self._memory = sqlite3.connect(_MEMORY, check_same_thread=False)
                self._memory.executescript(_TABLE)
            with self._memory as database:
                return work(database)


def _opened(path: Path) -> sqlite3.Connection:
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
        database.executescript(_TABLE)
    except sqlite3.Error:
        database.close()
        raise
    return database
