"""``alyxtui patch``: change fields of records."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.cli.targets import Target
    from alyxtui.domain.writes.operations import Operation
    from alyxtui.schema.model import Endpoint


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import targets, writing

    targets.configure(parser)
    parser.add_argument("--data", metavar="FILE", help="a JSON object with fields; - is stdin")
    for name, what in (("add", "added to a list field"), ("remove", "taken out of a list field")):
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="field=a,b", help=f"values {what}"
        )
    parser.add_argument(
        "--clear", action="append", default=[], metavar="FIELD", help="empty this field"
    )
    writing.configure(parser)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Change one record or many.

    Raises:
        UsageError: no record or no field is named.
        AlyxTuiError: it must not be sent, the server refuses, or it waits in the outbox.
    """
    from alyxtui.cli import assignments, headless, targets

    target = targets.read(options)
    if not (target.rest or options.data or options.add or options.remove or options.clear):
        raise UsageError("No field is named that is to be changed.")
    if target.stdin and options.data == "-":
        raise UsageError("Ids and fields cannot both come from stdin.")
    assignments.words(target.rest)
    return headless.run(_patch(options, flags, target))


async def _patch(options: argparse.Namespace, flags: Flags, target: Target) -> int:
    from alyxtui.cli import headless, targets, writing
    from alyxtui.domain.writes.change import Change
    from alyxtui.domain.writes.conditions import conditions_of

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        operations = _operations(options, target, endpoint)
        conditions = conditions_of(options.conditions, endpoint)
        keys = await targets.keys(target, connection, endpoint)
        changes = [Change.patch(endpoint.name, key, operations) for key in keys]
        return await writing.write(
            connection, changes, conditions, options, flags, alone=target.is_one
        )


def _operations(
    options: argparse.Namespace, target: Target, endpoint: Endpoint
) -> dict[str, Operation]:
    """What is done to which field.

    Raises:
        UsageError: a field is named twice, or what is added to is no list.
    """
    from alyxtui.cli import assignments
    from alyxtui.domain.writes.operations import Add, Assign, Clear, Remove

    action = endpoint.actions.get("partial_update")
    fields = action.fields if action is not None else {}
    given = {
        **assignments.data(options.data),
        **assignments.values(assignments.words(target.rest), fields),
    }
    found: dict[str, Operation] = {name: Assign(value) for name, value in given.items()}
    for kind, texts in ((Add, options.add), (Remove, options.remove)):
        for name, value in assignments.values(assignments.words(texts), fields).items():
            _once(found, name)
            if not isinstance(value, list):
                raise UsageError(f"{name} is no list field.", hint=f"{name}=VALUE sets it.")
            found[name] = kind(tuple(value))
    for name in options.clear:
        _once(found, name)
        found[name] = Clear()
    return found


def _once(found: dict[str, Operation], name: str) -> None:
    if name in found:
        raise UsageError(f"{name} is given more than once.")
