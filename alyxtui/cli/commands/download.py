"""``alyxtui download``: files, resumed and verified."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.errors import ExitCode, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection
    from alyxtui.domain.downloads.choose import Choice
    from alyxtui.domain.downloads.item import Item
    from alyxtui.domain.downloads.model import Wanted
    from alyxtui.domain.downloads.queue import Downloads

_LOG = 100  # lines


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "what",
        nargs="*",
        metavar="ID, PATH or URL",
        help="a dataset, a session, a file record, a note's picture, or any file of the server;"
        " - reads them from stdin, one a line; nothing goes on with what was left",
    )
    for name, metavar, words in (
        ("--session", "EID", "the files of a session"),
        ("--collection", "GLOB", "of a session: only these collections"),
        ("--type", "T", "only these dataset types"),
        ("--name", "GLOB", "only files of these names"),
        ("--revision", "R", "these revisions instead of the default one"),
    ):
        parser.add_argument(name, metavar=metavar, help=words, action="append", default=[])
    parser.add_argument(
        "--to", metavar="DIR", type=Path, help="into this directory instead of ONE's"
    )
    parser.add_argument("--force", action="store_true", help="fetch what is there already, too")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each file")
    alone = parser.add_mutually_exclusive_group()
    alone.add_argument("--print-url", action="store_true", help="only print where the files are")
    alone.add_argument("--dry-run", action="store_true", help="only say what would be fetched")
    alone.add_argument("--history", action="store_true", help="only say what was fetched last")
    alone.add_argument(
        "--forget", action="store_true", help="give up what was left, and delete its parts"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Fetch files.

    Raises:
        UsageError: something is neither id, path nor address, or a pattern fits nothing.
        NotFound: there is no such record.
        AlyxTuiError: the server cannot be asked or refuses.
    """
    from alyxtui.cli import headless

    choice = _choice(options)
    if "-" in options.what:
        options.what = [*(one for one in options.what if one != "-"), *_from_stdin()]
        if not (options.what or options.session):
            return 0
    if (options.history or options.forget) and (options.what or options.session):
        raise UsageError("--history and --forget are about all files.")
    if choice and not (options.what or options.session):
        raise UsageError("Patterns choose among the files of a session.", hint="Name a session.")
    return headless.run(_download(options, flags, choice))


async def _download(options: argparse.Namespace, flags: Flags, choice: Choice) -> int:
    from alyxtui.cli import headless

    async with headless.connected(flags) as connection:
        downloads = connection.downloads
        if options.history:
            return await _print_log(downloads)
        if not (options.what or options.session):
            return await _go_on(connection, options, flags)
        files = await _files(connection, options, choice)
        root = options.to.expanduser().absolute() if options.to else downloads.root
        if options.print_url or options.dry_run:
            return await _describe(files, root, options)
        await _say_total(files, root, force=options.force)
        items = await downloads.add(files, root=root, force=options.force)
        return await _fetch(downloads, items, options, flags)


async def _go_on(connection: Connection, options: argparse.Namespace, flags: Flags) -> int:
    """What an earlier run of the user has left: given up, said, or fetched.

    Raises:
        NotSignedIn: nobody knows whose it is to be.
    """
    from alyxtui.cli import diagnostics, headless

    await headless.name_user(connection)
    downloads = connection.downloads
    items = await downloads.load()
    if options.forget:
        return await _forget(downloads, items)
    if not items:
        diagnostics.note("nothing is left to fetch")
        return int(ExitCode.DONE)
    if options.print_url or options.dry_run:
        into: dict[Path, list[Wanted]] = {}
        for item in items:
            into.setdefault(item.root, []).append(item.wanted)
        return max([await _describe(files, root, options) for root, files in into.items()])
    await headless.sign_in(connection)
    downloads.resume(items)
    return await _fetch(downloads, items, options, flags)


async def _files(
    connection: Connection, options: argparse.Namespace, choice: Choice
) -> list[Wanted]:
    """The files that the command line names.

    Raises:
        UsageError, NotFound: it names none.
    """
    from alyxtui.cli import headless
    from alyxtui.domain.downloads.choose import pick
    from alyxtui.domain.downloads.find import Finder

    api = await connection.load_api()
    await headless.sign_in(connection)
    finder = Finder(connection.client, api, connection.profile.data_url)
    single: list[Wanted] = []
    whole = await finder.of_sessions(options.session)
    for text in options.what:
        found = await finder.named(text)
        (whole if found.whole else single).extend(found.files)
    if choice and not whole:
        raise UsageError("Patterns choose among the files of a session, and none is named.")
    files = [*single, *(pick(whole, choice) if whole else ())]
    return list({(file.path, file.dataset, file.url): file for file in files}.values())


