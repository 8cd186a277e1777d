"""Nothing is sent to the terminal that it shows already.

Textual 8.2.8 draws a whole screen twice or more when one opens or closes (measured: 59 kB for the
help at 120x40, 15 of them new). Here each piece of a line that stands on the terminal as it is to be
drawn is left out. What stands there is known for as long as nobody else writes to it; ``forget``
says that somebody may have.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.control import Control
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import Strip

Piece = tuple[int, int, int, Strip]
"""Line, first cell, cell behind the last one, and what is to stand there."""


class Shown:
    """What stands on the terminal, piece by piece."""

    def __init__(self) -> None:
        self._lines: dict[int, dict[int, tuple[int, str]]] = {}

    def forget(self) -> None:
        """Nothing is known any more; the next pictures are sent whole."""
        self._lines.clear()

    def put(self, line: int, first: int, end: int, text: str) -> bool:
        """Note a piece that is to stand on the terminal.

        Args:
            line: from the top.
            first: its first cell.
            end: the cell behind its last one.
            text: its characters and sequences.

        Returns:
            Whether it has to be written; False when it stands there already.
        """
        pieces = self._lines.setdefault(line, {})
        if pieces.get(first) == (end, text):
            return False
        over = [start for start, (stop, _) in pieces.items() if start < end and stop > first]
        for start in over:
            del pieces[start]
        pieces[first] = (end, text)
        return True


class Sparing(CompositorUpdate):
    """An update of Textual's without what the terminal shows already.

    Args:
        update: what is to be drawn.
        shown: what stands on the terminal; brought up to date when this is rendered.
    """

    def __init__(self, update: CompositorUpdate, shown: Shown) -> None:
        self._update = update
        self._shown = shown

    def render_segments(self, console: Console) -> str:
        """The sequences to be written."""
        pieces = _pieces(self._update)
        if pieces is None:
            self._shown.forget()
            return self._update.render_segments(console)
        parts: list[str] = []
        for line, first, end, strip in pieces:
            text = strip.render(console)
            if self._shown.put(line, first, end, text):
                parts += [Control.move_to(first, line).segment.text, text]
        return "".join(parts)


def _pieces(update: CompositorUpdate) -> Iterator[Piece] | None:
    """What an update draws, None for a kind that is not known."""
    if isinstance(update, LayoutUpdate):
        return _of_layout(update)
    if isinstance(update, ChopsUpdate):
        return _of_chops(update)
    return None


def _of_layout(update: LayoutUpdate) -> Iterator[Piece]:
    for line, strips in enumerate(update.strips, update.region.y):
        first = update.region.x
        for strip in strips:
            end = first + strip.cell_length
            if strip.cell_length:
                yield line, first, end, strip
            first = end


def _of_chops(update: ChopsUpdate) -> Iterator[Piece]:
    for line, left, right in update.spans:
        for end, (first, strip) in zip(
            update.chop_ends[line], update.chops[line].items(), strict=False
        ):
            if strip is None or first > right or end <= left:
                continue
            if end > right:
                strip = strip.crop(0, right - first)
            if strip.cell_length:
                yield line, first, first + strip.cell_length, strip
