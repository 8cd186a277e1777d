"""The height of a list in a dialog: what the words around it leave."""

from __future__ import annotations

from textual.widget import Widget

_SHARE = 0.9
"""Of the terminal's height that a dialog takes at the most; its own style says so too."""
_LEAST = 3  # lines


def fit_lines(box: Widget, lines: Widget, wanted: int) -> None:
    """Give a list the lines that it wants, as far as nothing else in its dialog is cut off.

    Called once the dialog has its layout, and again when the terminal has another size.

    Args:
        box: the dialog: widgets one above the other.
        lines: the list among them.
        wanted: lines.
    """
    others = sum(
        one.virtual_region_with_margin.height for one in box.displayed_children if one is not lines
    )
    room = int(lines.screen.size.height * _SHARE) - box.gutter.height - others
    lines.styles.height = max(min(wanted, room), min(wanted, _LEAST))
