r"""Records as text: JSON, JSON lines, CSV, TSV and Markdown. Pure.

The texts hold what the server sent, control characters included; whoever shows them on a terminal
makes them safe. A lone surrogate, which no encoding can write, is for the one who encodes:
``encoded`` writes it as ``\udXXX``, which is JSON's own way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

from alyxtui.domain.field_path import MISSING, value_at

Record = Mapping[str, object]


class Format(str, Enum):
    """How records are written."""

    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    TSV = "tsv"
    MARKDOWN = "markdown"


# What a spreadsheet takes for a formula (OWASP: CSV injection), after apostrophes of our own.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_MARKDOWN_ACTS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_QUOTED = re.compile(r"[\",\r\n]")
_BREAKS = re.compile(r"\r\n|[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]")


def picked(record: Record, fields: Sequence[str]) -> dict[str, Any]:
    """The record, or the chosen fields of it.

    Args:
        record: one record.
        fields: paths, see ``field_path``; all fields when empty.

    Returns:
        Values by field or path; what the record lacks is None.
    """
    if not fields:
        return dict(record)
    values = {path: value_at(record, path) for path in fields}
    return {path: None if value is MISSING else value for path, value in values.items()}


def encoded(text: str) -> bytes:
    r"""A text as UTF-8, lone surrogates as ``\udXXX``."""
    return text.encode("utf-8", "backslashreplace")


def compact(value: object) -> str:
    """A value as JSON on one line; ``NaN`` and ``Infinity`` stay, as Python reads them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def field_names(records: Iterable[Record]) -> list[str]:
    """The fields of some records, in the order in which they are first seen."""
    return list(dict.fromkeys(name for record in records for name in record))


def json_lines(records: Iterable[Record]) -> Iterator[str]:
    """One line of JSON a record."""
    for record in records:
        yield json.dumps(record, ensure_ascii=False) + "\n"


def json_document(records: Iterable[Record]) -> Iterator[str]:
    """One JSON list, a record a line."""
    opening = "[\n"
    for record in records:
        yield opening + json.dumps(record, ensure_ascii=False)
        opening = ",\n"
    yield "[]\n" if opening == "[\n" else "\n]\n"


def csv_lines(
    columns: Sequence[str],
    records: Iterable[Record],
    *,
    keep_formulas: bool = False,
    heading: bool = True,
) -> Iterator[str]:
    """Comma-separated values as in RFC 4180: CRLF, quotes where they are needed.

    Args:
        columns: keys of the records, which become the heading.
        records: as ``picked`` gives them.
        keep_formulas: leave texts that a spreadsheet would run (``=1+1``) as they are; an
            apostrophe goes before them otherwise.
        heading: whether the names of the columns come first.
    """
    if heading and columns:
        yield _csv_row(_cell(name, keep_formulas) for name in columns)
    for record in records:
        yield _csv_row(_cell(record.get(name), keep_formulas) for name in columns)


def tsv_lines(columns: Sequence[str], records: Iterable[Record]) -> Iterator[str]:
    """Tab-separated values, as one pastes into a spreadsheet: breaks in a value become spaces."""
    yield "\t".join(_BREAKS.sub(" ", name) for name in columns) + "\n"
    for record in records:
        cells = (_cell(record.get(name), keep_formulas=False) for name in columns)
        yield "\t".join(_BREAKS.sub(" ", cell) for cell in cells) + "\n"


def markdown_lines(columns: Sequence[str], records: Iterable[Record]) -> Iterator[str]:
    """A table in Markdown; what would act there is escaped."""
    yield _markdown_row(columns)
    yield "|" + " --- |" * len(columns) + "\n"
    for record in records:
        yield _markdown_row([plain(record.get(name)) for name in columns])


def plain(value: object) -> str:
    """A value as a cell of a text table: nothing for None, JSON for what is nested."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return compact(value)


def escaped(text: str) -> str:
    """A text that no spreadsheet takes for a formula; ``unescaped`` gives it back.

    Numbers stay: ``-3`` is not run.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def unescaped(text: str) -> str:
    """What ``escaped`` was given."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text


def _cell(value: object, keep_formulas: bool) -> str:
    text = plain(value)
    return text if keep_formulas or not isinstance(value, str) else escaped(text)


def _csv_row(cells: Iterable[str]) -> str:
    # Not by the csv module, which refuses NUL before Python 3.11.
    texts = [_quoted(cell) for cell in cells]
    return (",".join(texts) if texts != [""] else '""') + "\r\n"  # an empty line is no row


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


def _markdown_row(cells: Iterable[str]) -> str:
    texts = (_MARKDOWN_ACTS.sub(r"\\\1", _BREAKS.sub(" ", cell)) for cell in cells)
    return "|" + "".join(f" {text} |" for text in texts) + "\n"
