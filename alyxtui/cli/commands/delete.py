"""``alyxtui delete``: delete records and what hangs on them."""

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
    writing.configure(parser)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Delete one record or many.

    Raises:
        UsageError: no record is named, or something besides.
        AlyxTuiError: the server refuses, or it waits in the outbox.
    """
    from alyxtui.cli import headless, targets

    target = targets.read(options)
    if target.rest:
        raise UsageError(
            f"{target.rest[0]!r} has no place here.",
            hint="Several records: ids on stdin with -, or --where key=value.",
        )
    return headless.run(_delete(options, flags, target))


async def _delete(options: argparse.Namespace, flags: Flags, target: Target) -> int:
    from alyxtui.cli import headless, targets, writing
    from alyxtui.domain.writes.change import Change
    from alyxtui.domain.writes.conditions import conditions_of

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        conditions = conditions_of(options.conditions, endpoint)
        keys = await targets.keys(target, connection, endpoint)
        changes = [Change.delete(endpoint.name, key) for key in keys]
        return await writing.write(
            connection, changes, conditions, options, flags, alone=target.is_one
        )
