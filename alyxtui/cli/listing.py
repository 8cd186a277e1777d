"""Records on their way to stdout or into a file, as ``alyxtui list`` is asked for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alyxtui.cli import diagnostics, output
from alyxtui.domain import formats
from alyxtui.domain.columns import Column, choose_columns
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.formats import Format
from alyxtui.domain.session_ids import session_ids
from alyxtui.text import plural, safe

if TYPE_CHECKING:
    from alyxtui.client.answer import Record
    from alyxtui.client.client import AlyxClient
    from alyxtui.domain.export import Export, Progress
    from alyxtui.domain.verdict import Verdict
    from alyxtui.query.model import Query
    from alyxtui.schema.model import Endpoint

TABLE = "table"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be printed.

    Attributes:
        kind: ``table`` or the value of a ``Format``; ``ids`` for session ids.
        fields: paths, all fields when empty.
        keep_formulas: see ``formats.csv_lines``.
    """

    kind: str
    fields: tuple[str, ...] = ()
    keep_formulas: bool = False


async def print_records(
    client: AlyxClient,
    endpoint: Endpoint,
    parts: Sequence[Query],
    wanted: Wanted,
    limit: int | None,
) -> None:
    """Print the records of a query as they come.

    Args:
        client: the server.
        endpoint: whose list it is.
        parts: the query, see ``Fetch``.
        wanted: how to print them.
        limit: at most so many, None for all.

    Raises:
        Incomplete: some did not come; the others are printed.
        UsageError: there is no such field.
        AlyxTuiError: nothing came.
    """
    fetch = Fetch(client, endpoint, parts, limit=limit)
    into = printer(endpoint, wanted)
    # Rows on the same terminal would run over a bar.
    bar = diagnostics.Bar(endpoint.name, wanted=not output.is_terminal())
    first = True
    try:
        async with aclosing(fetch.batches()) as batches:
            async for batch in batches:
                if first:
                    check_fields(endpoint, batch.records, wanted.fields)
                    first = False
                into.add(batch.records)
                bar.show(fetch.tally.held, fetch.total)
    finally:
        bar.close()
    into.end()
    _say(fetch.verdict(), limit)


async def save(export: Export, endpoint: Endpoint, limit: int | None) -> None:
    """Run an export and say what came of it.

    Args:
        export: what is to be run.
        endpoint: whose list it is.
        limit: the one of the export.

    Raises:
        Incomplete: some records did not come.
        AlyxTuiError: nothing came, or the file cannot be written.
    """
    bar = diagnostics.Bar(endpoint.name)

    def show(progress: Progress) -> None:
        bar.show(progress.done, progress.total, progress.left)

    finished = False
    try:
        verdict = await export.run(show)
        finished = not verdict.missing
    finally:
        bar.close()
        if not finished and export.begun:
            kept = export.target.part
            diagnostics.note(f"What came is kept in {kept}; --resume goes on from there.")
    if finished:
        diagnostics.note(f"{plural(verdict.held, 'record')} in {export.target.path}")
    _say(verdict, limit)


def check_fields(endpoint: Endpoint, records: Sequence[Record], fields: Sequence[str]) -> None:
    """Refuse a field that neither the first records nor the schema have.

    Raises:
        UsageError: there is none of that name.
    """
    from alyxtui.cli import headless

    known = dict.fromkeys(formats.field_names(records))
    known.update(dict.fromkeys(endpoint.actions["list"].record))
    for path in fields:
        if known and path not in known and path.partition(".")[0] not in known:
            raise headless.unknown("field", path, known, hint=f"Fields: {', '.join(known)}.")


def _say(verdict: Verdict, limit: int | None) -> None:
    if limit is not None and verdict.held < verdict.count:
        if not verdict.joined:
            diagnostics.note(f"{verdict.held:,} of {verdict.count:,}")
        elif verdict.held >= limit:
            diagnostics.note(f"{verdict.held:,} of at most {verdict.count:,}")
    for note in verdict.notes:
        diagnostics.warning(note)
    if error := verdict.error():
        raise error


