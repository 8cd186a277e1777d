"""Completion in the filter editor: the query language's, with days, brain regions and names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from alyxtui.domain.names import Names
from alyxtui.domain.regions import MODEL, Regions
from alyxtui.query.complete import Candidate, Completer, matching
from alyxtui.query.dates import days
from alyxtui.query.fields import Fields, Learned
from alyxtui.schema.model import Endpoint, Kind

_ONE_DAY = ("today", "yesterday", "-7d", "-1m", "-1y")
_SPANS = ("today", "yesterday", "-7d..", "-1m..", "-1y..")
_MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
_SPANNED = frozenset({"", "exact"})
# Alyx 3.6.1: filters of several endpoints; only the number says in the schema what it refers to.
_ATLAS = {"atlas_id": "id", "atlas_acronym": "acronym", "atlas_name": "name"}


class EditorCompleter(Completer):
    """Completes the parts of one endpoint's queries as a person types them.

    Args:
        endpoint: whose list is asked.
        names: gives the names of records.
        regions: gives the brain regions.
        learned: what the server has told of its fields.
        today: the present day.

    Attributes:
        wants_regions: whether the last values asked for were brain regions that are not here.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        names: Names,
        regions: Regions,
        learned: Learned,
        today: Callable[[], date],
    ) -> None:
        super().__init__(endpoint, names, learned)
        self._parameters = endpoint.actions["list"].parameters
        self._regions = regions
        self._today = today
        self.wants_regions = False

    def learn(self, learned: Learned) -> None:
        """Complete with what the server has told meanwhile."""
        self.fields = Fields(self._endpoint, learned)

    def parameter_values(self, name: str, typed: str = "") -> tuple[Candidate, ...]:
        """The values of a plain filter, days among them."""
        self.wants_regions = False
        parameter = self._parameters.get(name)
        if parameter is not None and name in _ATLAS:
            return self._region(typed, _ATLAS[name])
        if parameter is not None and (name == "date_range" or parameter.kind in _MOMENTS):
            words = _SPANS if name == "date_range" else _ONE_DAY
            return matching(typed, self._days(words))
        return super().parameter_values(name, typed)

    def values(self, path: str, lookup: str = "", typed: str = "") -> tuple[Candidate, ...]:
        """The values of a field, days among them."""
        self.wants_regions = False
        place = self.fields.at(path)
        if place.path and not place.keys and place.owner == MODEL:
            return self._region(typed, place.path[-1])
        if place.kind in _MOMENTS and not place.rest and "isnull" not in lookup:
            words = _SPANS if lookup in _SPANNED else _ONE_DAY
            return matching(typed, self._days(words))
        return super().values(path, lookup, typed)

    def _region(self, typed: str, field: str) -> tuple[Candidate, ...]:
        self.wants_regions = self._regions.is_wanting
        return self._regions.matching(typed, field)

    def _days(self, words: tuple[str, ...]) -> Iterator[Candidate]:
        today = self._today()
        this_month = (f"{today:%Y-%m}",) if words is _SPANS else ()
        for word in (*words, *this_month):
            first, last = days(word, today) or (None, None)
            ends = [end.isoformat() for end in dict.fromkeys((first, last)) if end is not None]
            yield Candidate(word, "value", " to ".join(ends) if last else f"since {ends[0]}")
