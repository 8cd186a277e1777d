"""Downloads in the browser: choose, queue, look into; fail and try again; sign in to the data host."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator

import httpx
import pyperclip
import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from alyxtui.demo.datahost.application import PASSWORD, USER
from alyxtui.domain.downloads.alone import alone
from alyxtui.domain.downloads.item import Item, State
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.ui.screens.data_sign_in import DataSignIn
from alyxtui.ui.screens.download import DownloadScreen
from alyxtui.ui.screens.pager import Pager
from alyxtui.ui.screens.question import QuestionScreen
from alyxtui.ui.screens.queue import QueueScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.file_lists import FileList, KindList
from alyxtui.ui.widgets.queue_list import QueueList
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
CHANNELS = "channels.mlapdv.npy"
PRIVATE = "clusters.channels.npy"


@pytest.fixture(autouse=True)
def taken(no_clipboard: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied, on a machine with a clipboard of its own."""
    took: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", took.append)
    return took


DOT = (  # a picture of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def alyx(demo_url: str) -> Iterator[httpx.Client]:
    """Somebody else who is signed in."""
    account = {"username": "test_user", "password": "TapetesBloc18"}
    with httpx.Client(base_url=demo_url) as client:
        token = client.post("/auth-token", data=account).raise_for_status().json()["token"]
        client.headers["Authorization"] = f"Token {token}"
        yield client


@pytest.fixture
def note(alyx: httpx.Client) -> Iterator[str]:
    """The address of a note with a picture."""
    body = {"user": "test_user", "content_type": "session", "object_id": TUTORIAL, "text": "seen"}
    files = {"image": ("seen.png", base64.b64decode(DOT), "image/png")}
    url = f"/notes/{alyx.post('/notes', data=body, files=files).raise_for_status().json()['id']}"
    yield str(alyx.base_url.join(url))
    alyx.delete(url).raise_for_status()


@pytest.fixture
def address(alyx: httpx.Client) -> str:
    """Where the data server has a file."""
    found = alyx.get("/datasets", params={"session": TUTORIAL, "name": CHANNELS}).json()
    return str(found["results"][0]["file_records"][0]["data_url"])


async def choose(it: Browsing) -> DownloadScreen:
    """Open the chooser on what is under the cursor."""
    await it.press("d")
    await it.until(lambda: isinstance(it.app.screen, DownloadScreen))
    screen = it.app.screen
    assert isinstance(screen, DownloadScreen)
    await it.until(lambda: screen.selection is not None)
    return screen


async def narrow(it: Browsing, *patterns: str) -> list[str]:
    """Type patterns; gives the names that are left."""
    await it.press("slash")
    await it.type(" ".join(patterns))
    await it.press("enter")
    files = it.app.screen.query_one(FileList)
    await it.until(lambda: files.has_focus)
    return [file.name for file in files.files]


async def queue(it: Browsing) -> QueueList:
    """Open the queue."""
    await it.press("Q")
    await it.until(lambda: isinstance(it.app.screen, QueueScreen))
    return it.app.screen.query_one(QueueList)


def downloads_of(it: Browsing) -> Downloads:
    return it.browser.connection.downloads


def item_of(it: Browsing, name: str) -> Item:
    return next(one for one in downloads_of(it).items if one.wanted.name == name)


async def settled(it: Browsing, name: str, state: State) -> Item:
    await it.until(lambda: item_of(it, name).state is state)
    return item_of(it, name)


async def test_choose_queue_look_into(browse: Open, taken: list[str]) -> None:
    async with browse("sessions", id=TUTORIAL) as it:
        screen = await choose(it)
        selection = screen.selection
        assert selection is not None
        await it.until_shown("33 of 33 files", "470.2 MB", "collections", "alf/probe00/pykilosort")
        # Only one collection, then all again.
        await it.press("o")
        assert {file.collection for file in selection.wanted} == {"alf"}
        await it.press("o", "space")
        assert {file.collection for file in selection.shown} == {
            *selection_values(screen, "collections")
        } - {"alf"}
        await it.press("space")
        assert await narrow(it, "channels.ml*", "_ibl_trials") == [
            "_ibl_trials.table.pqt",
            CHANNELS,
        ]
        await it.press("space")
        await it.until_shown("1 of 33 files", "9.3 kB")
        await it.press("ctrl+s")
        item = await settled(it, CHANNELS, State.DONE)
        await it.until_shown("1 file")
        lines = await queue(it)
        assert lines.current is item
        await it.until_shown("1 done", CHANNELS, "9.3 kB", "alf/probe00/")
        await it.press("y", "Y")
        await it.until(lambda: len(taken) == 2)
        assert taken[0] == str(item.path)
        assert (await asyncio.to_thread(item.path.stat)).st_size == item.size
        assert taken[1].startswith(f"one.load_dataset('{TUTORIAL}', '{CHANNELS}'")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, Pager))
        await it.until_shown("shape", "float64")
        await it.press("escape", "l")
        await it.until_shown("fetched files", CHANNELS, "md5")
        await it.press("escape", "c", "q")
        await it.until(lambda: it.table.has_focus)
        assert not downloads_of(it).items
        # Once more: it is known to be there.
        await choose(it)
        await narrow(it, CHANNELS)
        await it.until_shown("1 of 33 files", "1 there already", "0 bytes to come", " free")
        # Its path and its address without fetching it; from the kinds those of all.
        await it.press("y", "u", "tab", "u")
        await it.until(lambda: len(taken) == 5)
        assert taken[2] == str(item.path)
        assert taken[3] == taken[4] == item.wanted.url
        asked = item.path.stat().st_ino
        assert not downloads_of(it).items
        await it.press("r")
        again = await settled(it, CHANNELS, State.DONE)
        assert again.url == item.wanted.url
        assert again.path.stat().st_ino == asked  # what came was the same, so that one stays


