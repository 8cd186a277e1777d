"""``alyxtui demo``: a local server, and the browser on it."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from alyxtui.errors import DemoError
from alyxtui.settings.load import Flags, load_settings

if TYPE_CHECKING:
    from alyxtui.domain.demo_process import DemoProcess


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--serve", action="store_true", help="only serve; do not open the browser")
    parser.add_argument("--port", type=_port, default=0, help="loopback port (a free one)")
    parser.add_argument("--size", type=_size, default=0, help="sessions (2000); the rest follows")
    parser.add_argument("--reset", action="store_true", help="make the data anew")
    parser.add_argument("--throttle", action="store_true", help="550 requests a minute at most")
    parser.add_argument("--proxy", action="store_true", help="able to drop and cut connections")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="RULE",
        help="what goes wrong, as in status=503,path=/sessions,times=2",
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Serve until Ctrl-C, or open the browser on a server that ends with it.

    Raises:
        DemoError: the server cannot start.
    """
    demo = _process(options)
    return _serve(demo) if options.serve else _browse(demo, flags)


def _process(options: argparse.Namespace) -> DemoProcess:
    from alyxtui.cli import diagnostics
    from alyxtui.domain.demo_process import DemoProcess

    more = [f"--{name}" for name in ("reset", "throttle", "proxy") if getattr(options, name)]
    more += [f"--fault={rule}" for rule in options.fault]
    if options.size:
        more.append(f"--size={options.size}")
    patience = 60 + options.size / 100  # seconds; a hundred thousand sessions take minutes
    note = diagnostics.note if options.serve else None
    return DemoProcess(port=options.port, options=more, start_seconds=patience, on_log=note)


def _serve(demo: DemoProcess) -> int:
    from alyxtui.cli import output

    try:
        url = demo.start()
        output.line(f"address   {url}")
        output.line(f"user      {demo.user}")
        output.line(f"password  {demo.password}")
        output.line(f"files     {demo.data_url} ({demo.data_user}, {demo.data_password})")
        output.line(f"browse    alyxtui --url {url} --user {demo.user}")
        output.line("stop      Ctrl-C")
        output.finish()
        code = demo.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        demo.stop()
    raise DemoError(f"It ended by itself, with exit code {code}.")


def _browse(demo: DemoProcess, flags: Flags) -> int:
    from alyxtui.cli import diagnostics
    from alyxtui.cli.browser import require_terminal, show

    require_terminal()
    settings = load_settings(replace(flags, profile="", url="", user=""), os.environ)
    diagnostics.note("starting the demo server; the first time takes a while")
    with demo:
        return show(demo.settings(settings))


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 1_000_000):
        raise argparse.ArgumentTypeError(f"{text!r} is no size, 1 to 1000000")
    return int(text)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port, 0 to 65535")
    return int(text)
