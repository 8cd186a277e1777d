"""ONE's cache tables, fetched for ``alyxtui cache tables``."""

from __future__ import annotations

import asyncio
from pathlib import Path

from alyxtui.cli import headless, output
from alyxtui.cli.progress import shown
from alyxtui.domain.downloads.tables import fetch_tables
from alyxtui.settings.load import Flags


def fetch(flags: Flags, tag: str, to: Path | None) -> None:
    """Fetch the cache tables and print where they are.

    Args:
        flags: of the connection.
        tag: name of a release tag, empty for all.
        to: a directory in place of ONE's.

    Raises:
        NotFound: there are none, or no such tag.
        DownloadFailed: they cannot be fetched, or are not what they should be.
        AlyxTuiError: the server cannot be asked or refuses.
    """
    root = to.expanduser().absolute() if to else None
    for path in headless.run(_fetch(flags, tag, root)):
        output.line(str(path))


async def _fetch(flags: Flags, tag: str, root: Path | None) -> list[Path]:
    async with headless.connected(flags) as connection:
        await headless.sign_in(connection)
        downloads = connection.downloads
        folder = root or downloads.root
        with shown(downloads):
            return await fetch_tables(connection.client, downloads, folder, asyncio.to_thread, tag)
