"""Signing in: user and password, or a token."""

from __future__ import annotations

from collections.abc import Iterator

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Checkbox, Input, Label, Static

from alyxtui.domain.connection import Connection
from alyxtui.errors import AlyxTuiError
from alyxtui.settings.model import PUBLIC_URL
from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

_KEYS = (
    Command("sign-in-now", Scope.FORM, "enter", "", "sign in", "sign in"),
    Command("sign-in-next", Scope.FORM, "tab", "", "next field", "to the next field"),
    Command("sign-in-leave", Scope.FORM, "esc", "", "leave", "close the form"),
    Command("sign-in-quit", Scope.FORM, "ctrl+q", "", "quit", "leave alyxtui"),
)
_PUBLIC = f"No account? {PUBLIC_URL}/signup\nYour token: {PUBLIC_URL}/me"


class SignInScreen(GateScreen[bool]):
    """Asks for a password or a token until the server takes one.

    Gives whether somebody is signed in.

    Args:
        connection: the server to sign in to.
        refused: the server does not take the token that was in use.
    """

    BINDINGS = [("escape", "leave", "")]

    def __init__(self, connection: Connection, *, refused: bool = False) -> None:
        super().__init__()
        self.connection = connection
        self._refused = refused
        self._nameless = False

    def compose(self) -> ComposeResult:
        """Server, user, password or token."""
        with Vertical(id="form"):
            yield from self._fields()
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    def _fields(self) -> Iterator[Widget]:
        url = self.connection.profile.url
        yield Static(
            Content.assemble(("sign in to ", "$label"), (safe(url), "bold $foreground")),
            markup=False,
        )
        yield Static("", id="problem", markup=False)
        yield Label("user", markup=False)
        yield Field(self.connection.user, id="user", on_enter=self._entered)
        yield Label("password", markup=False)
        yield Field(password=True, id="password", on_enter=self._entered)
        yield Label("or a token, as your server's own pages show it", markup=False)
        yield Field(password=True, id="token", on_enter=self._entered)
        if self.connection.settings.once:
            yield Label("only for now: nothing is kept on the disk", markup=False)
        else:
            yield Checkbox("keep me signed in", True, id="keep")
        if url == PUBLIC_URL:
            yield Static(_PUBLIC, id="about", markup=False)

    def on_mount(self) -> None:
        """Start where something is missing."""
        self._go_to("password" if self._value("user") else "user")
        if self._refused:
            self.say(
                "▲ The server does not take your token any more. Nothing that you typed is lost.",
                "$warning",
            )

    def _entered(self) -> None:
        user, password, token = (self._value(name) for name in ("user", "password", "token"))
        if not user and (self._nameless or not token):
            self._go_to("user")
        elif not password and not token:
            self._go_to("password")
        else:
            self._try(user, password, token)

    def _go_to(self, name: str) -> None:
        # At once: `Widget.focus` would wait for its turn, and what is typed ahead comes before it.
        self.set_focus(self.query_one(f"#{name}"))

    def _value(self, name: str) -> str:
        value = self.query_one(f"#{name}", Input).value
        return value if name == "password" else value.strip()

    @property
    def _keep(self) -> bool:
        boxes = self.query(Checkbox)
        return bool(boxes) and boxes.first().value

    @work(group="sign-in", exclusive=True, exit_on_error=False)
    async def _try(self, user: str, password: str, token: str) -> None:
        self.say("asking the server …")
        try:
            if token:
                await self.connection.use_token(user, token, keep=self._keep and bool(user))
            else:
                await self.connection.sign_in(user, password, keep=self._keep)
        except AlyxTuiError as error:
            self.say_error(error)
            self._go_to("token" if token else "password")
            return
        if token and not user:
            await self._name_owner()
        else:
            self.dismiss(True)

    async def _name_owner(self) -> None:
        """The server takes the token: whose it is it says itself, or the person does."""
        if self.connection.user:
            if self._keep:
                await self.connection.keep()
            self.dismiss(True)
            return
        self._nameless = True
        self.say("● The server takes the token and does not say whose it is.\nGive the user name.")
        self._go_to("user")

    def action_leave(self) -> None:
        """Close the form; what was asked of the server is not waited for."""
        self.workers.cancel_node(self)
        self.dismiss(self._nameless)
