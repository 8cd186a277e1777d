"""What is under the cursor, as the copy menu takes it."""

from __future__ import annotations

from typing import Any

from alyxtui.client.identity import key_of
from alyxtui.domain.columns import Column
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.jsondoc import Path
from alyxtui.domain.record import singular, title
from alyxtui.domain.snippets import Place, Record
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.list_pane import ListPane


def place_of(
    server: str, listing: ListPane, detail: DetailPane, *, in_detail: bool
) -> tuple[Place, str]:
    """Where the cursor is on the main screen, and a heading for it.

    Args:
        server: base address.
        listing: the list, which is open at an endpoint.
        detail: the record beside it.
        in_detail: whether the cursor is in the record.
    """
    if in_detail and detail.record is not None:
        return place_of_detail(server, detail)
    table, endpoint = listing.table, listing.endpoint
    if endpoint is None:
        raise ValueError("no list is open")
    record = listing.record(table.cursor)
    records = () if record is None else (record,)
    column = table.columns[table.column] if table.columns else None
    place = Place(
        server,
        endpoint,
        records,
        _queries(listing),
        field=column.name if column else "",
        column=_loaded(listing, column) if column else (),
        columns=tuple(one.name for one in table.columns),
    )
    return place, _heading(endpoint, record)


def place_of_detail(server: str, detail: DetailPane) -> tuple[Place, str]:
    """Where the cursor is in a record, and a heading for it."""
    endpoint, record = detail.endpoint or Endpoint(""), detail.record
    lines, cursor = detail.view.document.lines, detail.view.cursor
    path = lines[cursor].path if cursor < len(lines) else ()
    shown, value = _value(record, path)
    place = Place(server, endpoint, () if record is None else (record,), field=shown, value=value)
    return place, _heading(endpoint, record)


def _queries(listing: ListPane) -> tuple[Query, ...]:
    """What is asked; what was made of a query that is not sent."""
    if listing.asked is not None:
        return listing.asked.requests
    return () if listing.query_shown is None else (listing.query_shown,)


def _value(record: object, path: Path) -> tuple[str, object]:
    """The dotted path and the value of a line; the lines of a long text stand for all of it."""
    taken: list[str] = []
    value: Any = record
    for step in path:
        if not isinstance(value, dict | list):
            break
        value = value[step]  # type: ignore[index] # a list's steps are numbers
        taken.append(str(step))
    return ".".join(taken), value if taken else MISSING


def _loaded(listing: ListPane, column: Column) -> list[object]:
    """A column of the rows that are here."""
    rows = listing.rows
    values = (rows.value(row, column) for _, row in rows.standing)
    return [None if value is MISSING else value for value in values]


def _heading(endpoint: Endpoint, record: Record | None) -> str:
    if record is None:
        return endpoint.name
    name = title(endpoint, record, key_of(endpoint, dict(record)))
    return f"{singular(endpoint.name)} {name}"
