"""The one writer of stdout: JSON, JSON lines, tables and plain lines.

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
from collections.abc import Callable, Sequence
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


def table(headings: Sequence[Heading], rows: Sequence[Sequence[str]]) -> int:
    """A table of safe texts.

    On a terminal it takes the columns that fit, the last of them shortened if need be; elsewhere
    nothing is cut.

    Args:
        headings: one a column.
        rows: one text a column each.

    Returns:
        How many columns, at the right, were left out.
    """
    widths = [
        max([width(heading.title), *(width(row[index]) for row in rows)])
        for index, heading in enumerate(headings)
    ]
    if is_terminal():
        widths = _fitting(widths, shutil.get_terminal_size().columns)
    _table_row([heading.title for heading in headings], headings, widths)
    for row in rows:
        _table_row(row, headings, widths)
    return len(headings) - len(widths)


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


def _table_row(cells: Sequence[str], headings: Sequence[Heading], widths: Sequence[int]) -> None:
    fitted = [
        fit(cell, cells_wide, right=heading.right)
        for cell, heading, cells_wide in zip(cells, headings, widths, strict=False)
    ]
    _write(_GAP.join(fitted).rstrip() + "\n")


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
