"""What the screens that stand before the browser have in common."""

from __future__ import annotations

from typing import Generic, TypeVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from alyxtui.ui.faults import report_fault

Result = TypeVar("Result")


class GateScreen(ModalScreen[Result], Generic[Result]):
    """One panel in the middle; nothing shines through, and no command of the browser works."""

    DEFAULT_CSS = """
    GateScreen {
        align: center middle;
        background: $background;
        color: $foreground;
        &:ansi { background: ansi_default; } /* a modal screen of Textual's would be transparent */
        & #form { width: 70; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2; overflow-y: auto; scrollbar-size: 1 1; }
        & Label { color: $label; margin-top: 1; }
        & Checkbox { border: none; background: transparent; padding: 0; margin-top: 1; color: $label; }
        & Checkbox > .toggle--button { color: $chip; background: $chip; }
        & Checkbox.-on > .toggle--button { color: $success; background: $chip; }
        & Checkbox:focus { color: $foreground; background: transparent; }
        & Choices { margin-top: 1; background: $panel; }
        & #problem { height: auto; margin-top: 1; display: none; }
        & #about { color: $label; height: auto; margin-top: 1; }
        & HintLine { margin-top: 1; padding: 0; }
    }
    """

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def say(self, words: str, style: str = "$label") -> None:
        """Show a line of state, or take it away.

        Args:
            words: safe text, empty for none.
            style: Textual style of it.
        """
        problem = self.query_one("#problem", Static)
        problem.display = bool(words)
        problem.update(Content.styled(words, style))

    def say_error(self, error: AlyxTuiError) -> None:
        """Show what went wrong and what to do."""
        words = f"✕ {safe(error.heading)}: {safe(error.message, lines=True)}\n{safe(error.hint)}"
        self.say(words.strip(), "$error")
