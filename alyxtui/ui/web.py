"""Pages of the server in a web browser, where there is one to show them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping


def can_open(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser would open on the screen that the user looks at.

    Over SSH it would open on the other machine, or take the terminal.

    Args:
        environ: the process's variables.
        platform: as ``sys.platform``.
    """
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return False
    if platform in {"win32", "darwin"}:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))
