"""The one kind of text input: a line of its own height, without a blinking cursor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from textual import events
from textual.widgets import Input

_PATIENCE = 0.5  # seconds that a field may take for one key, lest it hold the app


class Field(Input):
    """An input of one line; a cursor that blinks costs bytes over SSH all day.

    What is typed ahead lands right: enter, and tab in a form, act before the next key is looked
    at. Textual 8.2.8 would let them rise through every parent first, and what follows in the same
    write would go to the field that one has left (measured).

    Args:
        value: the text to begin with.
        placeholder: shown while it is empty.
        password: whether the text is hidden.
        on_enter: what enter does.
        select_on_focus: whether the text is selected when the field gets the focus.
        id: of the widget.
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

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        password: bool = False,
        on_enter: Callable[[], None] | None = None,
        select_on_focus: bool = True,
        id: str | None = None,
    ) -> None:
        super().__init__(
            value, placeholder, password=password, select_on_focus=select_on_focus, id=id
        )
        self._at_enter = on_enter

    def on_mount(self) -> None:
        """Keep the cursor still."""
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        steps = {"tab": self.screen.focus_next, "shift+tab": self.screen.focus_previous}
        if event.key == "enter" and self._at_enter is not None:
            self._at_enter()
        elif event.key in steps and self.screen.is_modal:
            steps[event.key]()
        else:
            return
        event.stop()
        event.prevent_default()

    async def settled(self) -> None:
        """Wait until the keys that were sent here have been dealt with."""
        done = asyncio.Event()
        if self.call_later(done.set):
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(done.wait(), _PATIENCE)
