"""``alyxtui sync-file-status``: files that wait for their way to the shared repositories."""

from __future__ import annotations

import argparse

from alyxtui.errors import ExitCode
from alyxtui.settings.load import Flags

_PATH = "/sync-file-status"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--yes", action="store_true", help="sync; else it is only shown what would")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print what would be synced (Alyx 3.6.1: GET does nothing), or sync it (POST).

    Raises:
        AlyxTuiError: the server refuses or cannot be reached.
    """
    from alyxtui.cli import headless

    return headless.run(_sync(options, flags))


async def _sync(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import headless, output, writing

    if options.yes:
        async with writing.allowed(flags) as connection:
            answer = await connection.writes.raw("POST", _PATH)
    else:
        async with headless.connected(flags) as connection:
            await headless.sign_in(connection)
            answer = await connection.client.request("GET", _PATH)
    output.document(answer.data)
    return int(ExitCode.DONE)
