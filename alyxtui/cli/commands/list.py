"""``alyxtui list``: the records of an endpoint."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alyxtui.cli.arguments import positive
from alyxtui.errors import ServerError, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection
    from alyxtui.query.model import Query
    from alyxtui.query.typed import Pair
    from alyxtui.schema.model import Endpoint

DEFAULT_LIMIT = 250
_FORMATS = ("table", "json", "jsonl", "csv", "parquet")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import queries

    queries.configure(parser)
    how_many = parser.add_mutually_exclusive_group()
    how_many.add_argument(
        "--limit", type=positive, metavar="N", help=f"at most N records ({DEFAULT_LIMIT})"
    )
    how_many.add_argument("--all", action="store_true", help="all records, each once")
    how_many.add_argument("--count", action="store_true", help="print only how many there are")
    parser.add_argument(
        "--fields", metavar="A,B.C", help="only these fields; a dot leads into a field"
    )
    parser.add_argument(
        "--ids", action="store_true", help="the ids of the sessions that they lead to"
    )
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        help="table on a terminal, JSON lines elsewhere; a file's name tells its own",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="write a file, whole or not at all"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with an --output that was cut off"
    )
    parser.add_argument(
        "--keep-formulas",
        action="store_true",
        help="CSV: leave texts that a spreadsheet would run as they are",
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print records, or their number, or write them to a file.

    Raises:
        UsageError: there is no such endpoint, filter or field, or flags do not fit together.
        Incomplete: some records did not come.
        AlyxTuiError: the server cannot be asked or refuses, or the file cannot be written.
    """
    from alyxtui.cli import headless, queries

    fields = _field_names(options.fields)
    typed = queries.pairs(options)
    _check(options, fields)
    headless.run(_list(options, flags, typed, fields))
    return 0


def _check(options: argparse.Namespace, fields: Sequence[str]) -> None:
    """Refuse flags that do not fit together.

    Raises:
        UsageError: they do not.
    """
    shaped = bool(fields or options.format or options.output)
    if options.count and (shaped or options.ids):
        raise UsageError(
            "--count prints one number; --fields, --format, --output and --ids do not apply."
        )
    if options.ids and shaped:
        raise UsageError(
            "--ids prints one id a line; --fields, --format and --output do not apply."
        )
    if options.resume and not options.output:
        raise UsageError("--resume goes on with an --output FILE; there is none.")
    if options.output and options.format == "table":
        raise UsageError(
            "A file is no table.", hint="Formats of files: jsonl, json, csv and parquet."
        )
    if options.format == "parquet" and not options.output:
        raise UsageError("parquet is no text.", hint="Name a file: --output FILE.parquet")
    if options.output:
        _check_name(options.output, options.format)


def _check_name(path: Path, form: str | None) -> None:
    """Refuse a name that says another thing than what would be written.

    Raises:
        UsageError: it does.
    """
    from alyxtui.domain.export import OTHER_SUFFIXES

    if str(path) == "-":
        raise UsageError("- is no file.", hint="Without --output records go to stdout.")
    if form is None and path.suffix.lower() in OTHER_SUFFIXES:
        raise UsageError(
            f"{path.suffix} is none of the formats of files: jsonl, json, csv and parquet.",
            hint="--format says which one to write into it.",
        )


async def _list(
    options: argparse.Namespace, flags: Flags, typed: list[Pair], fields: tuple[str, ...]
) -> None:
    from alyxtui.cli import headless, output, queries

    async with headless.connected(flags) as connection:
        api = await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        parts = queries.mended(typed, endpoint, force=options.force).requests
        await headless.sign_in(connection)
        try:
            if options.count:
                output.line(str(await _count(connection, endpoint, parts)))
            elif options.output:
                await _save(connection, endpoint, parts, options, fields)
            else:
                await _print(connection, endpoint, parts, options, fields)
        except ServerError as error:
            raise queries.with_explanation(error, parts[0], endpoint) from None


async def _count(connection: Connection, endpoint: Endpoint, parts: Sequence[Query]) -> int:
    """How many records some queries find together."""
    from alyxtui.client.joined import source_of

    source = source_of(connection.client, parts)
    page = await source.page(endpoint, parts[0], offset=0, limit=1)
    return page.count


async def _print(
    connection: Connection,
    endpoint: Endpoint,
    parts: Sequence[Query],
    options: argparse.Namespace,
    fields: tuple[str, ...],
) -> None:
    from alyxtui.cli import listing, output
    from alyxtui.domain.session_ids import leads_to_sessions

    if options.ids and not leads_to_sessions(endpoint.name):
        raise UsageError(f"Records of {endpoint.name} lead to no session.")
    kind = options.format or ("table" if output.is_terminal() else "jsonl")
    wanted = listing.Wanted("ids" if options.ids else kind, fields, options.keep_formulas)
    await listing.print_records(connection.client, endpoint, parts, wanted, _limit(options))


async def _save(
    connection: Connection,
    endpoint: Endpoint,
    parts: Sequence[Query],
    options: argparse.Namespace,
    fields: tuple[str, ...],
) -> None:
    from alyxtui.cli import listing
    from alyxtui.domain.export import Export, Target, format_of
    from alyxtui.domain.formats import Format

    path: Path = options.output
    kind = Format(options.format) if options.format else format_of(path)
    if fields:
        sample = await connection.client.page(endpoint, parts[0], offset=0, limit=1)
        listing.check_fields(endpoint, sample.records, fields)
    export = Export(
        connection.client,
        endpoint,
        parts,
        Target(path, kind, fields, options.keep_formulas),
        limit=_limit(options),
        resume=options.resume,
    )
    await listing.save(export, endpoint, _limit(options))


def _limit(options: argparse.Namespace) -> int | None:
    return None if options.all else options.limit or DEFAULT_LIMIT


def _field_names(text: str | None) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")] if text is not None else []
    if text is not None and not all(names):
        raise UsageError(f"--fields {text!r} names an empty field.")
    return tuple(dict.fromkeys(names))
