"""``alyxtui api``: any request, with the sign-in; writes are in the journal."""

from __future__ import annotations

import argparse

from alyxtui.errors import ExitCode, UsageError
from alyxtui.settings.load import Flags

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_METHODS = (*sorted(_READS), "POST", "PUT", "PATCH", "DELETE")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("method", help=f"one of {', '.join(_METHODS)}")
    parser.add_argument("path", help="below the server's address, with a query if need be")
    parser.add_argument("--data", metavar="FILE", help="a JSON body from a file; - is stdin")
    parser.add_argument("--yes", action="store_true", help="write without asking")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Send a request and print its answer.

    Raises:
        UsageError: there is no such method, or nobody confirms a write.
        AlyxTuiError: the server refuses or cannot be reached.
    """
    from alyxtui.cli import headless

    method = options.method.upper()
    if method not in _METHODS:
        raise headless.unknown("method", options.method, _METHODS)
    if method in _READS and options.data:
        raise UsageError(f"{method} takes no body.")
    return headless.run(_send(options, flags, method))


async def _send(options: argparse.Namespace, flags: Flags, method: str) -> int:
    from alyxtui.cli import assignments, headless, output, writing
    from alyxtui.client.client import UNSET

    body = assignments.document(options.data) if options.data else UNSET
    if method in _READS:
        async with headless.connected(flags) as connection:
            _ensure_own(options.path, connection.profile.url)
            await headless.sign_in(connection)
            answer = await connection.client.request(method, options.path)
    else:
        async with writing.allowed(flags) as connection:
            _ensure_own(options.path, connection.profile.url)
            if not options.yes:
                writing.ask(connection, f"{method} {options.path}", "y", flags)
            answer = await connection.writes.raw(method, options.path, body)
    if answer.data is not None:
        output.document(answer.data)
    return int(ExitCode.DONE)


def _ensure_own(path: str, base_url: str) -> None:
    """Refuse an address of another server: a request goes to the one in use.

    Raises:
        UsageError: it is one.
    """
    from alyxtui.domain.start import path_below

    if "://" in path.partition("?")[0]:
        path_below(path, base_url)
