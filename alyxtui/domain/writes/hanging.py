"""What hangs on a record and is deleted with it, as far as the server's filters can find it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.domain.record import singular
from alyxtui.domain.writes.change import Values
from alyxtui.domain.writes.values import last_segment
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query, Term
from alyxtui.schema import hints
from alyxtui.schema.model import Api, By, Endpoint, Parameter, Reference
from alyxtui.text import plural


@dataclass(frozen=True, slots=True)
class Hanging:
    """Records of one endpoint that refer to a record.

    Attributes:
        endpoint: theirs.
        count: how many there are, None when the server could not tell.
    """

    endpoint: str
    count: int | None

    @property
    def words(self) -> str:
        """The fact in a sentence: ``12 datasets refer to it``."""
        if self.count is None:
            return f"an unknown number of {self.endpoint} refer to it"
        counted = plural(self.count, singular(self.endpoint), self.endpoint)
        return f"{counted} {'refers' if self.count == 1 else 'refer'} to it"


async def hanging(
    client: AlyxClient, api: Api, endpoint: Endpoint, key: str, record: Values
) -> list[Hanging]:
    """Count what refers to a record; endpoints where nothing does are left out.

    Not everything that refers to a record is deleted with it, and what no filter finds is not
    counted: it is a warning, not a promise.

    Args:
        client: the server.
        api: what it offers.
        endpoint: of the record.
        key: its lookup value.
        record: the record itself.
    """
    queries = [
        query
        for other in api.endpoints.values()
        if other.is_list and (query := _query(endpoint, other, key, record)) is not None
    ]
    counts = await asyncio.gather(*(_count(client, api, query) for query in queries))
    pairs = zip(queries, counts, strict=True)
    return [Hanging(query.endpoint, count) for query, count in pairs if count != 0]


def _query(endpoint: Endpoint, other: Endpoint, key: str, record: Values) -> Query | None:
    """The query that finds the records of another endpoint which refer to this one."""
    identity = str(record.get("id") or "") or last_segment(record.get("url"))
    generic = hints.GENERIC.get(other.name)
    if generic is not None and identity and endpoint.name != other.name:
        return Query(other.name, terms=(Term(generic[1], "", identity),))
    for parameter in other.actions["list"].parameters.values():
        value = _value(parameter, parameter.reference, endpoint, key, identity)
        if value and not (endpoint.name == other.name and parameter.name == endpoint.lookup):
            return Query(other.name, ((parameter.name, value),))
    return None


def _value(
    parameter: Parameter, reference: Reference | None, endpoint: Endpoint, key: str, identity: str
) -> str:
    if reference is None or reference.endpoint != endpoint.name or parameter.broken:
        return ""
    return key if reference.by is By.SLUG else identity


async def _count(client: AlyxClient, api: Api, query: Query) -> int | None:
    try:
        page = await client.page(
            api.endpoints[query.endpoint], query, offset=0, limit=1, priority=Priority.COUNT
        )
    except AlyxTuiError:
        return None
    return page.count
