"""``alyxtui login``: sign in and keep the token."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from alyxtui.errors import AlyxTuiError, NotSignedIn, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--token", action="store_true", help="ask for a token instead of a password"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Ask for what is missing, sign in, and keep the token.

    Raises:
        NotSignedIn: the server refuses user or password.
        UsageError: something is missing and nobody can be asked.
        AlyxTuiError: the server cannot be asked, or the token cannot be kept.
    """
    from alyxtui.cli import headless

    if flags.once:
        raise UsageError("--once keeps nothing, and keeping is what login is for.")
    headless.run(_login(flags, by_token=options.token))
    return 0


async def _login(flags: Flags, *, by_token: bool) -> None:
    from alyxtui.cli import diagnostics, headless

    async with headless.connected(flags) as connection:
        settings = connection.settings
        if by_token or (settings.token and not settings.password):
            await _by_token(connection, flags)
        else:
            user = connection.user or _ask("User name:", flags)
            password = settings.password or _ask_hidden(f"Password of {user}: ", flags)
            await connection.sign_in(user, password, keep=False)
        if not await connection.keep():
            words = " ".join(connection.take_warnings())
            raise AlyxTuiError(words, title="The sign-in cannot be kept")
        rights = " (may only read)" if connection.read_only else ""
        diagnostics.note(f"signed in to {connection.profile.url} as {connection.user}{rights}")


async def _by_token(connection: Connection, flags: Flags) -> None:
    """Sign in with a token; its owner is whom the server names, else whom the person does."""
    from alyxtui.cli import diagnostics

    token = connection.settings.token or _ask_hidden("Token: ", flags)
    meant = connection.user
    await connection.use_token(meant, token, keep=False)
    if not connection.user:
        connection.user = _ask("Whose token is it? User name:", flags)
    if meant and connection.user != meant:
        diagnostics.warning(f"this is the token of {connection.user}, not of {meant}")


def _ask(question: str, flags: Flags) -> str:
    from alyxtui.cli import diagnostics

    _refuse_without_person(flags)
    diagnostics.question(question)
    answer = sys.stdin.readline().strip()
    if not answer:
        raise UsageError("No user name was given.")
    return answer


def _ask_hidden(question: str, flags: Flags) -> str:
    from getpass import getpass

    from alyxtui.text import safe

    _refuse_without_person(flags)
    try:
        answer = getpass(safe(question))
    except EOFError:
        answer = ""
    if not answer:
        raise NotSignedIn("Nothing was given.", hint="Nothing was sent either; try again.")
    return answer


def _refuse_without_person(flags: Flags) -> None:
    if flags.no_input or sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "Something is missing, and nobody can be asked here.",
            hint="Give --user NAME, and the password or the token in a variable: "
            "ALYXTUI_PASSWORD or ALYXTUI_TOKEN.",
        )
