"""``alyxtui logout``: forget the kept token, and what was kept for the user."""

from __future__ import annotations

import argparse

from alyxtui.errors import AlyxTuiError, UsageError
from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: those of the connection are enough."""


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Forget the token and the answers of the user, or of the only user there is.

    Raises:
        UsageError: several users have signed in and none is named.
        AlyxTuiError: the token cannot be taken from the disk.
    """
    from alyxtui.cli import headless

    headless.run(_logout(flags))
    return 0


async def _logout(flags: Flags) -> None:
    from alyxtui.cli import diagnostics, headless

    async with headless.connected(flags) as connection:
        users = await connection.known_users()
        user = connection.user or (users[0] if len(users) == 1 else "")
        if not user and users:
            raise UsageError(
                f"Several users have signed in: {', '.join(users)}.", hint="Say --user NAME"
            )
        if not user or flags.once:
            diagnostics.note(f"nobody to sign out from {connection.profile.url}")
            return
        connection.user = user
        if not connection.sign_out():
            raise AlyxTuiError(" ".join(connection.take_warnings()))
        if user in users:
            diagnostics.note(f"signed out {user} from {connection.profile.url}")
        else:  # by a variable, or long ago; what was kept for them is gone all the same
            diagnostics.note(f"no token of {user} is kept for {connection.profile.url}")
        if connection.accounts.has_one_token(connection.profile.url, user):
            diagnostics.note("ONE keeps a sign-in of its own; alyxtui does not use it any more")
