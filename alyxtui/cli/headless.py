"""What headless commands share: a connection, the schema, and a sign-in that asks nobody."""

from __future__ import annotations

import asyncio
import difflib
import os
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from alyxtui.cli import diagnostics
from alyxtui.domain.connection import Connection
from alyxtui.errors import NotSignedIn, UsageError
from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.text import safe

if TYPE_CHECKING:
    from alyxtui.schema.model import Action, Api, Endpoint

T = TypeVar("T")
_WORTH_SAYING = 1.0  # seconds


def run(work: Coroutine[Any, Any, T]) -> T:
    """Carry out the asynchronous part of a command.

    Ctrl-C cancels it, so that it ends in order; from Python 3.11 on asyncio sees to that itself.

    Raises:
        KeyboardInterrupt: it was cancelled by Ctrl-C.
    """
    return asyncio.run(work if sys.version_info >= (3, 11) else _cancelled_by_interrupt(work))


async def _cancelled_by_interrupt(work: Coroutine[Any, Any, T]) -> T:
    loop, task = asyncio.get_running_loop(), asyncio.ensure_future(work)
    interrupted = False

    def interrupt(number: int, frame: object) -> None:
        nonlocal interrupted
        interrupted = True
        loop.call_soon_threadsafe(task.cancel)

    former = signal.signal(signal.SIGINT, interrupt)
    try:
        return await task
    except asyncio.CancelledError:
        if interrupted:
            raise KeyboardInterrupt from None
        raise
    finally:
        signal.signal(signal.SIGINT, former)


@asynccontextmanager
async def connected(flags: Flags) -> AsyncIterator[Connection]:
    """A connection by settings and flags, closed at the end.

    Raises:
        SettingsError: they cannot be used.
    """
    settings = load_settings(flags, os.environ)
    connection = Connection(settings, TokenStore(), on_wait=_say_wait)
    try:
        yield connection
    finally:
        await connection.aclose()
        say_heard(connection)


def say_heard(connection: Connection) -> None:
    """Say what was noticed: settings that were skipped, and the server's own notices."""
    for warning in connection.take_warnings():
        diagnostics.warning(warning)
    for change in connection.offer.take_changes():
        diagnostics.warning(f"the server has changed: {change}")
    for notice in connection.take_notices():
        said = f"the server says: {notice.text}"
        diagnostics.warning(said) if notice.urgent else diagnostics.note(said)


async def sign_in(connection: Connection) -> None:
    """Sign in by what is at hand.

    Raises:
        NotSignedIn: nothing is, or the server refuses it.
    """
    if await connection.sign_in_silently():
        return
    server = connection.profile.url
    if connection.user:
        raise NotSignedIn(f"There is no token of {connection.user} for {server}.", hint=_HOW)
    await _refuse_several(connection)
    raise NotSignedIn(f"Nobody has signed in to {server}.", hint=_HOW)


async def name_user(connection: Connection) -> None:
    """Know whose things are meant, as far as that is known without asking the server.

    Raises:
        NotSignedIn: several users have signed in and none is named.
    """
    profile = replace(connection.profile, user=connection.user)
    found = await asyncio.to_thread(connection.accounts.find, profile)
    if found is not None:
        connection.user = found.user
    elif not connection.user:
        await _refuse_several(connection)


async def _refuse_several(connection: Connection) -> None:
    users = await connection.known_users()
    if users:
        raise NotSignedIn(
            f"Several users have signed in to {connection.profile.url}: {', '.join(users)}.",
            hint="Say which one: --user NAME",
        )


_HOW = "Run `alyxtui login`, or set ALYXTUI_TOKEN, or ALYXTUI_USER and ALYXTUI_PASSWORD."


def endpoint_of(api: Api, name: str) -> Endpoint:
    """The endpoint of a name.

    Raises:
        UsageError: there is none; says what was perhaps meant.
    """
    found = api.endpoints.get(name.strip("/"))
    if found is None:
        raise unknown("endpoint", name, api.endpoints, hint="alyxtui endpoints shows all.")
    return found


def action_of(endpoint: Endpoint, name: str) -> Action:
    """An action of an endpoint.

    Raises:
        UsageError: it has none of that name.
    """
    found = endpoint.actions.get(name)
    if found is None:
        raise UsageError(
            f"{endpoint.name} has no {name}.", hint=f"It has: {', '.join(endpoint.actions)}."
        )
    return found


def unknown(what: str, name: str, known: Iterable[str], *, hint: str = "") -> UsageError:
    """The error for a name that does not exist, with the ones it may have meant."""
    near = difflib.get_close_matches(name, list(known), n=3)
    meant = f"Did you mean {' or '.join(near)}? " if near else ""
    return UsageError(f"There is no {what} {safe(name)!r}.", hint=f"{meant}{hint}".strip())


def _say_wait(seconds: float, reason: str) -> None:
    if seconds >= _WORTH_SAYING:
        diagnostics.note(f"waiting {seconds:.0f} s: {reason}")
