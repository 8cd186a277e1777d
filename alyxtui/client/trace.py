"""The last requests, for the request log. Holds no token, no password and no body."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

KEPT = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished request.

    Attributes:
        at: when it was first sent, as ``time.time()``.
        method: HTTP method.
        url: absolute, as asked.
        status: HTTP status, 0 when no answer came.
        size: bytes of the body.
        elapsed: seconds, waits between tries included.
        retries: tries after the first.
        error: title of the error it ended in, empty when it went well.
        is_kept: no request was made, or it found no server: the answer is a kept one.
    """

    at: float
    method: str
    url: str
    status: int
    size: int
    elapsed: float
    retries: int
    error: str = ""
    is_kept: bool = False


class Trace(deque[Entry]):
    """The last finished requests, the newest at the right."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
