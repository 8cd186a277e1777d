"""The database file: where it is, and making it when it is not there."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from pathlib import Path

from filelock import FileLock

# Marks a database that was built to its end.
_BUILT = 1
_CHECKED = 64_000_000  # bytes; checking takes some 2 ms a megabyte


def path_for(state_dir: Path, size: int, version: int) -> Path:
    """The file of a size and version of the data.

    Args:
        state_dir: the demo's directory.
        size: number of sessions.
        version: of the data.
    """
    return state_dir / f"demo-v{version}-{size}.sqlite3"


def ensure(path: Path, size: int, *, reset: bool = False) -> None:
    """Make the database unless it is there, and let Django use it.

    Two demos that start at once make it once: one waits for the other. It is made under another
    name and renamed when it is whole, so a half-made one is never used.

    Args:
        path: the file.
        size: number of sessions.
        reset: whether to make it although it is there.

    Raises:
        OSError: the directory or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if reset or not _is_whole(path):
        with FileLock(path.parent / "demo.lock"):
            if reset or not _is_whole(path):
                if not reset and path.exists():
                    sys.stderr.write(f"{path} is damaged; it is made anew.\n")
                _make(path, size)
                _forget_others(path, size)
    _use(path)


def _is_whole(path: Path) -> bool:
    """Whether a database is there and, if it is not large, free of damage."""
    if not path.exists():
        return False
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as database:
        try:
            (built,) = database.execute("PRAGMA user_version").fetchone()
            size = database.execute("PRAGMA page_size").fetchone()[0]
            pages = database.execute("PRAGMA page_count").fetchone()[0]
            if size * pages > _CHECKED:
                return bool(built == _BUILT)
            (found,) = database.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            return "locked" in str(error)  # somebody writes, so it is in use
    return bool(built == _BUILT and found == "ok")


def _make(path: Path, size: int) -> None:
    from django.db import connection

    from alyxtui.demo.seed.build import build

    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    _use(new)
    try:
        build(size)
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA user_version={_BUILT}")
    finally:
        connection.close()
    for rest in ("-wal", "-shm"):  # of the one before; they belong to nothing any more
        path.with_name(path.name + rest).unlink(missing_ok=True)
    new.replace(path)


def _forget_others(path: Path, size: int) -> None:
    """Delete the databases of other versions, unless somebody uses them on Windows."""
    for old in path.parent.glob(f"demo-v*-{size}.sqlite3*"):
        if not old.name.startswith(path.name):
            with contextlib.suppress(OSError):
                old.unlink()


def _use(path: Path) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = str(path)
