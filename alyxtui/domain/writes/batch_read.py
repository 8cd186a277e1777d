"""The present values of many records, in few requests where the list carries what is needed."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.change import Values
from alyxtui.errors import AlyxTuiError, NotFound
from alyxtui.query.mend import requests
from alyxtui.query.model import Listed, Query, Term
from alyxtui.schema.model import Endpoint

CHUNK = 40
"""Records asked for at once: few enough that what is read is fresh when it is written."""


def carries(endpoint: Endpoint, names: Collection[str]) -> bool:
    """Whether a list record shows some fields as a single record does.

    Alyx 3.6.1: tasks and datasets do; a session of the list has eight fields only.
    """
    listed, read = endpoint.actions.get("list"), endpoint.actions.get("read")
    if listed is None or read is None or "django" not in listed.parameters or not endpoint.lookup:
        return False
    return all(
        name in listed.record
        and name in read.record
        and (listed.record[name].kind, listed.record[name].many)
        == (read.record[name].kind, read.record[name].many)
        for name in names
    )


async def presents(
    client: AlyxClient, endpoint: Endpoint, keys: Sequence[str], names: Collection[str]
) -> Mapping[str, Values | AlyxTuiError]:
    """The records of some keys as they are now, or why one cannot be had.

    Args:
        client: the server.
        endpoint: whose records they are.
        keys: lookup values, at most ``CHUNK`` for one request.
        names: fields that are needed.
    """
    if len(keys) > 1 and carries(endpoint, names):
        return await _listed(client, endpoint, keys)
    found = await asyncio.gather(*(_read(client, endpoint, key) for key in keys))
    return dict(zip(keys, found, strict=True))


async def _listed(
    client: AlyxClient, endpoint: Endpoint, keys: Sequence[str]
) -> Mapping[str, Values | AlyxTuiError]:
    query = Query(endpoint.name, terms=(Term(endpoint.lookup, "in", Listed(keys)),))
    found: dict[str, Values | AlyxTuiError] = {
        key: NotFound(f"{endpoint.name} has no record {key!r}.") for key in keys
    }
    try:
        for part in requests(query, endpoint):
            page = await client.page(
                endpoint, part, offset=0, limit=len(keys), priority=Priority.BULK
            )
            found |= {key_of(endpoint, record): record for record in page.records}
    except AlyxTuiError as error:
        return dict.fromkeys(keys, error)
    return found


async def _read(client: AlyxClient, endpoint: Endpoint, key: str) -> Values | AlyxTuiError:
    try:
        return await client.read(endpoint, key, priority=Priority.BULK)
    except AlyxTuiError as error:
        return error
