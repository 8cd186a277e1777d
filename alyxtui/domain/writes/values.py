"""When two values of a field are the same to the server."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote, urlsplit
from uuid import UUID

from alyxtui.schema.model import By, Field, Kind


def same(
    one_value: object, other: object, field: Field, *, one: bool = False, came_back: bool = False
) -> bool:
    """Whether a server that stores the first shows the second.

    Alyx 3.6.1 strips texts, drops the microseconds that are none, names records by URLs under its
    own address, and keeps lists of records in no order.

    Args:
        one_value: as sent.
        other: as read.
        field: what the schema says of the field.
        one: compare items of a list field rather than lists.
        came_back: the second was read after the first was sent, and may differ by what a server
            makes of it: a time by the offset of the server's own zone, a number by rounding, null
            by an empty text.
    """
    if one_value is None or other is None:
        return one_value is other or (came_back and nothing_there(one_value, other, field))
    if field.kind is Kind.JSON:
        return equal(one_value, other)
    if field.many and not one:
        return _same_list(one_value, other, field, came_back)
    if isinstance(other, Mapping) and not isinstance(one_value, Mapping):
        return any(_same_one(one_value, other.get(key), field) for key in ("id", "url", "name"))
    if came_back and field.kind in _NEARLY and _NEARLY[field.kind](one_value, other):
        return True
    return _same_one(one_value, other, field)


def nothing_there(one: object, other: object, field: Field) -> bool:
    """Whether both values of a text that may be null stand for none.

    Alyx 3.6.1: a write answers with null where a read has an empty text (``filename_pattern``).
    """
    may_lack = field.kind is Kind.TEXT and field.nullable and field.reference is None
    return may_lack and one in (None, "") and other in (None, "")


def equal(one: object, other: object) -> bool:
    """Whether two JSON values are the same; true is not 1, and not-a-number is itself."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def moment(value: object) -> datetime | None:
    """A date-time from its ISO text, None when it is none. ``Z`` is read as on any Python."""
    if not isinstance(value, str) or not value.isascii():
        return None
    text = value.strip()
    text = f"{text[:-1]}+00:00" if text[-1:] in {"Z", "z"} else text
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def day(value: object) -> date | None:
    """A date from its ISO text, None when it is none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def last_segment(value: object) -> str:
    """The last segment of an address's path, percent-decoded; empty when it is no address."""
    if not isinstance(value, str) or "://" not in value:
        return ""
    try:
        path = urlsplit(value).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])


def _same_list(one: object, other: object, field: Field, came_back: bool) -> bool:
    if not isinstance(one, (list, tuple)) or not isinstance(other, list) or len(one) != len(other):
        return False
    if field.reference is None:
        return all(
            same(left, right, field, one=True, came_back=came_back)
            for left, right in zip(one, other, strict=True)
        )
    left = list(other)
    for item in one:
        found = next((right for right in left if same(item, right, field, one=True)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _same_one(one: object, other: object, field: Field) -> bool:
    if field.reference is not None and field.reference.by is By.URL:
        return bool(last_segment(one)) and last_segment(one) == last_segment(other)
    compare = _BY_KIND.get(field.kind)
    return equal(one, other) if compare is None else compare(one, other)


def _texts(one: object, other: object) -> bool:
    # A form sends "5" for what a record has as 5 (importance of a notice).
    return str(one).strip() == str(other).strip()


def _numbers(one: object, other: object) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    try:
        # Exactly: a float cannot tell great whole numbers from their neighbours.
        left, right = Decimal(str(one)), Decimal(str(other))
    except (ArithmeticError, ValueError):  # more digits than Python writes out
        return equal(one, other)
    return left == right or (left.is_nan() and right.is_nan())


def _nearly_numbers(one: object, other: object) -> bool:
    try:
        return math.isclose(float(str(one)), float(str(other)), rel_tol=1e-9)
    except ValueError:
        return False


def _moments(one: object, other: object) -> bool:
    left, right = moment(one), moment(other)
    if left is None or right is None:
        return _texts(one, other)
    # A naive time is one of the server's own zone, which it does not tell.
    return (left.tzinfo is None) == (right.tzinfo is None) and left == right


def _nearly_moments(one: object, other: object) -> bool:
    left, right = moment(one), moment(other)
    if left is None or right is None or (left.tzinfo is None) == (right.tzinfo is None):
        return False
    # Alyx 3.6.1 turns an offset into a naive time of its own zone.
    apart = abs(left.replace(tzinfo=None) - right.replace(tzinfo=None)).total_seconds()
    return apart <= 14 * 3600 and apart % 900 == 0


def _days(one: object, other: object) -> bool:
    return _texts(str(one)[:10], str(other)[:10])


def _uuids(one: object, other: object) -> bool:
    try:
        return UUID(str(one)) == UUID(str(other))
    except ValueError:
        return _texts(one, other)


def _files(one: object, other: object) -> bool:
    return bool(one) == bool(other)


_BY_KIND: Mapping[Kind, Callable[[object, object], bool]] = {
    Kind.TEXT: _texts,
    Kind.EMAIL: _texts,
    Kind.URI: _texts,
    Kind.INTEGER: _numbers,
    Kind.NUMBER: _numbers,
    Kind.DATETIME: _moments,
    Kind.DATE: _days,
    Kind.UUID: _uuids,
    Kind.FILE: _files,
}
_NEARLY: Mapping[Kind, Callable[[object, object], bool]] = {
    Kind.NUMBER: _nearly_numbers,
    Kind.DATETIME: _nearly_moments,
}
