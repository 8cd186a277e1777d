"""What an error tells of the fate of the write that met it."""

from __future__ import annotations

from enum import Enum

from alyxtui.client.failure import Cut
from alyxtui.errors import (
    AlyxTuiError,
    ApiError,
    BadAnswer,
    NotSignedIn,
    ServerError,
    Throttled,
    TimedOut,
    Unreachable,
)


class Fate(Enum):
    """What became of a request."""

    REFUSED = "refused"  # the server said no
    NOT_SENT = "not sent"  # the server has not got it, or did not look at it
    UNKNOWN = "unknown"  # it may have been carried out
    ANSWERED = "answered"  # the server is through with it, and does not say what it did


def fate_of(error: AlyxTuiError) -> Fate:
    """The fate of a write that ended in an error.

    Alyx 3.6.1 has no transaction around a request: it answers 500 to a task without a status and
    to a dataset with an odd collection, and has created both.
    """
    if isinstance(error, TimedOut):
        return Fate.UNKNOWN if error.sent else Fate.NOT_SENT
    if isinstance(error, Unreachable):
        return Fate.UNKNOWN if isinstance(error, Cut) else Fate.NOT_SENT
    if isinstance(error, NotSignedIn):
        return Fate.NOT_SENT
    if isinstance(error, Throttled):
        # 429 is the server's own throttle, before anything is done; 503 may be a proxy's word.
        return Fate.NOT_SENT if error.status == 429 else Fate.UNKNOWN
    if isinstance(error, ServerError):
        return Fate.ANSWERED if error.status == 500 else Fate.UNKNOWN
    if isinstance(error, BadAnswer):
        return Fate.ANSWERED if 200 <= error.status < 300 else _of_no_answer(error)
    return Fate.REFUSED


def stops_all(error: BaseException | None) -> bool:
    """Whether an error would meet the next write too."""
    return isinstance(error, ApiError) and fate_of(error) in {Fate.NOT_SENT, Fate.UNKNOWN}


def _of_no_answer(error: ApiError) -> Fate:
    return Fate.REFUSED if error.status else Fate.UNKNOWN
