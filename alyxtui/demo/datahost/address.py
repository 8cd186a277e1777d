"""Where the data host is. Records keep a stand-in, since its port is another at every start."""

from __future__ import annotations

from typing import Any

from django.db.models import URLField

STORED = "http://data.invalid"
_base = STORED


def serve_at(url: str) -> None:
    """Say where the data host of this process is.

    Args:
        url: its address, without a slash at the end.
    """
    global _base  # one process, one data host
    _base = url


class HostedURLField(URLField):
    """An address that may be on the data host: stored with a stand-in, read with the real one."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """With the present address of the data host."""
        if isinstance(value, str) and value.startswith(STORED):
            return _base + value.removeprefix(STORED)
        return value

    def get_prep_value(self, value: Any) -> Any:
        """With the stand-in."""
        value = super().get_prep_value(value)
        if isinstance(value, str) and value.startswith(_base):
            return STORED + value.removeprefix(_base)
        return value
