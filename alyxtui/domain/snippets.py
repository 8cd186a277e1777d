"""What can be copied from where one is: values, records and the ways to ask for them again. Pure.

The texts are what the server sent, exactly; only what is drawn goes through ``text.safe``.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from alyxtui.client.identity import key_of
from alyxtui.client.routes import detail_path
from alyxtui.domain import formats
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.json_text import as_text, written
from alyxtui.domain.session_ids import session_ids
from alyxtui.errors import AlyxTuiError
from alyxtui.query import render
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.text import plural

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one is.

    Attributes:
        server: base address, without a slash at its end.
        endpoint: whose records these are.
        records: the one under the cursor, or those that are marked.
        queries: the list that they stand in, several where their records are joined; none without.
        field: path of the value under the cursor, empty without one.
        value: that value, when it is no field of the only record.
        column: values of the field in the rows that are marked, else in those that are loaded.
        columns: the fields that the table shows, in order; those of the records when empty.
    """

    server: str
    endpoint: Endpoint
    records: tuple[Record, ...]
    queries: tuple[Query, ...] = ()
    field: str = ""
    value: object = MISSING
    column: Sequence[object] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """One thing to copy.

    Attributes:
        key: the letter that takes it.
        name: what it is, a few words.
        count: how many records or values are in it.
        make: gives the text.
        brief: whether the text is short enough to be shown beforehand.
    """

    key: str
    name: str
    count: int
    make: Callable[[], str]
    brief: bool = True


def snippets(place: Place) -> list[Snippet]:
    """All that there is to copy; what the records do not have is left out."""
    found = [*_values(place), *_names(place), *_tables(place), *_requests(place)]
    return found + _of_list(place)


def text_of(value: object) -> str:
    """A value as text: a text as it is, JSON for all others."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _values(place: Place) -> list[Snippet]:
    if not place.field:
        return []
    value = place.value
    if value is MISSING and len(place.records) == 1:
        value = value_at(place.records[0], place.field)
    found = [Snippet("p", "path of the field", 1, lambda: place.field)]
    if value is not MISSING:
        small = not isinstance(value, dict | list)
        found.insert(0, Snippet("c", "value", 1, lambda: as_text(value), small))
    if place.column:
        rows = plural(len(place.column), "row")
        found.append(
            Snippet("l", f"column, {rows}", len(place.column), lambda: _lines(place.column), False)
        )
    return found


def _lines(values: Sequence[object]) -> str:
    # One value a line, so that the lines can be counted.
    return "\n".join(
        " ".join(text_of(value).splitlines()) if isinstance(value, str) else text_of(value)
        for value in values
    )


def _names(place: Place) -> list[Snippet]:
    keys = [key for record in place.records if (key := key_of(place.endpoint, dict(record)))]
    eids = dict.fromkeys(
        one for record in place.records for one in session_ids(place.endpoint.name, record)
    )
    found = []
    if keys:
        lookup = place.endpoint.lookup or "key"
        found.append(Snippet("i", lookup, len(keys), lambda: "\n".join(keys)))
    if eids:
        found.append(Snippet("e", "session id (eid)", len(eids), lambda: "\n".join(eids)))
    return found


def _tables(place: Place) -> list[Snippet]:
    records = place.records
    if not records:
        return []
    columns = place.columns or tuple(formats.field_names(records))

    def rows() -> list[Record]:
        return [formats.picked(record, columns) for record in records]

    def as_json() -> str:
        return written(dict(records[0]) if len(records) == 1 else list(map(dict, records)))

    makers: dict[str, tuple[str, Callable[[], str]]] = {
        "j": ("JSON", as_json),
        "v": ("CSV", lambda: "".join(formats.csv_lines(columns, rows()))),
        "t": ("TSV", lambda: "".join(formats.tsv_lines(columns, rows()))),
        "m": ("Markdown", lambda: "".join(formats.markdown_lines(columns, rows()))),
    }
    return [
        Snippet(key, f"record as {name}", len(records), make, False)
        for key, (name, make) in makers.items()
    ]


def _requests(place: Place) -> list[Snippet]:
    """The ways to ask for each record, a line each."""
    urls = _urls(place)
    if not urls:
        return []
    name = place.endpoint.name
    makers: dict[str, tuple[str, Callable[[str, str], str]]] = {
        "u": ("URL", lambda key, url: url),
        "o": ("ONE call", lambda key, url: f"one.alyx.rest({name!r}, 'read', id={key!r})"),
        "a": ("command", lambda key, url: shlex.join(["alyxtui", "get", name, key])),
        "k": ("curl", lambda key, url: render.curl_of(url)),
    }

    def joined(write: Callable[[str, str], str]) -> Callable[[], str]:
        return lambda: "\n".join(write(key, url) for key, url in urls.items())

    return [
        Snippet(letter, f"record: {what}", len(urls), joined(write))
        for letter, (what, write) in makers.items()
    ]


def _urls(place: Place) -> dict[str, str]:
    """The address of each record by its key, for those that have one."""
    urls = {}
    for record in place.records:
        key = key_of(place.endpoint, dict(record))
        try:
            urls[key] = place.server + detail_path(place.endpoint, key)
        except AlyxTuiError:
            continue
    return urls


def _of_list(place: Place) -> list[Snippet]:
    """The ways to ask for the list, a line for each query of it."""
    server, endpoint, queries = place.server, place.endpoint, place.queries
    if not queries:
        return []
    makers: dict[str, tuple[str, Callable[[Query], str]]] = {
        "U": ("URL", lambda query: render.url(server, endpoint, query)),
        "O": ("ONE call", lambda query: render.one(endpoint, query)),
        "A": ("command", render.command),
        "K": ("curl", lambda query: render.curl(server, endpoint, query)),
    }

    def joined(write: Callable[[Query], str]) -> Callable[[], str]:
        return lambda: "\n".join(map(write, queries))

    return [
        Snippet(letter, f"list: {what}", len(queries), joined(write))
        for letter, (what, write) in makers.items()
    ]
