"""A demo of these tests' own behind its proxy, and people who are signed in to it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from alyxtui.cli.main import main
from alyxtui.client.schema_store import SchemaStore
from alyxtui.domain.connection import Connection
from alyxtui.domain.writes.journal import Journal
from alyxtui.schema.load import load
from alyxtui.schema.model import Api
from alyxtui.settings.model import Profile, Settings, Timeouts
from alyxtui.settings.tokens import TokenStore
from tests.demo_server import start_demo

PASSWORDS = {"test_user": "TapetesBloc18", "public_user": "public"}
COMMAND = [sys.executable, "-m", "alyxtui"]
Server = httpx.Client
Join = Callable[..., Any]


@pytest.fixture(scope="session")
def writes_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a demo that can drop and lose what it is sent."""
    with start_demo(tmp_path_factory.mktemp("writes"), 60, "--proxy") as url:
        yield url


@pytest.fixture(scope="session")
def token(writes_url: str) -> str:
    body = {"username": "test_user", "password": PASSWORDS["test_user"]}
    told: str = httpx.post(f"{writes_url}/auth-token", json=body).raise_for_status().json()["token"]
    return told


@pytest.fixture(scope="session")
def api(writes_url: str) -> Api:
    """What the demo offers, asked once: making the schema is its slowest answer."""
    headers = {"Accept": "application/json"}
    return load(httpx.get(f"{writes_url}/api/schema", headers=headers, timeout=60).json())


@pytest.fixture
def server(writes_url: str, token: str) -> Iterator[Server]:
    """The server as it is, past the program; no faults at first and at the end."""
    with httpx.Client(base_url=writes_url, timeout=30) as client:
        client.headers["Authorization"] = f"Token {token}"
        client.delete("/_demo/faults")
        client.delete("/_demo/requests")
        yield client
        with suppress(httpx.HTTPError):
            client.delete("/_demo/faults")


@pytest.fixture
def session(server: Server) -> Iterator[dict[str, Any]]:
    """A session of one's own, as its detail."""
    made = server.post(
        "/sessions",
        json={"subject": "KS022", "lab": "cortexlab", "projects": [], "narrative": "before"},
    )
    record: dict[str, Any] = made.raise_for_status().json()
    yield record
    server.delete(f"/sessions/{record['id']}")


@pytest_asyncio.fixture
async def join(writes_url: str, token: str, api: Api, tmp_path: Path) -> AsyncIterator[Join]:
    """Makes connections of people who are signed in; each has a journal of its own on demand."""
    made: list[Connection] = []

    async def connect(
        *, user: str = "test_user", read_only: bool = False, journal: str = "", read: float = 20.0
    ) -> Connection:
        profile = Profile("demo", writes_url, user, read_only=read_only)
        settings = Settings(profile, once=True, timeouts=Timeouts(5, read, 20, 20))
        connection = Connection(settings, TokenStore())
        made.append(connection)
        if user == "test_user":
            connection.client.token = token
        else:
            await connection.sign_in(user, PASSWORDS[user], keep=False)
        connection.offer.api, connection.offer.is_fresh = api, True
        if journal:
            connection.writes.journal = connection.writes.delivery._journal = Journal(
                tmp_path / f"{journal}.sqlite3"
            )
        return connection

    yield connect
    for connection in made:
        await connection.aclose()


def trouble(server: Server, **rule: Any) -> None:
    """Let something go wrong from now on, and forget what was asked so far."""
    server.delete("/_demo/requests")
    server.post("/_demo/faults", json=rule).raise_for_status()


def asked(server: Server, method: str = "") -> list[str]:
    """The requests that came, oldest first: ``PATCH /sessions/...``."""
    found = server.get("/_demo/requests").json()["requests"]
    return [
        f"{one['method']} {one['path']}"
        for one in found
        if method in {"", one["method"]} and not one["path"].startswith("/_demo")
    ]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Ask = Callable[..., Ended]


@pytest.fixture
def variables(writes_url: str, token: str, api: Api) -> dict[str, str]:
    """The environment of the real program, signed in, the schema at hand."""
    SchemaStore().save(writes_url, api)
    return {
        **os.environ,
        "PYTHONIOENCODING": "utf-8",
        "ALYXTUI_URL": writes_url,
        "ALYXTUI_USER": "test_user",
        "ALYXTUI_TOKEN": token,
    }


@pytest.fixture
def ask(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command to its end, in this process; there is no terminal.

    The tests of signals and of the terminal start the program itself.
    """
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    def call(*arguments: str, stdin: str = "", **more: str) -> Ended:
        out, err = io.StringIO(), io.StringIO()
        with monkeypatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setattr(sys, "stdin", io.StringIO(stdin))
            for name, value in more.items():
                patch.setenv(name, value)
            code = main(arguments)
        ended = Ended(code, out.getvalue(), err.getvalue())
        assert "of alyxtui itself" not in ended.err, ended.err
        return ended

    return call
