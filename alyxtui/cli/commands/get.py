"""``alyxtui get``: one record as JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from alyxtui.errors import UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.client.answer import Record


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("endpoint", help="of which endpoint")
    parser.add_argument("id", metavar="ID", help="uuid, nickname, name or number; or its address")
    parser.add_argument("--field", metavar="PATH", help="only this field; a dot leads into a field")


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print one record.

    Raises:
        UsageError: there is no such endpoint or field.
        NotFound: there is no such record.
        AlyxTuiError: the server cannot be asked or refuses.
    """
    from alyxtui.cli import headless, output

    record = headless.run(_read(options, flags))
    output.document(record if options.field is None else _field(record, options.field))
    return 0


async def _read(options: argparse.Namespace, flags: Flags) -> Record:
    from alyxtui.cli import headless
    from alyxtui.domain.start import record_key

    if not options.id:
        raise UsageError("The id is empty.")
    async with headless.connected(flags) as connection:
        endpoint = headless.endpoint_of(await connection.load_api(), options.endpoint)
        headless.action_of(endpoint, "read")
        key = record_key(options.id, endpoint.name, connection.profile.url)
        await headless.sign_in(connection)
        return await connection.client.read(endpoint, key)


def _field(record: Record, path: str) -> object:
    from alyxtui.cli import headless
    from alyxtui.domain.field_path import MISSING, names_near, value_at
    from alyxtui.domain.json_path import PathError, parse_path, value_of

    value = value_at(record, path)
    if value is MISSING and "[" in path:  # as the browser copies it
        try:
            value = value_of(record, parse_path(path))
        except PathError as error:
            raise UsageError(error.message, hint=error.hint) from None
    if value is MISSING:
        known = names_near(record, path)
        raise headless.unknown("field", path, known, hint=f"Fields: {', '.join(known)}.")
    return value
