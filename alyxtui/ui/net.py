"""The last net before the terminal: no control byte that we did not write gets through.

Textual 8.2.8 passes ESC, C1 and NUL in text on to the terminal (measured). Everything from outside
goes through ``text.safe`` where it enters the interface; this filter catches what was forgotten.
"""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from alyxtui.text import safe


class ControlNet(LineFilter):
    """Make control characters in drawn text visible."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments, those with a control character replaced.

        Args:
            segments: one line as Textual would send it.
            background: not used.
        """
        texts = [safe(segment.text) for segment in segments]
        if texts == [segment.text for segment in segments]:
            return segments
        return [
            Segment(text, segment.style) if segment.control is None else segment
            for text, segment in zip(texts, segments, strict=True)
        ]
