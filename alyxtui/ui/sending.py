"""What is being written just now, so that nobody leaves without knowing."""

from __future__ import annotations

from textual.app import App

GROUP = "write"
"""The workers that write; each runs to its end. Its name is what it is sending."""


def under_way(app: App[int]) -> list[str]:
    """What is being sent, safe words for each write."""
    return [one.name for one in app.workers if one.group == GROUP and one.name]
