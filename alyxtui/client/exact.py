"""JSON read so that nothing of what was sent is lost unsaid.

Python's reader rounds numbers with more than 17 digits, forgets how they were written, refuses
integers of more than 4,300 digits and drops the first of two equal keys without a word.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from typing import Any


class Exact(float):
    """A number that Python would write otherwise than it came.

    Attributes:
        text: as it came.
    """

    __slots__ = ("text",)
    text: str


class Repeating(dict[str, Any]):
    """An object some of whose keys came more than once; it has the last value of each.

    Attributes:
        repeated: those keys.
    """

    __slots__ = ("repeated",)
    repeated: tuple[str, ...]


def read_json(body: bytes, *, exact: bool = True) -> object:
    """The value of a JSON text; bare ``NaN`` and ``Infinity`` are read (Alyx 3.6.1 sends them).

    Args:
        body: UTF-8.
        exact: keep how numbers were written and say which keys came twice, which takes twice as
            long; otherwise only integers too long for Python are kept so.

    Raises:
        ValueError: it is no JSON, or no UTF-8.
        RecursionError: it is nested too deep.
    """
    options: dict[str, Any] = (
        {"parse_float": _number, "object_pairs_hook": _object} if exact else {}
    )
    try:
        return json.loads(body, **options)
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise
    except ValueError:  # an integer too long for Python
        return json.loads(body, parse_int=_integer, **options)


def _number(text: str) -> float:
    value = float(text)
    return value if repr(value) == text else _exact(value, text)


def _integer(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return _exact(-math.inf if text.startswith("-") else math.inf, text)


def _exact(value: float, text: str) -> Exact:
    number = Exact(value)
    number.text = text
    return number


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    times = Counter(key for key, _ in pairs)
    odd = Repeating(value)
    odd.repeated = tuple(key for key, count in times.items() if count > 1)
    return odd
