"""What is written down when an error of ours comes to light."""

from __future__ import annotations

import os
import platform
import sys
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

from alyxtui import __version__
from alyxtui.atomic import write_text
from alyxtui.errors import SettingsError
from alyxtui.paths import state_dir
from alyxtui.settings.redact import redact

_SECRETS = ("ALYXTUI_PASSWORD", "ALYXTUI_TOKEN", "ALYXTUI_DATA_PASSWORD")


def write_report(
    problem: BaseException, arguments: Sequence[str], secrets: Iterable[str] = ()
) -> Path | None:
    """Write a crash report: versions, arguments and the traceback, without any local variable.

    Args:
        problem: what was raised.
        arguments: the command line.
        secrets: what must not be in it, beside the secrets of the environment.

    Returns:
        The file in the state directory, or None when it cannot be written.
    """
    text = "\n".join(
        [
            f"alyxtui {__version__}",
            f"Python {sys.version.split()[0]} on {platform.platform()}",
            f"arguments: {list(arguments)!r}",
            "",
            *traceback.format_exception(type(problem), problem, problem.__traceback__),
        ]
    )
    hidden = [*secrets, *(os.environ.get(name, "") for name in _SECRETS)]
    now = time.time_ns()
    # Two faults in one second are two reports.
    stamp = f"{time.strftime('%Y%m%d-%H%M%S', time.localtime(now // 10**9))}-{now % 10**9:09d}"
    try:
        path = state_dir() / f"crash-{stamp}-{os.getpid()}.txt"
        write_text(path, redact(text, hidden).encode("utf-8", "backslashreplace").decode())
    except (OSError, SettingsError):
        return None
    return path