async def _describe(files: list[Wanted], root: Path, options: argparse.Namespace) -> int:
    """Say what would be fetched, from where and to where; nothing moves."""
    from alyxtui.cli import diagnostics, output
    from alyxtui.domain.downloads.choose import one_line, present

    there = await asyncio.to_thread(present, files, root)
    for file in files:
        if options.json:
            output.record(
                {
                    **file.as_json(),
                    "local": str(root / file.path) if file.path else None,
                    "there": file.path in there,
                    "one": one_line(file),
                }
            )
        elif options.print_url and file.url:
            output.line(file.url)
        elif options.dry_run and file.path and not file.problem:
            output.line(str(root / file.path))
        if file.problem:
            diagnostics.warning(f"{file.name or file.path or 'a file'}: {file.problem}")
    await _say_total(files, root, force=False)
    return int(ExitCode.PARTIAL if any(file.problem for file in files) else ExitCode.DONE)


async def _say_total(files: list[Wanted], root: Path, *, force: bool) -> None:
    """Say what it comes to before anything moves."""
    from rich.filesize import decimal

    from alyxtui.cli import diagnostics
    from alyxtui.domain.downloads.choose import present, sum_of
    from alyxtui.text import plural

    there = set() if force else await asyncio.to_thread(present, files, root)
    total = sum_of(files, there)
    words = plural(total.count, "file")
    if total.size or not total.unknown:
        words += f", {decimal(total.size)}"
    if total.unknown:
        words += f", {total.unknown:,} of unknown size"
    if total.there:
        words += f"; {total.there:,} there already, {decimal(total.to_come)} to come"
    diagnostics.note(f"{words}; into {root}")


async def _fetch(
    downloads: Downloads, items: list[Item], options: argparse.Namespace, flags: Flags
) -> int:
    from alyxtui.cli import diagnostics
    from alyxtui.cli.progress import Reporter, shown
    from alyxtui.domain.downloads.item import State

    reporter = Reporter(items, as_json=options.json)
    downloads.on_change = reporter.look
    try:
        with shown(downloads):
            await downloads.settled(items)
        while downloads.asks and _can_ask(flags):
            await _ask_password(downloads)
            with shown(downloads):
                await downloads.settled(items)
    except asyncio.CancelledError:
        diagnostics.note("What has come is kept; `alyxtui download` goes on with the rest.")
        raise
    finally:
        downloads.on_change = None
    reporter.end()
    if downloads.problem:
        diagnostics.warning(downloads.problem)
    failed = any(item.state is not State.DONE for item in items)
    return int(ExitCode.PARTIAL if failed else ExitCode.DONE)


async def _print_log(downloads: Downloads) -> int:
    import time

    from alyxtui.cli import output

    for line in await downloads.log(_LOG):
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(line.at))
        names = ("at", "user", "path", "url", "size", "md5")
        values = (at, line.user, str(line.path), line.url, line.size, line.md5)
        output.record(dict(zip(names, values, strict=True)))
    return 0


async def _forget(downloads: Downloads, left: list[Item]) -> int:
    from alyxtui.cli import diagnostics
    from alyxtui.text import plural

    downloads.cancel(left)
    await downloads.settled(left)
    diagnostics.note(f"{plural(len(left), 'file')} given up")
    return 0


async def _ask_password(downloads: Downloads) -> None:
    """Ask a person for the sign-in of a data server, and whether it is to be kept."""
    from getpass import getpass

    from alyxtui.cli import diagnostics
    from alyxtui.text import safe

    origin = downloads.asks[0]
    diagnostics.note(f"{origin} wants a user name and a password of its own.")
    diagnostics.question("User name:")
    user = (await asyncio.to_thread(sys.stdin.readline)).strip()
    password = await asyncio.to_thread(getpass, safe(f"Password of {user}: ")) if user else ""
    if not password:
        raise UsageError("Nothing was given, and nothing was sent.")
    diagnostics.question("Keep it in the file of the tokens? (y/N)")
    keep = (await asyncio.to_thread(sys.stdin.readline)).strip().lower() in {"y", "yes"}
    await downloads.give_password(origin, user, password, keep=keep)


def _can_ask(flags: Flags) -> bool:
    return not flags.no_input and sys.stdin is not None and sys.stdin.isatty()


def _choice(options: argparse.Namespace) -> Choice:
    from alyxtui.domain.downloads.choose import Choice

    return Choice(
        tuple(options.collection), tuple(options.type), tuple(options.name), tuple(options.revision)
    )


def _from_stdin() -> list[str]:
    if sys.stdin is None:
        return []
    return [line.strip() for line in sys.stdin if line.strip()]
