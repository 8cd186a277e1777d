"""What stands where rows would be when there are none: why, and what to do next."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from alyxtui.errors import AlyxTuiError, Unreachable
from alyxtui.text import safe


class StatePanel(VerticalScroll):
    """Loading, empty, stopped, error and offline are states that one can see."""

    DEFAULT_CSS = """
    StatePanel {
        height: 1fr;
        padding: 1 2;
        scrollbar-size: 0 0;
        & #state { width: 100%; max-width: 76; color: $label; }
    }
    """

    def compose(self) -> ComposeResult:
        """One block of text."""
        yield Static("", id="state", markup=False)

    def say(
        self, title: str, message: str = "", *, keys: str = "", style: str = "$foreground"
    ) -> None:
        """Show a state.

        Args:
            title: what is the case, a few safe words.
            message: more on it, safe.
            keys: what to do next.
            style: Textual style of the title.
        """
        parts = [Content.styled(title, f"bold {style}")]
        if message:
            parts += [Content("\n\n"), Content.styled(message, "$label")]
        if keys:
            parts += [Content("\n\n"), Content.styled(keys, "$whisper")]
        self.query_one("#state", Static).update(Content.assemble(*parts))

    def say_error(self, error: AlyxTuiError) -> None:
        """Show an error: its title, what the server said, and the way out."""
        glyph = "✕ offline: " if isinstance(error, Unreachable) else "✕ "
        message = safe(error.message, lines=True)
        if error.hint:
            message += f"\n\n{safe(error.hint, lines=True)}"
        self.say(
            glyph + safe(error.heading),
            message,
            keys="ctrl+r try again   esc go back   f change the filters",
            style="$error",
        )
