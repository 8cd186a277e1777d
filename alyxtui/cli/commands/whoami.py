"""``alyxtui whoami``: which user of which server."""

from __future__ import annotations

import argparse
from typing import Any

from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments: those of the connection are enough."""


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print user and server as JSON, once the server has taken the token.

    Raises:
        NotSignedIn: nobody is signed in, or the token is no longer good.
    """
    from alyxtui.cli import headless, output

    output.document(headless.run(_whoami(flags)))
    return 0


async def _whoami(flags: Flags) -> dict[str, Any]:
    from alyxtui.cli import headless

    async with headless.connected(flags) as connection:
        await headless.sign_in(connection)
        await connection.check_owner()
        await connection.check_rights()
        return {
            "user": connection.user or None,
            "server": connection.profile.url,
            "profile": connection.profile.name,
            "read_only": connection.read_only,
            "by": connection.proof.value if connection.proof else None,
        }
