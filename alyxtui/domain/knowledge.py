"""What is known of a server beyond its schema, for those who write queries to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from alyxtui.client.client import AlyxClient
from alyxtui.domain.completion import EditorCompleter
from alyxtui.domain.live_count import LiveCount
from alyxtui.domain.names import Names
from alyxtui.domain.queries import Queries
from alyxtui.domain.regions import Regions
from alyxtui.schema.model import Api, Endpoint


class Knowledge:
    """Names, brain regions, counts, and the queries of the connection.

    Args:
        client: the server.
        api: what it offers.
        queries: of the connection; what the server tells of its fields is kept there.
        today: gives the present day.

    Attributes:
        api: what the server offers.
        base_url: of the server.
        queries: of the connection.
        names: the names of records.
        regions: the brain regions.
        counts: how many records a query finds.
        today: gives the present day.
    """

    def __init__(
        self, client: AlyxClient, api: Api, queries: Queries, today: Callable[[], date] = date.today
    ) -> None:
        self.api = api
        self.base_url = client.base_url
        self.queries = queries
        self.names = Names(client, api)
        self.regions = Regions(client, api)
        self.counts = LiveCount(client)
        self.today = today

    def completer(self, endpoint: Endpoint) -> EditorCompleter:
        """Completes the parts of an endpoint's queries with what is known now."""
        learned = self.queries.learned
        return EditorCompleter(endpoint, self.names, self.regions, learned, self.today)
