"""Records as a Parquet file, by pyarrow where it is installed."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from alyxtui.domain.formats import Record, compact, encoded
from alyxtui.errors import UsageError

_ROWS = 10_000  # rows a group, which is what memory holds
_INT64 = range(-(2**63), 2**63)
_EXACT = 2**53  # beyond it a float is another number


def require() -> None:
    """See to it that Parquet can be written.

    Raises:
        UsageError: pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise UsageError(
            "Parquet files are written by pyarrow, which is not installed here.",
            hint="python -m pip install pyarrow, or take csv or jsonl.",
        )


class Types:
    """The type of each column, found by looking at every value.

    Text, whole numbers, numbers and truth values become what they are in Parquet; columns of
    mixed or nested values become text, with JSON in it, and so do whole numbers beside others when
    they are too large to become one of those.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.kinds: dict[str, set[str]] = {name: set() for name in columns}

    def look(self, record: Record) -> None:
        """Take a record into account."""
        for name, kinds in self.kinds.items():
            value = record.get(name)
            if value is not None:
                kinds.add(_kind(value))

    def of(self, name: str) -> str:
        """``bool``, ``int64``, ``double`` or ``string``."""
        kinds = self.kinds[name]
        if kinds == {"int64", "long"}:
            return "int64"
        if kinds == {"int64", "double"}:
            return "double"
        only = next(iter(kinds)) if len(kinds) == 1 else "json"
        return {"json": "string", "long": "int64"}.get(only, only)

    def value(self, name: str, value: object) -> object:
        """A value as its column takes it."""
        if value is None or self.of(name) != "string":
            return value
        text = (
            value if isinstance(value, str) and self.kinds[name] == {"string"} else compact(value)
        )
        return encoded(text).decode()


def write(path: Path, types: Types, records: Iterable[Record]) -> None:
    """Write a file, a group of rows at a time.

    Args:
        path: the file, replaced when it is there.
        types: of the columns, which have seen every record.
        records: values by column.

    Raises:
        OSError: it cannot be written.
    """
    arrow: Any = importlib.import_module("pyarrow")
    parquet: Any = importlib.import_module("pyarrow.parquet")
    kinds = {"bool": arrow.bool_(), "int64": arrow.int64(), "double": arrow.float64()}
    fields = [
        (encoded(name).decode(), kinds.get(types.of(name), arrow.string())) for name in types.kinds
    ]
    schema = arrow.schema(fields)
    rows = iter(records)
    with parquet.ParquetWriter(str(path), schema) as writer:
        while group := list(islice(rows, _ROWS)):
            columns = [
                _column(arrow, types, name, group, field.type)
                for name, field in zip(types.kinds, schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))


def _column(
    arrow: Any, types: Types, name: str, group: Sequence[Mapping[str, object]], kind: Any
) -> Any:
    return arrow.array([types.value(name, record.get(name)) for record in group], type=kind)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        if abs(value) <= _EXACT:
            return "int64"
        return "long" if value in _INT64 else "json"
    if isinstance(value, float):
        return "double"
    return "string" if isinstance(value, str) else "json"
