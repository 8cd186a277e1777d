"""What is under the cursor, as the copy menu takes it."""

from __future__ import annotations

from collections.abc import Sequence

from alyxtui.client.identity import key_of
from alyxtui.domain.columns import Column
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_path import path_text
from alyxtui.domain.marks import marked_records
from alyxtui.domain.record import singular, title
from alyxtui.domain.snippets import Place, Record
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.list_pane import ListPane

MOST = 1000
"""Records that are copied at a time."""


class TooMany(AlyxTuiError):
    """More records than a clipboard is good for."""

    title = "Not copied"


async def marked_in(listing: ListPane) -> tuple[Record, ...]:
    """The marked records of a list; those that are not here are fetched.

    Raises:
        AlyxTuiError: they are too many to be copied, or the server gives none.
    """
    rows, records = listing.rows, listing.records
    if records is None or rows.connection is None:
        return ()
    if rows.marks.count(records.count) > MOST:
        raise TooMany(f"At most {MOST:,} records are copied; x writes more into a file.")
    client = rows.connection.client
    found = marked_records(client, rows.endpoint, _queries(listing), rows.marks)
    return tuple([record async for record in found])


def place_of(server: str, listing: ListPane, marked: Sequence[Record]) -> tuple[Place, str]:
    """What a list has to copy, and a heading for it.

    Args:
        server: base address.
        listing: the list, which is open at an endpoint.
        marked: its marked records; the one under the cursor stands for none.
    """
    table, endpoint = listing.table, listing.endpoint
    if endpoint is None:
        raise ValueError("no list is open")
    record = listing.record(table.cursor)
    records = tuple(marked) or (() if record is None else (record,))
    column = table.columns[table.column] if table.columns else None
    under = listing.cell()
    place = Place(
        server,
        endpoint,
        records,
        _queries(listing),
        field=column.name if column else "",
        value=MISSING if under is None else under[1],
        column=_values(listing, marked, column) if column else (),
        columns=tuple(one.name for one in table.columns),
    )
    if marked:
        return place, f"{len(marked):,} marked {endpoint.name}"
    return place, _heading(endpoint, record)


def place_of_detail(server: str, detail: DetailPane) -> tuple[Place, str]:
    """Where the cursor is in a record, and a heading for it."""
    endpoint, record = detail.endpoint or Endpoint(""), detail.record
    line = detail.view.line
    shown, value = (path_text(line.path), line.value) if line else ("", MISSING)
    place = Place(server, endpoint, () if record is None else (record,), field=shown, value=value)
    return place, _heading(endpoint, record)


def _queries(listing: ListPane) -> tuple[Query, ...]:
    """What is asked; what was made of a query that is not sent."""
    if listing.asked is not None:
        return listing.asked.requests
    return () if listing.query_shown is None else (listing.query_shown,)


def _values(listing: ListPane, marked: Sequence[Record], column: Column) -> list[object]:
    """A column of the marked rows, of those that are here when none is."""
    records = marked or [record for _, record in listing.rows.standing]
    values = (listing.rows.value(record, column) for record in records)
    return [None if value is MISSING else value for value in values]


def _heading(endpoint: Endpoint, record: Record | None) -> str:
    if record is None:
        return endpoint.name
    name = title(endpoint, record, key_of(endpoint, dict(record)))
    return f"{singular(endpoint.name)} {name}"
