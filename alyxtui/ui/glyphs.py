"""Signs that not every terminal has."""

from __future__ import annotations

import os
from collections.abc import Mapping


def link_sign(environ: Mapping[str, str] = os.environ) -> str:
    """What stands before a value that leads elsewhere, one cell.

    Args:
        environ: the process's variables; the font of the Linux console has no such arrow.
    """
    return ">" if environ.get("TERM") == "linux" else "↗"
