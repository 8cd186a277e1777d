"""Servers that misbehave, for what is above the client."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from alyxtui.client.client import AlyxClient
from tests.client.helpers import Serve
from tests.domain.listed import Listed


@pytest.fixture
async def listed(serve: Serve) -> Listed:
    """A server with a list of 1,000 rows."""
    made = Listed(1000)
    made.server = await serve(made.handle)
    return made


@pytest.fixture
async def client(listed: Listed) -> AsyncIterator[AlyxClient]:
    """A client of that server without a bound on its rate."""
    one = AlyxClient(listed.server.url, requests_per_minute=0)
    yield one
    await one.aclose()
