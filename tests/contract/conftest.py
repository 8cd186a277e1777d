"""Clients of the demo, and the captured traffic by directory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo_server import start_demo


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo of these tests has its database."""
    return tmp_path_factory.mktemp("contract")


@pytest.fixture(scope="session")
def demo_url(demo_dir: Path) -> Iterator[str]:
    """A demo of these tests' own: they write a lot, and others count records."""
    with start_demo(demo_dir) as url:
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
