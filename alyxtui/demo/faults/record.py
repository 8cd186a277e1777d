"""A record of what was asked, for the tests of clients."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

_KEPT = 20_000


@dataclass(slots=True)
class Asked:
    """A request.

    Attributes:
        host: ``api`` or ``data``.
        method: its verb.
        path: with the query, as it came.
        at: Unix time.
        together: how many were in progress on that host, this one included.
        status: of the answer; 0 until it is known.
        seconds: until the answer was sent; 0 while it is not.
    """

    host: str
    method: str
    path: str
    at: float
    together: int
    status: int = 0
    seconds: float = 0.0


class Requests:
    """The latest requests; safe to use from several threads."""

    def __init__(self) -> None:
        self._asked: deque[Asked] = deque(maxlen=_KEPT)
        self._now = {"api": 0, "data": 0}
        self._lock = threading.Lock()

    def begin(self, host: str, method: str, path: str) -> Asked:
        """A request came."""
        with self._lock:
            self._now[host] += 1
            asked = Asked(host, method, path, time.time(), self._now[host])
            self._asked.append(asked)
        return asked

    def end(self, asked: Asked) -> None:
        """Its answer is sent, or nobody waits for it any more."""
        with self._lock:
            self._now[asked.host] -= 1
            asked.seconds = time.time() - asked.at

    def clear(self) -> None:
        """Forget them all; those in progress still count as such."""
        with self._lock:
            self._asked.clear()

    def shown(self) -> dict[str, Any]:
        """``requests``, the oldest first, and ``most_at_once`` by host."""
        with self._lock:
            asked = list(self._asked)
        most = {
            host: max((one.together for one in asked if one.host == host), default=0)
            for host in ("api", "data")
        }
        rows = [{name: getattr(one, name) for name in Asked.__slots__} for one in asked]
        return {"most_at_once": most, "requests": rows}
