"""While a write waits for the server no key reaches what lies below, and nothing is left of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from alyxtui.domain.writes.entry import State
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.wait import WaitScreen
from tests.client.helpers import until
from tests.ui.conftest import Open, Server
from tests.ui.driver import Browsing
from tests.ui.gate import Gate
from tests.ui.writing import form, reviewed, type_into


@pytest.fixture
def tag(server: Server) -> Iterator[str]:
    """The name of a tag of one's own."""
    name = f"own-{id(server):x}"
    server.post("/tags", json={"name": name}).raise_for_status()
    yield name
    server.delete(f"/tags/{name}")


def stack(it: Browsing) -> list[type[object]]:
    return [type(screen) for screen in it.app.screen_stack[1:]]


async def typed(it: Browsing, gate: Gate, name: str, text: str) -> None:
    """Open the form of the tag's description, type, and ask for the review at a server that waits."""
    names = [column.name for column in it.table.columns]
    it.table.column = names.index("description")
    await it.press("e")
    await form(it)
    type_into(it, text)
    gate.hold(f"/tags/{name}")
    await it.press("ctrl+s")
    await it.until(lambda: stack(it) == [WaitScreen])


async def waiting(it: Browsing) -> list[State]:
    """The states of the writes of this connection."""
    writes = it.browser.connection.writes
    return [one.state for one in await asyncio.to_thread(writes.journal.recent, writes.server)]


async def test_keys_meanwhile_do_nothing_and_escape_leaves(
    browse: Open, demo_url: str, tag: str
) -> None:
    """Until the review opens; escape goes back to what was typed; then on to the server."""
    async with Gate(demo_url) as gate, browse("tags", url=gate.url, name=tag) as it:
        await typed(it, gate, tag, "one word")
        before = it.table.column, it.table.has_focus
        await it.press("h", "D", "q", "enter", "f", "x")
        await it.until_shown("reading what is there now", "esc leave")
        await it.press("left", "space", "H", "slash")
        assert stack(it) == [WaitScreen]
        assert (it.table.column, it.table.has_focus) == before
        await it.press("escape")
        assert (await form(it)).text == "one word"
        await it.until_shown("Nothing was sent.")

        await it.press("ctrl+s")
        await it.until(lambda: it.app.screen.has_class("-seen"))
        gate.let_go(f"/tags/{tag}")
        await reviewed(it)
        gate.hold(f"/tags/{tag}")
        await it.press("y")
        await it.until_shown(f"patch tags/{tag}", "esc go on meanwhile")
        await it.press("ctrl+q")
        await it.until_shown("a write is under way", f"patch tags/{tag}", "outbox", "n wait")
        await it.press("n", "D")
        await it.until(lambda: stack(it) == [WaitScreen])
        await it.press("escape")
        await it.until(lambda: stack(it) == [])
        await it.press("h")
        await it.until(lambda: it.table.column == before[0] - 1)
        assert await waiting(it) == []  # asked once more what is there, then written down
        gate.let_go(f"/tags/{tag}")
        await it.until(
            lambda: (it.browser.listing.record(0) or {}).get("description") == "one word"
        )
        assert await waiting(it) == [State.DONE]
        assert stack(it) == []


async def test_what_lies_on_top_stays_when_the_wait_is_over(
    browse: Open, demo_url: str, tag: str
) -> None:
    """A question that came meanwhile is answered first; then nothing is left."""
    async with Gate(demo_url) as gate, browse("tags", url=gate.url, name=tag) as it:
        await typed(it, gate, tag, "")
        question = QuestionScreen("wait", "?", yes="yes", no="no")
        await it.app.push_screen(question)
        gate.let_go(f"/tags/{tag}")  # it is so already, so nothing is sent
        await it.until_shown("It is so already")
        assert stack(it) == [WaitScreen, QuestionScreen]
        await it.press("n")
        await it.until(lambda: stack(it) == [])
        assert it.table.has_focus


@pytest.mark.parametrize("is_sent", [False, True], ids=["before", "after"])
async def test_leaving_all_the_same(browse: Open, demo_url: str, tag: str, is_sent: bool) -> None:
    """The app ends before the review, and after it was confirmed: then the outbox has it."""
    async with Gate(demo_url) as gate, browse("tags", url=gate.url, name=tag) as it:
        await typed(it, gate, tag, "typed")
        writes = it.browser.connection.writes
        if is_sent:
            gate.let_go(f"/tags/{tag}")
            await reviewed(it)
            gate.hold("PATCH")
            await it.press("y")
            await it.until(lambda: f"PATCH /tags/{tag}" in gate.held)
            await it.press("ctrl+q")
            await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
            await it.press("y")
        else:
            await it.press("ctrl+q")
        await it.until(lambda: it.app._exit)
        expected = [State.UNKNOWN] if is_sent else []
        await until(lambda: [one.state for one in writes.journal.recent(writes.server)] == expected)
    assert not [task for task in asyncio.all_tasks() if "review" in repr(task.get_coro())]
