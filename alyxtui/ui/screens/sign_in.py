"""Signing in: user and password, or a token."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Input, Label, Static
from textual.worker import Worker

from alyxtui.domain.connection import Connection
from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

_KEYS = (
    Command("sign-in-now", Scope.FORM, "enter", "", "sign in", "sign in"),
    Command("sign-in-next", Scope.FORM, "tab", "", "next field", "to the next field"),
    Command("sign-in-leave", Scope.FORM, "esc", "", "leave", "close the form"),
    Command("sign-in-quit", Scope.FORM, "ctrl+q", "", "quit", "leave alyxtui"),
)


class SignInScreen(ModalScreen[bool]):
    """Asks for a password or a token until the server takes one.

    Gives True then, and False when it was left.

    Args:
        connection: the server to sign in to.
    """

    BINDINGS = [("escape", "leave", "")]
    DEFAULT_CSS = """
    SignInScreen {
        align: center middle;
        background: $background;
        & #form { width: 64; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
        & Label { color: $label; margin-top: 1; }
        & Checkbox { border: none; background: transparent; padding: 0; margin-top: 1; color: $label; }
        & Checkbox > .toggle--button { color: $chip; background: $chip; }
        & Checkbox.-on > .toggle--button { color: $success; background: $chip; }
        & Checkbox:focus { color: $foreground; background: transparent; }
        & #problem { color: $error; height: auto; margin-top: 1; }
        & #about { color: $whisper; height: auto; margin-top: 1; }
        & HintLine { margin-top: 1; padding: 0; }
    }
    """

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection

    def compose(self) -> ComposeResult:
        """Server, user, password or token."""
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("sign in to ", "$label"),
                    (safe(self.connection.profile.url), "bold $foreground"),
                ),
                markup=False,
            )
            yield Label("user", markup=False)
            yield Field(self.connection.user or self.connection.profile.user, id="user")
            yield Label("password", markup=False)
            yield Field(password=True, id="password")
            yield Label("or a token, as your server's own pages show it", markup=False)
            yield Field(password=True, id="token")
            yield Checkbox("keep me signed in", not self.connection.settings.once, id="keep")
            yield Static("", id="problem", markup=False)
            yield Static(
                "No server yet? `alyxtui demo` has one built in.", id="about", markup=False
            )
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    def on_mount(self) -> None:
        """Start where something is missing."""
        self.query_one("#password" if self.query_one("#user", Input).value else "#user").focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        user, password, token = (self._value(name) for name in ("user", "password", "token"))
        if not user and not token:
            self.query_one("#user").focus()
        elif not password and not token:
            self.query_one("#password").focus()
        else:
            self._try(user, password, token)

    def _value(self, name: str) -> str:
        value = self.query_one(f"#{name}", Input).value
        return value if name == "password" else value.strip()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="sign-in", exclusive=True, exit_on_error=False)
    async def _try(self, user: str, password: str, token: str) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(Content.styled("asking the server …", "$label"))
        keep = self.query_one("#keep", Checkbox).value
        try:
            if token:
                await self.connection.use_token(user, token, keep=keep)
            else:
                await self.connection.sign_in(user, password, keep=keep)
        except AlyxTuiError as error:
            words = f"✕ {safe(error.heading)}: {safe(error.message)}\n{safe(error.hint)}"
            problem.update(Content.styled(words.strip(), "$error"))
            self.query_one("#token" if token else "#password", Input).focus()
            return
        self.dismiss(True)

    def action_leave(self) -> None:
        """Close the form; what was asked of the server is not waited for."""
        self.workers.cancel_node(self)
        self.dismiss(False)
