"""What each screen looks like, at the three sizes of the design."""

from __future__ import annotations

import socket

import pytest

from alyxtui.domain.columns import choose_columns
from alyxtui.query.model import Query
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.screens.cell_menu import CellMenu
from alyxtui.ui.screens.columns import ColumnsScreen
from alyxtui.ui.screens.copy_menu import CopyMenu
from alyxtui.ui.screens.export import ExportScreen
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.sign_in import SignInScreen
from alyxtui.ui.screens.small_form import SmallForm
from alyxtui.ui.screens.transposed import TransposedScreen
from alyxtui.ui.screens.users import UserScreen
from alyxtui.ui.screens.values import ValuesScreen
from alyxtui.ui.widgets.choices import Choices
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.field import Field
from tests.snapshots.conftest import Picture, rows
from tests.ui.driver import Browsing
from tests.ui.editing import open_editor, write

SMALL, MIDDLE, LARGE = (80, 24), (120, 40), (200, 60)
TWO_SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE], ids=["80x24", "120x40"])
SIZES = pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE], ids=["80x24", "120x40", "200x60"])


@SIZES
def test_sessions(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("j", "j", "l")
        if it.browser.shows_detail:
            key = it.browser.listing.key(2)
            await it.until(lambda: it.browser.detail.key == key)
            await it.until_shown("read 83 ms")

    assert picture(steps, size)


@SIZES
def test_a_record(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("enter")
        if size == SMALL:
            await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await it.until_shown("read 83 ms")
        labels = [line.label for line in it.json.document.lines]
        it.json.move_to(labels.index("extended_qc"))
        await it.press("enter")

    assert picture(steps, size)


async def open_record(it: Browsing, *keys: str) -> None:
    """Open the record under the cursor, whole, and press some keys in it."""
    await rows(it)
    await it.press("enter")
    await it.until(lambda: it.json.has_focus and "read 83 ms" in it.text)
    await it.press(*keys)


RECORDS = {
    "quality": ("sessions", {"lab": "cortexlab"}, ("enter", "j", "enter")),
    "datasets": ("sessions", {"lab": "cortexlab"}, ("j", "enter", "j")),
    "tree": ("sessions", {"lab": "cortexlab"}, ("Z", "G", "k", "k")),
    "files": ("datasets", {}, ("enter", "j")),
    "water": ("subjects", {"water_restricted": "True"}, ("enter",)),
    "task": ("tasks", {"status": "Errored"}, ("G", "k", "k", "k", "enter")),
}


@TWO_SIZES
@pytest.mark.parametrize("name", RECORDS)
def test_known_shapes(picture: Picture, size: tuple[int, int], name: str) -> None:
    start, filters, keys = RECORDS[name]

    async def steps(it: Browsing) -> None:
        await open_record(it, *keys)

    assert picture(steps, size, start, **filters)


@TWO_SIZES
@pytest.mark.parametrize("narrowed", [False, True], ids=["search", "only"])
def test_searching_in_a_record(picture: Picture, size: tuple[int, int], narrowed: bool) -> None:
    async def steps(it: Browsing) -> None:
        await open_record(it, "slash")
        await it.type("pin_state")
        await it.until_shown("3 matches")
        if narrowed:
            await it.press("enter", "ampersand")
            await it.until_shown("1 of 3 matches")

    assert picture(steps, size, "sessions", lab="cortexlab")


@TWO_SIZES
def test_a_log_in_the_pager(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await open_record(it, "v")
        await it.until_shown("Traceback", "characters")

    assert picture(steps, size, "tasks", status="Errored")


@TWO_SIZES
def test_two_records_compared(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await open_record(it, "escape", "j")
        await it.press("enter")
        key = it.browser.listing.key(1)
        await it.until(lambda: it.app.screen.query_one(DetailPane).key == key)
        await it.until(lambda: it.json.has_focus and "read 83 ms" in it.text)
        await it.press("c")
        await it.until_shown("changed")

    assert picture(steps, size, "sessions", lab="cortexlab")


@TWO_SIZES
def test_tasks_with_their_states(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(rows, size, "tasks")


@TWO_SIZES
def test_the_filter_editor(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        form = await open_editor(it)
        text = "task_protocol=ephys django=subject__nickname__icontains,KS,~qc,40"
        await form.paste(text)
        await it.press("ctrl+n", "shift+tab", "ctrl+t")
        await it.until_shown("records match")

    assert picture(steps, size)


@TWO_SIZES
def test_completion_in_the_filter_editor(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        form = await open_editor(it)
        await it.press("ctrl+n")
        await form.choose("subject")
        await it.type("na")
        await it.press("down")
        await it.until_shown("records match")

    assert picture(steps, size)


@TWO_SIZES
def test_days_from_a_calendar(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await open_editor(it)
        await it.type("date_range")
        await it.press("enter")
        await it.type("2021-03-04..2021-03-04")
        await it.until_shown("1 record matches")
        await it.press("f4", "space", "down", "right")
        await it.until_shown("2021-03-04..2021-03-12")

    assert picture(steps, size)


@TWO_SIZES
def test_brain_regions_in_the_filter_editor(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        form = await open_editor(it)
        write(it, "atlas_acronym\nMO")
        await it.until(lambda: "MOp" in form.offered)
        await it.until_shown("records match")

    assert picture(steps, size)


@TWO_SIZES
def test_warnings_in_the_filter_editor(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        form = await open_editor(it)
        await form.paste("project=ibl django=~extended_qc__task,FAIL,extended_qc__n__gt,5")
        await it.until_shown("records match")

    assert picture(steps, size)


@TWO_SIZES
def test_a_refused_query_in_the_filter_editor(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        form = await open_editor(it)
        await form.paste("django=subject__nicknam,KS022")
        await it.until_shown("not counted", "Did you mean")

    assert picture(steps, size)


@TWO_SIZES
def test_filters_as_chips(picture: Picture, size: tuple[int, int]) -> None:
    assert picture(rows, size, "sessions", task_protocol="ephys", lab="cortexlab")


@TWO_SIZES
def test_no_rows(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until_shown("no rows match", "Nothing near it")

    assert picture(steps, size, "sessions", subject="nobody")


@TWO_SIZES
def test_offers_when_there_are_no_rows(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until_shown("no rows match", "enter takes one")
        await it.until(lambda: isinstance(it.app.focused, Choices))

    assert picture(steps, size, "tasks", name="SpikeSort", status="Errored")


@TWO_SIZES
def test_chips_with_the_focus(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("C", "l", "l", "space")
        await it.until_shown("○ ")
        await rows(it)

    django = "~number,3,n_trials__gt,100"
    assert picture(steps, size, "sessions", project="brainwide", django=django)


@TWO_SIZES
def test_the_menu_of_a_cell(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("plus")
        await it.until(lambda: isinstance(it.app.screen, CellMenu))

    assert picture(steps, size)


@TWO_SIZES
def test_history(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        history = it.browser.connection.queries.history
        await it.until(lambda: len(history.recent()) == 1)  # the list on the screen
        for query in (Query("subjects", (("lab", "cortexlab"),)), Query("datasets")):
            history.note(query, count=1_234, seconds=0.05)
        history.note(Query("tasks", (("django", "nofield,1"),)), count=None, as_typed=True)
        await it.until(lambda: len(history.recent()) == 4)
        await it.press("H")
        await it.until_shown("nofield", "lab=cortexlab")

    assert picture(steps, size, "sessions", lab="cortexlab")


@TWO_SIZES
def test_saved_queries(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("b")
        await it.until_shown("sessions with QC FAIL")
        await it.press("down", "down", "down", "down")
        await it.until_shown("asks for the")

    assert picture(steps, size)


@TWO_SIZES
def test_what_a_saved_query_asks_for(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("b")
        await it.until_shown("sessions with QC FAIL")
        await it.type("subject in some days")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.press("enter", "enter")
        await it.until_shown("is empty")

    assert picture(steps, size)


@TWO_SIZES
def test_a_query_that_is_not_sent(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until_shown("That query does not fit")

    assert picture(steps, size, "sessions", django="subject__nickel,1")


@TWO_SIZES
def test_an_error_of_the_server(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until_shown("That query does not fit")
        await it.press("M")
        await it.until_shown("Cannot resolve keyword")

    assert picture(steps, size, "sessions", django="nofield,1")


@TWO_SIZES
def test_offline(picture: Picture, size: tuple[int, int]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    async def steps(it: Browsing) -> None:
        await it.until_shown("offline", "try again")

    assert picture(steps, size, url=f"http://127.0.0.1:{port}")


@TWO_SIZES
def test_the_first_frame(
    picture: Picture, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MainScreen, "_load_panes", lambda screen: None)

    async def steps(it: Browsing) -> None:
        await it.until_shown("opening …")

    assert picture(steps, size)


@TWO_SIZES
def test_signing_in(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until(lambda: isinstance(it.app.screen, SignInScreen))

    assert picture(steps, size, user="")


@TWO_SIZES
def test_the_first_start(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await it.until(lambda: it.app.screen.query_one(Choices).has_focus)

    assert picture(steps, size, user="", nothing_set=True)


@TWO_SIZES
def test_a_server_that_does_not_answer_at_the_first_start(
    picture: Picture, size: tuple[int, int]
) -> None:
    async def steps(it: Browsing) -> None:
        await it.until(lambda: it.app.screen.query_one(Choices).has_focus)
        await it.press("j", "enter")
        it.app.screen.query_one(Field).value = "https://127.0.0.1:1"
        await it.press("enter")
        await it.until_shown("✕")

    assert picture(steps, size, user="", nothing_set=True)


@TWO_SIZES
def test_who_it_is(picture: Picture, demo_url: str, size: tuple[int, int]) -> None:
    for user in ("anne", "ben"):
        TokenStore().put(demo_url, user, "a" * 40)

    async def steps(it: Browsing) -> None:
        await it.until(lambda: isinstance(it.app.screen, UserScreen))
        await it.until_shown("ctrl+q quit")

    assert picture(steps, size, user="")


@TWO_SIZES
@pytest.mark.parametrize("lean", [False, True], ids=["dark", "lean"])
def test_locked(picture: Picture, size: tuple[int, int], lean: bool) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        it.app.action_lock()
        await it.until_shown("enter unlock")

    assert picture(steps, size, lean=lean)


@TWO_SIZES
def test_help(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("question_mark")

    assert picture(steps, size)


def test_the_endpoints_over_the_list(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("shift+tab")

    assert picture(steps, SMALL)


def test_the_palette(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("colon")
        await it.type("weigh")
        await it.until_shown("open weighings")

    assert picture(steps, MIDDLE)


def test_hostile_text(picture: Picture) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)

    assert picture(steps, MIDDLE, "sessions", subject="hostile")


def test_the_light_theme(picture: Picture) -> None:
    assert picture(rows, MIDDLE, theme="alyx-light")


def test_lean(picture: Picture) -> None:
    assert picture(rows, SMALL, lean=True)


def test_without_colour(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture(rows, MIDDLE, "tasks")


@TWO_SIZES
def test_marked_and_sorted(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("space", "j", "space", "l", "s", "g", "space")
        await it.until_shown("✓ 3 marked")
        if it.browser.shows_detail:
            await it.until_shown("read 83 ms")

    assert picture(steps, size, "tags")


@TWO_SIZES
def test_searched_and_narrowed(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("slash")
        await it.type("lab")
        await it.press("enter")
        await it.until_shown("match 1 of")
        await it.press("ampersand")
        await it.until_shown("matching in")

    assert picture(steps, size, "labs")


@TWO_SIZES
def test_choosing_columns(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("c")
        await it.until(lambda: isinstance(it.app.screen, ColumnsScreen))
        await it.press("j", "p", "j", "space")

    assert picture(steps, size)


@TWO_SIZES
def test_the_values_of_a_column(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("l", "l", "l", "F")
        await it.until(lambda: isinstance(it.app.screen, ValuesScreen))

    assert picture(steps, size)


@TWO_SIZES
def test_one_row_down(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("T")
        await it.until(lambda: isinstance(it.app.screen, TransposedScreen))

    assert picture(steps, size)


class Kinds:
    """Rows of every kind of value, and rows that are on their way, left out or here before."""

    values: tuple[object, ...] = (
        None, "None", "", True, "true", False, 0.1, -3, 12345678901234567890, 1e-21, [], [1, "b"],
        [{"a": 1}], {}, {"a": 1, "b": 2}, "2021-03-04T10:12:13.5", "FAIL", "PASS", "CRITICAL",
        "NOT_SET", "实验 対象", "e\u0301tude 👩‍🔬", "[bold]x[/bold] \x1b[31m", "long " * 30,
    )  # fmt: skip
    count = len(values) + 4

    def get(self, index: int) -> dict[str, object] | None:
        if index >= len(self.values) + 2:
            return None
        value = self.values[index % len(self.values)]
        number = float(index) if index % 2 else index
        return {"id": f"r{index % 24}", "number": number, "qc": value, "extended_qc": {"a": value}}

    def request(self, first: int, last: int) -> None:
        pass

    def is_missing(self, index: int) -> bool:
        return index == self.count - 2

    def is_repeat(self, index: int) -> bool:
        return len(self.values) <= index < self.count - 2


@TWO_SIZES
def test_kinds_of_cells_and_holes(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        endpoint = it.browser.listing.endpoint
        assert endpoint is not None
        kinds = Kinds()
        it.table.show(kinds)
        shown = [row for row in map(kinds.get, range(kinds.count)) if row]
        it.table.set_columns(choose_columns(endpoint, shown))
        it.table.rows_changed()
        it.table.scroll_end(animate=False)

    assert picture(steps, size)


@TWO_SIZES
def test_copying_what_is_marked(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("space", "j", "space", "y")
        await it.until(lambda: isinstance(it.app.screen, CopyMenu))

    assert picture(steps, size, "tags")


@TWO_SIZES
def test_an_export_to_begin(picture: Picture, size: tuple[int, int]) -> None:
    async def steps(it: Browsing) -> None:
        await rows(it)
        await it.press("x")
        await it.until(lambda: isinstance(it.app.screen, ExportScreen))

    assert picture(steps, size, "tags")
