"""Clients of the demo, and the captured traffic by directory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from alyxtui.client.identity import identity_of
from alyxtui.query import check, mend, parse, render
from alyxtui.query.rules import Weight
from alyxtui.schema.load import load
from alyxtui.schema.model import Api
from tests.demo_server import start_demo


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of these tests' own: they write a lot, and others count records."""
    with start_demo(tmp_path_factory.mktemp("contract")) as url:
        yield url


def sign_in(client: httpx.Client, user: str, password: str) -> None:
    """Sign in; the client sends the token from now on."""
    answer = client.post("/auth-token", json={"username": user, "password": password})
    client.headers["Authorization"] = f"Token {answer.raise_for_status().json()['token']}"


@pytest.fixture(scope="session")
def client(demo_url: str) -> Iterator[httpx.Client]:
    """The test user, signed in."""
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        sign_in(client, "test_user", "TapetesBloc18")
        yield client


@pytest.fixture(scope="session")
def public(demo_url: str) -> Iterator[httpx.Client]:
    """The read-only user, signed in."""
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        sign_in(client, "public_user", "public")
        yield client


@pytest.fixture
def stranger(demo_url: str) -> Iterator[httpx.Client]:
    """Nobody signed in."""
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        yield client


@pytest.fixture
def scratch(client: httpx.Client) -> Iterator[dict[str, Any]]:
    """A session of one's own, deleted at the end."""
    made = client.post("/sessions", json={"subject": "KS022", "projects": [], "lab": "cortexlab"})
    session: dict[str, Any] = made.raise_for_status().json()
    yield session
    client.delete(f"/sessions/{session['id']}")


Find = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def api(client: httpx.Client) -> Api:
    """What the demo offers."""
    return load(client.get("/api/schema", headers={"Accept": "application/json"}).json())


@pytest.fixture(scope="module")
def find(client: httpx.Client, api: Api) -> Find:
    """Read a text, send it, and give the keys of the records that come."""

    def rows(text: str) -> list[str]:
        query = parse.read(text, api).query
        endpoint = api.endpoints[query.endpoint]
        mended = mend.mend(query, endpoint).query
        wrong = [one for one in check.findings(mended, endpoint) if one.weight is Weight.REFUSED]
        assert wrong == []
        sent = render.query_string(endpoint, mended, limit=1000)
        answer = client.get(f"/{endpoint.name}?{sent}")
        assert answer.status_code == 200, answer.text
        found = answer.json()
        keys = [identity_of(endpoint, record) for record in found["results"]]
        assert found["count"] == len(keys) < 1000
        assert len(set(keys)) == len(keys)
        return sorted(keys)

    return rows
