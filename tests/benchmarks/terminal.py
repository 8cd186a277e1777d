"""A program in a pseudo-terminal: its keys, its bytes, its processor time, its memory. POSIX only."""

from __future__ import annotations

import os
import select
import struct
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_SIZE = struct.pack("HHHH", 50, 160, 0, 0)  # lines, columns, pixels
_PATIENCE = 60.0  # seconds


@contextmanager
def terminal(
    command: Sequence[str], env: Mapping[str, str]
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a program in a pseudo-terminal until the block ends."""
    import fcntl
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, _SIZE)
    child = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
    )
    os.close(theirs)
    try:
        yield child, ours
    finally:
        child.kill()
        child.wait()
        os.close(ours)


def until(child: subprocess.Popen[bytes], screen: int, words: bytes) -> None:
    """Wait until a program has drawn some words.

    Raises:
        RuntimeError: it never did.
    """
    drawn = b""
    end = time.monotonic() + _PATIENCE
    while words not in drawn:
        if child.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"{words!r} was never drawn; last: {drawn[-400:]!r}")
        drawn += drain(screen, 0.2, once=True)


def drain(screen: int, seconds: float, *, once: bool = False) -> bytes:
    """Read what comes within some time, or only the first of it."""
    read = b""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _, _ = select.select([screen], [], [], left)
        if ready:
            try:
                read += os.read(screen, 65536)
            except OSError:  # Linux says so when the other end is closed
                return read
            if once:
                return read
    return read


def resident(pid: int) -> float:
    """Megabytes of memory that a process holds."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_ms(pid: int) -> float:
    """Milliseconds of processor time that a process has used so far; Linux only."""
    used = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        used += int((thread / "schedstat").read_text().split()[0])
    return used / 1e6
