"""The lock of the screen: on until the user has shown who they are, also over a restart."""

from __future__ import annotations

import asyncio

from alyxtui.domain.accounts import Proof
from alyxtui.domain.connection import Connection
from alyxtui.errors import NotSignedIn
from alyxtui.settings.state import StateStore

_SECTION = "locked"


class Lock:
    """Whether the screen is locked.

    That it is locked is kept in the state file for as long as the token is kept: leaving and
    starting again does not open it.
    """

    def __init__(self) -> None:
        self._open = asyncio.Event()
        self._open.set()

    @property
    def is_closed(self) -> bool:
        """Whether the screen is locked."""
        return not self._open.is_set()

    async def opened(self) -> None:
        """Wait until the screen is not locked."""
        await self._open.wait()

    def close(self) -> None:
        """Lock."""
        self._open.clear()

    def open(self) -> None:
        """Unlock."""
        self._open.set()


def was_locked(connection: Connection) -> bool:
    """Whether a user's screen was locked when the program last ended; reads a small file."""
    return StateStore().section(_SECTION).get(_name(connection)) is True


def remember(connection: Connection, locked: bool) -> str:
    """Keep whether a user's screen is locked, unless nothing is kept; writes a small file.

    Returns:
        Why it is not kept although it should be, else an empty text.
    """
    if connection.settings.once or not (locked or was_locked(connection)):
        return ""
    state = StateStore()
    is_kept = state.put(_SECTION, {_name(connection): locked})
    return "" if is_kept else " ".join(state.take_warnings())


async def check(connection: Connection, secret: str) -> None:
    """See whether somebody is the signed-in user.

    Args:
        connection: of the user.
        secret: the token in use, for which nobody is asked, or the user's password.

    Raises:
        NotSignedIn: it is neither.
        AlyxTuiError: the server cannot be asked.
    """
    import hmac  # loads OpenSSL, which the first frame does without

    token = connection.client.token
    if token and hmac.compare_digest(secret.strip().encode(), token.encode()):
        return
    if not connection.user:
        raise NotSignedIn(
            "Whose token is in use is not known here, so no password can be checked.",
            title="That is not the token in use",
            hint="Enter the token that you signed in with.",
        )
    await connection.confirm(secret)


def _name(connection: Connection) -> str:
    """Whose lock it is, as it is known at the next start: a variable's token says no name then."""
    by_variable = connection.proof is Proof.VARIABLE
    user = connection.profile.user if by_variable else connection.user
    return f"{connection.profile.url} {user}"
