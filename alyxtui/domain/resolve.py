"""From a link to the place that can be opened; asks the server where the link alone is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.domain.links import Link, only
from alyxtui.errors import NotFound, ServerError, Unreachable, ValidationFailed
from alyxtui.query.model import Query, Term
from alyxtui.schema import hints
from alyxtui.schema.model import Api, By, Endpoint
from alyxtui.text import safe

_MOST_ASKED = 8  # lists that an id is looked for in
_WHOLE = 1000  # rows of a list that cannot be asked for one of them


@dataclass(frozen=True, slots=True)
class Place:
    """What is opened.

    Attributes:
        query: of the list.
        key: lookup value of the record that is opened over it, empty for the list itself.
    """

    query: Query
    key: str = ""


class Resolver:
    """Finds what links lead to.

    Args:
        client: the server.
        api: the endpoints that it has.
    """

    def __init__(self, client: AlyxClient, api: Api) -> None:
        self._client = client
        self._api = api

    def at_once(self, link: Link) -> Place | None:
        """The place of a link that says all; None where the server has to be asked."""
        if not link.endpoint or link.by_id or link.one:
            return None
        if link.query is not None:
            return Place(link.query)
        endpoint = self._api.endpoints[link.endpoint]
        if "read" not in endpoint.actions:
            return Place(only(endpoint, link.key))
        return Place(only(endpoint, link.key), link.key)

    async def place(self, link: Link) -> Place:
        """The place of a link, after up to eight small requests.

        Raises:
            NotFound: the server has no such record, or cannot be asked for it.
            AlyxTuiError: the server cannot be asked.
        """
        known = self.at_once(link)
        if known is not None:
            return known
        if not link.endpoint:
            return await self._anywhere(link)
        endpoint = self._api.endpoints[link.endpoint]
        if link.query is not None:
            return await self._single(endpoint, link.query)
        found = await self._by_id(endpoint, link.key)
        if found is None:
            raise _not_found(endpoint.name, link.key)
        return found

    async def _single(self, endpoint: Endpoint, query: Query) -> Place:
        """The record of a list that holds one, else the list."""
        found = await self._rows(endpoint, query, 2)
        key = key_of(endpoint, dict(found[0])) if len(found) == 1 else ""
        return Place(query, key if "read" in endpoint.actions else "")

    async def _anywhere(self, link: Link) -> Place:
        """The record with an id, whatever its endpoint."""
        asked = self._likely(link)
        for endpoint in asked:
            try:
                found = await self._by_id(endpoint, link.key)
            except (NotFound, ServerError, ValidationFailed):
                continue
            if found is not None:
                return found
        names = ", ".join(safe(one.name) for one in asked)
        raise NotFound(
            f"No record with the id {safe(link.key)} was found in {names}.",
            hint="It may be the id of something that this server does not show.",
        )

    def _likely(self, link: Link) -> list[Endpoint]:
        """The endpoints that can be asked for an id, those that the place speaks of first."""
        words = " ".join(part for part in link.path if isinstance(part, str)).casefold()
        called = [name for word, name in hints.CALLED.items() if word in words]
        names = dict.fromkeys((*called, *hints.LIKELY, *self._api.endpoints))
        known = (self._api.endpoints[name] for name in names if name in self._api.endpoints)
        askable = [one for one in known if one.is_list and _takes_id(one)]
        return askable[:_MOST_ASKED]

    async def _by_id(self, endpoint: Endpoint, own: str) -> Place | None:
        """The record with an id; None when there is none.

        Raises:
            NotFound: the server cannot be asked by it.
        """
        if _takes_id(endpoint):
            rows = await self._rows(endpoint, only(endpoint, own, by_id=True), 1)
            key = key_of(endpoint, dict(rows[0])) if rows else ""
        else:
            key = await self._in_whole_list(endpoint, own) or await self._by_others(endpoint, own)
        if not key:
            return None
        return self.at_once(Link(endpoint.name, key))

    async def _in_whole_list(self, endpoint: Endpoint, own: str) -> str:
        """The key of the record with an id, from a list without filters."""
        rows = await self._rows(endpoint, Query(endpoint.name), _WHOLE)
        return next((key_of(endpoint, dict(row)) for row in rows if row.get("id") == own), "")

    async def _by_others(self, endpoint: Endpoint, own: str) -> str:
        """The name of a record by its id, from a record that refers to it.

        Alyx 3.6.1 shows no id of a location, and surgeries name theirs by nothing else; a session
        there shows its name.
        """
        for name, fields in hints.REFERENCE_FIELDS.items():
            source = self._api.endpoints.get(name)
            if source is None or not source.is_list or not _takes_conditions(source):
                continue
            for field, reference in fields.items():
                if reference.endpoint == endpoint.name and reference.by is By.SLUG:
                    query = Query(name, terms=(Term(field, value=own),))
                    for row in await self._rows(source, query, 1):
                        value = row.get(field)
                        if isinstance(value, str):
                            return value
        return ""

    async def _rows(
        self, endpoint: Endpoint, query: Query, limit: int
    ) -> tuple[Mapping[str, object], ...]:
        """The first rows of a list.

        Raises:
            Unreachable: the server is away, and fewer rows than these were seen before.
        """
        page = await self._client.page(endpoint, query, offset=0, limit=limit, kept=True)
        if page.is_kept and len(page.records) < min(limit, page.count):
            raise Unreachable(
                f"The server does not answer, and not all {safe(endpoint.name)} were seen before.",
                title="Not known offline",
            )
        return page.records


def _takes_id(endpoint: Endpoint) -> bool:
    """Whether the list can be asked for the record with an id."""
    return "id" in endpoint.actions["list"].parameters or _takes_conditions(endpoint)


def _takes_conditions(endpoint: Endpoint) -> bool:
    return "django" in endpoint.actions["list"].parameters


def _not_found(name: str, key: str) -> NotFound:
    return NotFound(
        f"{safe(name)} has no record with the id {safe(key)}.",
        hint="It may have been deleted, or the server shows it to others only.",
    )
