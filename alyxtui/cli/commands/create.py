"""``alyxtui create``: make records."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.writes.change import Change
    from alyxtui.schema.model import Endpoint


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import writing

    parser.add_argument("endpoint", help="what is made; `alyxtui endpoints E create` shows fields")
    parser.add_argument(
        "words",
        nargs="*",
        metavar="key=value",
        help="the fields; or - for JSON lines from stdin, a record each",
    )
    parser.add_argument("--data", metavar="FILE", help="a JSON object with fields; - is stdin")
    writing.configure(parser, conditions=False)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Make one record, or one for each line of stdin.

    Raises:
        UsageError: nothing was given.
        AlyxTuiError: it must not be sent, the server refuses, or it waits in the outbox.
    """
    from alyxtui.cli import assignments, headless

    from_stdin = options.words[:1] == ["-"]
    given = options.words[1:] if from_stdin else options.words
    if not (from_stdin or given or options.data):
        raise UsageError("No fields are given.", hint="alyxtui create weighings subject=KS014 ...")
    assignments.words(given)
    return headless.run(_create(options, flags, given, from_stdin=from_stdin))


async def _create(
    options: argparse.Namespace, flags: Flags, given: list[str], *, from_stdin: bool
) -> int:
    from alyxtui.cli import assignments, headless, writing

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        action = endpoint.actions.get("create")
        fields = action.fields if action is not None else {}
        common = assignments.data(options.data)
        common.update(assignments.values(assignments.words(given), fields))
        changes = list(_changes(endpoint, common, from_stdin=from_stdin))
        return await writing.write(connection, changes, (), options, flags, alone=not from_stdin)


def _changes(
    endpoint: Endpoint, common: dict[str, object], *, from_stdin: bool
) -> Iterator[Change]:
    from alyxtui.cli import targets
    from alyxtui.domain.writes.assignment import parsed
    from alyxtui.domain.writes.change import Change

    if not from_stdin:
        yield Change.create(endpoint.name, common)
        return
    for number, line in enumerate(targets.lines(), 1):
        values = parsed(line, f"line {number}")
        if not isinstance(values, dict):
            raise UsageError(f"Line {number} is no JSON object.")
        yield Change.create(endpoint.name, {**common, **values})
