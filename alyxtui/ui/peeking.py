"""A first look into a file that arrived, as a text in the pager."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from textual.app import App

from alyxtui.domain.peek.look import look
from alyxtui.domain.peek.model import Peek
from alyxtui.errors import AlyxTuiError
from alyxtui.text import fit, safe, width
from alyxtui.ui import screens

_WIDEST = 28  # cells of a column


class Unreadable(AlyxTuiError):
    """The disk does not give the file."""

    title = "Cannot be looked into"


def peek_at(app: App[Any], path: Path) -> None:
    """Show what is in a file."""
    app.push_screen(screens.Pager(safe(path.name), partial(_read, path)))


def _read(path: Path) -> str:
    try:
        peek = look(path)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from error
    return as_text(peek)


def as_text(peek: Peek) -> str:
    """A look into a file as lines; not safe for a terminal."""
    widest = max((len(name) for name, _ in peek.facts), default=0)
    parts = ["\n".join([peek.kind, *(f"{name:<{widest}}  {value}" for name, value in peek.facts)])]
    if peek.note:
        parts.append(peek.note)
    if peek.rows or peek.headings:
        parts.append(_table([*([peek.headings] if peek.headings else []), *peek.rows]))
    if peek.text:
        parts.append(peek.text)
    if peek.more:
        parts.append("… and more")
    return "\n\n".join(parts)


def _table(rows: Sequence[Sequence[str]]) -> str:
    cells = [[safe(cell) for cell in row] for row in rows]
    columns = max(map(len, cells), default=0)
    widths = [
        min(max((width(row[at]) for row in cells if at < len(row)), default=0), _WIDEST)
        for at in range(columns)
    ]
    return "\n".join(
        "  ".join(fit(cell, room) for cell, room in zip(row, widths, strict=False)).rstrip()
        for row in cells
    )
