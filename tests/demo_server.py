"""Starts the demo server for tests, as a child process on a free port."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 120  # sessions; made in a fraction of a second
_PATIENCE = 20  # seconds to end in


@contextmanager
def start_demo(state_dir: Path, size: int = SIZE, *options: str) -> Iterator[str]:
    """Serve the demo while the block runs.

    Args:
        state_dir: where its database is made, or found again.
        size: how many sessions it has.
        options: more of its command line.

    Yields:
        Its URL, without a slash at the end.

    Raises:
        RuntimeError: it did not start; with what it wrote to stderr.
    """
    command = [sys.executable, "-m", "alyxtui.demo", "--with-parent"]
    command += ["--state-dir", str(state_dir), "--size", str(size), *options]
    state_dir.mkdir(parents=True, exist_ok=True)
    errors = state_dir / "stderr.txt"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as child,
    ):
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            line = child.stdout.readline()
            if not line:
                raise RuntimeError(f"the demo did not start: {errors.read_text()}")
            url: str = json.loads(line)["url"]
            yield url
        finally:
            child.stdin.close()
            try:
                child.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
