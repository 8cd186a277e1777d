"""Text from outside, made harmless and fitted into cells.

Whatever a server, a file or the command line says may hold escape sequences, direction overrides
or invisible characters. Everything that is drawn or printed passes ``safe``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

from rich.cells import cell_len, chop_cells

ELLIPSIS = "…"
_MARKS_KEPT = 4
# Characters of other categories that no reader can see.
_INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0" + "".join(
    map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)


def _visible(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"<{code:02x}>"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Control, format, surrogate, separator and invisible characters, each with its visible form.

    Built on first use: a walk over all of Unicode, about 0.2 s, is cut to the planes that hold
    such characters.
    """
    ranges = (range(0x3000), range(0xD800, 0xE000), range(0xFE00, 0x10000), range(0x110BD, 0x110CE))
    more = (range(0x13430, 0x13440), range(0x1BCA0, 0x1BCA4), range(0x1D173, 0x1D17B))
    tags = (range(0xE0000, 0xE0080),)
    table = {
        code: _visible(chr(code))
        for block in (*ranges, *more, *tags)
        for code in block
        # Asked first because it is quick, and true of nearly all.
        if not chr(code).isprintable()
        and unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
    }
    table.update({ord(character): _visible(character) for character in _INVISIBLE})
    return table


_PLAIN = re.compile(r"[ -~]*\Z")
_MARK_RUN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
    f"{{{_MARKS_KEPT + 1},}}"
)


def _shorten_marks(match: re.Match[str]) -> str:
    run = match.group()
    return f"{run[:_MARKS_KEPT]}<+{len(run) - _MARKS_KEPT} marks>"


def safe(value: str, *, lines: bool = False) -> str:
    r"""Make a text harmless for a terminal, losing nothing that a reader should know of.

    Control characters (C0, DEL, C1), direction overrides, zero-width and other invisible
    characters and lone surrogates become visible (``\x1b`` is drawn ``␛``, U+202E ``<202e>``);
    a base character keeps four combining marks and says how many more it had.

    Args:
        value: any text.
        lines: keep line feeds as they are and turn tabs into four spaces, for places that show
            several lines.

    Returns:
        Text without any character that could act on a terminal.
    """
    if _PLAIN.match(value):
        return value
    if lines:
        text = value.replace("\r\n", "\n").replace("\t", "    ")
        return "\n".join(safe(line) for line in text.split("\n"))
    return _MARK_RUN.sub(_shorten_marks, value.translate(_table()))


def width(value: str) -> int:
    """The number of terminal cells a safe text takes."""
    return len(value) if value.isascii() else cell_len(value)


def elide(value: str, cells: int) -> str:
    """Cut a safe text to at most ``cells`` terminal cells, the last one ``…`` if it was cut."""
    if width(value) <= cells:
        return value
    if cells <= 1:
        return ELLIPSIS[: max(cells, 0)]
    if value.isascii():
        return value[: cells - 1] + ELLIPSIS
    taken, used = [], 0
    for character in value[: cells * (_MARKS_KEPT + 1)]:
        size = cell_len(character)
        if used + size > cells - 1:
            break
        taken.append(character)
        used += size
    return "".join(taken) + ELLIPSIS


def fit(value: str, cells: int, *, right: bool = False) -> str:
    """Elide or pad a safe text to exactly ``cells`` terminal cells."""
    text = elide(value, cells)
    padding = " " * (cells - width(text))
    return padding + text if right else text + padding


_WORD = re.compile(r"\s*\S*")


def wrapped(value: str, cells: int) -> list[str]:
    """Break one safe line into lines of at most ``cells`` terminal cells, at spaces where it can.

    Nothing is dropped: the lines joined are the text again, but for the spaces at the breaks.
    """
    lines: list[str] = []
    line = ""
    for word in _WORD.findall(value):
        if width(line) + width(word) <= cells:
            line += word
            continue
        if line:
            lines.append(line)
        *whole, line = _chopped(word.lstrip() if line else word, max(cells, 2))
        lines += whole
    return [*lines, line] if line or not lines else lines


def _chopped(word: str, cells: int) -> list[str]:
    if width(word) <= cells:
        return [word]
    if word.isascii():
        return [word[start : start + cells] for start in range(0, len(word), cells)]
    return chop_cells(word, cells)


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: ``1 row``, ``20,000 rows``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def printable(stream_encoding: str | None, value: str) -> str:
    """Replace what an output stream's encoding cannot say (old Windows consoles)."""
    encoding = stream_encoding or sys.getdefaultencoding()
    return value.encode(encoding, "backslashreplace").decode(encoding)
