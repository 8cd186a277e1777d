"""The one kind of text input: a line of its own height, without a blinking cursor."""

from __future__ import annotations

from textual.widgets import Input


class Field(Input):
    """An input of one line; a cursor that blinks costs bytes over SSH all day."""

    DEFAULT_CSS = """
    Field, Field:focus {
        height: 1;
        border: none;
        padding: 0 1;
        background: $chip;
        color: $foreground;
    }
    Field:focus { background: $cursor; }
    """

    def on_mount(self) -> None:
        """Keep the cursor still."""
        self.cursor_blink = False
