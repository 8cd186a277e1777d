"""What a first look into a file shows."""

from __future__ import annotations

from dataclasses import dataclass

ROWS = 20
"""Rows or values that are shown at most."""


class Unreadable(ValueError):
    """The file is not what its name says; the text says why."""


@dataclass(frozen=True, slots=True)
class Peek:
    """A first look; its texts come from the file and are not safe for a terminal.

    Attributes:
        kind: what the file is, in a few words.
        facts: labels and values: shape, type, rows, size.
        headings: of the columns, empty where there are none.
        rows: the first rows, a text a column.
        text: the first lines, of a file that is text.
        more: there is more than what is shown.
        note: why something is missing, empty when nothing is.
    """

    kind: str
    facts: tuple[tuple[str, str], ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    more: bool = False
    note: str = ""
