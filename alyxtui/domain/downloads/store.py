"""The queue and the log of what was fetched, on the disk."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.kept import Kept
from alyxtui.paths import state_dir

if TYPE_CHECKING:
    import sqlite3

FILE_NAME = "downloads.sqlite3"
_KEPT = 20_000  # lines of the log
_T = TypeVar("_T")
_QUEUE = """
create table if not exists queue (
    root text not null,
    path text not null,
    server text not null,
    user text not null,
    place integer not null,
    wanted text not null,
    state text not null,
    reason text not null,
    remedy text not null,
    force integer not null,
    primary key (root, path, server, user)
);
"""
# A queue from before users were told apart: whose its files are is not known.
_ASIDE = "begin immediate; alter table queue rename to former;"
_OVER = """
insert into queue
    select root, path, server, '', place, wanted, state, reason, remedy, force from former;
drop table former;
commit;
"""
_FETCHED = """
create table if not exists fetched (
    id integer primary key,
    at real not null,
    server text not null,
    user text not null,
    path text not null,
    url text not null,
    size integer not null,
    md5 text not null
);
"""
_PUT = "insert or replace into queue values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DROP = "delete from queue where root = ? and path = ? and server = ? and user in ('', ?)"
_FIND = """
select root, wanted, state, reason, remedy, force from queue
where server = ? and user in ('', ?) order by place
"""
_NOTE = "insert into fetched (at, server, user, path, url, size, md5) values (?, ?, ?, ?, ?, ?, ?)"
_PRUNE = """
delete from fetched where id not in (select id from fetched order by id desc limit ?)
"""
_LOG = """
select at, user, path, url, size, md5 from fetched where server = ? order by id desc limit ?
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A line of the log.

    Attributes:
        at: when it was there, seconds since the epoch.
        user: who fetched it.
        path: where it is.
        url: where it came from.
        size: bytes.
        md5: 32 hex digits.
    """

    at: float
    user: str
    path: Path
    url: str
    size: int
    md5: str


class Store:
    """The files that one user wants from one server, and the log of all that came from it.

    Files that somebody wanted of whom no name is known are everybody's. All methods touch the
    disk; call them off the event loop.

    Args:
        server: normalised address.
        user: gives the user's name, empty when it is not known.
        keep: write to the disk; else all is known until the program ends.
        path: the file, None for the one in the state directory.
    """

    def __init__(
        self, server: str, user: Callable[[], str], *, keep: bool = True, path: Path | None = None
    ) -> None:
        self._server = server
        self._user = user
        file = (path or state_dir() / FILE_NAME) if keep else None
        self._kept = Kept(file, _QUEUE + _FETCHED, "The queue of downloads")

    @property
    def problem(self) -> str:
        """Why nothing is kept, empty when all is well."""
        return self._kept.problem

    def load(self) -> list[Item]:
        """What is not done, in order; what cannot be read is left out."""
        whose = (self._server, self._user())
        rows = self._use(lambda one: one.execute(_FIND, whose).fetchall())
        found: list[Item] = []
        for root, wanted, state, reason, remedy, force in rows:
            try:
                file, kept = Wanted.from_json(json.loads(wanted)), State(state)
            except (ValueError, TypeError, KeyError):
                continue
            found.append(Item(file, _path(root), bool(force), kept, reason, remedy))
        return found

    def write(self, changed: Sequence[Item]) -> None:
        """Keep files of the queue as they are now.

        What has come goes from the queue to the log; what was cancelled goes.

        Args:
            changed: those that are not as they were kept.
        """
        over = {State.DONE, State.CANCELLED}
        gone = [item for item in changed if item.ended in over]
        stay = [item for item in changed if item.ended not in over]
        came = [item for item in gone if item.ended is State.DONE and item.url]

        def work(database: sqlite3.Connection) -> None:
            database.executemany(_DROP, [self._key(item) for item in changed])
            database.executemany(_PUT, [self._row(item) for item in stay])
            if came:
                database.executemany(_NOTE, [self._line(item) for item in came])
                database.execute(_PRUNE, (_KEPT,))

        self._use(work)

    def log(self, limit: int = 1_000) -> list[Fetched]:
        """What was fetched from this server, the last first.

        Args:
            limit: at most so many lines.
        """
        rows = self._use(lambda one: one.execute(_LOG, (self._server, limit)).fetchall())
        return [
            Fetched(at, user, _path(path), url, size, md5)
            for at, user, path, url, size, md5 in rows
        ]

    def close(self) -> None:
        """Let go of what is held in memory."""
        self._kept.close()

    def _use(self, work: Callable[[sqlite3.Connection], _T]) -> _T:
        def on_the_present_tables(database: sqlite3.Connection) -> _T:
            columns = [row[1] for row in database.execute("pragma table_info(queue)")]
            if "user" not in columns:
                database.executescript(_ASIDE + _QUEUE + _OVER)
            return work(database)

        return self._kept.use(on_the_present_tables)

    def _key(self, item: Item) -> tuple[object, ...]:
        return (_stored(item.root), item.wanted.path, self._server, self._user())

    def _row(self, item: Item) -> tuple[object, ...]:
        wanted = json.dumps(item.wanted.as_json())
        words = (item.ended.value, item.reason, item.remedy, item.force)
        return (*self._key(item), item.place, wanted, *words)

    def _line(self, item: Item) -> tuple[object, ...]:
        about = (_stored(item.path), item.url, item.size or 0, item.md5)
        return (time.time(), self._server, self._user(), *about)


def _stored(path: Path) -> str | bytes:
    """A path as SQLite takes it: as text, or as its bytes where it is none (POSIX)."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return os.fsencode(text)
    return text


def _path(stored: str | bytes) -> Path:
    return Path(os.fsdecode(stored))