def selection_values(screen: DownloadScreen, group: str) -> list[str]:
    kinds = screen.query_one(KindList).kinds
    return [one.facet.value for one in kinds if one.group == group and one.facet is not None]


async def run(it: Browsing, command: str, *words: str) -> None:
    """Take a command of the palette, which shows some words."""
    await it.press("colon")
    await it.until(lambda: isinstance(it.app.screen, CommandPalette))
    it.app.screen.query_one(Input).value = command
    await it.until_shown(*words)
    await it.until(lambda: it.app.screen.query_one(OptionList).option_count > 0)
    await it.press("enter")
    if isinstance(it.app.screen, CommandPalette):
        await it.press("enter")


async def test_what_d_takes(browse: Open, note: str, address: str) -> None:
    """Marked datasets, a file record, marked sessions, a path, an address, a note's picture."""
    async with browse("datasets", session=TUTORIAL) as it:
        await it.press("space", "space")
        screen = await choose(it)
        await it.until_shown("download 2 marked datasets", "2 of 2 files")
        assert screen.selection is not None
        two = [file.dataset for file in screen.selection.files]
        await it.press("q", "asterisk", "asterisk")
        await it.until(lambda: it.table.has_focus)

        await run(it, "files", "open files")
        await it.until(lambda: it.browser.trail.labels[-1] == "files" and bool(it.table.columns))
        screen = await choose(it)
        await it.until_shown("1 of 1 file", "download file ")
        assert screen.selection is not None
        (file,) = screen.selection.files
        assert file.dataset not in two
        await it.press("q")

        await run(it, "sessions", "open sessions")
        await it.until(lambda: it.browser.trail.labels[-1] == "sessions" and it.table.has_focus)
        await it.press("space", "space")
        screen = await choose(it)
        await it.until_shown("download 2 marked sessions", "collections")
        assert screen.selection is not None
        assert len({file.session for file in screen.selection.files}) == 2
        await it.press("q")

        await run(it, "download by name", "the files of an id")
        await it.until_shown("What has files")
        await it.type("KS022/2025-02-28/001/alf")
        await it.press("enter")
        await it.until_shown("download KS022/2025-02-28/001/alf", "24 of ")
        await it.press("q")
        await run(it, "download by name", "the files of an id")
        await it.until_shown("What has files")
        it.app.screen.query_one(Field).value = address
        await it.press("enter")
        await it.until_shown("1 of 1 file", CHANNELS)
        await it.press("enter")
        item = await settled(it, CHANNELS, State.DONE)
        assert item.wanted.md5

        # Alyx 3.6.1 by itself answers with a page; the picture is asked for all the same.
        await run(it, note, "open ")
        await it.until(lambda: it.browser.detail.key == note.rpartition("/")[2])
        await choose(it)
        await it.until_shown("download note", "1 of 1 file", "seen")
        await it.press("enter")
        await it.until(lambda: downloads_of(it).items[-1].state is State.FAILED)
        assert "web page instead" in downloads_of(it).items[-1].reason


