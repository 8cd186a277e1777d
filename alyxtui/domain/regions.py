"""Brain regions, for the pickers: all in memory, found by acronym, name or number."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import Priority
from alyxtui.errors import AlyxTuiError
from alyxtui.query.complete import LIMIT, Candidate
from alyxtui.query.model import Query
from alyxtui.schema.model import Api
from alyxtui.text import plural

ENDPOINT = "brain-regions"
MODEL = "experiments.BrainRegion"
_PAGE = 1000
_PAGES = 10  # Alyx 3.6.1 has 1,328 regions; an atlas of more than 10,000 is not this one
_CHILDREN = 12


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Attributes:
        id: its number in the Allen atlas.
        acronym: short name.
        name: long name.
        parent: the number of the region that holds it, None for the outermost.
    """

    id: int
    acronym: str
    name: str
    parent: int | None

    def value(self, field: str) -> str:
        """The text that names it: by ``id``, ``acronym`` or ``name``."""
        return {"acronym": self.acronym, "name": self.name}.get(field, str(self.id))


class Regions:
    """All regions of the server's atlas, once ``load`` has been asked for them.

    Args:
        client: the server.
        api: what it offers.
    """

    def __init__(self, client: AlyxClient, api: Api) -> None:
        self._client = client
        self._endpoint = api.endpoints.get(ENDPOINT)
        self._regions: dict[int, Region] = {}
        self._below: dict[int | None, list[Region]] = {}
        self._asked = False

    @property
    def is_wanting(self) -> bool:
        """Whether the regions have not been asked for."""
        return not self._asked and self._endpoint is not None

    async def load(self) -> bool:
        """Fetch all regions, once.

        Returns:
            Whether they have come.
        """
        if self._endpoint is None or self._asked:
            return False
        self._asked = True
        records: list[dict[str, object]] = []
        try:
            for number in range(_PAGES):
                page = await self._client.page(
                    self._endpoint,
                    Query(ENDPOINT),
                    offset=number * _PAGE,
                    limit=_PAGE,
                    priority=Priority.VISIBLE,
                )
                records += page.records
                if len(records) >= page.count or not page.records:
                    break
        except AlyxTuiError:
            return False
        except BaseException:
            self._asked = False
            raise
        self._take(records)
        return True

    def _take(self, records: list[dict[str, object]]) -> None:
        for record in records:
            number, parent = record.get("id"), record.get("parent")
            if isinstance(number, int):
                above = parent if isinstance(parent, int) else None
                acronym, name = str(record.get("acronym") or ""), str(record.get("name") or "")
                self._regions[number] = Region(number, acronym, name, above)
        for region in self._regions.values():
            self._below.setdefault(region.parent, []).append(region)

    def matching(self, typed: str, field: str) -> tuple[Candidate, ...]:
        """Regions by acronym, name or number, the likeliest first, the first one's parts below it.

        Args:
            typed: any part of a name, the beginning of an acronym or number, in any case.
            field: what names the region: ``id``, ``acronym`` or ``name``.
        """
        wanted = typed.strip().casefold()
        found = sorted(
            (rank, region.id)
            for region in self._regions.values()
            if (rank := _rank(region, wanted))
        )
        listed = [self._regions[number] for _, number in found]
        shown = itertools.chain(listed[:1], self._parts(listed[:1]), listed[1:])
        offered: dict[str, Candidate] = {}
        best = listed[0] if wanted and listed else None
        for region in itertools.islice(shown, LIMIT):
            text = region.value(field)
            mark = "└ " if best is not None and region.parent == best.id else ""
            offered.setdefault(text, Candidate(text, "value", mark + self._words(region, field)))
        return tuple(offered.values())

    def _parts(self, of: list[Region]) -> Iterator[Region]:
        for region in of:
            yield from self._below.get(region.id, ())[:_CHILDREN]

    def _words(self, region: Region, field: str) -> str:
        others = [region.value(one) for one in ("acronym", "name") if one != field]
        parts = len(self._below.get(region.id, ()))
        words = " · ".join(others)
        return f"{words} · {plural(parts, 'part')}" if parts else words


def _rank(region: Region, wanted: str) -> int:
    """How well a region fits, 1 is best, 0 not at all."""
    acronym, name = region.acronym.casefold(), region.name.casefold()
    if not wanted:
        return 5
    if wanted in (acronym, name, str(region.id)):
        return 1
    if acronym.startswith(wanted):
        return 2
    if name.startswith(wanted):
        return 3
    return 4 if wanted in name or str(region.id).startswith(wanted) else 0
