"""The records that a bulk edit is about, and their ids as they are the moment it is planned."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.marks import Marks
from alyxtui.domain.record import title
from alyxtui.errors import ChangeRefused
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint


@dataclass(frozen=True, slots=True)
class Target:
    """Marked records of a list, or all that a query finds.

    Attributes:
        endpoint: of the list.
        parts: what is asked of it.
        marks: the marked ones; without any mark all are meant.
        count: rows that the query had when it was last asked, None when not known.
    """

    endpoint: Endpoint
    parts: tuple[Query, ...]
    marks: Marks
    count: int | None

    @property
    def words(self) -> str:
        """What a person calls them."""
        if self.marks:
            return f"{self.marks.count(self.count):,} marked {self.endpoint.name}"
        count = "all" if self.count is None else f"all {self.count:,}"
        return f"{count} {self.endpoint.name} of the query"


async def frozen(
    client: AlyxClient, target: Target, on_come: Callable[[int], None]
) -> dict[str, str]:
    """The records of a target: their titles by their lookup values.

    Those of the query are asked for anew, all of them.

    Args:
        client: the server.
        target: which records.
        on_come: called with how many have come so far.

    Raises:
        ChangeRefused: they have no key that a write could name them by.
        AlyxTuiError: they did not all come.
    """
    endpoint, marks = target.endpoint, target.marks
    found: dict[str, str] = {}

    def take(record: dict[str, object]) -> None:
        key = key_of(endpoint, record)
        if not key:
            raise ChangeRefused(f"Records of {endpoint.name} carry no key to write them by.")
        found[key] = title(endpoint, record, key)

    if marks and not marks.everything:
        for record in marks.records:
            take(dict(record))
        return found
    fetch = Fetch(client, endpoint, target.parts)
    async with aclosing(fetch.batches()) as batches:
        async for batch in batches:
            for record in batch.records:
                if not marks or marks.holds(record):
                    take(dict(record))
            on_come(len(found))
    if error := fetch.verdict().error("Nothing was written. Try again, or mark the records."):
        raise error
    return found
