"""Whole records, read one by one and kept for a while."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alyxtui.client.client import AlyxClient
from alyxtui.client.decode import answer_of, record_of
from alyxtui.client.keeper import MINUTES
from alyxtui.client.scheduler import Priority
from alyxtui.errors import BadAnswer
from alyxtui.schema.model import Endpoint

if TYPE_CHECKING:
    from alyxtui.client.store import Kept

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Detail:
    """A whole record.

    Attributes:
        record: as the server sent it.
        elapsed: seconds the server took.
        at: when it came, seconds since the epoch.
        is_kept: it was kept from an earlier request.
    """

    record: Mapping[str, object]
    elapsed: float
    at: float
    is_kept: bool = False


class Details:
    """Reads records by endpoint and key; the last 64 are kept.

    Args:
        client: the server.
        on_read: called with the endpoint's name and each record that came.
        minutes: for how long a record is taken for the server's own; 0 for never.
    """

    def __init__(
        self,
        client: AlyxClient,
        on_read: Callable[[str, Mapping[str, object]], None] | None = None,
        *,
        minutes: int = MINUTES,
    ) -> None:
        self._client = client
        self._on_read = on_read
        self._seconds = minutes * 60
        self._kept: OrderedDict[tuple[str, str], Detail] = OrderedDict()
        self._earlier: dict[tuple[str, str], Detail] = {}

    @property
    def server(self) -> str:
        """The base address of the server."""
        return self._client.base_url

    def kept(self, endpoint: Endpoint, key: str) -> Detail | None:
        """A record read before that may stand for the server's own, or None."""
        known = self._kept.get((endpoint.name, key))
        if known is None or not 0 <= time.time() - known.at < self._seconds:
            return None
        self._kept.move_to_end((endpoint.name, key))
        return known

    def forget(self, endpoint: Endpoint, key: str) -> None:
        """Read the record from the server the next time."""
        known = self._kept.pop((endpoint.name, key), None)
        if known is not None:
            self._put_aside((endpoint.name, key), known)
        self._client.refresh(endpoint)

    def forget_all(self) -> None:
        """Read every record from the server the next time."""
        for place, detail in self._kept.items():
            self._put_aside(place, detail)
        self._kept.clear()

    def _put_aside(self, place: tuple[str, str], detail: Detail) -> None:
        self._earlier[place] = detail
        while len(self._earlier) > _KEPT:
            del self._earlier[next(iter(self._earlier))]

    async def _put_before(
        self, place: tuple[str, str], kept: Kept, now: Mapping[str, object]
    ) -> None:
        """Put the version of an earlier run aside, where this run has none and it differs."""
        if place in self._earlier:
            return
        with suppress(BadAnswer):
            record = record_of(await answer_of(kept.reply, as_json=True))
            if record != now:
                self._put_aside(place, Detail(record, kept.elapsed, kept.at, is_kept=True))

    def earlier(self, endpoint: Endpoint, key: str) -> Detail | None:
        """The version of a record that was read before the present one, in this run or another."""
        return self._earlier.get((endpoint.name, key))

    def seen_before(self, endpoint: Endpoint, key: str) -> tuple[str, Detail] | None:
        """The other record of an endpoint that was seen last, with its key, or None."""
        for name, other in reversed(self._kept):
            if name == endpoint.name and other != key:
                return other, self._kept[name, other]
        return None

    async def read(
        self, endpoint: Endpoint, key: str, *, priority: Priority = Priority.FOREGROUND
    ) -> Detail:
        """A whole record, kept or from the server.

        Raises:
            ApiError: the server did not give it.
        """
        if known := self.kept(endpoint, key):
            return known
        answer, before = await asyncio.gather(
            self._client.detail(endpoint, key, priority=priority, kept=True),
            self._client.detail_before(endpoint, key),
        )
        record = record_of(answer)
        detail = Detail(record, answer.elapsed, answer.at, answer.is_kept)
        expired = self._kept.pop((endpoint.name, key), None)
        if expired is not None and expired.record != record:
            self._put_aside((endpoint.name, key), expired)
        self._kept[endpoint.name, key] = detail
        if before is not None and not answer.is_kept:
            await self._put_before((endpoint.name, key), before, record)
        if self._on_read is not None:
            self._on_read(endpoint.name, record)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return detail
