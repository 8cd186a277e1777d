"""The order of records by one or more columns, whatever JSON stands in them.

Nulls and not-a-number come last in both directions, behind them missing fields. Values of different types are
never compared: truth values come before numbers, numbers before texts, texts before lists, lists
before objects. Texts are in natural order: ``probe2`` before ``probe10``, capitals beside small.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alyxtui.domain.field_path import MISSING, value_at

_DIGITS = re.compile(r"([0-9]+)")
_DEEPEST = 8  # levels of nesting that are looked at
_LONGEST = 1000  # characters of a text that are looked at

Rank = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column to sort by.

    Attributes:
        column: dotted path of the field.
        descending: the largest first.
    """

    column: str
    descending: bool = False


def cycled(keys: tuple[SortKey, ...], column: str) -> tuple[SortKey, ...]:
    """The keys after one more press on a column: up, down, not at all.

    A column that was not sorted by becomes the first key; the others decide among equals.

    Args:
        keys: so far, the first one the strongest.
        column: dotted path of the field.
    """
    others = tuple(key for key in keys if key.column != column)
    if not keys or keys[0].column != column:
        return (SortKey(column), *others)
    return others if keys[0].descending else (SortKey(column, descending=True), *others)


def arranged(
    records: Sequence[Mapping[str, Any]], keys: Sequence[SortKey]
) -> list[Mapping[str, Any]]:
    """Records in the order of some columns; equal ones stay as they were.

    Args:
        records: as the server sent them.
        keys: the first one is the strongest.
    """
    rows = list(records)
    for key in reversed(keys):
        known: list[tuple[Rank, Mapping[str, Any]]] = []
        nothing: list[Mapping[str, Any]] = []
        missing: list[Mapping[str, Any]] = []
        for record in rows:
            value = value_at(record, key.column)
            if value is MISSING:
                missing.append(record)
            elif _is_nothing(value):
                nothing.append(record)
            else:
                known.append((rank(value), record))
        known.sort(key=lambda pair: pair[0], reverse=key.descending)
        rows = [record for _, record in known] + nothing + missing
    return rows


def rank(value: object, depth: int = 0) -> Rank:
    """What a JSON value is compared by; any two ranks can be compared.

    Args:
        value: any JSON value.
        depth: how deep it stands in another one.
    """
    if _is_nothing(value):
        return (9,)
    if isinstance(value, bool):
        return (0, value)
    if isinstance(value, int | float):
        return (1, value)
    if isinstance(value, str):
        return (2, *_natural(value[:_LONGEST]))
    if depth >= _DEEPEST:
        return (5,)
    if isinstance(value, list):
        return (3, tuple(rank(one, depth + 1) for one in value))
    if isinstance(value, dict):
        return (4, tuple((key, rank(value[key], depth + 1)) for key in sorted(value)))
    return (5, str(value))


def _is_nothing(value: object) -> bool:
    return value is None or value is MISSING or (isinstance(value, float) and math.isnan(value))


def _natural(text: str) -> Rank:
    # Texts at even places, numbers at odd ones. A number is compared by its length first: its
    # digits may be too many for an int.
    parts = _DIGITS.split(text.casefold())
    ordered = tuple(
        (len(part.lstrip("0")), part.lstrip("0")) if place % 2 else part
        for place, part in enumerate(parts)
    )
    return (ordered, text)
