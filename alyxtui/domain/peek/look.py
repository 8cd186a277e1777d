"""A first look into a file, by what its name says it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from alyxtui.domain.peek import npy, parquet, pictures
from alyxtui.domain.peek.model import ROWS, Peek, Unreadable

_TEXT = 256 * 1024  # bytes of a text that are read
_WHOLE = 4 * 1024 * 1024  # bytes of JSON that are read
_LONGEST = 10_000  # characters of a cell
_SEPARATORS = {".csv": ",", ".tsv": "\t", ".ssv": " "}
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"})
_LINES = frozenset(
    {".txt", ".log", ".md", ".meta", ".cbor.txt", ".yaml", ".yml", ".toml", ".htm", ".html"}
)


def look(path: Path) -> Peek:
    """Look into a file. Blocks, for a fraction of a second at most; reads a few megabytes at most.

    Args:
        path: the file.

    Returns:
        What is in it; ``note`` says so when that cannot be told.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(0)
        if not size:
            return Peek("empty file")
        try:
            return _read(file, path, size)
        except ValueError as error:  # also numbers that Python will not write out
            return Peek(f"{path.suffix.lower().lstrip('.') or 'unknown'} file", note=str(error))


def _read(file: BinaryIO, path: Path, size: int) -> Peek:
    ending = path.suffix.lower()
    if ending == ".npy":
        return npy.read(file)
    if ending in {".pqt", ".parquet"}:
        return parquet.read(file, path)
    if ending in _PICTURES:
        return pictures.read(file)
    if ending in _SEPARATORS:
        return _table(file, _SEPARATORS[ending], size)
    if ending == ".json":
        return _json(file, size)
    if ending in {".jsonable", ".jsonl"}:
        return _json_lines(file, size)
    if ending in _LINES:
        lines = _lines(file)
        return Peek("text", text="\n".join(lines[:ROWS]), more=len(lines) > ROWS or size > _TEXT)
    raise Unreadable("Files of this kind are not looked into.")


def _lines(file: BinaryIO) -> list[str]:
    """The whole lines at the beginning of a file."""
    data = file.read(_TEXT)
    if b"\0" in data:
        raise Unreadable("It is no text.")
    lines = data.decode("utf-8-sig", "replace").splitlines()
    return lines[:-1] if len(data) == _TEXT and len(lines) > 1 else lines


def _table(file: BinaryIO, separator: str, size: int) -> Peek:
    lines = _lines(file)
    try:
        rows = list(islice(csv.reader(lines, delimiter=separator), ROWS + 2))
    except csv.Error as error:
        raise Unreadable(f"It cannot be read as a table: {error}.") from None
    head, body = (rows[0], rows[1:]) if rows else ([], [])
    more = len(body) > ROWS or size > _TEXT
    facts = [("columns", f"{len(head):,}")]
    if size <= _TEXT:
        facts.append(("lines", f"{len(lines):,}"))
    shown = tuple(tuple(cell[:_LONGEST] for cell in row) for row in body[:ROWS])
    return Peek("table", tuple(facts), tuple(head), shown, more=more)


def _json(file: BinaryIO, size: int) -> Peek:
    if size > _WHOLE:
        text = file.read(_TEXT).decode("utf-8", "replace")
        return Peek("JSON", text="\n".join(text.splitlines()[:ROWS])[:_LONGEST], more=True)
    try:
        value = json.loads(file.read())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"It is no JSON: {error}.") from None
    if isinstance(value, dict):
        rows = [(str(key), _short(one)) for key, one in islice(value.items(), ROWS)]
        facts = (("keys", f"{len(value):,}"),)
        return Peek("JSON object", facts, ("key", "value"), tuple(rows), more=len(value) > ROWS)
    if isinstance(value, list):
        listed = tuple((_short(one),) for one in value[:ROWS])
        return Peek(
            "JSON list", (("values", f"{len(value):,}"),), rows=listed, more=len(value) > ROWS
        )
    return Peek("JSON value", text=_short(value))


def _json_lines(file: BinaryIO, size: int) -> Peek:
    lines = _lines(file)
    values = list(_objects(lines[:ROWS]))
    heads = dict.fromkeys(key for value in values for key in value)
    rows = tuple(tuple(_short(value.get(key, "")) for key in heads) for value in values)
    facts = (("lines", f"{len(lines):,}"),) if size <= _TEXT else ()
    more = len(lines) > ROWS or size > _TEXT
    return Peek("JSON lines", facts, tuple(heads), rows, more=more)


def _objects(lines: list[str]) -> Iterator[dict[str, object]]:
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"A line of it is no JSON: {error}.") from None
        yield value if isinstance(value, dict) else {"value": value}


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text[:_LONGEST]
