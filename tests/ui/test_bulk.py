"""Many records at once: chosen, seen, sent, left alone meanwhile, tried again, taken back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.job import Phase
from alyxtui.domain.writes.outcome import Outcome
from alyxtui.domain.writes.rows import RowState
from alyxtui.ui.bulking import Bulking
from alyxtui.ui.screens import review
from alyxtui.ui.screens.bulk import BulkScreen
from alyxtui.ui.screens.bulk_form import BulkForm, DoingScreen
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.journal import JournalScreen
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.widgets.choices import Choices
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

COUNT = 5


@pytest.fixture
def name() -> str:
    """What tells the tasks of a test from all others."""
    return f"bulk-{uuid4().hex[:8]}"


@pytest.fixture
def tasks(server: httpx.Client, name: str) -> Iterator[list[str]]:
    """Errored tasks, the last one held."""
    made = []
    for number in range(COUNT):
        status = "Held" if number == COUNT - 1 else "Errored"
        body = {"name": name, "status": status, "log": "boom", "session": None}
        answer = server.post("/tasks", json={**body, "arguments": {"n": number}})
        made.append(str(answer.raise_for_status().json()["id"]))
    yield made
    for key in made:
        server.delete(f"/tasks/{key}")


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Semaphore:
    """Lets rows be sent, one for each release."""
    gate = asyncio.Semaphore(0)
    send = Writes.send

    async def one_at_a_time(self: Writes, *arguments: Any, **options: Any) -> Outcome:
        await gate.acquire()
        return await send(self, *arguments, **options)

    monkeypatch.setattr(Writes, "send", one_at_a_time)
    monkeypatch.setattr("alyxtui.domain.writes.bulk._AT_ONCE", 1)
    return gate


def states(server: httpx.Client, tasks: list[str]) -> list[Any]:
    return [server.get(f"/tasks/{key}").json()["status"] for key in tasks]


def meanwhile(server: httpx.Client, task: str, **values: object) -> None:
    """Somebody else changes a task."""
    server.patch(f"/tasks/{task}", json=values).raise_for_status()


async def on(it: Browsing, kind: type[Any]) -> Any:
    """The screen on top, once it is of a kind and takes keys."""
    await it.until(lambda: isinstance(it.app.screen, kind))
    await it.until(lambda: it.app.screen.focused is not None)
    return it.app.screen


async def choose(it: Browsing, words: str, value: str = "") -> None:
    """Choose a field and what is done to it, and type or choose a value."""
    screen = await on(it, DoingScreen)
    await it.until(lambda: bool(screen.found))
    await it.type(words)
    await it.until(lambda: len(screen.found) == 1)
    await it.press("enter")
    if value:
        form = await on(it, FieldForm)
        field = form.query_one("#input")
        if isinstance(field, Choices):
            field.move_to([one.name for one in field.choices].index(value))
        else:
            await it.type(value)
        await it.press("ctrl+s")
    await on(it, BulkForm)


async def planned(it: Browsing) -> BulkScreen:
    screen = await on(it, BulkScreen)
    assert isinstance(screen, BulkScreen)
    await it.until(lambda: screen.job.phase is Phase.PLANNED)
    return screen


async def confirm(it: Browsing, *keys: str) -> None:
    """Answer the last question."""
    await it.press("ctrl+s")
    screen = await on(it, ReviewScreen)
    await it.until(lambda: time.monotonic() - screen._pressed_at > review.HELD)
    await it.press(*(keys or ("y",)))


async def ended(it: Browsing, screen: BulkScreen) -> None:
    await it.until(lambda: screen.job.phase is Phase.ENDED)


def job(it: Browsing) -> Any:
    assert isinstance(it.app, Bulking)
    return it.app._job


async def test_from_the_query_to_one_undo_for_all(
    browse: Open, server: httpx.Client, name: str, tasks: list[str]
) -> None:
    async with browse("tasks", size=(80, 24), name=name) as it:
        await it.until(lambda: it.table.line_count() == COUNT)
        await it.press("B")
        await choose(it, "status set", "Waiting")
        await it.press("a")
        await choose(it, "log clear")
        await it.press("i")
        await it.until(lambda: not isinstance(it.app.screen, BulkForm))
        await it.press(*"status", "equals_sign", *"Errored", "enter")
        await on(it, BulkForm)
        await it.until_shown("status=Errored")
        await it.press("ctrl+s")
        screen = await planned(it)
        await it.until_shown("4 to be sent", "1 skipped", "status is Held", "Errored → Waiting")
        assert states(server, tasks).count("Errored") == 4, "nothing is sent yet"
        # Meanwhile one is changed in the same place.
        meanwhile(server, tasks[0], log="theirs")
        await confirm(it)
        await ended(it, screen)
        await it.until_shown("3 done", "1 failed")
        assert sorted(states(server, tasks)) == ["Errored", "Held", "Waiting", "Waiting", "Waiting"]
        await it.press("r")
        await it.until(lambda: screen.job.phase is Phase.PLANNED)
        assert screen.job.count(RowState.READY) == 1
        await confirm(it)
        await ended(it, screen)
        assert states(server, tasks).count("Waiting") == 4
        await it.press("escape")
        await it.until(lambda: job(it) is None and it.table.has_focus)
        # The last write of this run was a batch of one; the one before is taken back whole.
        await it.press("H", "tab")
        journal = await on(it, JournalScreen)
        await it.until(lambda: len(journal.found) == 4)
        await it.press("down", "ctrl+s")
        screen = await planned(it)
        assert screen.job.count(RowState.READY) == 3
        await confirm(it)
        await ended(it, screen)
        assert states(server, tasks).count("Errored") == 3


async def test_it_goes_on_when_the_screen_is_left(
    browse: Open,
    server: httpx.Client,
    name: str,
    tasks: list[str],
    gate: asyncio.Semaphore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("alyxtui.domain.writes.rows.MANY", 2)
    async with browse("tasks", name=name, status="Errored") as it:
        await it.until(lambda: it.table.line_count() == COUNT - 1)
        await it.press("asterisk", "B")
        await choose(it, "status set", "Waiting")
        await it.until_shown("4 marked tasks")
        await it.press("ctrl+s")
        screen = await planned(it)
        await confirm(it, "9", "enter")
        await it.until_shown("not the same")
        await it.press("backspace", "4", "enter")
        gate.release()
        await it.until(lambda: screen.job.count(RowState.DONE) == 1)
        await it.press("escape")
        await it.until_shown("bulk 1 of 4")
        await it.press("ctrl+q")
        await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
        await it.press("n", "B")
        again = await on(it, BulkScreen)
        assert again.job is screen.job
        await it.press("p")
        gate.release()  # the one under way ends, the next one waits
        await it.until(lambda: again.job.count(RowState.DONE) == 2)
        await it.until_shown("paused", "p go on")
        await it.press("x")
        await ended(it, again)
        await it.until_shown("2 done", "2 to be sent")
        assert states(server, tasks).count("Waiting") == 2
        await it.press("escape")
        await it.until(lambda: job(it) is None and it.table.has_focus)
        await it.press("U")
        last = await planned(it)
        assert last.job.count(RowState.READY) == 2
        gate.release()
        gate.release()
        await confirm(it)
        await ended(it, last)
        assert states(server, tasks).count("Errored") == COUNT - 1


async def test_no_more_rows_are_sent_when_the_server_is_left(
    browse: Open, server: httpx.Client, name: str, tasks: list[str], gate: asyncio.Semaphore
) -> None:
    async with browse("tasks", name=name, status="Errored") as it:
        await it.press("B")
        await choose(it, "status set", "Waiting")
        await it.press("ctrl+s")
        screen = await planned(it)
        await confirm(it)
        await it.until(lambda: screen.job.phase is Phase.RUNNING)
        former = it.browser.connection
        assert isinstance(it.app, Bulking)
        it.app.switch_to(replace(former.profile, name="other", user="admin"))
        gate.release()
        await it.until(lambda: job(it) is None)
        await it.until(lambda: all(one.group != "switch" for one in it.app.workers))
        assert screen.job.phase is Phase.ENDED
        assert states(server, tasks).count("Waiting") == 1, "the one that was under way"
