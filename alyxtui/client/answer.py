"""What came back, as immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Record = dict[str, Any]
"""One record as the server sent it: JSON values by field name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one request.

    Attributes:
        data: the decoded JSON; None for an empty body; ``bytes`` when the request did not accept
            JSON.
        status: HTTP status, 200 to 299.
        headers: by lower-case name; a repeated one is joined by commas.
        url: the absolute URL that answered, after redirects.
        size: bytes of the body, unpacked.
        elapsed: seconds from sending to the last byte, without waits before it was sent.
        at: when it came, as ``time.time()``.
        is_kept: it was kept from an earlier request.
    """

    data: object
    status: int
    headers: Mapping[str, str]
    url: str
    size: int
    elapsed: float
    at: float
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some consecutive records of a list.

    Attributes:
        count: rows of the whole list as the server says; may include repeated rows.
        records: those of this page, in the server's order.
        offset: index of the first one in the list.
        size: bytes of the answer.
        elapsed: seconds the request took.
        at: when it came, as ``time.time()``.
        next: the server's link to the following page, empty on the last.
        is_kept: it was kept from an earlier request.
    """

    count: int
    records: tuple[Record, ...]
    offset: int
    size: int
    elapsed: float
    at: float
    next: str = ""
    is_kept: bool = False
