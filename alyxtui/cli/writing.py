"""What commands that write share: flags, the diff, the question, and what became of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from alyxtui.errors import AlyxTuiError, ExitCode, UsageError
from alyxtui.text import plural

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection
    from alyxtui.domain.writes.bulk import Bulk
    from alyxtui.domain.writes.change import Change
    from alyxtui.domain.writes.conditions import Condition
    from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser, *, conditions: bool = True) -> None:
    """Declare the flags of commands that write."""
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="print the diff, write nothing")
    parser.add_argument(
        "--confirm-tag",
        action="append",
        default=[],
        metavar="NAME",
        help="this public or protected tag may be put on, taken off or changed",
    )
    if conditions:
        parser.add_argument(
            "--if",
            dest="conditions",
            action="append",
            default=[],
            metavar="key=value",
            help="write only where the record has this now",
        )
        parser.add_argument(
            "--stop-at-failure", action="store_true", help="write no more once one fails"
        )


@asynccontextmanager
async def allowed(flags: Flags, *, waits: bool = False) -> AsyncIterator[Connection]:
    """A connection of somebody who is signed in and may write.

    Args:
        flags: which server, and who.
        waits: leave what is in the outbox there, also where it is sent without asking.

    Raises:
        ReadOnly: nothing may be written; nothing was asked but that.
        NotSignedIn: nobody is signed in.
    """
    from alyxtui.cli import headless

    async with headless.connected(flags) as connection:
        if not connection.read_only:
            await headless.sign_in(connection)
            await connection.check_rights()
        await connection.load_api()
        connection.writes.ensure_allowed()
        await _look_into_outbox(connection, waits=waits)
        yield connection


async def write(
    connection: Connection,
    changes: Sequence[Change],
    conditions: Sequence[Condition],
    options: argparse.Namespace,
    flags: Flags,
    *,
    alone: bool,
    undoes: int = 0,
) -> int:
    """Review, ask, send and tell.

    Args:
        connection: of somebody who may write.
        changes: what is wanted.
        conditions: what a record must be like.
        options: of the command.
        flags: whether anybody may be asked.
        alone: whether one record was named, rather than any number of them.
        undoes: number of the write that the one change takes back.

    Returns:
        The exit code.

    Raises:
        AlyxTuiError: one record is written and something is wrong.
    """
    from alyxtui.cli import diagnostics

    if not changes:
        diagnostics.note("no records: nothing is written")
        return int(ExitCode.DONE)
    if alone:
        return await _one(connection, changes[0], conditions, options, flags, undoes)
    return await many(connection, _bulk(connection, changes, conditions, options), options, flags)


async def many(
    connection: Connection, bulk: Bulk, options: argparse.Namespace, flags: Flags
) -> int:
    """Plan, ask, send and tell of many.

    Returns:
        The exit code.
    """
    from alyxtui.cli import diagnostics, telling
    from alyxtui.domain.writes.rows import RowState

    await bulk.plan()
    ready = [row for row in bulk.rows if row.state is RowState.READY]
    if options.dry_run:
        for row in bulk.rows:
            telling.show(row.differences if row.state is RowState.READY else (), row.change.key)
        telling.counts(bulk)
        return _code(bulk, sent=False)
    if ready:
        telling.counts(bulk)
        for loss in bulk.losses:
            diagnostics.warning(loss)
        if not options.yes:
            telling.preview_rows(ready)
        missing = [one for one in bulk.named if one not in options.confirm_tag]
        _confirm(connection, len(ready), missing, options, flags)
        bulk.confirmed = (*options.confirm_tag, *(() if options.yes else missing))
    try:
        await bulk.run()
    finally:
        telling.results(bulk)
    return _code(bulk, sent=True)


def ask(connection: Connection, question: str, word: str, flags: Flags) -> None:
    """Let a person confirm; on a production server once more.

    Raises:
        UsageError: nobody can be asked, or another word was given.
    """
    from alyxtui.cli import diagnostics

    if flags.no_input or sys.stdin is None or not sys.stdin.isatty():
        raise UsageError(
            "Nothing is written without a yes, and nobody can be asked here.",
            hint="--dry-run prints what would be written, --yes writes it.",
        )
    who, profile = connection.user or "the owner of the token", connection.profile
    questions = {f"{question} on {profile.url} as {who}?": word}
    if profile.production:
        questions["This is a production server."] = profile.name
    for asked, wanted in questions.items():
        diagnostics.question(f"{asked} Type {wanted}:")
        if sys.stdin.readline().strip() != wanted:
            raise UsageError("Not confirmed; nothing was written.", hint=f"The word was {wanted}.")


async def _one(
    connection: Connection,
    change: Change,
    conditions: Sequence[Condition],
    options: argparse.Namespace,
    flags: Flags,
    undoes: int,
) -> int:
    from alyxtui.cli import diagnostics, output, telling
    from alyxtui.domain.writes.chain import NEVER
    from alyxtui.domain.writes.change import Verb
    from alyxtui.domain.writes.conditions import ensure_met

    writes = connection.writes
    # Who is asked sees the record for a while: it is read once more after that.
    read_at = connection.client.clock.now() if options.yes else NEVER
    ready = await writes.review(change)
    named = list(options.confirm_tag)
    ensure_met(conditions, change.key, ready.present)
    if options.dry_run:
        telling.show(ready.differences, change.key)
        await telling.losses(writes, ready)
        return int(ExitCode.DONE)
    if not ready.changes_nothing and not options.yes:
        telling.preview(ready.differences, change.key)
        await telling.losses(writes, ready)
        missing = [one for one in ready.named if one not in options.confirm_tag]
        key = [change.key] if change.verb is Verb.DELETE else []
        ask(connection, _question(change), _word([*key, *missing]), flags)
        named += missing
    outcome = await writes.send(
        ready, read_at=read_at, named=named, conditions=conditions, undoes=undoes
    )
    for note in outcome.notes:
        diagnostics.note(note)
    if change.verb is Verb.CREATE:
        output.document(outcome.record)
    else:
        result = "so already" if outcome.unchanged else "done"
        output.record({"id": outcome.key, "result": result, "write": outcome.entry or None})
    return int(ExitCode.DONE)


def _bulk(
    connection: Connection,
    changes: Sequence[Change],
    conditions: Sequence[Condition],
    options: argparse.Namespace,
) -> Bulk:
    from alyxtui.domain.writes.bulk import Bulk
    from alyxtui.domain.writes.rows import Row

    rows = [Row(change) for change in changes]
    return Bulk(connection.writes, rows, conditions, getattr(options, "stop_at_failure", False))


def _confirm(
    connection: Connection,
    count: int,
    names: Sequence[str],
    options: argparse.Namespace,
    flags: Flags,
) -> None:
    from alyxtui.domain.writes.rows import MANY

    expected = getattr(options, "expect", None)
    if options.yes:
        if count > MANY and getattr(options, "where", None) and expected is None:
            raise UsageError(
                f"These are {count:,} records; --yes alone writes up to {MANY}.",
                hint=f"Say how many you mean: --expect {count}, or whatever the query finds.",
            )
        return
    number = [str(count)] if count > MANY else []
    ask(connection, f"Write {plural(count, 'record')}", _word([*number, *names]), flags)


def _word(parts: Sequence[str]) -> str:
    """What a person types to confirm: a number, a key, names; ``y`` where none is wanted."""
    return ", ".join(dict.fromkeys(parts)) or "y"


def _question(change: Change) -> str:
    return f"{change.verb.word.capitalize()} {change.endpoint}/{change.key}".rstrip("/")


def _code(bulk: Bulk, *, sent: bool) -> int:
    """0 when all went well, 5 when some did, else what the first failure says."""
    from alyxtui.domain.writes.rows import RowState

    bad = {RowState.FAILED, RowState.WAITING, RowState.NEW}
    if sent:
        bad.add(RowState.READY)
    failed = [row for row in bulk.rows if row.state in bad]
    if not failed:
        return int(ExitCode.DONE)
    error = next((row.error for row in failed if row.error is not None), None)
    if len(failed) < len(bulk.rows) or error is None:
        return int(ExitCode.PARTIAL)
    return int(error.exit_code)


async def _look_into_outbox(connection: Connection, *, waits: bool) -> None:
    """Send what waits where the profile says so; a word on what is left."""
    from alyxtui.cli import diagnostics
    from alyxtui.domain.writes.outbox import Outbox

    outbox = Outbox(connection.writes)
    try:
        if connection.profile.sends_waiting and not waits:
            for one in await outbox.flush():
                said = f"{one.entry.label}: {one.state.value}. {one.said}"
                diagnostics.note(f"from the outbox: {said}".rstrip())
        waiting = await outbox.entries()
    except AlyxTuiError as error:
        diagnostics.warning(error.message)
        return
    if waiting:
        what = plural(len(waiting), "write waits", "writes wait")
        diagnostics.note(f"{what} in the outbox: alyxtui outbox")
