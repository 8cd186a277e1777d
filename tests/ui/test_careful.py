"""Writes that want more care: production servers, public tags, what waited for the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.delivery import entry_of
from alyxtui.domain.writes.entry import State
from alyxtui.domain.writes.operations import Add, Assign
from alyxtui.ui.screens import question, review
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.review import ReviewScreen
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

TAG = "2022_Q4_IBL_et_al_BWM"


@pytest.fixture
def dataset(server: httpx.Client) -> Iterator[str]:
    """The path of a dataset of one's own."""
    body = {
        "name": f"spikes.times.{uuid4().hex[:6]}.npy",
        "dataset_type": "spikes.times",
        "created_by": "test_user",
        "collection": "alf",
    }
    url = str(server.post("/datasets", json=body).raise_for_status().json()["url"])
    path = f"/datasets/{url.rpartition('/')[2]}"
    yield path
    server.patch(path, json={"tags": []})
    server.delete(path)


@pytest.fixture
def tags(server: httpx.Client, dataset: str) -> Callable[[], Any]:
    """What the dataset has now."""
    return lambda: server.get(dataset).json()["tags"]


async def held(it: Browsing) -> None:
    """Wait until a key counts."""
    screen = it.app.screen
    assert isinstance(screen, ReviewScreen)
    await it.until(lambda: time.monotonic() - screen._pressed_at > review.HELD)


async def test_a_public_tag_on_a_production_server(
    browse: Open, dataset: str, tags: Callable[[], Any]
) -> None:
    async with browse("tags", production=True) as it:
        await it.until_shown("▲ PRODUCTION")
        writer = it.browser.writer
        key = dataset.rpartition("/")[2]
        change = Change.patch("datasets", key, {"tags": Add((TAG,))})
        writer.start(partial(writer.write, change))
        await it.until(lambda: isinstance(it.app.screen, ReviewScreen))
        await it.until(lambda: it.app.screen.focused is not None)
        await it.until_shown(f"▲ {TAG} is public or protected.", f"Type {TAG}")
        await it.type(TAG)
        await it.press("enter")
        await it.until_shown("y once more")
        await held(it)
        assert tags() == []
        await it.press("y")
        await it.until_shown("done: patch datasets")
        assert tags() == [TAG]


@pytest.mark.parametrize("asks", [True, False], ids=["after a question", "by itself"])
async def test_what_waits_is_sent_when_the_server_is_back(
    browse: Open,
    dataset: str,
    server: httpx.Client,
    asks: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(question, "_SUDDEN", 3600.0)
    async with browse("tags", sends_waiting=not asks) as it:
        connection = it.browser.connection
        writes, key = connection.writes, dataset.rpartition("/")[2]
        ready = await writes.review(Change.patch("datasets", key, {"version": Assign("9")}))
        begun = await writes.delivery.begin(entry_of(ready, writes.server, writes.user))
        await writes.delivery.end(begun.id, State.WAITING, said="It was not sent.")
        connection.client.reach.failed()
        connection.client.reach.answered()
        if asks:
            await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
            await it.press("y")  # typed for something else
            assert isinstance(it.app.screen, QuestionScreen)
            it.app.screen._counts_from = 0.0
            await it.press("y")
        await it.until(lambda: server.get(dataset).json()["version"] == "9")
        await it.until_shown("done")
        assert writes.journal.pending() == []
