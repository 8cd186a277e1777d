"""Answers that are kept: for whom, for how long, through what, and what makes them stale."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.keeper import Keeping
from alyxtui.client.paging import PagedRecords
from alyxtui.client.store import AnswerStore, Kept
from alyxtui.domain.details import Details
from alyxtui.domain.links import Link
from alyxtui.domain.resolve import Resolver
from alyxtui.errors import BadAnswer, NotFound, ServerError, Throttled, Unreachable
from alyxtui.query.model import Query
from alyxtui.schema.model import Api, Endpoint
from alyxtui.ui.status import age
from tests.client.helpers import Connect, FakeClock, Serve, until
from tests.client.stub_server import Reply, Request, StubServer, answer, json_answer, page

EVERYTHING = Query("sessions")
DAY = 24 * 3600


class World:
    """A server that counts, and clients of one user's file."""

    def __init__(self, serve: Serve, connect: Connect, path: Path) -> None:
        self.path, self.status, self.number = path, 200, 0
        self._serve, self._connect = serve, connect
        self.server: StubServer

    def handle(self, request: Request) -> Reply:
        self.number += 1
        if request.method != "GET":
            return answer(status=204) if self.status == 200 else json_answer({}, self.status)
        if request.path == "/sessions":
            return page(request, 250, record=lambda index: {"id": f"r{index}", "n": self.number})
        return json_answer({"id": request.path.rpartition("/")[2], "n": self.number})

    async def start(self) -> World:
        self.server = await self._serve(self.handle)
        return self

    def client(
        self, *, minutes: int = 5, user: Path | None = None, clock: FakeClock | None = None
    ) -> AlyxClient:
        path = user or self.path
        keeping = Keeping(lambda: path, minutes, megabytes=10)
        return self._connect(self.server.url, token="a" * 40, keeping=keeping, clock=clock)


@pytest.fixture
async def world(serve: Serve, connect: Connect, home: Path) -> World:
    return await World(serve, connect, home / "cache" / "anne" / "answers.sqlite").start()


async def number(client: AlyxClient, sessions: Endpoint, *, kept: bool = True) -> object:
    """Which request of the server's the first row is from."""
    got = await client.page(sessions, EVERYTHING, offset=0, limit=10, kept=kept)
    return got.records[0]["n"]


async def test_kept_found_again_and_outdated(world: World, sessions: Endpoint) -> None:
    client = world.client()
    assert await number(client, sessions) == 1
    await client.aclose()
    assert oct(world.path.stat().st_mode & 0o777) == "0o600" or os.name == "nt"

    client, before = world.client(), time.time()
    got = await client.page(sessions, EVERYTHING, offset=0, limit=10, kept=True)
    assert (got.is_kept, got.records[0]["n"], world.number) == (True, 1, 1)
    assert got.at <= before
    assert [entry.is_kept for entry in client.trace] == [True]
    assert await number(client, sessions, kept=False) == 2  # who changes records reads them anew
    client.refresh(sessions)
    assert await number(client, sessions) == 3
    await client.aclose()

    other = world.client(user=world.path.parent.parent / "bob" / "answers.sqlite")
    assert await number(other, sessions) == 4
    never = world.client(minutes=0)
    assert await number(never, sessions) == 5


@pytest.mark.parametrize("status", [200, 500])
async def test_a_write_makes_stale_whatever_comes_of_it(
    world: World, sessions: Endpoint, subjects: Endpoint, status: int
) -> None:
    client, other = world.client(), world.client()
    for one in (client, other):
        await one.page(sessions, EVERYTHING, offset=0, limit=10)
        await one.detail(subjects, "KS022")
    await client.aclose()
    world.status = status
    client = world.client()
    try:
        await client.request("PATCH", "/sessions/r1", json={})
    except ServerError:
        assert status == 500
    store = AnswerStore(world.path, 10**6)
    assert store.get(f"{world.server.url}/sessions?limit=10") is None
    subject = store.get(f"{world.server.url}/subjects/KS022")
    assert subject is not None
    assert not subject.current  # it may hold the session, and stays for when the server is away
    store.close()
    asked = world.number
    assert not (await other.detail(subjects, "KS022", kept=True)).is_kept
    assert world.number == asked + 1


