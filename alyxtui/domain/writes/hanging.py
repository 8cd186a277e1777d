"""What hangs on a record and is deleted with it, as far as the server's lists can tell."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.domain.record import singular
from alyxtui.domain.reverse import referring
from alyxtui.domain.writes.change import Values
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query
from alyxtui.schema import hints
from alyxtui.schema.hints.relations import model_of
from alyxtui.schema.model import Api, By, Endpoint
from alyxtui.text import plural

_PAGE = 1_000  # records at a time, of lists that have a few hundred


@dataclass(frozen=True, slots=True)
class Hanging:
    """Records of one endpoint that refer to a record.

    Attributes:
        endpoint: theirs.
        count: how many there are, None when the server could not tell.
        by: the field that refers to it, empty where they are about it.
    """

    endpoint: str
    count: int | None
    by: str = ""

    @property
    def words(self) -> str:
        """The fact in a sentence: ``12 datasets refer to it by session``."""
        by = f" by {self.by}" if self.by else ""
        if self.count is None:
            return f"an unknown number of {self.endpoint} refer to it{by}"
        counted = plural(self.count, singular(self.endpoint), self.endpoint)
        return f"{counted} {'refers' if self.count == 1 else 'refer'} to it{by}"


async def hanging(
    client: AlyxClient, api: Api, endpoint: Endpoint, key: str, record: Values
) -> list[Hanging]:
    """Count what refers to a record; endpoints where nothing does are left out.

    Not everything that refers to a record is deleted with it, and what no list shows is not
    counted: it is a warning, not a promise.

    Args:
        client: the server.
        api: what it offers.
        endpoint: of the record.
        key: its lookup value.
        record: the record itself.
    """
    asked: list[tuple[str, str, Awaitable[int]]] = [
        (link.endpoint, link.words.partition(" by ")[2], _found(client, api, link.query))
        for link in referring(api, endpoint, record)
        if link.query is not None
    ]
    asked += [
        (source.name, field, _named(client, source, field, key))
        for source, field in _unasked(api, endpoint)
    ]
    counts = await asyncio.gather(*(_known(count) for _, _, count in asked))
    return [
        Hanging(name, count, by)
        for (name, by, _), count in zip(asked, counts, strict=True)
        if count != 0
    ]


def _unasked(api: Api, endpoint: Endpoint) -> list[tuple[Endpoint, str]]:
    """Lists that take no conditions, with the field of their records that names such a record.

    Alyx 3.6.1: repositories, rooms, projects and types of datasets, a few hundred at most.
    """
    return [
        (source, field)
        for source in api.endpoints.values()
        if source.is_list and "django" not in source.actions["list"].parameters
        for field, reference in hints.REFERENCE_FIELDS.get(source.name, {}).items()
        if reference.endpoint == endpoint.name and reference.by is By.SLUG
        # Another list of the same records is none that refers to them.
        if model_of(source.name) != model_of(endpoint.name)
    ]


async def _found(client: AlyxClient, api: Api, query: Query) -> int:
    endpoint = api.endpoints[query.endpoint]
    page = await client.page(endpoint, query, offset=0, limit=1, priority=Priority.COUNT)
    return page.count


async def _named(client: AlyxClient, source: Endpoint, field: str, key: str) -> int:
    """How many records of a list name a record in a field."""
    count = 0
    query = Query(source.name)
    async for page in client.iterate(source, query, _PAGE, priority=Priority.COUNT):
        values = [one.get(field) for one in page.records]
        count += sum(key in value if isinstance(value, list) else value == key for value in values)
    return count


async def _known(count: Awaitable[int]) -> int | None:
    try:
        return await count
    except AlyxTuiError:
        return None
