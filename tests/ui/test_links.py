"""From record to record by the keyboard, and back to every place as it was left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from textual.command import CommandPalette
from textual.widgets import Input, OptionList

from alyxtui.domain.links import Link, only
from alyxtui.domain.view import View
from alyxtui.schema.model import Endpoint
from alyxtui.ui.screens.links import LinksScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.pick_list import PickList
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 44)], ids=["80x24", "160x44"])


def pane(it: Browsing) -> DetailPane:
    """The record on the screen on top."""
    return it.app.screen.query_one(DetailPane)


def looks(it: Browsing) -> View | None:
    """The present place as the screen shows it, not as the trail remembers it."""
    view, table = it.browser.trail.current, it.table
    if view is None:
        return None
    view = replace(view, cursor_id="")  # what the trail finds the cursor again by
    is_record = isinstance(it.app.screen, RecordScreen) or it.json.has_focus
    if is_record and view.record:
        found = pane(it).noted(view)
        return found if found.key == pane(it).key and pane(it).shown else None
    shown = it.browser.listing.query_shown
    if not table.columns or shown is None:
        return None
    return replace(view, query=shown, cursor=table.cursor, scroll=table.scroll_offset.y)


async def whole(it: Browsing) -> None:
    """The record is here, all of it."""
    await it.until(lambda: (shown := pane(it).shown) is not None and shown.action == "read")


async def rows(it: Browsing, endpoint: str) -> None:
    """The list of an endpoint is here and has the focus."""
    listing = it.browser.listing
    await it.until(lambda: listing.query_shown is not None and not it.app.screen.is_modal)
    await it.until(lambda: listing.endpoint is not None and listing.endpoint.name == endpoint)
    await it.until(lambda: bool(it.table.columns) and it.table.has_focus)


async def follow(it: Browsing, words: str, wanted: Callable[[Link], bool]) -> None:
    """Open a link of the record by the links screen."""
    await it.press("o")
    await it.until(lambda: isinstance(it.app.screen, LinksScreen))
    screen = it.app.screen
    assert isinstance(screen, LinksScreen)
    await it.until(lambda: bool(screen.items))
    await it.type(words)
    await it.until(lambda: screen.picked is not None)
    while screen.picked is not None and not wanted(screen.picked):
        before = it.app.screen.query_one(PickList).cursor
        await it.press("down")
        assert it.app.screen.query_one(PickList).cursor > before, "no such link"
    await it.press("enter")


@SIZES
async def test_there_and_back_again(browse: Open, size: tuple[int, int]) -> None:
    """Subject, its sessions, one session, its insertion, its trajectories, and back four times."""
    async with browse("subjects", size=size, lab="danlab") as it:
        places: list[View | None] = []
        await it.press(*"j" * await row_with(it, "DY_004"))
        places.append(looks(it))
        await follow(it, "sessions", lambda link: link.words == "sessions by subject")
        await rows(it, "sessions")
        with_probe = await row_with(it, "ephys")
        await it.press(*"j" * with_probe)
        places.append(looks(it))
        await it.press("enter")
        await whole(it)
        labels = [line.label for line in it.json.document.lines]
        await it.press(*"j" * labels.index("extended_qc"), "enter", "j", "j")
        places.append(looks(it))
        await follow(
            it, "insertions", lambda link: link.endpoint == "insertions" and not link.query
        )
        await it.until(lambda: it.browser.listing.endpoint is not None)
        await it.until(lambda: (view := it.browser.trail.current) is not None and view.record)
        await it.until(lambda: looks(it) is not None)
        await whole(it)
        await it.press("j", "j", "j")
        places.append(looks(it))
        await follow(it, "trajectories", lambda link: link.endpoint == "trajectories")
        await rows(it, "trajectories")
        assert it.browser.listing.records is not None
        assert len(it.browser.trail.labels) == 5
        for place in reversed(places):
            await it.press("left_square_bracket")
            await it.until(lambda place=place: looks(it) == place)  # type: ignore[misc]
        for place in places[1:]:
            await it.press("right_square_bracket")
            await it.until(lambda place=place: looks(it) == place)  # type: ignore[misc]


async def row_with(it: Browsing, words: str) -> int:
    """The first row on the screen whose protocol holds some words."""
    listing = it.browser.listing
    found = (index for index in range(it.table.line_count()) if words in str(listing.record(index)))
    return next(found)


async def test_values_pasted_texts_and_the_web_admin(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``enter`` on a value, a path in the palette, an id of nothing known, and ``W``."""
    monkeypatch.setenv("SSH_CONNECTION", "a b c d")
    async with browse("insertions", size=(160, 44)) as it:
        await it.press("enter")
        await whole(it)
        record = it.browser.detail.record or {}
        session = str(record["session"])
        labels = [line.label for line in it.json.document.lines]
        it.json.move_to(labels.index("session"))
        await it.press("enter")
        await it.until(lambda: it.browser.detail.key == session)
        await whole(it)
        assert it.browser.listing.query_shown == only(endpoint(it, "sessions"), session)

        shown = it.browser.detail.record or {}
        path = (
            f"D:\\x\\{shown['lab']}\\Subjects\\{shown['subject']}\\{str(shown['start_time'])[:10]}"
        )
        await paste(it, f"{path}\\{int(str(shown['number'])):03}\\alf")
        await rows(it, "datasets")
        urls = {str((it.browser.listing.record(0) or {})["session"])}
        assert {url.rpartition("/")[2] for url in urls} == {session}

        reference = f"{str(shown['start_time'])[:10]}_{shown['number']}_{shown['subject']}"
        for text in (reference, session, f"{it.browser.connection.profile.url}/sessions/{session}"):
            await it.press("left_square_bracket")
            await paste(it, text)
            await it.until(lambda: it.browser.trail.labels[-1] != "datasets")
            await it.until(lambda: it.json.has_focus and it.browser.detail.key == session)
        await whole(it)

        await it.press("W")
        await it.until_shown("in the web admin")
        assert it.app.clipboard.endswith(f"/admin/actions/session/{session}/change/")
        await paste(it, "00000000-0000-4000-8000-000000000000")
        await it.until_shown("Not found", "sessions, insertions, datasets")
        assert it.browser.detail.key == session


async def paste(it: Browsing, text: str) -> None:
    """Put a text into the palette and take what it offers."""
    await it.press("colon")
    await it.until(lambda: isinstance(it.app.screen, CommandPalette))
    it.app.screen.query_one(Input).value = text
    await it.until_shown("open ")
    await it.until(lambda: it.app.screen.query_one(OptionList).option_count > 0)
    await it.press("enter")
    if isinstance(it.app.screen, CommandPalette):
        await it.press("enter")
    await it.until(lambda: not isinstance(it.app.screen, CommandPalette))


def endpoint(it: Browsing, name: str) -> Endpoint:
    assert it.browser.connection.api is not None
    return it.browser.connection.api.endpoints[name]