async def test_cache_tables(browse: Open) -> None:
    async with browse() as it:
        await run(it, "fetch cache tables", "to where ONE looks")
        await it.until_shown("What ONE searches", "empty for all")
        await it.type("nope")
        await it.press("enter")
        await it.until_shown("There are no cache tables for the tag 'nope'")
        await run(it, "fetch cache tables", "to where ONE looks")
        await it.until_shown("What ONE searches")
        await it.press("enter")
        await it.until_shown("sessions.pqt, datasets.pqt, cache_info.json in ")
        root = downloads_of(it).root
        assert (await asyncio.to_thread((root / "sessions.pqt").read_bytes))[:4] == b"PAR1"


async def test_fail_and_try_again(browse: Open) -> None:
    async with browse("sessions", id=TUTORIAL) as it:
        await choose(it)
        await narrow(it, CHANNELS, "cluster_group.tsv")
        # Something stands where the file is to be.
        root = downloads_of(it).root
        files = it.app.screen.query_one(FileList).files
        (way,) = [root / file.path for file in files if file.name == CHANNELS]
        way.mkdir(parents=True)
        await it.press("enter")
        item = await settled(it, CHANNELS, State.FAILED)
        await settled(it, "cluster_group.tsv", State.DONE)
        await it.until_shown("✕ 1 not fetched, Q says why")
        lines = await queue(it)
        lines.move_to(downloads_of(it).items.index(item))
        await it.until_shown("1 failed", "Something else stands at", "r tries again")
        way.rmdir()
        await it.press("r")
        await settled(it, CHANNELS, State.DONE)
        assert way.is_file()
        await it.press("K")
        assert downloads_of(it).items[0] is item
        await it.press("escape")
        it.app.clear_notifications()
        await it.until(lambda: "not fetched" not in it.text)


async def test_the_data_server_asks_who_it_is(browse: Open) -> None:
    async with browse("sessions", id=TUTORIAL, once=False, size=(80, 24)) as it:
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await choose(it)
        assert await narrow(it, "clusters.ch*") == [PRIVATE]
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, DataSignIn))
        await it.press("escape")
        item = await settled(it, PRIVATE, State.FAILED)
        assert item.asks
        # Nobody is asked twice, until they want to.
        await queue(it)
        await it.press("r")
        await it.until(lambda: isinstance(it.app.screen, DataSignIn))
        await it.type(USER)
        await it.press("enter", "x", "enter")
        await it.until_shown("It did not take what it was given")
        await it.type(USER)
        await it.press("enter")
        await it.type(PASSWORD)
        await it.press("tab", "space", "shift+tab", "enter")
        await settled(it, PRIVATE, State.DONE)
        assert PASSWORD not in it.text
        tokens = it.browser.connection.accounts.tokens.path.read_text()
    assert PASSWORD in tokens


async def test_leaving_while_files_come_is_said_and_they_go_on_the_next_time(browse: Open) -> None:
    async with browse("sessions", id=TUTORIAL, once=False) as it:
        await choose(it)
        await narrow(it, CHANNELS)
        (file,) = it.app.screen.query_one(FileList).files
        root = downloads_of(it).root
        async with alone(root, file.path, asyncio.to_thread):  # as another program would
            await it.press("enter")
            await it.until_shown("↓ 1 file 0%")
            await it.press("ctrl+q")
            await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
            await it.until_shown("1 file still to come", "leave", "stay")
            await it.press("n")
            await queue(it)
            await it.until_shown("○ waiting", "another program has it")
            await it.press("p")
            await settled(it, CHANNELS, State.PAUSED)
            await it.press("r")
            await settled(it, CHANNELS, State.WAITING)
            await it.press("x")
            await settled(it, CHANNELS, State.CANCELLED)
            await it.press("r", "escape", "ctrl+q")
            await it.until(lambda: isinstance(it.app.screen, QuestionScreen))
            await it.press("y")
            await it.until(lambda: it.app._exit)
    async with browse("sessions", id=TUTORIAL, once=False) as it:
        await it.until(lambda: bool(downloads_of(it).items))
        item = await settled(it, CHANNELS, State.DONE)
        assert await asyncio.to_thread(item.path.is_file)
