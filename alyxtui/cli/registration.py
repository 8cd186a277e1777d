"""The server's own actions around data files: their bodies come from the hints, not the schema."""

from __future__ import annotations

import argparse

from alyxtui.errors import ExitCode, UsageError
from alyxtui.settings.load import Flags


def configure(parser: argparse.ArgumentParser, example: str) -> None:
    """Declare the arguments of an action that takes fields."""
    parser.add_argument("words", nargs="*", metavar="key=value", help=f"fields: {example}")
    parser.add_argument("--data", metavar="FILE", help="a JSON object with fields; - is stdin")
    parser.add_argument("--yes", action="store_true", help="write without asking")
    parser.add_argument("--dry-run", action="store_true", help="print the body, write nothing")


def run(endpoint: str, options: argparse.Namespace, flags: Flags) -> int:
    """Check the fields, ask, post them and print the answer.

    Raises:
        UsageError: fields are missing or do not fit, or nobody confirms.
        AlyxTuiError: the server refuses or cannot be reached.
    """
    from alyxtui.cli import assignments, headless

    if not (options.words or options.data):
        raise UsageError("No fields are given.", hint=f"alyxtui endpoints {endpoint} create")
    assignments.words(options.words)
    return headless.run(_post(endpoint, options, flags))


async def _post(name: str, options: argparse.Namespace, flags: Flags) -> int:
    from alyxtui.cli import assignments, headless, output, telling, writing
    from alyxtui.domain.writes.change import Change

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        fields = headless.action_of(headless.endpoint_of(api, name), "create").fields
        values = assignments.data(options.data)
        values.update(assignments.values(assignments.words(options.words), fields))
        ready = await connection.writes.review(Change.create(name, values))
        if options.dry_run:
            telling.show(ready.differences, name)
            return int(ExitCode.DONE)
        if not options.yes:
            writing.ask(connection, f"POST {ready.path}", "y", flags)
        answer = await connection.writes.raw(ready.method, ready.path, dict(ready.body))
        output.document(answer.data)
    return int(ExitCode.DONE)
