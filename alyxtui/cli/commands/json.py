"""``alyxtui json``: change keys of a JSON field, or the field as a whole."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.cli.targets import Target
    from alyxtui.domain.writes.operations import Operation

_WHAT = ("update", "write", "remove-key", "clear")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import targets, writing

    parser.add_argument(
        "what",
        choices=_WHAT,
        help="update sets keys, write replaces the field, remove-key takes keys out, clear: null",
    )
    targets.configure(parser)
    parser.add_argument("--data", metavar="FILE", help="JSON from a file; - is stdin")
    parser.add_argument(
        "--deep", action="store_true", help="update: keep the keys beside those in inner objects"
    )
    writing.configure(parser)


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Change a JSON field of one record or of many.

    Behind the record stands the field, behind that what is done to it: ``key=value`` and
    ``key:=JSON`` for update (a dot leads into a key), one JSON text for write, keys for
    remove-key.

    Raises:
        UsageError: a record, the field or what is to be done is missing.
        AlyxTuiError: it must not be sent, the server refuses, or it waits in the outbox.
    """
    from alyxtui.cli import headless, targets

    target = targets.read(options, words=True)
    if not target.rest:
        raise UsageError(
            "No field is named.", hint="alyxtui json update sessions ID extended_qc ..."
        )
    if target.stdin and options.data == "-":
        raise UsageError("Ids and JSON cannot both come from stdin.")
    name, *rest = target.rest
    operation = _operation(options, rest)
    return headless.run(_json(options, flags, replace(target, rest=()), name, operation))


async def _json(
    options: argparse.Namespace, flags: Flags, target: Target, name: str, operation: Operation
) -> int:
    from alyxtui.cli import headless, targets, writing
    from alyxtui.domain.writes.change import Change
    from alyxtui.domain.writes.conditions import conditions_of
    from alyxtui.schema.model import Kind

    async with writing.allowed(flags) as connection:
        api = connection.api or await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        fields = headless.action_of(endpoint, "partial_update").fields
        known = [one.name for one in fields.values() if one.kind is Kind.JSON]
        if name not in known:
            raise headless.unknown("JSON field", name, known, hint=f"It has: {', '.join(known)}.")
        conditions = conditions_of(options.conditions, endpoint)
        keys = await targets.keys(target, connection, endpoint)
        changes = [Change.patch(endpoint.name, key, {name: operation}) for key in keys]
        return await writing.write(
            connection, changes, conditions, options, flags, alone=target.is_one
        )


def _operation(options: argparse.Namespace, rest: list[str]) -> Operation:
    from alyxtui.cli import assignments
    from alyxtui.domain.writes.operations import Assign, Clear, Edit

    if options.what == "clear":
        if rest:
            raise UsageError(f"{rest[0]!r} has no place here: clear makes the whole field null.")
        return Clear()
    if options.what == "remove-key":
        if not rest:
            raise UsageError("No key is named.")
        return Edit(removes=tuple(tuple(key.split(".")) for key in rest))
    if options.what == "update":
        return _update(options, rest)
    if bool(rest) == bool(options.data) or len(rest) > 1:
        raise UsageError("Give the field's new value as one JSON text, or by --data FILE.")
    given = assignments.word(f"value:={rest[0]}").value if rest else None
    return Assign(given if rest else assignments.document(options.data))


def _update(options: argparse.Namespace, rest: list[str]) -> Operation:
    from alyxtui.cli import assignments
    from alyxtui.domain.writes.operations import Edit, merge

    merged = merge(assignments.data(options.data), deep=options.deep)
    sets = list(merged.sets)
    for one in assignments.words(rest):
        path = tuple(one.name.split("."))
        whole = options.deep and isinstance(one.value, dict)
        inner = merge(one.value, deep=True).sets if whole and isinstance(one.value, dict) else ()
        sets += [((*path, *below), value) for below, value in inner] or [(path, one.value)]
    if not sets:
        raise UsageError("No key is given.", hint='task=PASS, counts:={"a": 1}')
    return Edit(tuple(sets))
