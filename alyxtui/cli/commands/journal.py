"""``alyxtui journal``: the writes that were made, and taking them back."""

from __future__ import annotations

import argparse
import asyncio
import time
from typing import TYPE_CHECKING

from alyxtui.cli.arguments import positive
from alyxtui.errors import ChangeRefused, ExitCode, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection
    from alyxtui.domain.writes.entry import Entry

_LOOKED_THROUGH = 10_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import writing

    parser.add_argument("what", nargs="?", choices=("list", "undo"), default="list")
    parser.add_argument(
        "number", nargs="?", type=positive, help="undo: which write; else your last one"
    )
    parser.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N")
    parser.add_argument(
        "--format", choices=("table", "jsonl"), help="table on a terminal, JSON lines elsewhere"
    )
    parser.add_argument(
        "--alone", action="store_true", help="undo: this write only, not all confirmed with it"
    )
    writing.configure(parser, conditions=False)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print writes, the last one first, or take one back.

    Raises:
        UsageError: there is no such write, or it cannot be taken back.
        AlyxTuiError: the journal cannot be used, or the server refuses.
    """
    from alyxtui.cli import headless

    return headless.run(_list(options, flags) if options.what == "list" else _undo(options, flags))


async def _list(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import headless, output

    async with headless.connected(flags) as connection:
        writes = connection.writes
        entries = await asyncio.to_thread(writes.journal.recent, writes.server, options.limit)
    kind = options.format or ("table" if output.is_terminal() else "jsonl")
    print_entries(entries, kind)
    return int(ExitCode.DONE)


async def _undo(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import writing

    async with writing.allowed(flags) as connection:
        entry = await _chosen(connection, options.number)
        try:
            return await _take_back(connection, entry, options, flags)
        except ChangeRefused as error:
            if options.number is None:
                error.hint = await _instead(connection, entry) or error.hint
            raise


async def _take_back(
    connection: Connection, entry: Entry, options: argparse.Namespace, flags: Flags
) -> int:
    from alyxtui.cli import diagnostics, writing
    from alyxtui.domain.writes.undo import inverse
    from alyxtui.domain.writes.undo_batch import taken_back

    if entry.batch and not options.alone:
        entries = await asyncio.to_thread(connection.writes.journal.batch, entry.batch)
        bulk, lost = taken_back(connection.writes, entries)
        for one in lost:
            diagnostics.warning(one)
        return await writing.many(connection, bulk, options, flags)
    undo = inverse(entry, connection.api or await connection.load_api())
    diagnostics.note(f"takes back write {entry.id}: {entry.label}")
    for one in undo.lost:
        diagnostics.warning(one)
    return await writing.write(
        connection, [undo.change], (), options, flags, alone=True, undoes=entry.id
    )


async def _instead(connection: Connection, refused: Entry) -> str:
    """How the last write before one that cannot be taken back is; empty when there is none."""
    from alyxtui.domain.writes.undo import inverse
    from alyxtui.text import safe

    for one in await _own(connection):
        if one.id >= refused.id or (one.batch and one.batch == refused.batch):
            continue
        try:
            inverse(one, connection.writes.api)
        except ChangeRefused:
            continue
        return (
            f"The last one before it that can be: alyxtui journal undo {one.id} ({safe(one.label)})"
        )
    return ""


async def _own(connection: Connection) -> list[Entry]:
    """The user's writes that were done and are not taken back, the last one first."""
    from alyxtui.domain.writes.entry import RAW, State

    writes = connection.writes
    recent = await asyncio.to_thread(writes.journal.recent, writes.server, _LOOKED_THROUGH)
    return [
        one
        for one in recent
        if (one.user == writes.user and one.state is State.DONE and one.verb != RAW)
        and not (one.undone or one.undoes)
    ]


async def _chosen(connection: Connection, number: int | None) -> Entry:
    """The write that is named, else the user's last one that is not taken back."""
    writes = connection.writes
    if number is not None:
        found = await asyncio.to_thread(writes.journal.get, number)
        if found is None or found.server != writes.server:
            raise UsageError(f"The journal has no write {number} to {writes.server}.")
        return found
    for one in await _own(connection):
        return one
    raise UsageError(f"{writes.user} has made no write to {writes.server} that is not taken back.")


def print_entries(entries: list[Entry], kind: str) -> None:
    """Print writes as a table or as JSON lines.

    Args:
        entries: in the order they are printed.
        kind: ``table`` or ``jsonl``.
    """
    from alyxtui.cli import output
    from alyxtui.text import safe

    if kind == "jsonl":
        for one in entries:
            output.record(_told(one))
        return
    names = ("number", "when", "who", "what", "result", "")
    headings = [output.Heading(name, right=name == "number") for name in names]
    rows = [
        [
            str(one.id),
            time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(one.at)),
            safe(one.user),
            safe(one.label),
            "taken back" if one.undone else one.state.value,
            safe(one.said),
        ]
        for one in entries
    ]
    output.table(headings, rows)


def _told(one: Entry) -> dict[str, object]:
    return {
        "write": one.id,
        "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(one.at)),
        "server": one.server,
        "user": one.user,
        "verb": one.verb,
        "endpoint": one.endpoint,
        "id": one.new_key or one.key,
        "method": one.method,
        "path": one.path,
        "body": one.body,
        "before": one.before,
        "after": one.after,
        "result": one.state.value,
        "message": one.said,
        "batch": one.batch,
        "undoes": one.undoes or None,
        "undone_by": one.undone or None,
    }
