"""``alyxtui cache``: what is kept of a server on this machine."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "action",
        choices=["tables"],
        help="tables: fetch ONE's cache tables and unpack them where ONE looks for them",
    )
    parser.add_argument(
        "--tag", default="", help="those of a release tag, into a folder of its own"
    )
    parser.add_argument(
        "--to", metavar="DIR", type=Path, help="into this directory instead of ONE's"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Fetch the cache tables and print where they are.

    Raises:
        NotFound: there are none, or no such tag.
        DownloadFailed: they cannot be fetched, or are not what they should be.
        AlyxTuiError: the server cannot be asked or refuses.
    """
    from alyxtui.cli import headless, output

    for path in headless.run(_tables(options, flags)):
        output.line(str(path))
    return 0


async def _tables(options: argparse.Namespace, flags: Flags) -> list[Path]:
    from alyxtui.cli import headless
    from alyxtui.cli.progress import shown
    from alyxtui.domain.downloads.tables import fetch_tables

    async with headless.connected(flags) as connection:
        await headless.sign_in(connection)
        downloads = connection.downloads
        root = options.to.expanduser().absolute() if options.to else downloads.root
        with shown(downloads):
            return await fetch_tables(
                connection.client, downloads, root, asyncio.to_thread, options.tag
            )
