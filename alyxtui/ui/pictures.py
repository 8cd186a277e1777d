"""The picture of a note: saved among the downloads, then shown by the system's own viewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from alyxtui.domain.connection import Connection
from alyxtui.text import safe
from alyxtui.ui.fetching import opened
from alyxtui.ui.web import can_open


async def open_picture(app: App[Any], connection: Connection, note: Mapping[str, Any]) -> None:
    """Fetch a note's picture and show it, or say where it is where nothing can show it.

    To be called from a worker.

    Args:
        app: says what becomes of it.
        connection: the server and the user.
        note: a record with an ``image``.
    """
    downloads = await opened(connection)
    from alyxtui.domain.downloads.item import State  # loaded by now
    from alyxtui.domain.downloads.locate import of_note

    items = await downloads.add([of_note(note)])
    await downloads.settled(items)
    for item in items:
        path = item.root / item.wanted.path
        if item.state is not State.DONE:
            words = f"{item.reason} {item.remedy}".strip() or f"It is {item.state.value}."
            app.notify(safe(words), title="no picture", severity="warning", markup=False)
        elif can_open():
            app.open_url(path.as_uri())
            app.notify(safe(str(path)), title="picture opened", markup=False)
        else:
            app.notify(safe(str(path)), title="picture saved", timeout=15, markup=False)
