"""Files that are either the old one or the new one, never half of each."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from alyxtui.paths import ensure


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace a file by another in one step.

    The text goes to a temporary file beside it, is flushed to the disk, and takes the name over.

    Args:
        path: the file; its directory is created when missing.
        text: the whole content, written as UTF-8.
        mode: permissions of the new file; Windows ignores all but the owner's write bit.

    Raises:
        OSError: the disk is full, read-only, or the directory cannot be written.
    """
    ensure(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between processes for as long as the block runs.

    Args:
        path: the file to protect; the lock is a file of its own beside it, ``<name>.lock``.

    Raises:
        OSError: the lock file cannot be made.
    """
    from filelock import FileLock  # loads asyncio, which `--version` and others can do without

    ensure(path.parent)
    with FileLock(path.with_name(path.name + ".lock"), mode=0o600):
        yield
