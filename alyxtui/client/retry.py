"""When a request may be repeated, and after how long."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from random import SystemRandom

REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS"})
_BACKOFF_MOST = 30.0  # seconds
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class RetryRule:
    """How long a request is repeated for.

    Attributes:
        tries: at most so many, the first included.
        total: seconds that all waits of one request may take together.
    """

    tries: int = 5
    total: float = 120.0

    def wait(self, tried: int, asked: float | None, waited: float) -> float | None:
        """Seconds until the next try, or None when there is none.

        Args:
            tried: tries so far, 1 or more.
            asked: what the server asks to wait, None when it does not say.
            waited: seconds waited for this request so far.
        """
        if tried >= self.tries:
            return None
        seconds = backoff(tried) if asked is None else asked
        return seconds if waited + seconds <= self.total else None


def backoff(tried: int) -> float:
    """A wait that doubles with each try and differs between clients, at most 30 s."""
    longest = min(_BACKOFF_MOST, 2.0 ** min(tried, 10))
    return _random.uniform(longest / 2, longest)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds a server asks to wait, from ``Retry-After``: a number or an HTTP date.

    A date is read against the answer's own ``Date``, because the clocks of rigs are off.

    Returns:
        Seconds, never negative; None without the header or when it makes no sense.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]*)?", value):
        return float(value)
    until = seconds_of(value)
    if until is None:
        return None
    now = seconds_of(headers.get("date", ""))
    return max(until - (time.time() if now is None else now), 0.0)


def seconds_of(date: str) -> float | None:
    """An HTTP date as seconds since the epoch, None when it is none."""
    from email.utils import parsedate_to_datetime  # not before the first frame

    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError, OSError):
        return None
