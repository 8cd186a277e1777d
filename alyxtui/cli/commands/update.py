"""``alyxtui update``: give records all their fields anew (PUT)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.cli.targets import Target


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import targets, writing

    targets.configure(parser)
    parser.add_argument("--data", metavar="FILE", help="a JSON object with all fields; - is stdin")
    writing.configure(parser)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Write whole records.

    Raises:
        UsageError: no record or no field is named.
        AlyxTuiError: it must not be sent, the server refuses, or it waits in the outbox.
    """
    from alyxtui.cli import assignments, headless, targets

    target = targets.read(options)
    if not (target.rest or options.data):
        raise UsageError("No fields are given.", hint="`alyxtui patch` changes some of them.")
    if target.stdin and options.data == "-":
        raise UsageError("Ids and fields cannot both come from stdin.")
    assignments.words(target.rest)
    return headless.run(_update(options, flags, target))


async def _update(options: argparse.Namespace, flags: Flags, target: Target) -> int:
    from alyxtui.cli import assignments, headless, targets, writing
    from alyxtui.domain.writes.change import Change
    from alyxtui.domain.writes.conditions import conditions_of

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        action = endpoint.actions.get("update")
        fields = action.fields if action is not None else {}
        values = assignments.data(options.data)
        values.update(assignments.values(assignments.words(target.rest), fields))
        conditions = conditions_of(options.conditions, endpoint)
        keys = await targets.keys(target, connection, endpoint)
        changes = [Change.update(endpoint.name, key, values) for key in keys]
        return await writing.write(
            connection, changes, conditions, options, flags, alone=target.is_one
        )
