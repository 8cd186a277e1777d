"""Servers that misbehave, for what is above the client."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator

import pytest

from tests.client.helpers import Serve
from tests.client.stub_server import Handler, StubServer


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts stub servers and stops them at the end."""
    servers: list[StubServer] = []

    async def start(handler: Handler, tls: ssl.SSLContext | None = None) -> StubServer:
        server = StubServer(handler, tls)
        await server.start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        await server.stop()
