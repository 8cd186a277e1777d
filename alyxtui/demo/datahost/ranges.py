"""The header ``Range``, as RFC 9110 has it."""

from __future__ import annotations

import re

NOT_SATISFIABLE = (-1, -1)
_ONE = re.compile(r"bytes=[ \t]*(\d*)-(\d*)[ \t]*\Z", re.ASCII | re.IGNORECASE)


def one_range(header: str, size: int) -> tuple[int, int] | None:
    """The part of a file that is asked for.

    Args:
        header: ``bytes=0-99``, ``bytes=100-`` or ``bytes=-10``.
        size: of the file, in bytes.

    Returns:
        The first byte and the one after the last; ``NOT_SATISFIABLE`` when the file has none of
        them; None for what a server may overlook: other units, several ranges, nonsense.
    """
    found = _ONE.match(header)
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        count = min(int(last), size)
        return (size - count, size) if count else NOT_SATISFIABLE
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        return NOT_SATISFIABLE
    return int(first), min(int(last) + 1, size) if last else size
