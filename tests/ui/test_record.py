"""One record: folding, search, paths, texts, comparison; and records that are not sound."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from alyxtui.domain.json_lines import Line
from alyxtui.ui.net import ControlNet
from alyxtui.ui.screens.compare import CompareScreen
from alyxtui.ui.screens.pager import Pager, TextView
from alyxtui.ui.screens.record import RecordScreen
from tests.odd_records import bodies, odd_server
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.test_hostile import acting

SMALL = (80, 24)


async def record(it: Browsing) -> None:
    """Open the record under the cursor."""
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.screen, RecordScreen))
    await it.until(lambda: "reading" not in it.text and bool(it.json.line_count()))


def line(it: Browsing) -> Line:
    found = it.json.line
    assert found is not None
    return found


async def go_to(it: Browsing, path: str) -> None:
    await it.press("p")
    it.app.screen.query_one("#json-path", Input).value = path
    await it.press("enter")


async def test_folding_searching_and_paths(browse: Open) -> None:
    async with browse("sessions", size=SMALL, task_protocol="ephys") as it:
        await record(it)
        await it.until_shown("QC", "datasets", "record")
        closed = it.json.line_count()
        await it.press("greater_than_sign")
        opened = it.json.line_count()
        await it.press("Z")
        assert closed < opened < it.json.line_count()
        await it.press("less_than_sign", "less_than_sign", "z")
        assert it.json.line_count() == closed
        # The line on top is the path of where one is.
        await go_to(it, "data_dataset_session_related.1.name")
        assert line(it).path == ("data_dataset_session_related", 1, "name")
        assert "data_dataset_session_related[1].name" in it.screen[3]
        await it.press("h", "h", "h")
        assert line(it).path == ("data_dataset_session_related",)
        await it.press("p")
        await it.type("qc.nowhere")
        await it.press("enter")
        await it.until_shown("qc has no nowhere")
        await it.press("escape", "Y")
        await it.until(lambda: bool(it.app.clipboard))
        assert it.app.clipboard == "data_dataset_session_related"
        # Search opens what is folded, goes round, and narrows.
        await it.press("slash")
        await it.type("pin_state")
        await it.until_shown("3 matches")
        await it.press("escape")
        assert not it.json.words
        assert "matches" not in it.text
        await it.press("n")
        await it.type("pin_state")
        await it.press("enter")
        await it.until_shown("1 of 3 matches")
        assert line(it).path == ("extended_qc", "_videoBody_pin_state")
        await it.press("n", "n", "N")
        await it.until_shown("2 of 3 matches")
        await it.press("ampersand")
        assert [one.depth for one in it.json.document.lines] == [0, 1, 1, 1]
        assert line(it).path == ("extended_qc", "_videoLeft_pin_state")
        await it.press("y", "c")
        await it.until(lambda: it.app.clipboard.startswith("[\n  true,\n"))
        await it.press("escape")
        assert it.json.line_count() > 60
        await it.press("escape")
        assert not it.json.words
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)


async def test_the_log_of_a_task_in_the_pager(browse: Open) -> None:
    async with browse("tasks", size=SMALL, status="Errored") as it:
        await record(it)
        await it.until_shown("✕ Errored", "took")
        await it.press("v")
        await it.until(lambda: isinstance(it.app.screen, Pager))
        await it.until_shown("log  ", "Traceback", "␛[31m")
        view = it.app.screen.query_one(TextView)
        await it.press("slash")
        await it.type("pipes")
        await it.press("enter")
        await it.until_shown("match 1 of ")
        first = view.cursor
        await it.press("n")
        await it.until(lambda: view.cursor > first)
        await it.pilot.resize_terminal(60, 20)
        await it.until(lambda: view.rows.room < 60)
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))


async def test_a_record_beside_the_one_seen_before_and_beside_itself(browse: Open) -> None:
    async with browse("sessions", size=SMALL, lab="cortexlab") as it:
        await record(it)
        await it.press("c")
        await it.until_shown("nothing to compare with")
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        await it.press("j")
        await record(it)
        await it.press("c")
        await it.until(lambda: isinstance(it.app.screen, CompareScreen))
        await it.until_shown("changed", "start_time", "  →  ")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, Pager))
        await it.press("q", "Y", "c")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.press("ctrl+r")
        await it.until(lambda: "reading" not in it.text)
        await it.press("c")
        await it.until_shown("as it was read", "nothing differs")


async def test_two_marked_records_beside_each_other(browse: Open) -> None:
    async with browse("sessions", size=SMALL, lab="cortexlab") as it:
        await it.press("V")
        await it.until_shown("Mark two records")
        await it.press("space", "V")
        await it.until(lambda: isinstance(it.app.screen, CompareScreen))
        # The whole records: lists have no extended_qc.
        await it.until_shown("changed", "start_time", "extended_qc")
        names = it.screen[0], it.screen[1]
        await it.press("q", "space", "space", "V")
        await it.until_shown("Mark two records")
        await it.press("k", "space", "k", "V")
        await it.until(lambda: isinstance(it.app.screen, CompareScreen))
        await it.until_shown("changed")
        assert (it.screen[0], it.screen[1]) == names


async def test_a_picture_is_saved_and_shown(
    browse: Open, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The palette knows the record's keys; what enter leads to has an arrow."""
    monkeypatch.setenv("SSH_CONNECTION", "a b c d")
    picture, content = picture_of(demo_url)
    note = {"id": "1", "user": "u", "date_time": "2021-01-02T03:04:05", "text": "a raster"}
    body = {"subject": "KS022", "notes": [note | {"image": picture}, note | {"image": None}]}
    with odd_server(demo_url, [json.dumps(body).encode()]) as url:
        async with browse("sessions", size=SMALL, url=url) as it:
            await record(it)
            await palette(it, "open all")
            await it.until_shown("↗ subject", "↗ 2021-01-02 03:04  u  picture  a raster")
            await it.press("j", "enter")
            await it.until_shown("picture saved")
            assert any("uploaded" in one.message for one in it.app._notifications)
            opened: list[str] = []
            monkeypatch.setattr(it.app, "open_url", opened.append)
            monkeypatch.delenv("SSH_CONNECTION")
            monkeypatch.setenv("DISPLAY", ":0")
            await it.press("enter")
            await it.until_shown("picture opened")
            assert content_of(opened[0]) == content
            await palette(it, "open weighings")
            await it.until(lambda: it.browser.trail.labels[-1] == "weighings")
            await it.until(lambda: bool(it.table.columns) and it.table.has_focus)
            await palette(it, "mark all")
            await it.until(lambda: bool(it.browser.listing.rows.marks))


