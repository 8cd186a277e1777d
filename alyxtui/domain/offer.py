"""What a server offers: kept between runs, asked anew once a day, its changes noticed."""

from __future__ import annotations

import asyncio

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.client.schema_store import SchemaStore
from alyxtui.schema.changes import changes
from alyxtui.schema.model import Api


class Offer:
    """The model of one server's schema and how old it is.

    Args:
        client: the server.

    Attributes:
        api: what the server offers, None until ``load``.
        is_fresh: whether the server has said so today.
    """

    def __init__(self, client: AlyxClient) -> None:
        self.api: Api | None = None
        self.is_fresh = False
        self._client = client
        self._store = SchemaStore()
        self._changes: list[str] = []

    async def load(self, *, stale: bool = False) -> Api:
        """The model as it was kept today, else as the server says now.

        Args:
            stale: take what was kept, however old it is; ``refresh`` is to follow.

        Raises:
            SchemaError: nothing in the server's schema can be used.
            AlyxTuiError: the server cannot be asked, or is no Alyx.
        """
        if self.api is None:
            kept = await asyncio.to_thread(self._store.load, self._client.base_url)
            if kept is not None:
                self.api, self.is_fresh = kept.api, kept.is_fresh
        if self.api is not None and (self.is_fresh or stale):
            return self.api
        return await self.refresh()

    async def refresh(self, priority: Priority = Priority.FOREGROUND) -> Api:
        """Get and read the server's schema, which Alyx 3.6.1 shows without a sign-in, and keep it.

        Args:
            priority: place of the request in the queue.

        Raises:
            SchemaError: nothing in it can be used.
            AlyxTuiError: the server cannot be asked, or is no Alyx.
        """
        from alyxtui.schema.load import load  # a kept model needs no reader

        document = await self._client.schema(priority=priority)
        former, api = self.api, await asyncio.to_thread(load, document)
        self.api, self.is_fresh = api, True
        await asyncio.to_thread(self._store.save, self._client.base_url, api)
        if former is not None:
            self._changes += changes(former, api)
        return api

    def take_changes(self) -> list[str]:
        """What has come and gone since the last call, a safe phrase each."""
        said, self._changes = self._changes, []
        return said
