"""Servers, clients and endpoints for the client's tests."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.paging import PagedRecords
from alyxtui.schema.model import Action, Endpoint
from tests.client.helpers import Connect, Serve
from tests.client.table import QUERY, Open, Table


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Makes clients and closes them at the end."""
    clients: list[AlyxClient] = []

    def make(url: str, **options: object) -> AlyxClient:
        client = AlyxClient(url, **options)  # type: ignore[arg-type]
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def sessions() -> Endpoint:
    """An endpoint as the schema gives it."""
    return Endpoint(
        name="sessions",
        lookup="id",
        key_fields=("id",),
        actions={
            "list": Action("list", "GET", "/sessions", paginated=True),
            "read": Action("read", "GET", "/sessions/{id}"),
        },
    )


@pytest.fixture
def subjects() -> Endpoint:
    """An endpoint looked up by a name."""
    return Endpoint(
        name="subjects",
        lookup="nickname",
        key_fields=("nickname",),
        actions={
            "list": Action("list", "GET", "/subjects", paginated=True),
            "read": Action("read", "GET", "/subjects/{nickname}"),
        },
    )


@pytest.fixture
def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


@pytest.fixture
async def table(serve: Serve) -> Table:
    table = Table(1_000_000)
    table.server = await serve(table.handle)
    return table


@pytest.fixture
async def open_rows(table: Table, connect: Connect, sessions: Endpoint) -> AsyncIterator[Open]:
    """Makes row sources on the table; scrolling rests at once."""
    client = connect(table.server.url, requests_per_minute=0)
    made: list[PagedRecords] = []

    def open_(page_size: int = 10, rest: float = 0.0) -> PagedRecords:
        rows = PagedRecords(
            client, sessions, QUERY, page_size=page_size, on_change=lambda: None, rest=rest
        )
        made.append(rows)
        return rows

    yield open_
    for rows in made:
        rows.close()
