"""Every query that was run, kept for each server: what was asked, when, and how many rows it found."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.domain.kept import Kept
from alyxtui.paths import state_dir
from alyxtui.query import render
from alyxtui.query.model import Query

if TYPE_CHECKING:
    import sqlite3

FILE_NAME = "history.sqlite3"
_KEPT = 10_000  # runs of one server
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
    """

    def __init__(self, server: str, *, keep: bool = True, path: Path | None = None) -> None:
        self._server = server
        file = (path or state_dir() / FILE_NAME) if keep else None
        self._kept = Kept(file, _TABLE, "The history of queries")

    @property
    def problem(self) -> str:
        """Why nothing is kept, empty when all is well."""
        return self._kept.problem

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

        self._kept.use(write)

    def recent(self, limit: int = 2_000) -> list[Run]:
        """The queries run on this server, the last one first.

        Args:
            limit: at most so many.
        """
        rows = self._kept.use(lambda one: one.execute(_FIND, (self._server, limit)).fetchall())
        found: list[Run] = []
        for endpoint, filters, line, as_typed, at, count, seconds, times in rows:
            pairs = tuple((name, value) for name, value in json.loads(filters))
            query = Query(endpoint, pairs)
            found.append(Run(query, line, bool(as_typed), at, count, seconds, times))
        return found

    def close(self) -> None:
        """Let go of what is held in memory."""
        self._kept.close()
