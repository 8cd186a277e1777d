"""Rows on their way into a table, faster than through the models."""

from __future__ import annotations

import datetime
import json
import random
import uuid
from typing import Any

from django.db import connection
from django.db.models import Field, FileField, JSONField, Model

from alyxtui.demo.sqlite.jsonb import tidy

_NUMBER = str | int | float | bool | None


# So many rows wait before they are written, so that a large table needs little memory.
_WAITING = 5000


class Rows:
    """The rows of one model, written by few statements.

    Args:
        model: their model.
        rng: where their uuids come from.
    """

    def __init__(self, model: type[Model], rng: random.Random) -> None:
        self._table = model._meta.db_table
        self._fields: list[Field] = [
            field for field in model._meta.concrete_fields if not _is_serial(field)
        ]
        self._rng = rng
        self._json = [isinstance(field, JSONField) for field in self._fields]
        self._defaults = {
            field.attname: None if _is_computed(field) else _default(field)
            for field in self._fields
        }
        self._rows: list[list[_NUMBER]] = []
        self._added = 0

    def __len__(self) -> int:
        return self._added

    def add(self, **values: Any) -> uuid.UUID:
        """Put one row in line.

        Args:
            values: by column name, links as ``lab_id``; the rest gets its default, and ``id`` a
                new uuid.

        Returns:
            The ``id``.
        """
        key: uuid.UUID = values.setdefault("id", new_id(self._rng))
        row = self._defaults | values
        self._added += 1
        self._rows.append(
            [
                _json(row[field.attname]) if is_json else _plain(row[field.attname])
                for field, is_json in zip(self._fields, self._json, strict=True)
            ]
        )
        if len(self._rows) >= _WAITING:
            self.write()
        return key

    def write(self) -> None:
        """Write the rows in line, in their order."""
        columns = ", ".join(f'"{field.column}"' for field in self._fields)
        _insert(self._table, columns, len(self._fields), self._rows)
        self._rows = []


class Links:
    """The rows of one many-to-many relation.

    Args:
        through: its table, ``Session.users.through``.
    """

    def __init__(self, through: Any) -> None:
        self._table = through._meta.db_table
        names = [field.column for field in through._meta.concrete_fields[1:3]]
        self._columns = ", ".join(f'"{name}"' for name in names)
        self._rows: list[list[_NUMBER]] = []

    def add(self, one: uuid.UUID | int, *others: uuid.UUID | int) -> None:
        """Link one record to others."""
        self._rows.extend([_plain(one), _plain(other)] for other in others)
        if len(self._rows) >= _WAITING:
            self.write()

    def write(self) -> None:
        """Write the rows in line."""
        _insert(self._table, self._columns, 2, self._rows)
        self._rows = []


def new_id(rng: random.Random) -> uuid.UUID:
    """A uuid that the generator decides."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def _is_computed(field: Field) -> bool:
    return field.has_default() and callable(field.default)


def _default(field: Field) -> Any:
    """What a model would write; where there is no file Django writes an empty text."""
    return "" if isinstance(field, FileField) else field.get_default()


def _is_serial(field: Field) -> bool:
    return field.get_internal_type() == "AutoField"


def _plain(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, (datetime.datetime, datetime.date)):
        return str(value)
    if isinstance(value, float) and value != value:
        return "NaN"
    return value


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(tidy(value))


def _insert(table: str, columns: str, width: int, rows: list[list[_NUMBER]]) -> None:
    marks = ", ".join(["%s"] * width)
    with connection.cursor() as cursor:
        # The names are those of the models; no value is part of the statement.
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)  # noqa: S608
