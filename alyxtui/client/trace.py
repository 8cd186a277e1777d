"""The last requests, for the request log. Shows no token and no password, and little of a body."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from alyxtui.settings.redact import redact, redact_headers

KEPT = 500
SHOWN = 4096
"""Bytes of a body that are remembered."""
_MARGIN = 512  # bytes behind them that a secret at the edge may reach into
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Message:
    """One side of a request. What must not be seen is hidden when it is looked at.

    Args:
        raw_headers: as sent or as they came.
        start: the beginning of the body, see ``cut``.
        size: bytes of the whole body.
        secrets: what is hidden wherever it stands.
    """

    raw_headers: Mapping[str, str] = field(default=_NO_HEADERS, repr=False)
    start: bytes = field(default=b"", repr=False)
    size: int = 0
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The headers, without what proves who one is."""
        named = redact_headers(self.raw_headers).items()
        return {name: redact(value, self.secrets) for name, value in named}

    @property
    def body(self) -> str:
        """The beginning of the body as text, at most ``SHOWN`` characters."""
        return redact(self.start.decode("utf-8", "replace"), self.secrets)[:SHOWN]


def message(
    headers: Mapping[str, str], body: bytes | None, secrets: tuple[str, ...] = ()
) -> Message:
    """A message as it is remembered: of a long body the beginning.

    Args:
        headers: by name.
        body: as sent or unpacked; None for none.
        secrets: what is to be hidden.
    """
    whole = body or b""
    return Message(headers, whole[: SHOWN + _MARGIN], len(whole), secrets)


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
        sent: what was sent.
        got: the last answer.
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
    sent: Message = field(default_factory=Message)
    got: Message = field(default_factory=Message)


class Trace(deque[Entry]):
    """The last finished requests, the newest at the right.

    Attributes:
        on_entry: called with each one that is added.
    """

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
        self.on_entry: Callable[[Entry], None] | None = None

    def append(self, entry: Entry) -> None:
        """Add the newest one; the oldest goes when there are too many."""
        super().append(entry)
        if self.on_entry is not None:
            self.on_entry(entry)
