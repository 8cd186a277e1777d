"""How many records each list holds, asked for one after the other and kept for a day."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.domain import json_file
from alyxtui.errors import AlyxTuiError, NotSignedIn, Unreachable
from alyxtui.paths import user_cache
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint

FILE_NAME = "counts.json"
_DAY = 24 * 3600.0


class Counts:
    """The counts that one user of one server sees.

    Args:
        client: the server.
        user: whose counts they are; other users may see other records.
        keep: read and write the file; nothing is kept without.
        path: the file, None for the one in the user's cache directory.
    """

    def __init__(
        self, client: AlyxClient, user: str, *, keep: bool = True, path: Path | None = None
    ) -> None:
        self._client = client
        self._path = path or user_cache(client.base_url, user) / FILE_NAME
        self._keep = keep
        self._known: dict[str, tuple[float, float]] = {}
        self._failed: set[str] = set()
        self._stopped = False
        self._unwritten: set[str] = set()

    def get(self, endpoint: str) -> int | None:
        """The count of a list, None while it is not known. It may be some hours old."""
        known = self._known.get(endpoint)
        return int(known[0]) if known else None

    def put(self, endpoint: str, count: int) -> bool:
        """Take over a count that the server gave with some rows.

        Returns:
            Whether it is another than was known.
        """
        changed = self.get(endpoint) != count
        self._known[endpoint] = (count, time.time())
        self._unwritten.add(endpoint)
        return changed

    def is_wanted(self, endpoint: Endpoint) -> bool:
        """Whether the server is to be asked: a list that has not been asked today."""
        if self._stopped or not endpoint.is_list or endpoint.name in self._failed:
            return False
        at = self._known.get(endpoint.name, (0.0, 0.0))[1]
        return not 0 <= time.time() - at < _DAY

    async def read(self) -> None:
        """Take over what is kept."""
        if not self._keep:
            return
        for name, value in (await asyncio.to_thread(json_file.read, self._path)).items():
            row = json_file.numbers(value, 2)
            if row is not None and row[0] >= 0:
                self._known.setdefault(name, (row[0], row[1]))

    async def ask(
        self, next_one: Callable[[], Endpoint | None], tell: Callable[[str], None]
    ) -> None:
        """Ask the server, one list after the other, behind everything else that is asked.

        A list that the server fails to count is passed over until the program ends. When the
        server is away or knows the user no more, nothing is asked until ``resume``.

        Args:
            next_one: the endpoint to ask now, None for the end; asked anew before each request.
            tell: called with the name of an endpoint whose count has come.
        """
        try:
            while (endpoint := next_one()) is not None:
                if await self._ask_one(endpoint):
                    tell(endpoint.name)
        finally:
            await self._write()

    def resume(self) -> None:
        """Go on asking: the server has answered."""
        self._stopped = False

    async def _ask_one(self, endpoint: Endpoint) -> bool:
        name = endpoint.name
        try:
            page = await self._client.page(
                endpoint, Query(name), offset=0, limit=1, priority=Priority.COUNT
            )
        except (NotSignedIn, Unreachable):
            self._stopped = True
            return False
        except AlyxTuiError:
            self._failed.add(name)
            return False
        self.put(name, page.count)
        return True

    async def _write(self) -> None:
        """Keep what is new."""
        names, self._unwritten = self._unwritten, set()
        if not names or not self._keep:
            return
        rows = {name: list(self._known[name]) for name in names}
        await asyncio.to_thread(json_file.change, self._path, lambda values: values.update(rows))
