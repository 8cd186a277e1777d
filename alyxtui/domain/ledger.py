"""What a long fetch has done so far: which records came, and what is still to be asked for.

An SQLite file, so that memory does not grow with the number of records, and so that a fetch which
was cut off can be gone on with. One without a name is of this run only.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from enum import Enum
from pathlib import Path
from typing import NamedTuple

_WAIT = 0.5  # seconds, for one who is just about to close the file
_ASKED_AT_ONCE = 500  # SQLite before 3.32 takes 999 values in a statement

_TABLES = """
CREATE TABLE IF NOT EXISTS seen (id BLOB PRIMARY KEY, part INTEGER, round INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spans (
    part INTEGER, offset INTEGER, size INTEGER, round INTEGER, done INTEGER DEFAULT 0,
    PRIMARY KEY (round, part, offset)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
"""


class Span(NamedTuple):
    """Consecutive rows that one request asks for.

    Attributes:
        round: 1 for the first look at the list, 2 and up for those that check it.
        part: which of the queries, when there are several.
        offset: index of the first row.
        size: how many.
    """

    round: int
    part: int
    offset: int
    size: int


class Sight(Enum):
    """Whether a record came before."""

    NEW = "new"
    OTHER_PART = "other part"  # in the answer to another of several queries, as may be
    REPEATED = "repeated"
    KNOWN = "known"  # from an earlier round, as expected


class Ledger:
    """The state of one fetch. Every method may wait for the disk.

    Args:
        path: the file; None for one that lives as long as this object and in little memory.

    Raises:
        BlockingIOError: another has the file.
        OSError: the file cannot be made or is none of ours.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        # A thread that was given up on may still be at it when the ledger is closed.
        self._lock = threading.Lock()
        try:
            self._database = _opened(str(path) if path else "", lasting=path is not None)
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise BlockingIOError(f"{path}: {error}") from error
            raise OSError(f"{path}: {error}") from error

    def sort(self, names: Sequence[str], *, part: int, round: int) -> list[Sight]:
        """Note records and tell which of them came before.

        Args:
            names: their identities; an empty one is taken for new in the first round and for known
                later: it cannot be told from others.
            part: of which query.
            round: of which look at the list.
        """
        keys = [_key(name) for name in names]
        sights = []
        with self._lock:
            known = self._known(key for key in keys if key)
            for key in keys:
                sights.append(_sight(known.get(key), bool(key), part, round))
                if key:
                    known[key] = (part, round)
            noted = [(key, *known[key]) for key in {key for key in keys if key}]
            self._database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?, ?)", noted)
        return sights

    def gone(self, round: int) -> int:
        """How many records that came before were not seen in a round."""
        return self._number("SELECT count(*) FROM seen WHERE round < ?", round)

    def plan(self, spans: Iterable[Span]) -> None:
        """Note what is to be asked for; what is noted already stays as it is."""
        self._database.executemany(
            "INSERT OR IGNORE INTO spans (round, part, offset, size) VALUES (?, ?, ?, ?)", spans
        )

    def open_spans(self) -> list[Span]:
        """What is still to be asked for, in order."""
        rows = self._database.execute(
            "SELECT round, part, offset, size FROM spans WHERE NOT done ORDER BY round, part, offset"
        )
        return [Span(*row) for row in rows]

    def end(self, round: int, part: int) -> int:
        """The row behind the last one that is planned."""
        question = "SELECT max(offset + size) FROM spans WHERE round = ? AND part = ?"
        return self._number(f"SELECT coalesce(({question}), 0)", round, part)

    def done(self, span: Span, facts: Mapping[str, object]) -> None:
        """A span is dealt with; this is what is true now. All of it is kept, or nothing.

        Args:
            span: what came.
            facts: JSON values by name, added to those before.
        """
        with self._lock:
            self._database.execute(
                "UPDATE spans SET done = 1 WHERE round = ? AND part = ? AND offset = ?", span[:3]
            )
            self._keep(facts)

    def note(self, name: str, value: object) -> None:
        """Note a JSON value, to be kept with what is kept next."""
        with self._lock:
            self._note(name, value)

    def keep(self, facts: Mapping[str, object]) -> None:
        """Keep JSON values by name, and all that was noted since the last time."""
        with self._lock:
            self._keep(facts)

    def facts(self) -> dict[str, object]:
        """What was kept, empty in a new ledger."""
        rows = self._database.execute("SELECT name, value FROM facts")
        return {name: json.loads(value) for name, value in rows}

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._database.executescript("DELETE FROM seen; DELETE FROM spans; DELETE FROM facts;")

    def close(self, *, remove: bool = False) -> None:
        """Close the file; what was not kept is forgotten.

        Args:
            remove: delete it as well.
        """
        with self._lock:
            self._database.close()
        if remove and self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)

    def _note(self, name: str, value: object) -> None:
        row = (name, json.dumps(value))
        self._database.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", row)

    def _keep(self, facts: Mapping[str, object]) -> None:
        for name, value in facts.items():
            self._note(name, value)
        self._database.commit()

    def _known(self, keys: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
        wanted, known = list(keys), {}
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            marks = ",".join("?" * len(some))
            question = f"SELECT id, part, round FROM seen WHERE id IN ({marks})"  # noqa: S608
            rows = self._database.execute(question, some)
            known.update({key: (part, round) for key, part, round in rows})
        return known

    def _number(self, statement: str, *values: int) -> int:
        with closing(self._database.execute(statement, values)) as cursor:
            return int(cursor.fetchone()[0])


def _key(name: str) -> bytes:
    from hashlib import blake2b  # loads OpenSSL, which the first frame does without

    # 128 bits: two of a billion records share one with a chance of 1 in 10^21.
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).digest() if name else b""


def _sight(before: tuple[int, int] | None, can_tell: bool, part: int, round: int) -> Sight:
    if not can_tell:
        return Sight.NEW if round == 1 else Sight.KNOWN
    if before is None:
        return Sight.NEW
    if before[1] < round:
        return Sight.KNOWN
    return Sight.REPEATED if before[0] == part else Sight.OTHER_PART


def _opened(name: str, *, lasting: bool) -> sqlite3.Connection:
    # Used by one thread at a time, though not always the same.
    database = sqlite3.connect(
        name, timeout=_WAIT, check_same_thread=False, isolation_level="DEFERRED"
    )
    try:
        database.execute("PRAGMA locking_mode = EXCLUSIVE")  # one fetch a file, until it is closed
        database.executescript("BEGIN EXCLUSIVE; COMMIT;")
        database.execute(f"PRAGMA synchronous = {'NORMAL' if lasting else 'OFF'}")
        database.executescript(_TABLES)
    except sqlite3.Error:
        database.close()
        raise
    return database
