"""Signing in to a data host, which knows nothing of Alyx's users."""

from __future__ import annotations

from dataclasses import dataclass, field

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Label, Static

from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

_KEYS = (
    Command("data-sign-in", Scope.FORM, "enter", "", "sign in", "sign in"),
    Command("data-next", Scope.FORM, "tab", "", "next field", "to the next field"),
    Command("data-leave", Scope.FORM, "esc", "", "leave", "do without the files"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """What a person typed.

    Attributes:
        user: user name at the data host.
        password: that user's password.
        keep: write both to the file of the tokens.
    """

    user: str
    password: str = field(repr=False)
    keep: bool = False


class DataSignIn(ModalScreen["Given | None"]):
    """Asks for the user name and the password of a data host; gives None when it is left.

    Args:
        origin: of the host; nothing is sent anywhere else.
        user: to begin with, may be empty.
        refused: the host did not take what it was given before.
        may_keep: whether anything is kept on the disk.
    """

    BINDINGS = [("escape", "leave", "")]
    DEFAULT_CSS = """
    DataSignIn {
        align: center middle;
        background: $background 60%;
        & #form { width: 70; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
        & Label { color: $label; margin-top: 1; }
        & #about { color: $label; height: auto; margin-top: 1; }
        & Checkbox { border: none; background: transparent; padding: 0; margin-top: 1; color: $label; }
        & Checkbox > .toggle--button { color: $chip; background: $chip; }
        & Checkbox.-on > .toggle--button { color: $success; background: $chip; }
        & Checkbox:focus { color: $foreground; background: transparent; }
        & HintLine { margin-top: 1; padding: 0; }
    }
    """

    def __init__(self, origin: str, user: str, *, refused: bool, may_keep: bool) -> None:
        super().__init__()
        self._origin, self._user = origin, user
        self._refused, self._may_keep = refused, may_keep

    def compose(self) -> ComposeResult:
        """Host, user, password, whether to keep them."""
        about = (
            Content.styled("✕ It did not take what it was given.", "$error")
            if self._refused
            else Content(
                "Files that wait for this are tried again; nobody else sees what you type."
            )
        )
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("sign in to the data server ", "$label"),
                    (safe(self._origin), "bold $foreground"),
                ),
                markup=False,
            )
            yield Static(about, id="about", markup=False)
            yield Label("user", markup=False)
            yield Field(self._user, id="user", on_enter=self._entered)
            yield Label("password", markup=False)
            yield Field(password=True, id="password", on_enter=self._entered)
            if self._may_keep:
                yield Checkbox("keep it in the file of the tokens", id="keep")
            else:
                yield Label("only for now: nothing is kept on the disk", markup=False)
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    def on_mount(self) -> None:
        """Start where something is missing."""
        self._go_to("password" if self._user else "user")

    def _go_to(self, name: str) -> None:
        # At once: `Widget.focus` would wait for its turn, and what is typed ahead comes before it.
        self.set_focus(self.query_one(f"#{name}"))

    def _entered(self) -> None:
        user = self.query_one("#user", Field).value.strip()
        password = self.query_one("#password", Field).value
        if not user or not password:
            self._go_to("password" if user else "user")
            return
        boxes = self.query(Checkbox)
        self.dismiss(Given(user, password, keep=bool(boxes) and boxes.first().value))

    def action_leave(self) -> None:
        """Sign in nowhere; the files stay undone."""
        self.dismiss(None)
