"""Hostile records: what would act is shown as text, in every pane and form."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from rich.segment import Segment
from rich.text import Text
from textual.color import Color
from textual.content import Content
from textual.screen import Screen
from textual.widgets import DataTable, Input, Label, OptionList, Static, TextArea, Tree

from alyxtui.ui.net import ControlNet
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

# Room for all panes, and for records that are long when unfolded.
SIZE = (160, 60)
PAGES = 6
# Each hostile session is odd in a way of its own; of the rest a few do.
ROWS = {"sessions": 12}
FEW = 3
# What `text.safe` must not let through: control, format and surrogate characters, separators.
ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Where no filter finds the hostile records: what is odd about them.
ODD = {"projects": re.compile(r"project[ /]|\[b\]|projekt")}
RAW = "\x1b]52;c;ZXZpbA==\x07 \x1b[31m \x9b31m \x00 \u202e \u200b \u061c \U000e0041 \ud800 x"


def acting(lines: list[str]) -> set[str]:
    return {
        character for character in set("".join(lines)) if unicodedata.category(character) in ACTING
    }


def unfolded(it: Browsing) -> Iterator[None]:
    """Open everything in the record, then show it page by page."""
    view = it.json
    index = 0
    while index < min(view.line_count(), PAGES * view.page_height):
        view.document.open(index)
        index += 1
    view.lines_changed()
    for page in range(PAGES):
        if page * view.page_height >= view.line_count():
            return
        view.move_to((page + 1) * view.page_height - 1)
        yield


def rows(it: Browsing, endpoint: str) -> list[int]:
    odd = ODD.get(endpoint, re.compile(""))
    records = map(it.browser.listing.record, range(it.table.line_count()))
    found = [index for index, one in enumerate(records) if one and odd.search(str(one))]
    return found[: ROWS.get(endpoint, FEW)]


@pytest.fixture
def without_net(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last net is taken away: text is to be harmless before it gets there."""
    monkeypatch.setattr(ControlNet, "apply", lambda self, segments, background: segments)


@pytest.mark.usefixtures("without_net")
@pytest.mark.parametrize(
    ("endpoint", "filters", "shown"),
    [
        ("sessions", {"subject": "hostile"}, ["␛[31mred", "␛]52;c;", "[bold red]x[/]"]),
        ("subjects", {"nickname": "hostile"}, ["␛[31mred", "[@click=app.quit]q[/]", "[b]user"]),
        ("subjects", {"django": "nickname__startswith,('[')"}, ["[red]nick"]),
        ("projects", {}, ["[b]markup[/] project", "[bold red]x[/]", "projekt ünïcode 项目"]),
        ("users", {"django": "username__startswith,('[')"}, ["[b]user"]),
        ("tasks", {"django": "session__subject__nickname,hostile"}, ["[red]nasty", "␛[31mred"]),
        ("notes", {"django": "user__username,🐭user"}, ["␛[31mred", "[@click=app.quit]q[/]"]),
        ("datasets", {"django": "session__subject__nickname,hostile"}, ["_odd_[b]name"]),
        ("trajectories", {"django": "x__isnull,False,depth,1935.4"}, ["NaN"]),
        ("weighings", {"nickname": "hostile"}, ["🐭user"]),
    ],
)
async def test_records(
    browse: Open, endpoint: str, filters: dict[str, str], shown: list[str]
) -> None:
    seen = ""
    async with browse(endpoint, size=SIZE, **filters) as it:
        for row in rows(it, endpoint):
            it.table.move_to(row)
            await it.press("enter")
            detail = it.browser.detail
            await it.until(lambda: bool(it.json.line_count()) and "reading" not in it.text)
            assert detail.key == it.browser.listing.key(row)
            for _ in unfolded(it):
                await it.pilot.pause()
                screen = it.screen
                assert acting(screen) == set()
                seen += "\n".join(screen)
            await it.press("escape")
    assert [piece for piece in shown if piece not in seen] == []


@pytest.mark.usefixtures("without_net")
async def test_filters(browse: Open) -> None:
    value = RAW.replace("\x00", "").replace("\ud800", "")
    async with browse("sessions", size=SIZE, ready=False, subject=value, lab="[b]x[/]") as it:
        await it.until_shown("no rows match", "␛]52;c;", "[b]x[/]")
        assert acting(it.screen) == set()


@pytest.mark.usefixtures("without_net")
async def test_the_words_of_an_error(browse: Open) -> None:
    words = "\x1b[31m[b]\u202e,1"
    async with browse("sessions", size=SIZE, ready=False, django=words, as_typed=True) as it:
        await it.until_shown("Cannot resolve keyword", "␛[31m[b]<202e>")
        assert acting(it.screen) == set()


class Careless(Screen[None]):
    """Widgets of Textual's own, given raw text as one that forgot `safe` would."""

    def compose(self) -> Iterator[Static | Input | TextArea | OptionList | Tree[None]]:
        yield Static(RAW, markup=False)
        yield Static(Text(RAW))
        yield Label(Content(RAW))
        yield Input(RAW)
        yield Input(placeholder=RAW)
        yield TextArea(RAW)
        yield OptionList(Content(RAW))
        yield Tree(Text(RAW))
        titled = Static("titled", classes="titled")
        titled.border_title = Content(RAW)
        titled.styles.border = ("round", "red")
        yield titled

    def on_mount(self) -> None:
        table: DataTable[Text] = DataTable()
        self.mount(table)
        table.add_column(Text(RAW))
        table.add_row(Text(RAW))


def test_the_net_knows_every_character_that_acts() -> None:
    everything = [chr(code) for code in range(sys.maxunicode + 1)]
    dangerous = [one for one in everything if unicodedata.category(one) in ACTING]
    caught = ControlNet().apply([Segment(one) for one in dangerous], Color(0, 0, 0))
    assert acting([segment.text for segment in caught]) == set()


async def test_the_net_catches_what_was_forgotten(browse: Open) -> None:
    async with browse(size=SIZE) as it:
        await it.app.push_screen(Careless())
        await it.until(lambda: it.text.count("]52;c;ZXZpbA==") >= 10)
        assert acting(it.screen) == set()
