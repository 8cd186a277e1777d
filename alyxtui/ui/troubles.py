"""What the user is told once of the settings and the server, when the first records are here."""

from __future__ import annotations

import asyncio

from textual.app import App
from textual.notifications import SeverityLevel

from alyxtui.domain.connections import Connections
from alyxtui.schema.model import Api
from alyxtui.settings.tokens import TokenStore
from alyxtui.text import safe
from alyxtui.ui import screens


async def tell(app: App[int], connections: Connections) -> None:
    """Say what is wrong, and offer to mend what can be; awaited in a worker."""
    connection = connections.current
    tokens = connection.accounts.tokens
    is_loose = await asyncio.to_thread(lambda: tokens.is_loose)
    for warning in connection.take_warnings():
        if not (is_loose and warning == tokens.loose_words):
            app.notify(safe(warning), severity="warning", markup=False)
    if connection.api is not None:
        _say_holes(app, connection.api)
    if is_loose:
        await connections.lock.opened()
        await _mend(app, tokens)


def _say_holes(app: App[int], api: Api) -> None:
    """Say which parts of the schema cannot be used."""
    if not api.problems:
        return
    more = f" (and {len(api.problems) - 1} more)" if len(api.problems) > 1 else ""
    app.notify(
        safe(api.problems[0]) + more,
        title="parts of the schema cannot be used",
        severity="warning",
        markup=False,
    )


async def _mend(app: App[int], tokens: TokenStore) -> None:
    """Take the token file from others, if the user consents."""
    question = screens.QuestionScreen(
        "▲ others can read your tokens",
        f"{safe(str(tokens.path))}\n\nWho reads it can be you on the server. Make it yours alone?",
        yes="make it mine alone",
        no="leave it",
    )
    if await app.push_screen_wait(question):
        mended = await asyncio.to_thread(tokens.mend)
        words = "The token file is yours alone now." if mended else "It stays open to others."
        more = "" if mended else " ".join(tokens.take_warnings())
        severity: SeverityLevel = "information" if mended else "warning"
        app.notify(safe(f"{words} {more}".strip()), severity=severity, markup=False)