def test_an_answer_that_comes_late_is_not_from_before_a_write(tmp_path: Path) -> None:
    """Another program's answer, asked for before this one wrote, is put afterwards."""

    def answer(scope: str, asked: float) -> Kept:
        return Kept(f"https://a/{scope}", scope, asked, asked, 0.1, b"[]")

    with closing(AnswerStore(tmp_path / "answers.sqlite", 10**6)) as store:
        before = time.time() - 1
        store.put(answer("labs", before))
        store.written("sessions")
        for scope, is_kept in (("sessions", False), ("subjects", True), ("labs", True)):
            store.put(answer(scope, before))
            found = store.get(f"https://a/{scope}")
            assert (found is not None) == is_kept
            assert found is None or not found.current
        store.put(answer("sessions", time.time() + 1))
        found = store.get("https://a/sessions")
        assert found is not None
        assert found.current


async def test_away_and_back(world: World, sessions: Endpoint) -> None:
    client = world.client(minutes=0)
    said: list[bool] = []
    client.reach.on_change = lambda: said.append(client.reach.since is not None)
    assert await number(client, sessions) == 1
    await until(world.path.exists)
    store = AnswerStore(world.path, 10**6)
    await until(lambda: store.contents().answers == 1)
    store.close()
    port = world.server.port
    await world.server.stop()
    for _ in range(2):  # the second one does not wait for a connection
        got = await client.page(sessions, EVERYTHING, offset=0, limit=10, kept=True)
        assert (got.is_kept, got.records[0]["n"]) == (True, 1)
    with pytest.raises(Unreachable, match="not seen before") as caught:
        await client.page(sessions, EVERYTHING, offset=10, limit=10, kept=True)
    assert caught.value.heading == "Not known offline"
    with pytest.raises(Unreachable):
        await client.request("PATCH", "/sessions/r1", json={})
    assert said == [True]
    back = StubServer(world.handle)
    await back.start(port)
    await until(lambda: said == [True, False])
    assert not (await client.page(sessions, EVERYTHING, offset=0, limit=10, kept=True)).is_kept
    await client.aclose()
    await back.stop()


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_gateway_without_a_server_is_no_answer(
    world: World, sessions: Endpoint, status: int
) -> None:
    client = world.client(minutes=0)
    assert await number(client, sessions) == 1
    await client.aclose()
    client = world.client(minutes=0, clock=FakeClock(jumps=True))
    said: list[bool] = []
    client.reach.on_change = lambda: said.append(client.reach.since is not None)

    def gateway(request: Request) -> Reply:
        return answer("<h1>No answer from upstream</h1>", status, kind="text/html")

    world.server.handler = gateway
    assert await number(client, sessions) == 1
    with pytest.raises(Unreachable, match="not seen before"):
        await client.page(sessions, EVERYTHING, offset=10, limit=10, kept=True)
    asked = len(world.server.requests)
    await until(lambda: len(world.server.requests) > asked + 1)  # looks whether it is back
    assert said == [True]
    world.server.handler = world.handle
    await until(lambda: said == [True, False])

    # A list that takes the server too long is no reason to say that it is away.
    world.server.handler = lambda one: gateway(one) if "limit" in one.target else world.handle(one)
    with pytest.raises((ServerError, Throttled)) as caught:
        await number(client, sessions)
    assert caught.value.status == status
    assert said == [True, False]
    await client.aclose()


