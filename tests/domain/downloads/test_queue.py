"""The queue: some at a time, held, moved, given up, tried again, over restarts."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alyxtui.client.access import Access
from alyxtui.client.files import FileClient
from alyxtui.client.retry import RetryRule
from alyxtui.domain.downloads.item import Item, Meter, State
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.passwords import Passwords
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.domain.downloads.store import Store
from alyxtui.paths import state_dir
from alyxtui.settings.model import Timeouts, Way
from alyxtui.settings.tokens import TokenStore
from tests.client.helpers import FakeClock, until
from tests.domain.downloads.conftest import wanted_of
from tests.domain.downloads.data_server import DataServer, Manner
from tests.domain.downloads.test_transfer import basic, left

SERVER = "https://a.org"
BYTES = [random.Random(number).randbytes(20_000 + number) for number in range(12)]
HANGS = Manner(hang=10_000)
Open = Callable[..., Downloads]


@pytest.fixture
async def opened(root: Path) -> AsyncIterator[Open]:
    """Opens queues as programs one after the other do."""
    made: list[Downloads] = []

    def make(at_once: int = 4, user: str = "anne") -> Downloads:
        client = FileClient(Access(SERVER, str), Timeouts(), Way())
        clock = FakeClock(jumps=True)
        queue = Downloads(
            client,
            Store(SERVER, lambda: user),
            root,
            passwords=Passwords(TokenStore()),
            clock=clock,
            retries=RetryRule(tries=2),
            at_once=at_once,
        )
        made.append(queue)
        return queue

    yield make
    for queue in made:
        await queue.aclose()


def files(data: DataServer, count: int = 12, manner: Manner | None = None) -> list[Wanted]:
    """Files at a data server."""
    return [
        wanted_of(
            BYTES[number],
            data.put(f"/{number}", BYTES[number], manner or Manner()),
            path=f"lab/{number}.npy",
            dataset=f"d{number}",
        )
        for number in range(count)
    ]


def states(items: list[Item]) -> list[State]:
    return [item.state for item in items]


async def test_all_come_four_at_a_time(opened: Open, data: DataServer, root: Path) -> None:
    queue = opened()
    changes = 0

    def changed(items: Sequence[Item]) -> None:
        nonlocal changes
        changes += 1

    queue.on_change = changed
    items = await queue.add(files(data, manner=Manner(delay=0.05)))
    await queue.settled(items)
    assert set(states(items)) == {State.DONE}
    assert left(root) == {f"lab/{n}.npy": BYTES[n] for n in range(12)}
    assert data.busiest == 4
    assert changes > len(items)
    totals = queue.totals
    assert totals.done == totals.total == sum(map(len, BYTES))
    assert (totals.counts, totals.seconds) == ({State.DONE: 12}, None)
    log = await queue.log()
    assert sorted(line.url for line in log) == sorted(item.wanted.url for item in items)
    assert {line.user for line in log} == {"anne"}
    again = await queue.add(files(data))
    await queue.settled(again)
    assert again == items
    assert len(data.requests) == 12
    queue.clear()
    assert queue.items == []
    assert await opened().load() == []


async def test_what_is_in_the_usual_directory_is_copied(
    opened: Open, data: DataServer, root: Path, tmp_path: Path
) -> None:
    queue = opened()
    wanted = files(data, 2)
    await queue.settled(await queue.add(wanted))
    (root / "lab/1.npy").write_bytes(b"broken meanwhile")
    items = await queue.add(wanted, root=tmp_path / "stick")
    await queue.settled(items)
    assert left(tmp_path / "stick") == {f"lab/{n}.npy": BYTES[n] for n in range(2)}
    assert [bool(item.notes) for item in items] == [True, False]
    assert len(data.requests) == 3


async def test_held_given_up_and_tried_again(opened: Open, data: DataServer, root: Path) -> None:
    queue = opened()
    wanted = files(data, 3, HANGS)
    for one in wanted:
        data.manners["/" + one.dataset[1:]].append(Manner())
    items = await queue.add(wanted)
    first, second, third = items
    await until(lambda: all(item.progress.done == 10_000 for item in items))
    assert states(items) == [State.RUNNING] * 3
    queue.pause([first])
    queue.cancel([second])
    await queue.settled([first, second])
    assert states(items) == [State.PAUSED, State.CANCELLED, State.RUNNING]
    # The bytes of the third are still in memory.
    await until(lambda: set(left(root)) == {f"lab/0.npy{e}" for e in (".part", ".part.json")})
    queue.resume([first, second])
    await queue.settled([first, second])
    assert states(items) == [State.DONE, State.DONE, State.RUNNING]
    assert data.asked("/0") == ["", "bytes=10000-"]
    assert data.asked("/1") == ["", ""]
    queue.cancel([third])
    await queue.settled(items)
    await until(lambda: left(root) == {f"lab/{n}.npy": BYTES[n] for n in (0, 1)})
    queue.pause(items)
    assert states(items) == [State.DONE, State.DONE, State.CANCELLED]


async def test_the_order_can_be_changed(opened: Open, data: DataServer) -> None:
    queue = opened(at_once=1)
    wanted = files(data)
    for one in wanted[:7]:
        data.manners["/" + one.dataset[1:]] = [HANGS]
    items = await queue.add(wanted)
    queue.move(items[11], -11)
    queue.move(items[10], -99)
    queue.move(items[0], +99)
    assert [item.wanted.dataset for item in queue.items[:3]] == ["d10", "d11", "d1"]
    assert queue.items[-1] is items[0]
    await until(lambda: data.busy == 1)
    queue.pause(items[:7])
    await queue.settled(items)
    arrived = [line.path.name for line in reversed(await queue.log())]
    # Four are looked at together: 10, 11, 7 and 8.
    assert arrived[0] != "9.npy"
    assert states(items[7:]) == [State.DONE] * 5


async def test_what_fails_says_why_and_is_kept_over_a_restart(
    opened: Open, data: DataServer, root: Path
) -> None:
    queue = opened()
    wanted = files(data, 4)
    data.manners["/0"] = [Manner(404), Manner()]
    data.manners["/1"] = [HANGS, Manner()]
    data.manners["/2"] = [HANGS, Manner()]
    items = await queue.add(wanted)
    await until(lambda: items[1].progress.done == items[2].progress.done == 10_000)
    queue.pause([items[2]])
    await queue.settled([items[0], items[2], items[3]])
    assert states(items) == [State.FAILED, State.RUNNING, State.PAUSED, State.DONE]
    assert "does not have it" in items[0].reason
    assert "data manager" in items[0].remedy
    await queue.aclose()
    later = opened()
    found = await later.load()
    assert [item.wanted for item in found] == wanted[:3]
    assert states(found) == [State.FAILED, State.PAUSED, State.PAUSED]
    assert (found[0].reason, found[1].word) == (items[0].reason, "Left by an earlier run.")
    assert await later.load() == []
    later.resume(found)
    await later.settled(found)
    assert states(found) == [State.DONE] * 3
    assert data.asked("/1") == ["", "bytes=10000-"]
    assert len(left(root)) == 4


async def test_a_queue_is_one_users(opened: Open, data: DataServer, root: Path) -> None:
    """A file of the present day, and one from before users were told apart."""
    state_dir().mkdir()
    with closing(sqlite3.connect(state_dir() / "downloads.sqlite3")) as database, database:
        database.execute(
            "create table queue (root text not null, path text not null, server text not null,"
            " place integer not null, wanted text not null, state text not null,"
            " reason text not null, remedy text not null, force integer not null,"
            " primary key (root, path))"
        )
        old, new = files(data, 2, Manner(404))
        row = ("/r", old.path, SERVER, 0, json.dumps(old.as_json()), "paused", "", "", 0)
        database.execute("insert into queue values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    anne, bob = opened(), opened(user="bob")
    odd = os.fsdecode(os.fsencode(root) + (b"\xff" if sys.platform == "linux" else b""))
    await anne.settled(await anne.add([new], root=Path(odd)))
    assert [item.wanted for item in await bob.load()] == [old]  # nobody knows whose it is
    left = await opened().load()
    assert [(str(item.root), item.wanted) for item in left] == [("/r", old), (odd, new)]
    bob.cancel(bob.items)
    await bob.settled(await bob.add([new], root=Path(odd)))
    bob.cancel(bob.items)
    await bob.settled(bob.items)
    assert [item.wanted for item in await opened().load()] == [new]


async def test_what_can_never_come_says_so_at_once(opened: Open, data: DataServer) -> None:
    queue = opened()
    (file,) = files(data, 1, HANGS)
    other = wanted_of(BYTES[1], file.url, path=file.path, dataset="d1")
    problem = Wanted("", problem="No repository has it.")
    item, same, twice, never = await queue.add([file, file, other, problem])
    assert same is item
    assert states([twice, never]) == [State.FAILED] * 2
    assert "Another dataset, d0, goes there too." in twice.reason
    assert never.reason == "No repository has it."
    queue.resume([twice, never])
    assert len(await queue.add([file])) == 1
    assert len(queue.items) == 3


async def test_a_closed_data_server(opened: Open, data: DataServer) -> None:
    data.authorization = basic("u", "pw")
    queue = opened()
    items = await queue.add(files(data, 2))
    await queue.settled(items)
    assert states(items) == [State.FAILED] * 2
    assert queue.asks == [data.url]
    assert await queue.give_password(data.url, "u", "pw", keep=True)
    await queue.settled(items)
    assert states(items) == [State.DONE] * 2
    assert queue.asks == []
    later = opened()
    items = await later.add(files(data, 3), force=True)
    await later.settled(items)
    assert states(items) == [State.DONE] * 3
    assert "pw" not in (state_dir() / "downloads.sqlite3").read_bytes().decode("latin-1")


async def test_a_queue_that_cannot_be_kept_goes_on(opened: Open, data: DataServer) -> None:
    state_dir().mkdir()
    (state_dir() / "downloads.sqlite3").write_bytes(b"no database" * 99)
    queue = opened()
    items = await queue.add(files(data, 2))
    await queue.settled(items)
    assert states(items) == [State.DONE] * 2
    assert "is not kept" in queue.problem
    assert len(await queue.log()) == 2


async def test_a_fault_of_ours_fails_one_file(
    opened: Open, data: DataServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alyxtui.domain.downloads import transfer

    monkeypatch.setattr(transfer, "seconds_of", lambda date: 1 / 0)
    queue = opened()
    items = await queue.add(files(data, 1))
    await queue.settled(items)
    assert "alyxtui's own" in items[0].reason
    assert len(list(state_dir().glob("crash-*"))) == 1


def test_speed() -> None:
    meter = Meter()
    assert meter.speed == 0
    for second in range(10):
        meter.note(1000 * second, float(second))
    assert meter.speed == 1000
    meter.note(0, 11.0)
    assert meter.speed == 0
    meter.note(500, 12.0)
    assert meter.speed == 500
