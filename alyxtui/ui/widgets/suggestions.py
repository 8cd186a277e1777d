"""What can stand in an input, in a list below it."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region
from textual.widgets import Static

from alyxtui.query.complete import Candidate, Completion
from alyxtui.text import elide, safe, width

ROWS = 8
_WIDTH = 72
_TEXTS = 44  # cells for the candidates at most; the rest is for the words on them


class Suggestions(Static):
    """Lies over what is below an input; the focus stays in the input."""

    DEFAULT_CSS = """
    Suggestions {
        display: none;
        position: absolute;
        layer: above;
        width: auto;
        height: auto;
        background: $panel;
        color: $foreground;
    }
    Suggestions.-open { display: block; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self.completion = Completion(0, 0)
        self._at = -1
        self._columns = 0

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return self.has_class("-open")

    @property
    def chosen(self) -> Candidate | None:
        """The candidate under the cursor, None while the cursor is in none."""
        found = self.completion.candidates
        return found[self._at] if 0 <= self._at < len(found) else None

    def offer(self, completion: Completion, field: Region, room: Region) -> None:
        """Show candidates below an input, or above it where there is more room.

        Args:
            completion: with one candidate at least.
            field: where the input is.
            room: where the list may be.
        """
        before = self.chosen
        self.completion = completion
        found = completion.candidates
        self._at = found.index(before) if before in found else -1
        rows = min(len(found) + (len(found) > ROWS), ROWS + 1)
        self._columns = min(room.right - field.x, _WIDTH)
        above = field.bottom + rows > room.bottom
        self.styles.offset = (field.x, max(field.y - rows, 0) if above else field.bottom)
        self.add_class("-open")
        self._draw()

    def close(self) -> None:
        """Take it off the screen."""
        self._at = -1
        self.remove_class("-open")

    def move(self, step: int) -> None:
        """Move the cursor; beyond the ends it comes back at the other."""
        count = len(self.completion.candidates)
        if self._at < 0 and step < 0:
            self._at = count - 1
        else:
            self._at = (self._at + step) % count
        self._draw()

    def _draw(self) -> None:
        found = self.completion.candidates
        first = max(0, min(self._at - ROWS // 2, len(found) - ROWS))
        shown = found[first : first + ROWS]
        texts = min(max(width(safe(one.text)) for one in shown), _TEXTS, self._columns - 2)
        lines = [
            self._line(one, texts, is_chosen=first + index == self._at)
            for index, one in enumerate(shown)
        ]
        if len(found) > ROWS:
            words = f" {self._at + 1 if self._at >= 0 else '…'} of {len(found)}"
            lines.append(Content.styled(_fitted(words, self._columns), "$whisper"))
        size = (max(line.cell_length for line in lines), len(lines))
        self.update(Content("\n").join(lines), layout=size != self.content_size)

    def _line(self, one: Candidate, texts: int, *, is_chosen: bool) -> Content:
        text = _fitted(safe(one.text), texts)
        kind = one.kind if one.kind in {"relation", "relations", "key"} else ""
        words = " · ".join(filter(None, (kind, safe(one.help))))
        about = _fitted(words, max(self._columns - texts - 4, 0))
        back = " on $cursor" if is_chosen else ""
        bar = ("▌", f"$primary{back}") if is_chosen else (" ", "")
        return Content.assemble(
            bar, (f"{text}  ", f"$foreground{back}"), (f"{about} ", f"$label{back}")
        )


def _fitted(text: str, cells: int) -> str:
    text = elide(text, cells)
    return text + " " * (cells - width(text))
