"""Parquet files: columns and rows as the end of the file tells them; values where pyarrow is.

The file ends with its description in Thrift's compact protocol, the length of that in four bytes,
and ``PAR1``.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, BinaryIO

from alyxtui.domain.peek.model import ROWS, Peek, Unreadable

_MAGIC = b"PAR1"
_LONGEST = 64 * 1024 * 1024  # bytes of a description
_DEEPEST = 30
_MOST = 1_000_000  # elements of one list
_TYPES = ("boolean", "int32", "int64", "int96", "float", "double", "text or bytes", "bytes")
_WIDEST = 50  # columns that are read with pyarrow


def read(file: BinaryIO, path: Path) -> Peek:
    """Look into a file.

    Args:
        file: the file.
        path: where it is, for pyarrow.

    Raises:
        Unreadable: it is no Parquet file.
    """
    about = _description(file)
    schema, rows = about.get(2), about.get(3)
    if not (isinstance(schema, list) and isinstance(rows, int)):
        raise Unreadable("Its description lacks columns or rows.")
    leaves = [one for one in schema if isinstance(one, dict) and not one.get(5)]
    columns = [(_name(one), _type(one)) for one in leaves]
    facts = [("rows", f"{rows:,}"), ("columns", f"{len(columns):,}")]
    if isinstance(about.get(6), bytes):
        facts.append(("made by", about[6].decode("utf-8", "replace")))
    headings, values = _values(path)
    if values is None:
        table = tuple(columns[: 10 * ROWS])
        note = "pyarrow is not installed, so no values are shown."
        return Peek("Parquet table", tuple(facts), ("column", "type"), table, note=note)
    return Peek("Parquet table", tuple(facts), headings, values, more=rows > len(values))


def _values(path: Path) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...] | None]:
    """Headings and first rows, None without pyarrow or where it cannot read the file."""
    try:
        from pyarrow import ArrowException  # type: ignore[import-not-found, import-untyped, unused-ignore]
        from pyarrow.parquet import ParquetFile  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except ImportError:
        return (), None
    try:
        with ParquetFile(path) as file:
            names = [str(name) for name in file.schema_arrow.names[:_WIDEST]]
            batch = next(file.iter_batches(batch_size=ROWS, columns=names), None)
            found: dict[str, list[Any]] = batch.to_pydict() if batch is not None else {}
    except (ArrowException, OSError, ValueError, KeyError):
        return (), None
    rows = zip(*(found.get(name, []) for name in names), strict=False)
    return tuple(names), tuple(tuple(map(str, row)) for row in rows)


def _description(file: BinaryIO) -> dict[int, Any]:
    size = file.seek(0, 2)
    if size < 12:
        raise Unreadable("It is too short for a Parquet file.")
    file.seek(size - 8)
    length, end = struct.unpack("<I4s", file.read(8))
    file.seek(0)
    if end != _MAGIC or file.read(4) != _MAGIC:
        raise Unreadable("It does not begin and end as Parquet files do.")
    if length > min(size - 8, _LONGEST):
        raise Unreadable("Its description is longer than the file.")
    file.seek(size - 8 - length)
    try:
        return _Thrift(file.read(length)).structure(0)
    except (IndexError, struct.error, OverflowError):
        raise Unreadable("Its description cannot be read.") from None


def _name(element: dict[int, Any]) -> str:
    name = element.get(4)
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else "?"


def _type(element: dict[int, Any]) -> str:
    number = element.get(1)
    known = isinstance(number, int) and 0 <= number < len(_TYPES)
    return _TYPES[number] if known and isinstance(number, int) else "unknown"


class _Thrift:
    """Thrift's compact protocol: structures as dicts by field number, texts as bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def structure(self, depth: int) -> dict[int, Any]:
        if depth > _DEEPEST:
            raise Unreadable("Its description is nested too deeply.")
        fields: dict[int, Any] = {}
        number = 0
        while byte := self._byte():
            step = byte >> 4
            number = number + step if step else self._signed()
            kind = byte & 15
            fields[number] = kind == 1 if kind in {1, 2} else self._value(kind, depth)
        return fields

    def _value(self, kind: int, depth: int) -> Any:
        if kind in {1, 2, 3}:
            return self._byte()
        if kind in {4, 5, 6}:
            return self._signed()
        if kind == 7:
            return struct.unpack("<d", self._bytes(8))[0]
        if kind == 8:
            return self._bytes(self._unsigned())
        if kind in {9, 10}:
            return self._list(depth)
        if kind == 11:
            return self._map(depth)
        if kind == 12:
            return self.structure(depth + 1)
        raise Unreadable("Its description holds what no Parquet file has.")

    def _list(self, depth: int) -> list[Any]:
        byte = self._byte()
        count = byte >> 4 if byte >> 4 != 15 else self._unsigned()
        return [self._value(byte & 15, depth + 1) for _ in range(self._checked(count))]

    def _map(self, depth: int) -> list[Any]:
        count = self._checked(self._unsigned())
        kinds = self._byte() if count else 0
        one, other = kinds >> 4, kinds & 15
        return [(self._value(one, depth + 1), self._value(other, depth + 1)) for _ in range(count)]

    def _checked(self, count: int) -> int:
        if count > min(_MOST, len(self._data)):
            raise Unreadable("Its description lists more than it can hold.")
        return count

    def _byte(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _bytes(self, count: int) -> bytes:
        if count > len(self._data) - self._at:
            raise IndexError
        self._at += count
        return self._data[self._at - count : self._at]

    def _unsigned(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128 or shift > 70:
                return value

    def _signed(self) -> int:
        value = self._unsigned()
        return value >> 1 ^ -(value & 1)
