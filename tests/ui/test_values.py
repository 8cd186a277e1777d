"""The values of a column, and one row with its fields below each other."""

from __future__ import annotations

from alyxtui.ui.screens.transposed import FieldList, TransposedScreen
from alyxtui.ui.screens.values import ValueList, ValuesScreen, bar
from tests.ui.conftest import Open
from tests.ui.driver import Browsing


def column(it: Browsing, name: str) -> None:
    it.table.column = next(i for i, one in enumerate(it.table.columns) if one.name == name)


async def values(it: Browsing) -> ValueList:
    await it.press("F")
    await it.until(lambda: isinstance(it.app.screen, ValuesScreen))
    await it.until(lambda: it.app.screen.query_one(ValueList).has_focus)
    return it.app.screen.query_one(ValueList)


async def test_values_come_with_counts_and_one_becomes_a_filter(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded == 60)
        column(it, "lab")
        found = (await values(it)).summary
        assert found.rows == 60
        await it.until_shown("values of lab", "60 loaded of", "%", "━")
        assert sum(one.count for one in found.values) == 60
        await it.press("j", "enter")
        await it.until(lambda: len(it.browser.trail.labels) == 2)
        await it.until(lambda: bool(it.table.columns))
        rows = [it.browser.listing.record(i) or {} for i in range(it.table.line_count())]
        assert {row["lab"] for row in rows[:30]} == {found.values[1].value}


async def test_values_of_all_rows_come_after_fetching_them(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        count = it.table.line_count()
        column(it, "number")
        await values(it)
        await it.press("S")
        await it.until(
            lambda: (
                isinstance(it.app.screen, ValuesScreen)
                and it.app.screen.query_one(ValueList).summary.rows == count
            )
        )
        await it.press("escape")
        await it.until_shown("all fetched")


async def test_a_value_that_cannot_be_asked_for_is_said(browse: Open) -> None:
    async with browse("labs", size=(120, 40)) as it:
        column(it, "json")
        await values(it)
        await it.press("enter")
        await it.until(lambda: it.table.has_focus)
        assert it.browser.trail.labels in {("labs",), ("labs", "labs")}


async def test_one_row_down_with_its_neighbours_under_j_and_k(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        await it.press("T")
        await it.until(lambda: isinstance(it.app.screen, TransposedScreen))
        first = str((it.browser.listing.record(0) or {})["start_time"])[:10]
        second = str((it.browser.listing.record(1) or {})["start_time"])[:10]
        await it.until_shown("1 of", first, "task_protocol", "url")
        await it.press("j")
        await it.until_shown("2 of", second)
        assert it.table.cursor == 1
        await it.press("k", "down", "down")
        fields = it.app.screen.query_one(FieldList)
        assert fields.cursor == 2
        assert it.table.cursor == 0
        await it.press("enter")
        await it.until(lambda: it.table.has_focus)
        assert it.table.column == 2


async def test_one_row_down_goes_on_past_the_rows_that_are_here(browse: Open) -> None:
    async with browse(size=(80, 24)) as it:
        count = it.table.line_count()
        await it.press("G", "T")
        await it.until(lambda: isinstance(it.app.screen, TransposedScreen))
        record = it.browser.listing
        await it.until(lambda: record.record(count - 1) is not None)
        await it.until_shown(str((record.record(count - 1) or {})["id"]))
        await it.press("T")
        await it.until(lambda: it.table.has_focus)


def test_bars_are_in_proportion_and_never_empty() -> None:
    assert bar(1.0, 4) == "━━━━"
    assert bar(0.5, 4) == "━━"
    assert bar(0.0001, 4) == "╸"
    assert bar(0.63, 4) == "━━╸"
