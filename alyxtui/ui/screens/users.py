"""Who it is, where several people have signed in on one machine."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.choices import Choice, Choices

SOMEBODY_ELSE = ""
_KEYS = (
    Command("user-choose", Scope.CHOICE, "enter", "", "choose", "be this user"),
    Command("user-leave", Scope.CHOICE, "esc", "", "leave", "sign nobody in"),
    Command("user-quit", Scope.CHOICE, "ctrl+q", "", "quit", "leave alyxtui"),
)


class UserScreen(GateScreen["str | None"]):
    """Gives the user's name, ``SOMEBODY_ELSE``, or None when it was left.

    Args:
        url: address of the server.
        users: who can sign in without being asked, at least one.
    """

    BINDINGS = [("escape", "leave", "")]

    def __init__(self, url: str, users: Sequence[str]) -> None:
        super().__init__()
        self._url = url
        self._users = users

    def compose(self) -> ComposeResult:
        """Server, names, keys."""
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("who are you, on ", "$label"),
                    (safe(self._url), "bold $foreground"),
                    ("?", "$label"),
                ),
                markup=False,
            )
            known = [Choice(user) for user in self._users]
            yield Choices([*known, Choice("somebody else", "sign in with a password or a token")])
            yield Static("What you write is credited to you.", id="about", markup=False)
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        self.dismiss([*self._users, SOMEBODY_ELSE][event.index])

    def action_leave(self) -> None:
        """Sign nobody in."""
        self.dismiss(None)
