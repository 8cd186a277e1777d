"""The one kind of text input: a line of its own height, without a blinking cursor."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.widgets import Input


class Field(Input):
    """An input of one line; a cursor that blinks costs bytes over SSH all day.

    Keys that come in one write are handled in their order. Textual 8.2.8 sends a key that is no
    letter on a round through the app, and puts the letters behind it in meanwhile.
    """

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

    def on_key(self, event: events.Key) -> None:
        """Handle a key at once, or hand it to the one that has the focus by now."""
        if not pass_on(self, event) and self.handle(event.key):
            event.stop()
            event.prevent_default()

    def handle(self, key: str) -> bool:
        """Do what a key that is no letter does; False when that is nothing here."""
        actions: dict[str, Callable[[], None]] = {
            "backspace": self.action_delete_left,
            "delete": self.action_delete_right,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "home": self.action_home,
            "end": self.action_end,
        }
        action = actions.get(key)
        if action is not None:
            action()
        return action is not None


def pass_on(field: Input, event: events.Key) -> bool:
    """Hand a key to the widget that has the focus, when an input has lost it; tells whether it was."""
    holder = field.app.focused
    if holder is field:
        return False
    event.stop()
    event.prevent_default()
    (holder or field.app.screen).post_message(events.Key(event.key, event.character))
    return True
