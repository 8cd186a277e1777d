"""What is known of a server beyond its schema, for those who write queries to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from alyxtui.client.client import AlyxClient
from alyxtui.domain.completion import EditorCompleter
from alyxtui.domain.live_count import LiveCount
from alyxtui.domain.names import Names
from alyxtui.domain.regions import Regions
from alyxtui.errors import AlyxTuiError
from alyxtui.query.explain import Explanation, explain
from alyxtui.query.fields import Fields, Learned
from alyxtui.query.model import Query
from alyxtui.schema.model import Api, Endpoint, Kind

_SEEN = 100  # records whose JSON keys are read at a time


class Knowledge:
    """Names, brain regions, counts, and what the server has told of its fields in this run.

    Args:
        client: the server.
        api: what it offers.
        today: gives the present day.

    Attributes:
        api: what the server offers.
        base_url: of the server.
        names: the names of records.
        regions: the brain regions.
        counts: how many records a query finds.
        learned: what the server has told of its fields, and JSON keys seen in records.
        today: gives the present day.
    """

    def __init__(
        self, client: AlyxClient, api: Api, today: Callable[[], date] = date.today
    ) -> None:
        self.api = api
        self.base_url = client.base_url
        self.names = Names(client, api)
        self.regions = Regions(client, api)
        self.counts = LiveCount(client)
        self.learned = Learned()
        self.today = today

    def completer(self, endpoint: Endpoint) -> EditorCompleter:
        """Completes the parts of an endpoint's queries with what is known now."""
        return EditorCompleter(endpoint, self.names, self.regions, self.learned, self.today)

    def explained(
        self, problem: AlyxTuiError, query: Query, endpoint: Endpoint
    ) -> Explanation | None:
        """What an error of the server says about a query; what it tells of its fields is kept.

        Returns:
            None when its words are none of those known.
        """
        found = explain(problem.message, query, endpoint, self.learned)
        if found is not None:
            self.learned = found.learned
        return found

    def see(self, endpoint: Endpoint, records: Iterable[Mapping[str, object]]) -> None:
        """Learn the JSON keys of some records; the first hundred are read."""
        fields = Fields(endpoint)
        for _, record in zip(range(_SEEN), records, strict=False):
            for name, value in record.items():
                if isinstance(value, dict) and fields.at(name).kind is Kind.JSON:
                    self.learned = self.learned.with_json(endpoint.name, name, value)