@pytest.mark.parametrize("size", [4, 10, 40])
async def test_another_run_finds_pages_of_another_size(
    world: World, sessions: Endpoint, size: int
) -> None:
    """How large pages are depends on how fast the server was, which the next run cannot know."""
    client = world.client()
    for offset in (0, 10):
        await client.page(sessions, EVERYTHING, offset=offset, limit=10)
    await client.aclose()
    await world.server.stop()
    client = world.client()
    client.reach.on_change = lambda: None
    changed = asyncio.Event()
    rows = PagedRecords(client, sessions, EVERYTHING, page_size=size, on_change=changed.set, rest=0)
    rows.request(0, 5)
    await until(lambda: rows.get(0) is not None)
    rows.request(8, 14)
    await until(lambda: rows.get(14) is not None)
    assert (rows.page_size, rows.count, rows.is_kept, rows.error) == (10, 250, True, None)
    rows.request(30, 35)
    await until(lambda: isinstance(rows.error, Unreachable))
    rows.close()
    # What a part of a list does not show may be in the rest.
    resolver = Resolver(client, Api({"sessions": sessions}))
    with pytest.raises(Unreachable, match="not all sessions"):
        await resolver.place(Link("sessions", "r200", by_id=True))
    await client.aclose()


async def test_the_age_is_that_of_the_rows_on_the_screen(world: World, sessions: Endpoint) -> None:
    client = world.client()
    assert await number(client, sessions) == 1
    await client.aclose()
    client, before = world.client(), time.time()
    rows = PagedRecords(client, sessions, EVERYTHING, page_size=10, on_change=lambda: None, rest=0)
    rows.request(0, 5)
    await until(lambda: rows.loaded == 20)  # the page ahead is the server's own
    assert rows.fetched_at is not None
    assert (rows.is_kept, rows.fetched_at <= before) == (True, True)
    rows.request(10, 15)
    assert (rows.is_kept, rows.holds_kept, rows.fetched_at <= before) == (False, True, False)
    rows.request(5, 15)
    assert (rows.is_kept, rows.fetched_at <= before) == (True, True)
    await rows.reload()
    assert (rows.is_kept, rows.holds_kept, rows.fetched_at <= before) == (False, False, False)
    rows.close()
    await client.aclose()


