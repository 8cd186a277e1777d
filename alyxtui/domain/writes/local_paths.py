"""Files of this machine that a path in the making can lead to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from alyxtui.domain.writes.candidates import Candidate

_MOST = 200  # entries that are shown
_LOOKED_AT = 20_000  # entries of a directory that are looked at


async def paths(words: str) -> list[Candidate]:
    """What a path can go on with; directories first, with a separator at their ends.

    Args:
        words: the beginning of a path, ``~`` for the home; empty for the current directory.
    """
    return await asyncio.to_thread(_found, words)


def _found(words: str) -> list[Candidate]:
    seps = (os.sep, os.altsep or os.sep)
    cut = max(words.rfind(one) for one in seps) + 1
    above, begin = words[:cut], words[cut:].casefold()
    try:
        with os.scandir(Path(above or ".").expanduser()) as entries:
            found = sorted(_fitting(islice(entries, _LOOKED_AT), begin), key=lambda one: one[:2])
    except (OSError, ValueError, RuntimeError):  # no such directory, or no such home
        return []
    return [
        Candidate(f"{above}{name}{'' if is_file else os.sep}", "" if is_file else "directory")
        for is_file, name in found[:_MOST]
    ]


def _fitting(entries: Iterator[os.DirEntry[str]], begin: str) -> Iterator[tuple[bool, str]]:
    for entry in entries:
        hidden = entry.name.startswith(".") and not begin.startswith(".")
        if entry.name.casefold().startswith(begin) and not hidden:
            try:
                yield not entry.is_dir(), entry.name
            except OSError:
                continue