# Printers: records in, text out, as they come.


class Printer:
    """Prints records."""

    def add(self, records: Iterable[Record]) -> None:
        """Some more records."""
        raise NotImplementedError

    def end(self) -> None:
        """There are no more."""


class _Lines(Printer):
    """One JSON value a line."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields = fields

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            output.record(formats.picked(record, self._fields))


class _List(Printer):
    """One JSON list."""

    def __init__(self, fields: Sequence[str]) -> None:
        self._fields, self._list = fields, output.JsonList()

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            self._list.add(formats.picked(record, self._fields))

    def end(self) -> None:
        self._list.end()


class _Csv(Printer):
    """Comma-separated values; the columns are those of the first records."""

    def __init__(self, fields: Sequence[str], *, keep_formulas: bool) -> None:
        self._fields, self._keep_formulas = fields, keep_formulas
        self._columns: Sequence[str] | None = None
        self._others: set[str] = set()

    def add(self, records: Iterable[Record]) -> None:
        rows = [formats.picked(record, self._fields) for record in records]
        is_first = self._columns is None
        if self._columns is None:
            self._columns = self._fields or formats.field_names(rows)
        self._others.update(name for row in rows for name in row if name not in self._columns)
        if is_first and not self._columns:
            return
        lines = formats.csv_lines(
            self._columns, rows, keep_formulas=self._keep_formulas, heading=is_first
        )
        output.exact("".join(lines))

    def end(self) -> None:
        if self._others:
            names = ", ".join(sorted(map(safe, self._others)))
            diagnostics.warning(
                f"only later records have {names}; --output FILE has a column for each"
            )


class _Table(Printer):
    """A table whose columns are chosen from the first records."""

    def __init__(self, endpoint: Endpoint, fields: Sequence[str]) -> None:
        self._endpoint, self._fields = endpoint, fields
        self._columns: Sequence[Column] = ()
        self._table: output.Table | None = None

    def add(self, records: Iterable[Record]) -> None:
        shown = [formats.picked(record, self._fields) for record in records]
        if not self._columns:
            self._columns = self._chosen(shown)
        rows = [[column.cell(record).text for column in self._columns] for record in shown]
        if self._table is not None:
            self._table.add(rows)
        elif self._columns:
            heads = [output.Heading(column.title, column.right) for column in self._columns]
            self._table = output.Table(heads, rows)

    def _chosen(self, shown: Sequence[Record]) -> Sequence[Column]:
        columns = choose_columns(self._endpoint, shown)
        if not self._fields:
            return columns
        return sorted(columns, key=lambda column: self._fields.index(column.name))

    def end(self) -> None:
        if self._table is None:
            diagnostics.note("no records")
        elif self._table.left_out:
            more = plural(self._table.left_out, "more column")
            diagnostics.note(f"{more}: choose with --fields, or see all with --format json")


class _Ids(Printer):
    """The ids of the sessions that the records lead to, each once."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._said: set[str] = set()
        self._without = 0

    def add(self, records: Iterable[Record]) -> None:
        for record in records:
            ids = session_ids(self._endpoint.name, record)
            self._without += not ids
            for one in ids:
                if one not in self._said:
                    self._said.add(one)
                    output.line(one)

    def end(self) -> None:
        if self._without:
            diagnostics.note(f"{plural(self._without, 'record')} without a session")


def printer(endpoint: Endpoint, wanted: Wanted) -> Printer:
    """What prints records as wanted."""
    kinds: dict[str, Callable[[], Printer]] = {
        "ids": lambda: _Ids(endpoint),
        TABLE: lambda: _Table(endpoint, wanted.fields),
        Format.JSON.value: lambda: _List(wanted.fields),
        Format.CSV.value: lambda: _Csv(wanted.fields, keep_formulas=wanted.keep_formulas),
    }
    return kinds.get(wanted.kind, lambda: _Lines(wanted.fields))()
