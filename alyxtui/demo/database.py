"""The database file: where it is, and making it when it is not there."""

from __future__ import annotations

import contextlib
from pathlib import Path

from filelock import FileLock


def path_for(state_dir: Path, size: int, version: int) -> Path:
    """The file of a size and version of the data.

    Args:
        state_dir: the demo's directory.
        size: number of sessions.
        version: of the data.
    """
    return state_dir / f"demo-v{version}-{size}.sqlite3"


def ensure(path: Path, size: int) -> None:
    """Make the database unless it is there, and let Django use it.

    Two demos that start at once make it once: one waits for the other. It is made under another
    name and renamed when it is whole, so a half-made one is never used.

    Args:
        path: the file.
        size: number of sessions.

    Raises:
        OSError: the directory or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with FileLock(path.parent / "demo.lock"):
            if not path.exists():
                _make(path, size)
                _forget_others(path, size)
    _use(path)


def _make(path: Path, size: int) -> None:
    from django.db import connection

    from alyxtui.demo.seed.build import build

    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    _use(new)
    try:
        build(size)
    finally:
        connection.close()
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
