"""What stands where rows would be when there are none: why, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from alyxtui.errors import AlyxTuiError, Unreachable
from alyxtui.text import safe
from alyxtui.ui.widgets.choices import Choice, Choices


class StatePanel(VerticalScroll):
    """Loading, empty, stopped, error and offline are states that one can see."""

    DEFAULT_CSS = """
    StatePanel {
        height: 1fr;
        padding: 1 2;
        scrollbar-size: 0 0;
        & #state { width: 100%; max-width: 76; height: auto; color: $label; }
        & Choices { max-width: 96; margin-top: 1; }
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
        self.query(Choices).remove()
        parts = [Content.styled(title, f"bold {style}")]
        if message:
            parts += [Content("\n\n"), Content.styled(message, "$label")]
        if keys:
            parts += [Content("\n\n"), Content.styled(keys, "$whisper")]
        self.query_one("#state", Static).update(Content.assemble(*parts))

    async def offer(self, choices: Sequence[Choice]) -> None:
        """Show what there is to choose from, below the state; its message is ``Choices.Chosen``."""
        had_focus = self.has_focus
        await self.query(Choices).remove()
        offered = Choices(choices)
        await self.mount(offered)
        if had_focus:
            offered.focus()

    @property
    def focus_target(self) -> Widget:
        """What takes the focus for the whole panel."""
        offered = self.query(Choices)
        return offered.first() if offered else self

    def say_error(self, error: AlyxTuiError, explanation: str = "", *, keys: str = "") -> None:
        """Show an error: its title, what the server said, and the way out.

        Args:
            error: what happened.
            explanation: safe words on what it means, shown before the error's own.
            keys: what else to do.
        """
        glyph = "✕ offline: " if isinstance(error, Unreachable) else "✕ "
        message = safe(error.message, lines=True)
        if explanation:
            message = f"{explanation}\n\nThe server's words: {message}"
        elif error.hint:
            message += f"\n\n{safe(error.hint, lines=True)}"
        self.say(
            glyph + safe(error.heading),
            message,
            keys=keys or "ctrl+r try again   esc go back   f change the filters",
            style="$error",
        )
