"""Records whose name a person types before a write touches them: public and protected tags.

What a release tag stands on is cited and cannot be taken back from those who have fetched it, so
that a tag must not be put on, taken off or changed by one key too many.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import aclosing

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.fields import writable
from alyxtui.domain.writes.review import Review
from alyxtui.errors import UsageError
from alyxtui.query.model import Query
from alyxtui.schema.hints.writes import NAMED
from alyxtui.schema.model import Api, Endpoint, Field

_KNOWN_FOR = 60.0  # seconds that the server is not asked anew which records are such


class NotNamed(UsageError):
    """A write touches a public or protected record whose name was not typed; nothing was sent.

    Args:
        names: what is to be typed.
    """

    title = "A name is wanted"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"{', '.join(names)}: public or protected, so the name must be typed.",
            hint=f"Where nobody types: {' '.join(f'--confirm-tag {name}' for name in names)}",
        )


class Named:
    """Knows which records of a server are asked for by name.

    Args:
        client: the server.
        api: what it offers.
    """

    def __init__(self, client: AlyxClient, api: Callable[[], Api]) -> None:
        self._client, self._api = client, api
        self._turn = asyncio.Lock()
        self._known: dict[str, tuple[float, Mapping[str, str]]] = {}

    async def touched(self, ready: Review) -> tuple[str, ...]:
        """The names to be typed before a write is sent.

        Raises:
            AlyxTuiError: the server cannot be asked.
        """
        names = dict.fromkeys(_itself(ready))
        for target, values in _referred(ready):
            known = await self._names(target)
            names.update(dict.fromkeys(known[one] for one in values if one in known))
        return tuple(names)

    async def _names(self, target: str) -> Mapping[str, str]:
        """The names of the records that are asked for, by name and by id."""
        endpoint = self._api().endpoints.get(target)
        if endpoint is None or not endpoint.is_list:
            return {}
        async with self._turn:
            at, names = self._known.get(target, (0.0, {}))
            if not at or time.monotonic() - at > _KNOWN_FOR:
                names = await self._fetched(endpoint)
                self._known[target] = (time.monotonic(), names)
        return names

    async def _fetched(self, endpoint: Endpoint) -> dict[str, str]:
        fetch = Fetch(self._client, endpoint, (Query(endpoint.name),))
        found: dict[str, str] = {}
        async with aclosing(fetch.batches()) as batches:
            async for batch in batches:
                for record in batch.records:
                    if _is_asked_for(endpoint, record):
                        key = key_of(endpoint, record)
                        found |= {key: key, str(record.get("id") or key): key}
        if error := fetch.verdict().error("Nothing was written."):
            raise error
        return found


def ensure_named(ready: Review, names: Collection[str]) -> None:
    """Refuse a write that touches a record whose name was not typed.

    Args:
        ready: the write.
        names: those that were typed.

    Raises:
        NotNamed: one is missing.
    """
    if missing := [one for one in ready.named if one not in names]:
        raise NotNamed(missing)


def _itself(ready: Review) -> Iterator[str]:
    """The name of the record that is written, where it is asked for, or is from now on.

    Nothing stands on one that is only being made.
    """
    states = (ready.present, ready.body)
    if ready.change.verb is not Verb.CREATE and any(
        _is_asked_for(ready.endpoint, values) for values in states
    ):
        yield ready.change.key


def _is_asked_for(endpoint: Endpoint, values: Values) -> bool:
    return any(values.get(flag) is True for flag in NAMED.get(endpoint.name, ()))


def _referred(ready: Review) -> Iterator[tuple[str, set[str]]]:
    """The endpoints and the values of references that come or go."""
    for name, field in _fields(ready).items():
        if field.reference is None or field.reference.endpoint not in NAMED:
            continue
        deleted = ready.change.verb is Verb.DELETE
        before = _values(ready.present.get(name))
        after = set() if deleted else _values(ready.body[name]) if name in ready.body else before
        if before != after:
            yield field.reference.endpoint, before ^ after


def _fields(ready: Review) -> Mapping[str, Field]:
    read = ready.endpoint.actions.get("read")
    record = read.record if read is not None else {}
    return {**record, **writable(ready.endpoint, ready.change.verb)}


def _values(value: object) -> set[str]:
    if isinstance(value, list):
        return {str(one) for one in value}
    return {str(value)} if value else set()
