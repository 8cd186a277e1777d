"""The one place of the command line that loads the interface."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from alyxtui.cli import output
from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.tokens import TokenStore

if TYPE_CHECKING:
    from alyxtui.domain.start import Start
    from alyxtui.settings.model import Settings


def open_browser(flags: Flags, start: Start | None = None) -> int:
    """Open the browser on the server that settings and flags name.

    Raises:
        SettingsError: they cannot be used.
        UsageError: there is no terminal.
    """
    return show(load_settings(flags, os.environ), start=start)


def show(settings: Settings, *, start: Start | None = None) -> int:
    """Open the browser.

    Returns:
        The exit code.

    Raises:
        UsageError: there is no terminal.
    """
    require_terminal()
    from alyxtui.domain.connection import Connection
    from alyxtui.ui.app import run_browser

    return run_browser(Connection(settings, TokenStore()), start=start)


def require_terminal() -> None:
    """Refuse to open a screen where there is none.

    Raises:
        UsageError: stdin or stdout is no terminal.
    """
    if not (output.is_terminal() and sys.stdin is not None and sys.stdin.isatty()):
        raise UsageError(
            "The browser needs a terminal, and there is none here.",
            hint="Commands without a screen: alyxtui endpoints, alyxtui list, alyxtui get",
        )