def picture_of(demo_url: str) -> tuple[str, bytes]:
    """The address of a picture that a data host of the demo gives to everybody, and the picture."""
    words = {"username": "test_user", "password": "TapetesBloc18"}
    with httpx.Client(base_url=demo_url, timeout=30) as client:
        token = client.post("/auth-token", data=words).json()["token"]
        headers = {"Authorization": f"Token {token}"}
        found = client.get("/datasets", params={"name": "_demo_raster.image.png"}, headers=headers)
        url = str(found.json()["results"][0]["file_records"][0]["data_url"])
        return url, client.get(url).content


def content_of(url: str) -> bytes:
    """What a ``file:`` address holds."""
    return Path(unquote(urlsplit(url).path)).read_bytes()


async def palette(it: Browsing, words: str) -> None:
    """Run a command by its name."""
    await it.press("colon")
    await it.until(lambda: isinstance(it.app.screen, CommandPalette))
    await it.type(words)
    await it.until(lambda: it.app.screen.query_one(OptionList).option_count > 0)
    await it.until(lambda: it.text.count(words) > 1)
    await it.press("enter")
    if isinstance(it.app.screen, CommandPalette):
        await it.press("enter")
    await it.until(lambda: not isinstance(it.app.screen, CommandPalette))


@pytest.fixture(scope="module")
def odd_url(demo_url: str) -> Iterator[str]:
    with odd_server(demo_url, list(bodies().values())) as url:
        yield url


async def test_records_that_are_not_sound(
    browse: Open, odd_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The last net is taken away: text is to be harmless before it gets there.
    monkeypatch.setattr(ControlNet, "apply", lambda self, segments, background: segments)
    shown = {
        "keys": ["␛]52;c;ZXZpbA==␇", 'q"uo\\te', "<d800>"],
        "numbers": ["NaN", "-Infinity", "5,000 ch", "0.10"],
        "twice": ["✕ FAIL", "came twice: qc", "came twice: a"],
        "bytes": ["JSON in UTF-8 was expected"],
        "deep": ["deep down"],
        "deeper": ["JSON of less than a thousand levels"],
        "long": ["10,000,000 characters", "more characters; v shows all"],
    }
    async with browse("sessions", size=SMALL, url=odd_url) as it:
        for number, (name, words) in enumerate(shown.items()):
            it.table.move_to(number)
            await record(it)
            await it.press("Z", "j", "l", "G", "k")
            await it.until(lambda: "reading" not in it.text)
            seen = it.text
            for key in ("l", "G", "slash", "x", "enter", "n", "ampersand", "escape", "v"):
                await it.press(key)
                assert acting(it.screen) == set(), (name, key)
                seen += it.text
            await it.press("q")
            if isinstance(it.app.screen, RecordScreen):
                await it.press("g", "q")
            await it.until(lambda: it.table.has_focus)
            assert [one for one in words if one not in seen] == [], name
