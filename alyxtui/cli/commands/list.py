"""``alyxtui list``: the records of an endpoint."""

from __future__ import annotations

import argparse
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

from alyxtui.cli.arguments import positive
from alyxtui.errors import ServerError, UsageError
from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.client.answer import Page, Record
    from alyxtui.client.paging import PageSource
    from alyxtui.query.model import Query
    from alyxtui.query.typed import Pair
    from alyxtui.schema.model import Endpoint

DEFAULT_LIMIT = 250
# Alyx 3.6.1 makes up to 5 ms a record, so that a page of 500 is ready in less than 3 s.
_PAGE = 500


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    from alyxtui.cli import queries

    queries.configure(parser)
    parser.add_argument(
        "--limit", type=positive, metavar="N", help=f"at most N records ({DEFAULT_LIMIT})"
    )
    parser.add_argument("--count", action="store_true", help="print only how many there are")
    parser.add_argument(
        "--fields", metavar="A,B.C", help="only these fields; a dot leads into a field"
    )
    parser.add_argument(
        "--format",
        choices=["table", "json", "jsonl"],
        help="table on a terminal, JSON lines elsewhere",
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print records, or their number.

    Raises:
        UsageError: there is no such endpoint, filter or field.
        AlyxTuiError: the server cannot be asked or refuses.
    """
    from alyxtui.cli import headless, queries

    fields = _field_names(options.fields)
    typed = queries.pairs(options)
    if options.count and (options.limit or fields or options.format):
        raise UsageError("--count prints one number; --limit, --fields and --format do not apply.")
    headless.run(_list(options, flags, typed, fields))
    return 0


async def _list(
    options: argparse.Namespace, flags: Flags, typed: list[Pair], fields: list[str]
) -> None:
    from alyxtui.cli import headless, output, queries
    from alyxtui.client.joined import Joined

    async with headless.connected(flags) as connection:
        api = await connection.load_api()
        endpoint = headless.endpoint_of(api, options.endpoint)
        requests = queries.mended(typed, endpoint, force=options.force).requests
        await headless.sign_in(connection)
        client, query = connection.client, requests[0]
        source: PageSource = client if len(requests) == 1 else Joined(client, requests)
        try:
            if options.count:
                page = await source.page(endpoint, query, offset=0, limit=1)
                output.line(str(page.count))
                return
            pages = _pages(source, endpoint, query, options.limit or DEFAULT_LIMIT)
            await _print(endpoint, pages, fields, options.format)
        except ServerError as error:
            raise queries.with_explanation(error, query, endpoint) from None


async def _pages(
    source: PageSource, endpoint: Endpoint, query: Query, limit: int
) -> AsyncIterator[Page]:
    """Pages up to so many records in all; the first one always comes."""
    offset = 0
    while offset < limit:
        size = min(limit - offset, _PAGE)
        page = await source.page(endpoint, query, offset=offset, limit=size)
        yield page
        offset += size
        if offset >= page.count or not page.records:
            break


async def _print(
    endpoint: Endpoint, pages: AsyncIterator[Page], fields: list[str], wanted: str | None
) -> None:
    from alyxtui.cli import diagnostics, output

    kind = wanted or ("table" if output.is_terminal() else "jsonl")
    held: list[Record] = []
    printed, count = 0, 0
    async for page in pages:
        if not printed:
            _check_fields(endpoint, page.records, fields)
        printed, count = printed + len(page.records), page.count
        if kind != "jsonl":
            held.extend(page.records)
            continue
        for record in page.records:
            output.record(_picked(record, fields))
    if kind == "json":
        output.document([_picked(record, fields) for record in held])
    elif kind == "table":
        _print_table(endpoint, held, fields)
    if printed < count:
        diagnostics.note(f"{printed:,} of {count:,}")


def _field_names(text: str | None) -> list[str]:
    names = [name.strip() for name in text.split(",")] if text is not None else []
    if text is not None and not all(names):
        raise UsageError(f"--fields {text!r} names an empty field.")
    return list(dict.fromkeys(names))


def _check_fields(endpoint: Endpoint, records: Sequence[Record], fields: Sequence[str]) -> None:
    """Refuse a field that neither the first records nor the schema have."""
    from alyxtui.cli import headless

    known = dict.fromkeys(name for record in records for name in record)
    known.update(dict.fromkeys(endpoint.actions["list"].record))
    for path in fields:
        if known and path not in known and path.partition(".")[0] not in known:
            raise headless.unknown("field", path, known, hint=f"Fields: {', '.join(known)}.")


def _picked(record: Record, fields: Sequence[str]) -> dict[str, Any]:
    """The record, or the chosen fields of it by their paths; what is missing is None."""
    from alyxtui.domain.field_path import MISSING, value_at

    if not fields:
        return record
    values = {path: value_at(record, path) for path in fields}
    return {path: None if value is MISSING else value for path, value in values.items()}


def _print_table(endpoint: Endpoint, records: Sequence[Record], fields: Sequence[str]) -> None:
    from alyxtui.cli import diagnostics, output
    from alyxtui.domain.columns import choose_columns
    from alyxtui.text import plural

    shown = [_picked(record, fields) for record in records]
    columns = choose_columns(endpoint, shown)
    if fields:
        columns = tuple(sorted(columns, key=lambda column: fields.index(column.name)))
    if not columns:
        diagnostics.note("no records")
        return
    headings = [output.Heading(column.title, column.right) for column in columns]
    rows = [[column.cell(record).text for column in columns] for record in shown]
    left_out = output.table(headings, rows)
    if left_out:
        more = plural(left_out, "more column")
        diagnostics.note(f"{more}: choose with --fields, or see all with --format json")
