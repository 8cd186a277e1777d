"""``alyxtui outbox``: the writes that were not sent, or have no known fate."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from alyxtui.cli.arguments import positive
from alyxtui.errors import ExitCode, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.writes.outbox import Flushed


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("what", nargs="?", choices=("list", "flush", "drop"), default="list")
    parser.add_argument("numbers", nargs="*", type=positive, help="which; flush: else all")
    parser.add_argument(
        "--repeat",
        action="append",
        type=positive,
        default=[],
        metavar="N",
        help="flush: send this write of unknown fate again, whatever the server has",
    )
    parser.add_argument(
        "--format", choices=("table", "jsonl"), help="table on a terminal, JSON lines elsewhere"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print what waits, send it, or give some of it up.

    Raises:
        UsageError: there is no such write.
        AlyxTuiError: the journal cannot be used, or nobody is signed in.
    """
    from alyxtui.cli import headless

    work = {"list": _list, "flush": _flush, "drop": _drop}[options.what]
    if options.what == "drop" and not options.numbers:
        raise UsageError("Say which writes are given up; `alyxtui outbox` shows their numbers.")
    return headless.run(work(options, flags))


async def _list(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import headless, output
    from alyxtui.cli.commands.journal import print_entries
    from alyxtui.domain.writes.outbox import Outbox

    async with headless.connected(flags) as connection:
        entries = await Outbox(connection.writes).entries()
    print_entries(entries, options.format or ("table" if output.is_terminal() else "jsonl"))
    return int(ExitCode.DONE)


async def _drop(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import diagnostics, headless
    from alyxtui.domain.writes.outbox import Outbox

    async with headless.connected(flags) as connection:
        for number in options.numbers:
            entry = await Outbox(connection.writes).drop(number)
            diagnostics.note(f"given up: write {number}, {entry.label}; the journal keeps it")
    return int(ExitCode.DONE)


async def _flush(options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import writing
    from alyxtui.domain.writes.outbox import Outbox

    async with writing.allowed(flags, waits=True) as connection:
        results = await Outbox(connection.writes).flush(
            only={*options.numbers, *options.repeat} if options.numbers else (),
            repeat=options.repeat,
            on_done=_tell,
        )
    left = [one for one in results if one.state.is_pending]
    if not left:
        return int(ExitCode.DONE)
    if len(left) < len(results):
        return int(ExitCode.PARTIAL)
    error = next((one.error for one in left if one.error is not None), None)
    return int(error.exit_code if error is not None else ExitCode.REFUSED)


def _tell(one: Flushed) -> None:
    from alyxtui.cli import diagnostics, output

    output.record({"write": one.entry.id, "result": one.state.value, "message": one.said})
    if one.asks:
        number = one.entry.id
        diagnostics.note(
            f"write {number} ({one.entry.label}) stays until you say: "
            f"alyxtui outbox flush --repeat {number}, or alyxtui outbox drop {number}"
        )
