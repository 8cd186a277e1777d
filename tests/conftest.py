"""What every test stands on: a home of its own, and the captured traffic when it is at hand."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import ssl
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.client.helpers import Serve
from tests.client.stub_server import Handler, StubServer
from tests.demo_server import SIZE, start_demo

# How long an example takes says nothing on a machine that does other things too. `.ci/run` says the
# same of the same tree each time; everywhere else other examples are tried each time.
hypothesis.settings.register_profile(
    "any machine",
    deadline=None,
    derandomize="TESTS_REPEATABLE" in os.environ,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("any machine")

# A shell starts what runs behind it deaf to interrupts, and so would be the programs of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)

ROOT = Path(__file__).resolve().parent.parent
_CAPTURED = ROOT.parent / "shared" / "alyx" / "captured"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home and no variable of ours; no test sees the developer's settings."""
    for name in list(os.environ):
        if name.startswith("ALYXTUI_") or name in {"NO_COLOR", "VISUAL", "EDITOR"}:
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    monkeypatch.setenv("APPDATA", str(home / "AppData" / "Roaming"))  # where ONE keeps its settings
    for kind in ("CONFIG", "STATE", "CACHE"):
        monkeypatch.setenv(f"ALYXTUI_{kind}_DIR", str(home / kind.lower()))
    return home


@pytest.fixture(autouse=True)
def databases_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every SQLite database a test opened is closed at its end.

    Python 3.13 warns of those that are not, whenever it comes to collect them: in some other test.
    """
    connect = sqlite3.connect
    opened: list[tuple[sqlite3.Connection, str]] = []

    def noted(database: Any, *args: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(database, *args, **named)
        opened.append((connection, "".join(traceback.format_stack(limit=8)[:-1])))
        return connection

    monkeypatch.setattr(sqlite3, "connect", noted)
    yield
    left = [where for connection, where in opened if _is_open(connection)]
    assert not left, "left open, opened at:\n" + "\n".join(left)


def _is_open(connection: sqlite3.Connection) -> bool:
    try:
        return connection.total_changes >= 0
    except sqlite3.ProgrammingError:
        return False


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


@pytest.fixture(scope="session")
def captured() -> Path:
    """The directory of a real server's answers; skips where it is not beside the project."""
    if not _CAPTURED.is_dir():
        pytest.skip("the captured traffic of a real Alyx is not beside the project")
    return _CAPTURED


def pytest_xdist_auto_num_workers() -> int:
    """Two workers a processor: half of a test of the interface is waiting for its loop to rest."""
    return 2 * (os.cpu_count() or 1)


_SLOW = (
    "contract/test_replay",
    "contract/test_one_api",
    "domain/test_links",
    "pty/test_hostile",
    "snapshots/",
    "ui/test_every_form",
    "ui/test_hostile",
    "ui/test_offline",
    "writes/test_every_endpoint",
    "writes/test_kill",
)
"""Modules that try everything there is, or run the program many times over."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: a fifth of the time of the interface's tests went into looking
    through it for garbage (measured)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what a quick run leaves out, and what needs no server."""
    for item in items:
        place = item.path.relative_to(ROOT / "tests").as_posix()
        if place.startswith(_SLOW):
            item.add_marker(pytest.mark.slow)
        if place.startswith("unit/"):
            item.add_marker(pytest.mark.unit)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--dialect coreapi``: the demo plays an older server, for the tests that use it."""
    parser.addoption(
        "--dialect",
        choices=("openapi", "coreapi"),
        default="openapi",
        help="how the demo of the tests describes its API",
    )


@pytest.fixture(scope="session")
def demo_url(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The URL of a small demo server with data of its own; one serves all tests of a worker."""
    dialect = request.config.getoption("--dialect")
    with start_demo(tmp_path_factory.mktemp("demo"), SIZE, "--dialect", dialect) as url:
        yield url


@pytest.fixture(scope="session")
def older_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a demo server that plays an older Alyx, without OpenAPI."""
    with start_demo(tmp_path_factory.mktemp("older"), SIZE, "--dialect", "coreapi") as url:
        yield url
