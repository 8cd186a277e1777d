"""The locked screen: nothing of the records is seen until the user has shown who they are."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Label, Static

from alyxtui.domain import lock
from alyxtui.domain.connection import Connection
from alyxtui.errors import AlyxTuiError, ApiError, NotSignedIn
from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

_KEYS = (
    Command("lock-open", Scope.FORM, "enter", "", "unlock", "unlock"),
    Command("lock-quit", Scope.FORM, "ctrl+q", "", "quit", "leave alyxtui"),
)


class LockScreen(GateScreen[bool]):
    """Asks the signed-in user for the password, or for the token in use; gives True.

    That it is locked is kept for the next start, or it is said that it cannot be.

    Args:
        connection: of the user who is locked out.
    """

    # What was said to the user is not for others.
    DEFAULT_CSS = "LockScreen Toast { display: none; }"

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self.connection = connection

    def compose(self) -> ComposeResult:
        """Whose it is, the password, keys."""
        user = safe(self.connection.user) or "user not known"
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("locked", "bold $primary"),
                    ("  ", ""),
                    (user, "bold $foreground"),
                    (f" on {safe(self.connection.profile.url)}", "$label"),
                ),
                markup=False,
            )
            yield Label("password, or the token in use", markup=False)
            yield Field(password=True, id="secret", on_enter=self._entered)
            yield Static("", id="problem", markup=False)
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    def on_mount(self) -> None:
        """Only the password has the focus."""
        self.query_one(Field).focus()
        self._remember()

    @work(group="remember", exit_on_error=False)
    async def _remember(self) -> None:
        problem = await asyncio.to_thread(lock.remember, self.connection, True)
        if problem:
            words = f"▲ alyxtui started again is not locked: {safe(problem)}"
            self.say(words, "$warning")

    def _entered(self) -> None:
        field = self.query_one(Field)
        secret, field.value = field.value, ""
        if secret:
            self._check(secret)

    @work(group="unlock", exclusive=True, exit_on_error=False)
    async def _check(self, secret: str) -> None:
        self.say("asking the server …")
        try:
            await lock.check(self.connection, secret)
        except NotSignedIn as error:
            self.say_error(error)
        except AlyxTuiError as error:
            self._say_unchecked(error)
        else:
            self.dismiss(True)

    def _say_unchecked(self, error: AlyxTuiError) -> None:
        """Why the password cannot be checked; the token can without the server."""
        offline = isinstance(error, ApiError) and not error.status
        where = "The server cannot be asked" if offline else safe(error.heading)
        self.say(
            f"✕ {where}, so the password cannot be checked: {safe(error.message, lines=True)}\n"
            "Try again, or enter the token in use, which needs no server.",
            "$error",
        )
