"""Fields that only the detail of a record has, fetched for the rows in view.

Alyx 3.6.1: the list of sessions has 8 fields, the detail over 30; its issue 599 asks for trials and
quality in the list. Each row costs a request, so that only columns which somebody switched on are
asked for, only while the table rests, two at a time, and each record once.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.errors import AlyxTuiError
from alyxtui.schema.model import Endpoint

_AT_ONCE = 2
_KEPT = 2000

Fields = Mapping[str, Any]


class Enricher:
    """Reads some fields of records by their keys.

    Args:
        client: the server.
        endpoint: where the records are from.
        on_change: called in the event loop when a record came or failed.
    """

    def __init__(
        self, client: AlyxClient, endpoint: Endpoint, on_change: Callable[[], None]
    ) -> None:
        self._client = client
        self._endpoint = endpoint
        self._on_change = on_change
        self._roots: frozenset[str] = frozenset()
        self._kept: OrderedDict[str, Fields] = OrderedDict()
        self._failed: set[str] = set()
        self._outdated: set[str] = set()
        self._queue: list[str] = []
        self._under_way: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def get(self, key: str) -> Fields | None:
        """The fields of a record, empty where the server does not give it; None while not here."""
        fields = self._kept.get(key)
        if fields is None:
            return {} if key in self._failed else None
        return fields

    @property
    def is_idle(self) -> bool:
        """Whether nothing is wanted that is not here."""
        return not (self._queue or self._under_way)

    def outdate(self, key: str) -> None:
        """Read a record anew when it is wanted again; all of them for an empty key."""
        self._outdated.update([key] if key else [*self._kept, *self._failed])

    def want(self, keys: Iterable[str], fields: Iterable[str]) -> None:
        """Say what is in view; what was wanted before and has not been sent is dropped.

        Args:
            keys: lookup values of the rows, the first the most wanted.
            fields: names of the record's fields.
        """
        roots = frozenset(fields)
        if not roots <= self._roots:
            self._kept.clear()
            self._failed.clear()
            self._roots = roots
        self._queue = [key for key in dict.fromkeys(keys) if key and self._lacks(key)]
        self._send()

    def _lacks(self, key: str) -> bool:
        return key in self._outdated or self.get(key) is None

    def stop(self) -> None:
        """Ask for nothing more; what was sent still comes and is kept."""
        self._queue.clear()

    def close(self) -> None:
        """Forget what is on its way; nothing is called any more."""
        self._queue.clear()
        for task in self._tasks:
            task.cancel()

    def _send(self) -> None:
        while self._queue and len(self._under_way) < _AT_ONCE:
            key = self._queue.pop(0)
            if key not in self._under_way:
                self._under_way.add(key)
                self._outdated.discard(key)
                task = asyncio.get_running_loop().create_task(self._read(key, self._roots))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _read(self, key: str, roots: frozenset[str]) -> None:
        try:
            record = await self._client.read(self._endpoint, key, priority=Priority.PREFETCH)
            if roots == self._roots:
                self._failed.discard(key)
                self._kept[key] = {name: record[name] for name in roots if name in record}
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        except AlyxTuiError:
            # The cell stays empty; whoever opens the record is told why.
            self._failed.add(key)
        finally:
            self._under_way.discard(key)
        self._send()
        self._on_change()