async def test_the_version_of_an_earlier_run_is_put_aside(
    world: World, subjects: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        client = world.client(minutes=0)
        details = Details(client)
        assert (await details.read(subjects, "KS022")).record["n"] == number
        earlier = details.earlier(subjects, "KS022")
        assert (earlier and earlier.record["n"]) == (number - 1 or None)
        await client.aclose()
    # What is kept is taken for the server's own for a while, and is no earlier version of itself.
    details = Details(client := world.client())
    assert (await details.read(subjects, "KS022")).is_kept
    assert details.earlier(subjects, "KS022") is None
    details.forget(subjects, "KS022")
    assert (await details.read(subjects, "KS022")).record["n"] == 3
    before = details.earlier(subjects, "KS022")
    assert before is not None
    assert before.record["n"] == 2
    assert (await details.read(subjects, "KS022")).record["n"] == 3  # seen within five minutes
    later = time.time() + 301
    monkeypatch.setattr(time, "time", lambda: later)
    assert details.kept(subjects, "KS022") is None
    assert (await details.read(subjects, "KS022")).record["n"] == 4
    before = details.earlier(subjects, "KS022")
    assert before is not None
    assert before.record["n"] == 3
    await client.aclose()


async def test_only_who_can_say_so_gets_old_answers(world: World, sessions: Endpoint) -> None:
    client = world.client(minutes=0)
    assert await number(client, sessions) == 1
    await world.server.stop()
    with pytest.raises(Unreachable):
        await number(client, sessions)


async def test_errors_and_other_things_are_not_kept(world: World, sessions: Endpoint) -> None:
    def refuse(request: Request) -> Reply:
        return json_answer({"detail": "no"}, 404)

    client, world.server.handler = world.client(), refuse
    with pytest.raises(NotFound):
        await client.detail(sessions, "r1", kept=True)
    world.server.handler = lambda request: json_answer({"message": "down for maintenance"})
    with pytest.raises(BadAnswer):
        await number(client, sessions)
    await client.detail(sessions, "r1", kept=True)  # may be a record; there is none to come back to
    await client.aclose()
    assert not world.path.exists()


WRITER = """
import sys, time
from pathlib import Path
from alyxtui.client.paging import PagedRecords
from alyxtui.client.store import AnswerStore, Kept
from alyxtui.domain.details import Details
store = AnswerStore(Path(sys.argv[1]), 3_000_000)
for number in range(int(sys.argv[3])):
    body = b'{"n": "' + str(number).encode() * 3000 + b'"}'
    now = time.time()
    store.put(Kept(f"{sys.argv[2]}{number % 50}", "sessions", now, now, 0.1, body))
    if number == 20:
        print("going", flush=True)
"""


def writer(path: Path, name: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_two_processes_and_a_kill(home: Path) -> None:
    path = home / "answers.sqlite"
    killed, others = writer(path, "k", 10**6), [writer(path, name, 150) for name in "ab"]
    assert killed.stdout is not None
    assert killed.stdout.readline() == "going\n"
    killed.kill()
    for process in (killed, *others):
        process.communicate(timeout=60)
    assert [process.returncode for process in others] == [0, 0]
    store = AnswerStore(path, 3_000_000)
    for name in "ab":
        for number in range(50):
            kept = store.get(f"{name}{number}")
            assert kept is not None
            json.loads(kept.body)
    store.close()
    with closing(sqlite3.connect(path)) as db, db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


def test_cleared_and_signed_out_by_another(home: Path) -> None:
    now, path = time.time(), home / "anne" / "answers.sqlite"
    with closing(AnswerStore(path, 10**6)) as store, closing(AnswerStore(path, 10**6)) as other:
        store.put(Kept("1", "x", now, now, 0.1, b"{}"))
        other.clear()
        assert store.get("1") is None
        assert not path.exists()
        store.put(Kept("2", "x", now, now, 0.1, b"{}"))
        assert other.get("2") is not None
        other.close()
        shutil.rmtree(path.parent)
        store.put(Kept("3", "x", now, now, 0.1, b"{}"))
        assert not path.parent.exists()  # signed out is signed out


def test_a_directory_that_cannot_be_entered(home: Path) -> None:
    path = home / ("x" * 300) / "answers.sqlite"  # nor by root, who may enter all others
    with closing(AnswerStore(path, 10**6)) as store:
        store.put(Kept("https://a/x?limit=1", "x", 1, 1, 0.1, b"{}"))
        assert store.get("https://a/x?limit=1") is None
        assert store.first_page("https://a/x?limit=1") is None
        store.written("x")
        store.clear()
        assert store.contents().answers == 0


def test_what_is_from_before_the_clock_was_set_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, later, path = time.time(), time.time() + DAY, home / "answers.sqlite"
    with closing(AnswerStore(path, 20_000)) as store:
        with monkeypatch.context() as ahead:
            ahead.setattr(time, "time", lambda: later)
            store.written("x")
            store.put(Kept("old?limit=1", "x", later + 1, later + 1, 0.1, b"{}"))
            store.put(Kept("first?limit=20", "x", later + 1, later + 1, 0.1, b"[1]"))
        store.put(Kept("old?limit=1", "x", now, now, 0.1, b"[]"))
        store.put(Kept("first?limit=10", "x", now, now, 0.1, b"[2]"))
        old, first = store.get("old?limit=1"), store.first_page("first?limit=5")
        assert old is not None
        assert (old.body, old.current) == (b"[]", True)
        assert first is not None
        assert first.body == b"[2]"
        for number in range(5):  # what is later than now goes first
            store.put(Kept(str(number), "x", now, now - 1 + number / 10, 0.1, os.urandom(4_500)))
        assert store.get("first?limit=20") is None
        assert store.get("4") is not None
    assert age(now - later) == "some time ago"


def test_bounded_and_mended(home: Path) -> None:
    path = home / "answers.sqlite"
    store = AnswerStore(path, 100_000)
    for number in range(40):
        body = os.urandom(5_000)
        store.put(Kept(str(number), "x", number, number, 0.1, body))
    contents = store.contents()
    assert 10 < contents.answers < 20
    assert contents.oldest == 40 - contents.answers
    store.put(Kept("large", "x", 99, 99, 0.1, os.urandom(30_000)))
    assert store.get("large") is None
    store.close()
    path.write_bytes(b"no database at all" * 1000)
    assert store.get("39") is None
    store.put(Kept("1", "x", 1, 1, 0.1, b"{}"))
    assert store.get("1") is not None
    store.clear()
    assert not path.exists()
    assert store.get("1") is None
