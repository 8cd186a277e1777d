"""The one writer of stdout: JSON, JSON lines, CSV, tables and plain lines.

JSON is written as Python's own ``json`` and ONE-api read it: a NaN or Infinity that the server
holds stays ``NaN`` or ``Infinity``, and is never turned into null.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from alyxtui.errors import AlyxTuiError
from alyxtui.text import fit, printable, safe, width

_NOT_PLAIN = re.compile(r"[^\n -~]")
_GAP = "  "


class OutputClosed(Exception):
    """Whoever read our stdout has gone (``| head``); there is nobody left to write for."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a table's column.

    Attributes:
        title: safe text.
        right: whether the column stands at the right, as numbers do.
    """

    title: str
    right: bool = False


def is_terminal() -> bool:
    """Whether a person reads stdout."""
    return sys.stdout is not None and sys.stdout.isatty()


def line(text: str) -> None:
    """One line of safe text."""
    _write(safe(text) + "\n")


def document(value: object) -> None:
    """A value as indented JSON, its numbers as the server sent them."""
    from alyxtui.domain.json_text import written

    _write(_harmless(written(value)) + "\n")


def record(value: object) -> None:
    """A value as one line of JSON."""
    _write(_harmless(json.dumps(value, ensure_ascii=False)) + "\n")


def exact(text: str) -> None:
    """A text as it is, line ends included, in UTF-8; made safe where a terminal would show it."""
    if is_terminal():
        _write(safe(text, lines=True))
        return
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:  # a stream of text only
        _write(text)
        return
    finish()
    _guard(lambda: stream.write(text.encode("utf-8", "backslashreplace")))


class JsonList:
    """A JSON list whose items are written as they come, indented as ``document`` does."""

    def __init__(self) -> None:
        self._opening = "[\n"

    def add(self, value: object) -> None:
        """The next item."""
        from alyxtui.domain.json_text import written

        item = "\n".join(f"  {line}" for line in _harmless(written(value)).split("\n"))
        _write(self._opening + item)
        self._opening = ",\n"

    def end(self) -> None:
        """Close the list."""
        _write("[]\n" if self._opening == "[\n" else "\n]\n")


class Table:
    """A table of safe texts, whose rows may come bit by bit.

    On a terminal it takes the columns that fit, the last of them shortened if need be; elsewhere
    nothing is cut.

    Args:
        headings: one a column.
        rows: one text a column each; the widths are theirs.

    Attributes:
        left_out: how many columns, at the right, do not fit.
    """

    def __init__(self, headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> None:
        widths = [
            max([width(heading.title), *(width(row[index]) for row in rows)])
            for index, heading in enumerate(headings)
        ]
        self._cuts = is_terminal()
        if self._cuts:
            widths = _fitting(widths, shutil.get_terminal_size().columns)
        self._headings, self._widths = headings, widths
        self.left_out = len(headings) - len(widths)
        self.add([[heading.title for heading in headings], *rows])

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """More rows; those that are wider than the first ones stick out where nothing is cut."""
        for row in rows:
            cells = zip(row, self._headings, self._widths, strict=False)
            fitted = [self._fitted(cell, heading, wide) for cell, heading, wide in cells]
            _write(_GAP.join(fitted).rstrip() + "\n")

    def _fitted(self, cell: str, heading: Heading, wide: int) -> str:
        return fit(cell, wide if self._cuts else max(wide, width(cell)), right=heading.right)


def table(headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> int:
    """A table that is all there, see ``Table``.

    Args:
        headings: one a column.
        rows: one text a column each.

    Returns:
        How many columns, at the right, were left out.
    """
    return Table(headings, rows).left_out


def finish() -> None:
    """Hand over what is still held back.

    Raises:
        OutputClosed: the reader has gone.
        AlyxTuiError: it cannot be written (no space left).
    """
    if sys.stdout is not None:
        _guard(sys.stdout.flush)


def abandon() -> None:
    """Send the rest nowhere, so that the interpreter does not stumble over it when it ends."""
    if sys.stdout is None:
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


def _write(text: str) -> None:
    stream = sys.stdout
    if stream is None:
        raise AlyxTuiError("There is no standard output to write to.")
    _guard(lambda: stream.write(printable(stream.encoding, text)))


def _guard(act: Callable[[], object]) -> None:
    try:
        act()
    except BrokenPipeError:
        raise OutputClosed from None
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL:  # what Windows says instead
            raise OutputClosed from None
        raise AlyxTuiError(f"The output cannot be written: {error.strerror}.") from None


def _harmless(text: str) -> str:
    r"""JSON that means the same and cannot act on a terminal.

    Control, direction and other unprintable characters, and those that the stream's encoding
    lacks, are written ``\uXXXX``.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    encoding = sys.stdout.encoding if sys.stdout is not None else "utf-8"
    return _NOT_PLAIN.sub(lambda match: _escape(match.group(), encoding), text)


def _escape(character: str, encoding: str) -> str:
    if character.isprintable():
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            pass
        else:
            return character
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def _fitting(widths: Sequence[int], available: int) -> list[int]:
    """The widths of the columns that fit; at least the first, cut to what there is."""
    taken: list[int] = []
    left = available
    for wanted in widths:
        if taken and left < min(wanted, 8) + len(_GAP):
            break
        room = left - (len(_GAP) if taken else 0)
        taken.append(max(1, min(wanted, room)))
        left = room - taken[-1]
    return taken
