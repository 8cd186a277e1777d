"""The last net before the terminal: no control byte that we did not write gets through.

Textual 8.2.8 passes ESC, C1 and NUL in text on to the terminal (measured). Everything from outside
goes through ``text.safe`` where it enters the interface; this filter catches what was forgotten.
"""

from __future__ import annotations

import re

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from alyxtui.text import safe

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class ControlNet(LineFilter):
    """Make control characters in drawn text visible."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments, those with a control character replaced.

        Args:
            segments: one line as Textual would send it.
            background: not used.
        """
        if not any(_CONTROL.search(segment.text) for segment in segments):
            return segments
        return [
            Segment(safe(segment.text), segment.style, segment.control)
            if segment.control is None
            else segment
            for segment in segments
        ]
