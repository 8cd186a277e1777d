"""``alyxtui demo``: a local server, and the browser on it."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace

from alyxtui.errors import DemoError
from alyxtui.settings.load import Flags, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--serve", action="store_true", help="only serve; do not open the browser")
    parser.add_argument("--port", type=_port, default=0, help="loopback port (a free one)")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Serve until Ctrl-C, or open the browser on a server that ends with it.

    Raises:
        DemoError: the server cannot start.
    """
    return _serve(options.port) if options.serve else _browse(options.port, flags)


def _serve(port: int) -> int:
    from alyxtui.cli import diagnostics, output
    from alyxtui.domain.demo_process import DemoProcess

    demo = DemoProcess(port=port, on_log=diagnostics.note)
    try:
        url = demo.start()
        output.line(f"address   {url}")
        output.line(f"user      {demo.user}")
        output.line(f"password  {demo.password}")
        output.line(f"browse    alyxtui --url {url} --user {demo.user}")
        output.line("stop      Ctrl-C")
        output.finish()
        code = demo.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        demo.stop()
    raise DemoError(f"It ended by itself, with exit code {code}.")


def _browse(port: int, flags: Flags) -> int:
    from alyxtui.cli import diagnostics
    from alyxtui.cli.browser import require_terminal, show
    from alyxtui.domain.demo_process import DemoProcess

    require_terminal()
    settings = load_settings(replace(flags, profile="", url="", user=""), os.environ)
    diagnostics.note("starting the demo server; the first time takes a while")
    with DemoProcess(port=port) as demo:
        return show(demo.settings(settings))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port, 0 to 65535")
    return int(text)
