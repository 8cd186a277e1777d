"""Whole records, read one by one and kept for a while."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.schema.model import Endpoint

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Detail:
    """A whole record.

    Attributes:
        record: as the server sent it.
        elapsed: seconds the server took.
        at: when it came, seconds since the epoch.
    """

    record: Mapping[str, object]
    elapsed: float
    at: float


class Details:
    """Reads records by endpoint and key; the last 64 are kept.

    Args:
        client: the server.
        on_read: called with the endpoint's name and each record that came.
    """

    def __init__(
        self,
        client: AlyxClient,
        on_read: Callable[[str, Mapping[str, object]], None] | None = None,
    ) -> None:
        self._client = client
        self._on_read = on_read
        self._kept: OrderedDict[tuple[str, str], Detail] = OrderedDict()

    @property
    def server(self) -> str:
        """The base address of the server."""
        return self._client.base_url

    def kept(self, endpoint: Endpoint, key: str) -> Detail | None:
        """A record read before, or None."""
        return self._kept.get((endpoint.name, key))

    def forget(self, endpoint: Endpoint, key: str) -> None:
        """Read the record from the server the next time."""
        self._kept.pop((endpoint.name, key), None)

    async def read(
        self, endpoint: Endpoint, key: str, *, priority: Priority = Priority.FOREGROUND
    ) -> Detail:
        """A whole record, kept or from the server.

        Raises:
            ApiError: the server did not give it.
        """
        if known := self.kept(endpoint, key):
            return known
        started = time.monotonic()
        record = await self._client.read(endpoint, key, priority=priority)
        detail = Detail(record, time.monotonic() - started, time.time())
        self._kept[endpoint.name, key] = detail
        if self._on_read is not None:
            self._on_read(endpoint.name, record)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return detail
