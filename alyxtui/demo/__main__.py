"""``python -m alyxtui.demo``: serve the demo on the loopback address.

When it is ready it prints one line of JSON: ``{"url": ..., "user": ...}``. Logs go to stderr.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from pathlib import Path

import platformdirs

_MISSING = 'The demo needs its extra: pip install "alyxtui[demo]"'
_NEEDED = ("django", "rest_framework", "django_filters", "drf_spectacular", "waitress")


def default_state_dir() -> Path:
    """``demo`` in the state directory of alyxtui; ``ALYXTUI_STATE_DIR`` overrides the latter."""
    given = os.environ.get("ALYXTUI_STATE_DIR")
    parent = (
        Path(given).expanduser()
        if given
        else platformdirs.user_state_path("alyxtui", appauthor=False)
    )
    return parent / "demo"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m alyxtui.demo", description="A small Alyx with invented data, for trying."
    )
    parser.add_argument("--port", type=_port, default=0, help="port; a free one by default")
    parser.add_argument("--state-dir", type=Path, help="where the data are kept")
    parser.add_argument("--size", type=int, default=2000, help="sessions; other tables follow")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when standard input is closed"
    )
    parser.add_argument(
        "--throttle", action="store_true", help="answer at most 550 requests a minute"
    )
    parser.add_argument(
        "--dialect",
        choices=("openapi", "coreapi"),
        default="openapi",
        help="how the API describes itself; coreapi plays an older Alyx without /api/schema",
    )
    parser.add_argument(
        "--serve-pictures",
        action="store_true",
        help="serve the pictures of notes, as a web server in front of Alyx does",
    )
    parser.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error", "critical"),
        default="critical",
        help="what is told on standard error",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**16:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop.

    Args:
        arguments: the command line, or None for the program's own.

    Returns:
        0 when it was told to stop, 1 when it cannot start, 2 when it is not installed.
    """
    options = parser().parse_args(arguments)
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        print(_MISSING, file=sys.stderr)  # noqa: T201
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "alyxtui.demo.settings"
    if options.throttle:
        os.environ["ALYXTUI_DEMO_THROTTLE"] = "1"
    if options.serve_pictures:
        os.environ["ALYXTUI_DEMO_PICTURES"] = "1"
    os.environ["ALYXTUI_DEMO_DIALECT"] = options.dialect
    state_dir = options.state_dir or default_state_dir()
    os.environ["ALYXTUI_DEMO_UPLOADED"] = str(state_dir.absolute() / "uploaded")
    from alyxtui.demo import server

    try:
        return server.serve(
            port=options.port,
            state_dir=state_dir,
            size=max(options.size, 20),
            with_parent=options.with_parent,
            log_level=options.log_level,
        )
    except OSError as error:
        print(f"The demo cannot start: {error}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
