"""From a record to the queue: the files are found, chosen among, and wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from textual.app import App

from alyxtui.client.identity import key_of
from alyxtui.domain.connection import Connection
from alyxtui.domain.record import singular, title
from alyxtui.errors import AlyxTuiError
from alyxtui.schema.model import Endpoint
from alyxtui.text import plural, safe
from alyxtui.ui import screens, status

if TYPE_CHECKING:
    from alyxtui.domain.downloads.find import Finder, Found
    from alyxtui.domain.downloads.queue import Downloads

Find = Callable[["Finder"], Awaitable["Found"]]
_MODULES = ("opening", "find", "selection")


async def opened(connection: Connection) -> Downloads:
    """The queue of a connection; what it needs is loaded in a thread."""
    for name in _MODULES:
        await asyncio.to_thread(import_module, f"alyxtui.domain.downloads.{name}")
    return connection.downloads


async def fetch_files(
    app: App[Any],
    connection: Connection,
    endpoint: Endpoint,
    records: Sequence[Mapping[str, Any]],
) -> None:
    """Let the user choose among the files of some records, and queue them.

    To be called from a worker.

    Args:
        app: shows the screens.
        connection: the server and the user.
        endpoint: of the records.
        records: at least one.
    """
    name, (first, *more) = endpoint.name, records
    heading = f"{singular(name)} {title(endpoint, first, key_of(endpoint, dict(first)))}"
    if more:
        heading = f"{len(records):,} marked {name}"
    await _fetch(app, connection, heading, lambda finder: finder.of_records(name, records))


async def fetch_named(app: App[Any], connection: Connection, name: str) -> None:
    """The same for what an id, a path or an address names."""
    await _fetch(app, connection, name, lambda finder: finder.named(name))


async def fetch_cache_tables(app: App[Any], connection: Connection) -> None:
    """Fetch ONE's cache tables, of all or of a release that the user names.

    To be called from a worker.
    """
    downloads = await opened(connection)
    tables = await asyncio.to_thread(import_module, "alyxtui.domain.downloads.tables")
    root = downloads.root
    tag = await app.push_screen_wait(screens.tables_form(root))
    if tag is None:
        return
    app.notify("Q shows how far.", title="fetching cache tables", markup=False)
    try:
        found = await tables.fetch_tables(
            connection.client, downloads, root, asyncio.to_thread, tag
        )
    except AlyxTuiError as error:
        words = safe(f"{error.message} {error.hint}".strip())
        app.notify(words, title=error.heading, severity="error", markup=False)
        return
    where = status.place(found[0].parent)
    names = ", ".join(safe(path.name) for path in found)
    app.notify(f"{names} in {where}", title="cache tables", markup=False)


async def _fetch(app: App[Any], connection: Connection, heading: str, find: Find) -> None:
    downloads = await opened(connection)
    from alyxtui.domain.downloads.find import Finder  # loaded by now

    api = connection.api
    if api is None:
        return
    finder = Finder(connection.client, api, connection.profile.data_url)
    screen = screens.DownloadScreen(heading, lambda: find(finder), downloads.root)
    chosen = await app.push_screen_wait(screen)
    if chosen is None:
        return
    items = await downloads.add(chosen.files, force=chosen.again)
    words = f"{plural(len(items), 'file')} into {status.place(downloads.root)}; Q shows how far."
    app.notify(words, title="downloading", markup=False)
    if downloads.problem:
        app.notify(safe(downloads.problem), severity="warning", markup=False)
