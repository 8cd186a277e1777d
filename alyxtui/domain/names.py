"""The names of records, for completion: from memory at once, from the server after a pause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.errors import AlyxTuiError
from alyxtui.query.model import Query, Term
from alyxtui.schema.model import Api, Endpoint

LIMIT = 50
"""Names that one request asks for."""
_WHOLE = 250  # records of a list that cannot be searched by prefix
_UNSEARCHED = frozenset({"id", "pk"})


@dataclass(slots=True)
class _Known:
    """What is known of one field.

    Attributes:
        names: all that have come.
        whole: prefixes, in lower case, whose names are all here.
        asked: prefixes that were asked for.
    """

    names: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    endpoint: str
    field: str
    prefix: str


class Names:
    """Gives the names of labs, users, subjects ... that begin with what is typed.

    ``known`` answers from memory and notes what it lacks; ``ask`` fetches that with one small
    request, when the person pauses. A prefix that was asked for once is never asked for again.

    Args:
        client: the server.
        api: what it offers.
    """

    def __init__(self, client: AlyxClient, api: Api) -> None:
        self._client = client
        self._api = api
        self._fields: dict[tuple[str, str], _Known] = {}
        self._wish: _Wish | None = None

    @property
    def is_wanting(self) -> bool:
        """Whether the last call of ``known`` lacked names that the server may have."""
        return self._wish is not None

    def known(self, endpoint: str, field: str, prefix: str) -> Sequence[str]:
        """The names that are here, those of other prefixes included.

        Args:
            endpoint: whose records they name.
            field: of a record, as the server has it.
            prefix: what is typed so far.
        """
        self._wish = None
        known = self._fields.setdefault((endpoint, field), _Known())
        wanted = prefix.casefold()
        here = any(wanted.startswith(one) for one in known.whole)
        if not here and wanted not in known.asked and field not in _UNSEARCHED:
            self._wish = _Wish(endpoint, field, prefix)
        return known.order

    async def ask(self) -> bool:
        """Fetch what the last call of ``known`` lacked.

        Returns:
            Whether names have come. A server that cannot be asked gives none, and says nothing:
            whoever types can go on.
        """
        wish, self._wish = self._wish, None
        endpoint = self._api.endpoints.get(wish.endpoint) if wish else None
        if wish is None or endpoint is None or not endpoint.is_list:
            return False
        known = self._fields.setdefault((wish.endpoint, wish.field), _Known())
        prefix, query, limit = _request(wish, endpoint)
        known.asked |= {wish.prefix.casefold(), prefix.casefold()}
        try:
            page = await self._client.page(
                endpoint, query, offset=0, limit=limit, priority=Priority.VISIBLE
            )
        except AlyxTuiError:
            return False
        except BaseException:
            known.asked -= {wish.prefix.casefold(), prefix.casefold()}
            raise
        found = {record.get(wish.field) for record in page.records}
        known.names |= {name for name in found if isinstance(name, str)}
        known.order = tuple(sorted(known.names, key=str.casefold))
        if page.count <= len(page.records):
            known.whole.add(prefix.casefold())
        return True


def _request(wish: _Wish, endpoint: Endpoint) -> tuple[str, Query, int]:
    """The prefix that is asked for, the query and its limit."""
    query = Query(endpoint.name)
    if not wish.prefix:
        return "", query, LIMIT
    if "django" not in endpoint.actions["list"].parameters:
        return "", query, _WHOLE
    term = Term(wish.field, "istartswith", wish.prefix)
    return wish.prefix, query.with_term(term), LIMIT
