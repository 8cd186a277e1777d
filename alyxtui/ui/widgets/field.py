"""The one kind of text input: a line of its own height, without a blinking cursor."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from alyxtui.ui.commands import Scope


class Field(Input):
    """An input of one line; a cursor that blinks costs bytes over SSH all day.

    Enter acts at once. Textual 8.2.8 makes a message of it, which comes after the next key, and
    what is typed ahead would go to the field that one is about to leave (measured).

    Args:
        value: the text to begin with.
        placeholder: shown while it is empty.
        password: whether the text is hidden.
        on_enter: what enter does.
        select_on_focus: whether the text is selected when the field gets the focus.
        id: of the widget.
        classes: of the widget.
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

    scopes = (Scope.ASK,)

    # Textual 8.2.8 lays the whole screen out again whenever the text changes its length; ours never
    # changes its size.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        password: bool = False,
        on_enter: Callable[[], None] | None = None,
        select_on_focus: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder,
            password=password,
            select_on_focus=select_on_focus,
            id=id,
            classes=classes,
        )
        self._at_enter = on_enter

    def on_mount(self) -> None:
        """Keep the cursor still."""
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self._at_enter is not None:
            self._at_enter()
            event.stop()
            event.prevent_default()
