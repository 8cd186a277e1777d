"""A question that is answered with yes or no."""

from __future__ import annotations

import time

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.widgets.bars import HintLine

_SUDDEN = 1.0  # seconds in which keys were meant for what was there before


class QuestionScreen(ModalScreen[bool]):
    """Gives whether the answer is yes.

    Args:
        title: what it is about, a few safe words.
        words: the question, safe text.
        yes: what is done then, one or two words.
        no: what is done else, one or two words.
        sudden: nobody has pressed a key for it, so that keys count a moment later.
    """

    BINDINGS = [("y", "answer(True)", ""), ("n,escape", "answer(False)", "")]
    DEFAULT_CSS = """
    QuestionScreen {
        align: center middle;
        background: $background 60%;
        & #form { width: 70; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
        & #words { color: $label; height: auto; margin-top: 1; }
        & HintLine { margin-top: 1; padding: 0; }
    }
    """

    def __init__(self, title: str, words: str, *, yes: str, no: str, sudden: bool = False) -> None:
        super().__init__()
        self._counts_from = time.monotonic() + (_SUDDEN if sudden else 0.0)
        self._title, self._words = title, words
        self._keys = (
            Command("answer-yes", Scope.FORM, "y", "", yes, yes),
            Command("answer-no", Scope.FORM, "n", "", no, no),
        )

    def compose(self) -> ComposeResult:
        """Title, question, keys."""
        with Vertical(id="form"):
            yield Static(Content.styled(self._title, "bold $warning"), markup=False)
            yield Static(self._words, id="words", markup=False)
            keys = HintLine(id="keys")
            keys.commands = self._keys
            yield keys

    def action_answer(self, yes: bool) -> None:
        """Give the answer."""
        if time.monotonic() >= self._counts_from:
            self.dismiss(yes)
