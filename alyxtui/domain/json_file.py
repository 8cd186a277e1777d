"""Small JSON objects on the disk that any number of processes read and change.

What they hold is a convenience: a file that is gone, broken or not to be written is passed over.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alyxtui.atomic import locked, write_text

Values = dict[str, Any]


def read(path: Path) -> Values:
    """The object in a file; empty when there is none that can be read."""
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def change(path: Path, alter: Callable[[Values], None]) -> None:
    """Read, change and replace the object in a file, alone among all processes.

    Args:
        path: the file; made when missing.
        alter: changes the object it is given.
    """
    with contextlib.suppress(OSError), locked(path):
        values = read(path)
        alter(values)
        write_text(path, json.dumps(values))


def numbers(value: object, length: int) -> tuple[float, ...] | None:
    """A list of so many finite numbers, or None for anything else."""
    if not isinstance(value, list) or len(value) != length:
        return None
    usable = all(type(one) in {int, float} and abs(one) < _LARGEST for one in value)
    return tuple(value) if usable else None


_LARGEST = 2**53
