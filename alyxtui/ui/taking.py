"""Texts that leave the program."""

from __future__ import annotations

from typing import Any

from textual.app import App

from alyxtui.text import plural


def copy_text(app: App[Any], text: str, what: str) -> None:
    """Copy a text, and say so.

    Args:
        app: whose terminal it is.
        text: exactly what the server sent.
        what: a safe word for it.
    """
    app.copy_to_clipboard(text)
    app.notify(plural(len(text), "character"), title=f"copied the {what}", markup=False)
