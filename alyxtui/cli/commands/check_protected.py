"""``alyxtui check-protected``: whether files are protected by a tag."""

from __future__ import annotations

import argparse

from alyxtui.errors import ExitCode
from alyxtui.settings.load import Flags

_PATH = "/check-protected"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", help="subject/date/number/collection")
    parser.add_argument("filenames", nargs="+", metavar="FILE", help="names of files there")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print the server's answer; exit code 1 when one is protected.

    Raises:
        Forbidden: one is; with their names.
        AlyxTuiError: the server cannot be asked.
    """
    from alyxtui.cli import headless

    return headless.run(_check(options, flags))


async def _check(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import headless, output

    # Alyx 3.6.1: without a path this is a server error.
    query = [("path", options.path), ("filenames", ",".join(options.filenames))]
    async with headless.connected(flags) as connection:
        await headless.sign_in(connection)
        answer = await connection.client.request("GET", _PATH, params=query)
    output.document(answer.data)
    return int(ExitCode.DONE)
