"""A text of any length in rows that fit the screen, broken where it is looked at."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from alyxtui.text import safe, wrapped

LONG = 200_000
"""Characters from which lines are broken anywhere, which needs no look at them."""
_PIECE = 16_384  # characters of a line that are made safe at once
# Latin, Greek, Cyrillic and the signs for control characters take one cell each.
_NARROW = re.compile(r"[ -~\xa0-\u02ff\u0370-\u0482\u2010-\u2027\u2400-\u2421]*")


class TextRows:
    """The rows of a text; its own line breaks stay, longer lines are broken.

    Short texts are broken at spaces, long ones anywhere.

    Args:
        text: as it came, not safe.
        room: cells of a row.
    """

    def __init__(self, text: str, room: int) -> None:
        self.room = max(room, 2)
        self._at_spaces = len(text) < LONG
        self._pieces = list(_pieces(text))
        room = self.room
        counts = (
            1 if len(piece) <= room and _is_plain(piece) else self._count(piece)
            for piece in self._pieces
        )
        self._ends = list(accumulate(counts))
        self._kept: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._ends[-1]

    def row(self, index: int) -> str:
        """One row, safe.

        Raises:
            IndexError: there is no such row.
        """
        piece, row = self._find(index)
        return self._rows(piece)[row]

    def line_of(self, index: int) -> int:
        """The line of the text, split at line feeds and every 16,384 characters, of a row."""
        return self._find(index)[0]

    def matching(self, words: str) -> list[int]:
        """The rows that hold a text, whatever its case; the first of a line that breaks it."""
        words = words.casefold()
        rows: list[int] = []
        for number, piece in enumerate(self._pieces):
            if words in safe(piece, lines=True).casefold():
                first = self._ends[number - 1] if number else 0
                shown = self._rows(number)
                rows += [
                    first + row for row, text in enumerate(shown) if words in text.casefold()
                ] or [first]
        return rows

    def _find(self, index: int) -> tuple[int, int]:
        if not 0 <= index < len(self):
            raise IndexError(index)
        piece = bisect_right(self._ends, index)
        return piece, index - (self._ends[piece - 1] if piece else 0)

    def _count(self, piece: str) -> int:
        if not self._at_spaces and _is_plain(piece):
            return max(-(-len(piece) // self.room), 1)
        return len(self._broken(piece))

    def _rows(self, number: int) -> list[str]:
        if self._kept[0] != number:
            self._kept = number, self._broken(self._pieces[number])
        return self._kept[1]

    def _broken(self, piece: str) -> list[str]:
        text = safe(piece, lines=True)
        if self._at_spaces:
            return wrapped(text, self.room) or [""]
        # No character is wider than two cells.
        step = self.room if _NARROW.fullmatch(text) else self.room // 2
        return [text[start : start + step] for start in range(0, max(len(text), 1), step)]


def _pieces(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").split("\n")
    if max(map(len, lines)) <= _PIECE:
        return lines
    return [
        line[start : start + _PIECE]
        for line in lines
        for start in range(0, max(len(line), 1), _PIECE)
    ]


def _is_plain(piece: str) -> bool:
    return piece.isascii() and piece.isprintable()
