"""Queries in the browser: chips, cells, mine, mended or as typed, offers, history, saved ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.command import CommandPalette
from textual.widgets import Input

from alyxtui.domain.saved import Library
from alyxtui.query.model import Query, Term
from alyxtui.ui.screens.cell_menu import CellMenu
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.screens.history import HistoryScreen
from alyxtui.ui.screens.record import RecordScreen
from alyxtui.ui.screens.saved import SavedScreen
from alyxtui.ui.screens.small_form import SmallForm
from alyxtui.ui.widgets.choices import Choices
from tests.ui.conftest import Open
from tests.ui.driver import Browsing

CORTEX, EPHYS = ("lab", "cortexlab"), ("task_protocol", "ephys")


async def settled(it: Browsing, *filters: tuple[str, str], terms: int = 0) -> None:
    """The query is the one shown, and its first answer is here."""

    def is_here() -> bool:
        pane = it.browser.listing
        query, records = pane.query_shown, pane.records
        is_it = query is not None and query.filters == filters and len(query.terms) == terms
        return is_it and records is not None and records.count is not None

    await it.until(is_here)
    await it.pilot.pause()


def query_of(it: Browsing) -> Query:
    query = it.browser.listing.query_shown
    assert query is not None
    return query


def column(it: Browsing, name: str) -> int:
    return [one.name for one in it.table.columns].index(name)


# Chips.


async def test_chips_are_removed_by_key_and_the_focus_stays(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab", task_protocol="ephys") as it:
        await it.until_shown("lab cortexlab", "task_protocol ephys")
        await it.press("C")
        await it.until(lambda: it.browser.listing.chips.has_focus)
        await it.until(lambda: "▌lab" in it.screen[1])
        await it.press("l", "delete")
        await settled(it, CORTEX)
        assert it.browser.listing.chips.has_focus
        await it.press("backspace")
        await settled(it)
        await it.until(lambda: it.table.has_focus)
        await it.press("left_square_bracket", "left_square_bracket")
        await settled(it, CORTEX, EPHYS)


async def test_chips_are_reached_by_tab_and_left_by_escape(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        await it.press("shift+tab")
        await it.until(lambda: it.browser.listing.chips.has_focus)
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        await it.until(lambda: "▌" not in it.screen[1])
        assert query_of(it).filters == (CORTEX,)
        await it.press("C", "enter")
        await it.until(lambda: isinstance(it.app.screen, FilterEditor))


async def test_without_filters_there_is_no_chip_to_go_to(browse: Open) -> None:
    async with browse() as it:
        await it.press("C")
        await it.until_shown("There is no active filter")
        assert it.table.has_focus


async def test_a_condition_is_switched_off_without_losing_it(browse: Open) -> None:
    async with browse("sessions", django="number,1") as it:
        found = it.table.line_count()
        await it.until_shown("number 1")
        await it.press("C", "space")
        await it.until(lambda: it.table.line_count() > found)
        await it.until_shown("○ number 1")
        assert query_of(it).terms == (Term("number", "", 1, on=False),)
        await it.press("space")
        await it.until(lambda: it.table.line_count() == found)
        await it.press("X")
        await settled(it)


async def test_plain_filters_cannot_be_switched_off(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        await it.press("C", "space")
        await it.until_shown("Only conditions can be switched off")


async def test_chips_take_the_mouse(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab", task_protocol="ephys") as it:
        line = it.screen[1]
        left = it.browser.listing.chips.region.x
        await it.pilot.click("Chips", offset=(line.index("task_protocol") - left, 0))
        await it.until(lambda: it.browser.listing.chips.current == 1)
        assert it.browser.listing.chips.has_focus
        await it.pilot.click("Chips", offset=(line.index("×") - left, 0))
        await settled(it, EPHYS)
        await it.pilot.click("Chips", offset=(60, 0))
        await it.until(lambda: isinstance(it.app.screen, FilterEditor))


async def test_chips_that_do_not_fit_are_counted_and_come_into_sight(browse: Open) -> None:
    filters = {"lab": "cortexlab", "task_protocol": "ephys", "location": "a long name " * 4}
    async with browse("sessions", size=(80, 24), ready=False, **filters, number="1") as it:
        await it.until_shown("no rows match", "+2 ")
        await it.press("C", "l", "l", "l")
        await it.until(lambda: "number 1" in it.screen[1])
        assert "‹" in it.screen[1]


# Cells.


async def test_by_this_cell_and_without_it(browse: Open) -> None:
    async with browse() as it:
        everything = it.table.line_count()
        it.table.column = column(it, "subject")
        await it.press("equals_sign")
        await it.until(lambda: 0 < it.table.line_count() < everything)
        (term,) = query_of(it).terms
        assert term.key == "subject__nickname"
        found = it.table.line_count()
        await it.press("left_square_bracket")
        await settled(it)
        await it.press("exclamation_mark")
        await it.until(lambda: it.table.line_count() == everything - found)
        await it.press("exclamation_mark")
        await it.until(lambda: 0 < it.table.line_count() < everything - found)
        (term,) = query_of(it).terms
        assert (term.key, term.negated) == ("subject__nickname__in", True)


async def test_a_cell_that_is_no_filter_says_why(browse: Open) -> None:
    async with browse() as it:
        it.table.column = column(it, "url")
        await it.press("equals_sign")
        await it.until_shown("this cell is no filter", "no field behind url")
        assert query_of(it) == Query("sessions")


async def test_the_menu_of_a_cell_looks_for_a_part_of_it(browse: Open) -> None:
    async with browse() as it:
        everything = it.table.line_count()
        it.table.column = column(it, "lab")
        await it.press("plus")
        await it.until(lambda: isinstance(it.app.screen, CellMenu))
        await it.until_shown("is not", "contains")
        assert "before" not in it.text
        part = it.app.screen.query_one(Input)
        part.focus()
        part.value = "lab_ucla"
        await it.press("enter")
        await it.until(lambda: 0 < it.table.line_count() < everything)
        (term,) = query_of(it).terms
        assert (term.lookup, term.value) == ("icontains", "lab_ucla")


async def test_the_menu_of_a_day_offers_before_and_after(browse: Open) -> None:
    async with browse() as it:
        everything = it.table.line_count()
        it.table.column = column(it, "start_time")
        await it.press("j", "j", "j", "plus")
        await it.until(lambda: isinstance(it.app.screen, CellMenu))
        assert "contains" not in it.text
        await it.press("j", "j", "enter")
        await it.until(lambda: 0 < it.table.line_count() < everything)
        (term,) = query_of(it).terms
        assert term.lookup == "date__lt"


# Mine.


async def test_mine_goes_on_and_off(browse: Open) -> None:
    async with browse() as it:
        await it.press("m")
        await settled(it, ("users", "test_user"))
        await it.press("m")
        await settled(it)


async def test_what_is_nobodys_says_so(browse: Open) -> None:
    async with browse("labs") as it:
        await it.press("m")
        await it.until_shown("Nothing tells whose the records of labs are")


async def test_mine_needs_a_name(browse: Open) -> None:
    async with browse() as it:
        it.browser.connection.user = ""
        await it.press("m")
        await it.until_shown("Whose token this is is not known")


# Mended, or as typed.


async def test_what_was_mended_is_said_and_can_be_undone(browse: Open) -> None:
    async with browse("sessions", size=(160, 44), dataset_qc_lte="CRITICAL") as it:
        distinct = it.table.line_count()
        await it.until_shown("mended dataset_qc_lte repeats rows")
        await it.press("M")
        await it.until_shown("sent as typed", "as typed, unchecked")
        await it.until(lambda: it.table.line_count() > distinct)
        await it.press("M")
        await it.until(lambda: it.table.line_count() == distinct)
        await it.press("left_square_bracket")
        await it.until_shown("as typed, unchecked")


async def test_a_query_that_should_not_be_sent_says_why_and_can_be(browse: Open) -> None:
    async with browse("sessions", django="nofield,1", ready=False) as it:
        await it.until_shown("That query does not fit", "nofield", "M send it as typed")
        assert it.browser.listing.records is None
        await it.until_shown("not sent")
        await it.press("M")
        await it.until_shown("no field 'nofield'", "Cannot resolve keyword 'nofield'")
        learned = it.browser.connection.queries.learned
        assert "subject" in next(iter(learned.choices.values()))


async def test_records_teach_their_json_keys(browse: Open) -> None:
    async with browse() as it:
        await it.until(lambda: bool(it.browser.detail.record))
        queries = it.browser.connection.queries
        await it.until(lambda: bool(queries.learned.keys.get(("sessions", "extended_qc"))))


# No rows.


async def test_no_rows_offers_what_nearly_matches(browse: Open) -> None:
    async with browse("tasks", name="SpikeSort", ready=False) as it:
        await it.until_shown("no rows match", "enter takes one", "name begins with it")
        await it.until(lambda: isinstance(it.app.focused, Choices))
        await it.press("enter")
        await it.until(lambda: it.table.line_count() > 0)
        (term,) = query_of(it).terms
        assert (term.key, term.value) == ("name__istartswith", "SpikeSort")


async def test_no_rows_and_nothing_near(browse: Open) -> None:
    async with browse("sessions", subject="nobody at all", ready=False) as it:
        await it.until_shown("no rows match", "Nothing near it was found either")
        await it.press("escape")
        assert not it.app.screen.query(Choices)


# History.


async def test_history_finds_what_was_run(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        found = it.table.line_count()
        it.browser.open_endpoint("subjects")
        history = it.browser.connection.queries.history
        await it.until(lambda: len(history.recent()) == 2)
        await it.press("H")
        await it.until(lambda: isinstance(it.app.screen, HistoryScreen))
        await it.until_shown("lab=cortexlab", f"{found} ")
        await it.type("cortex")
        await it.until_shown("1 query of")
        await it.press("enter")
        await settled(it, CORTEX)


async def test_history_outlives_the_program(browse: Open) -> None:
    async with browse("sessions", once=False, lab="cortexlab") as it:
        await it.until(lambda: bool(it.browser.connection.queries.history.recent()))
    async with browse(once=False) as it:
        await it.press("H")
        await it.until_shown("lab=cortexlab", "found ")


async def test_history_is_saved_under_a_name(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        await it.until(lambda: bool(it.browser.connection.queries.history.recent()))
        await it.press("H")
        await it.until_shown("lab=cortexlab")
        await it.press("ctrl+s")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.type("ours")
        await it.press("ctrl+s")
        await it.until_shown("b finds it")
        (own,) = [one for one in Library().load() if one.is_own]
        assert (own.name, own.endpoint, own.filters) == ("ours", "sessions", "lab=cortexlab")


# Saved queries.


async def test_a_saved_query_asks_for_its_parts(browse: Open) -> None:
    async with browse() as it:
        await it.press("b")
        await it.until(lambda: isinstance(it.app.screen, SavedScreen))
        await it.until_shown("errored tasks of a lab")
        await it.type("errored lab")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.press("enter")
        await it.until_shown("lab is empty")
        await it.type("angelakilab")
        await it.press("enter")
        await settled(it, ("status", "Errored"), ("lab", "angelakilab"))


async def test_a_saved_query_from_the_palette_of_a_record(browse: Open) -> None:
    """On its own screen too; given up, one is at the record again."""

    async def choose() -> None:
        await it.press("colon")
        await it.type("errored tasks of")
        await it.until_shown("query: errored tasks of a lab")
        await it.press("enter")
        if isinstance(it.app.screen, CommandPalette):
            await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))

    async with browse("labs", size=(80, 24)) as it:
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await choose()
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))
        await choose()
        await it.type("angelakilab")
        await it.press("enter")
        await settled(it, ("status", "Errored"), ("lab", "angelakilab"))
        assert len(it.app.screen_stack) == 1
        await it.press("left_square_bracket")
        await it.until(lambda: isinstance(it.app.screen, RecordScreen))


async def test_what_was_asked_for_is_checked(browse: Open) -> None:
    async with browse() as it:
        await it.press("b")
        await it.until_shown("of a subject in some days")
        await it.type("subject days")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.type("KS023")
        await it.press("enter")
        await it.type("soon")
        await it.press("enter")
        await it.until_shown("✕ date_range")
        assert isinstance(it.app.screen, SmallForm)
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)


async def test_a_query_is_saved_run_from_the_palette_and_deleted(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        await it.press("b")
        await it.until_shown("sessions with QC FAIL")
        await it.press("ctrl+s")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.type("ours")
        await it.press("ctrl+s")
        await it.until_shown("b finds it")
        # Another of that name asks first.
        it.browser.open_endpoint("subjects")
        await it.press("colon")
        await it.type("save this")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SmallForm))
        await it.type("ours")
        await it.press("ctrl+s")
        await it.until_shown("there is one of that name", "sessions  lab=cortexlab")
        await it.press("n")
        await it.until(lambda: it.app.screen is it.app.screen_stack[0])
        await it.press("colon")
        await it.type("ours")
        await it.until_shown("query: ours")
        await it.press("enter")
        await settled(it, CORTEX)
        await it.press("b")
        await it.until_shown("ours", "yours")
        await it.press("f8")
        await it.until_shown("once more deletes it")
        await it.press("f8")
        await it.until(lambda: not [one for one in Library().load() if one.is_own])


async def test_shipped_queries_stay(browse: Open) -> None:
    async with browse() as it:
        await it.press("b")
        await it.until_shown("sessions with QC FAIL")
        await it.press("f8")
        await it.until_shown("comes from alyxtui and stays")


@pytest.mark.parametrize("key", ["b", "H"])
async def test_a_list_is_left_without_a_trace(browse: Open, key: str) -> None:
    async with browse() as it:
        await it.press(key)
        await it.until(lambda: isinstance(it.app.screen, SavedScreen | HistoryScreen))
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        assert query_of(it) == Query("sessions")


async def test_broken_files_are_said_and_others_used(browse: Open, home: Path) -> None:
    state = home / "state"
    state.mkdir(parents=True, exist_ok=True)
    (state / "saved.toml").write_text("queries = 3")
    async with browse() as it:
        await it.press("b")
        await it.until_shown("sessions with QC FAIL", "▲", "saved.toml")
