"""A question with two answers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.ui.commands import Scope, bindings


class ConfirmScreen(ModalScreen[bool]):
    """Asks; gives back whether the answer was yes.

    Args:
        question: one line, safe.
        about: what hangs on it, safe; empty for nothing.
        yes: what yes does, a word or two.
    """

    BINDINGS = bindings(Scope.QUESTION)
    DEFAULT_CSS = """
    ConfirmScreen {
        align: center middle;
        background: $background 60%;
        & Vertical {
            width: 64;
            max-width: 96%;
            height: auto;
            background: $panel;
            padding: 1 2;
        }
    }
    """

    def __init__(self, question: str, about: str = "", *, yes: str = "go on") -> None:
        super().__init__()
        self._question, self._about, self._yes = question, about, yes

    def compose(self) -> ComposeResult:
        """The question and the keys."""
        parts = [Content.styled(self._question, "bold $foreground")]
        if self._about:
            parts += [Content("\n"), Content.styled(self._about, "$label")]
        parts += [
            Content("\n\n"),
            Content.assemble(
                ("y", "$primary"),
                (f" {self._yes}   ", "$label"),
                ("esc", "$primary"),
                (" no", "$label"),
            ),
        ]
        with Vertical():
            yield Static(Content.assemble(*parts), markup=False)

    def action_answer(self, yes: bool) -> None:
        """Give the answer."""
        self.dismiss(yes)
