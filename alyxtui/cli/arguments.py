"""The command line's grammar: what holds for every command, and how errors of it are told."""

from __future__ import annotations

import argparse
import difflib
import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from alyxtui import __version__
from alyxtui.cli import output
from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

COMMANDS = {
    "open": "open the browser at an endpoint, a record or an address",
    "endpoints": "what the server offers: endpoints, their actions, an action's parameters",
    "list": "the records of an endpoint that match filters",
    "url": "the request that list would send, as an address, a curl command or a ONE call",
    "get": "one record",
    "create": "make records",
    "patch": "change fields of records",
    "update": "give records all their fields anew (PUT)",
    "delete": "delete records and what hangs on them",
    "json": "change keys of a JSON field: update, write, remove-key, clear",
    "download": "files, resumed and verified, where ONE finds them",
    "journal": "the writes that were made; undo takes them back",
    "outbox": "the writes that were not sent or have no known fate: list, flush, drop",
    "api": "any request by method and path",
    "register": "register files of a session (/register-file)",
    "new-download": "count downloads of datasets (/new-download)",
    "sync-file-status": "what waits for its way to the shared repositories; with --yes, sync it",
    "check-protected": "whether files are protected by a tag",
    "login": "sign in and keep the token",
    "logout": "forget the token",
    "whoami": "who is signed in, and where",
    "cache": "what is kept of the servers: answers, ONE's cache tables",
    "profiles": "the known servers, and who can sign in to them",
    "demo": "a local server to try things out on",
}
"""What each does, in the order of the help; each is a module of ``alyxtui.cli.commands``."""

_FLAG_NAMES = ("profile", "url", "user", "once", "read_only", "lean", "no_input", "no_cache", "log")


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are errors like all others, exit code 2.

    What it prints is written like all other output.
    """

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of writing to stderr."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint=f"See {self.prog} --help")

    def _print_message(self, message: str, file: object = None) -> None:
        output.exact(message)


def command_module(name: str) -> ModuleType:
    """The module of a command."""
    return importlib.import_module(f"alyxtui.cli.commands.{name.replace('-', '_')}")


def parse(arguments: Sequence[str]) -> tuple[str, argparse.Namespace, Flags]:
    """Read a command line.

    The flags of the connection may stand before the command and after it.

    Returns:
        The command, empty for the browser; its options; and the flags.

    Raises:
        UsageError: it does not fit.
        SystemExit: ``--help`` or ``--version`` were answered.
    """
    top = Parser(
        prog="alyxtui",
        description="See, find, fix and fetch the records of an Alyx database from a terminal.",
        usage="%(prog)s [flags] [command ...]",
        epilog=_epilog(),
        parents=[_common()],
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"alyxtui {__version__}")
    top.add_argument("command", nargs="?", help=argparse.SUPPRESS)
    top.add_argument("rest", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = top.parse_args(list(arguments))
    if given.command is None:
        if given.rest:
            top.error(f"unrecognized arguments: {' '.join(given.rest)}")
        return "", given, _flags(vars(given))
    if given.command not in COMMANDS:
        raise _unknown_command(given.command)
    options = _parse_command(given.command, given.rest)
    return given.command, options, _flags({**vars(given), **vars(options)})


def positive(text: str) -> int:
    """A whole number from 1 up, for argparse."""
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return value


def _parse_command(name: str, rest: Sequence[str]) -> argparse.Namespace:
    module = command_module(name)
    parser = Parser(
        prog=f"alyxtui {name}",
        description=COMMANDS[name][:1].upper() + COMMANDS[name][1:] + ".",
        parents=[_common()],
        allow_abbrev=False,
    )
    module.configure(parser)
    # Intermixed: `list sessions --limit 3 subject=KS014` has filters on both sides of a flag.
    return parser.parse_intermixed_args(list(rest))


def _epilog() -> str:
    lines = [f"  {name:<17}{what}" for name, what in COMMANDS.items()]
    last = "Without a command the browser opens. `alyxtui COMMAND --help` says more."
    return "\n".join(["commands:", *lines, "", last])


def _common() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group("connection", "a password or a token is never a flag")
    group.add_argument("--profile", metavar="NAME", help="a profile of the settings")
    group.add_argument("--url", help="the address of a server, instead of a profile")
    group.add_argument("--user", metavar="NAME", help="who signs in")
    group.add_argument("--once", action="store_true", help="keep nothing about the sign-in")
    group.add_argument("--read-only", action="store_true", help="offer no writes")
    group.add_argument("--lean", action="store_true", help="few bytes, for slow lines")
    group.add_argument("--no-cache", action="store_true", help="keep no answers, use no kept ones")
    group.add_argument("--log", type=Path, metavar="FILE", help="note every request in a file")
    group.add_argument("--no-input", action="store_true", help="never ask anything")
    return parser


def _flags(values: Mapping[str, object]) -> Flags:
    given = {name: values[name] for name in _FLAG_NAMES if name in values}
    for name in ("profile", "url"):
        if given.get(name) == "":
            raise UsageError(f"--{name} is empty.")
    return Flags(**given)  # type: ignore[arg-type] # argparse has no types to check against


def _unknown_command(name: str) -> UsageError:
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    meant = f"Did you mean `alyxtui {near[0]}`? " if near else ""
    return UsageError(
        f"There is no command {name!r}.",
        hint=f"{meant}Commands: {', '.join(COMMANDS)}. "
        "To open an endpoint in the browser: alyxtui open ENDPOINT",
    )
