"""Columns as a person wants them: hidden, moved, pinned, nested, from the detail; and kept."""

from __future__ import annotations

from typing import Any

from alyxtui.domain.cells import Role
from alyxtui.domain.field_path import MISSING
from alyxtui.ui.screens.columns import ColumnList, ColumnsScreen
from alyxtui.ui.screens.transposed import TransposedScreen
from alyxtui.ui.screens.values import ValuesScreen
from tests.ui.conftest import Open
from tests.ui.driver import Browsing


def names(it: Browsing) -> list[str]:
    return [column.name for column in it.table.columns]


async def choosing(it: Browsing) -> ColumnList:
    await it.press("c")
    await it.until(lambda: isinstance(it.app.screen, ColumnsScreen))
    await it.until(lambda: it.app.screen.query_one(ColumnList).has_focus)
    return it.app.screen.query_one(ColumnList)


async def test_columns_are_hidden_moved_and_widened(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        before = names(it)
        await it.press("l")
        columns = await choosing(it)
        assert columns.current == before[1]
        await it.press("J", "greater_than_sign", "plus", "j", "space")
        width = it.table.columns[1].width
        await it.press("enter")
        await it.until(lambda: names(it) == [before[0], before[2], before[1], *before[4:]])
        assert it.table.columns[2].width == width + 2
        assert names(it)[it.table.column] == before[1]


async def test_escape_leaves_the_columns_as_they_were(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        before = names(it)
        await choosing(it)
        await it.press("space", "p", "escape")
        await it.until(lambda: it.table.has_focus)
        assert names(it) == before


async def test_the_layout_is_remembered(browse: Open) -> None:
    async with browse(size=(120, 40), once=False) as it:
        before = names(it)
        await choosing(it)
        await it.press("space", "enter")
        await it.until(lambda: names(it) == before[1:])
        await it.app.workers.wait_for_complete()
        it.browser.open_endpoint("labs")
        await it.until(lambda: names(it)[:1] == ["name"])
    async with browse(size=(120, 40), once=False) as it:
        assert names(it) == before[1:]
        columns = await choosing(it)
        columns.move_to(0)
        await it.press("r", "enter")
        await it.until(lambda: names(it) == before)
        await it.app.workers.wait_for_complete()


async def test_pinned_columns_stay_at_the_left(browse: Open) -> None:
    async with browse(size=(100, 30)) as it:
        await it.press("l")
        columns = await choosing(it)
        pinned = columns.current
        await it.press("p", "enter")
        await it.until(lambda: names(it)[0] == pinned)
        await it.press(*["l"] * (len(names(it)) - 1))
        assert it.table.scroll_offset.x > 0
        value = it.table.columns[0].cell(it.browser.listing.record(0) or {}).text
        heading, first = it.screen[2], it.screen[3]
        assert heading.lstrip().startswith(pinned)
        assert value in first[: it.table.columns[0].width + 2]


async def test_a_field_of_the_detail_comes_for_the_rows_in_view_only(browse: Open) -> None:
    async with browse(size=(110, 24)) as it:
        await choosing(it)
        await it.press("slash")
        await it.type("n_trials")
        await it.press("enter")
        columns = it.app.screen.query_one(ColumnList)
        await it.until(lambda: columns.has_focus)
        await it.press("space", *["K"] * 12, "enter")
        await it.until(lambda: "n_trials" in names(it))
        column = it.table.columns[names(it).index("n_trials")]
        assert column.detail
        rows = it.browser.listing.rows
        height = it.table.page_height

        def cells() -> list[str]:
            found = (rows.record(index) or {} for index in range(height))
            return [it.table.cell_of(column, record).text for record in found]

        await it.until(lambda: "…" not in cells())
        assert any(text.isdigit() for text in cells())
        enricher = rows.enricher
        assert enricher is not None
        assert len(enricher._kept) <= height + 1
        below = rows.record(height + 5) or {}
        assert it.table.cell_of(column, below).role is Role.WHISPER


async def test_order_search_and_values_heed_the_details_that_came(browse: Open) -> None:
    async with browse(size=(110, 24)) as it:
        await choosing(it)
        await it.press("slash")
        await it.type("n_trials")
        await it.press("enter")
        await it.until(lambda: it.app.screen.query_one(ColumnList).has_focus)
        await it.press("space", *["K"] * 12, "enter")
        await it.until(lambda: names(it)[:1] == ["n_trials"])
        it.table.column = 0
        rows, table = it.browser.listing.rows, it.table
        column = table.columns[0]

        def known() -> list[Any]:
            found = (rows.value(row, column) for _, row in rows.standing)
            return [value for value in found if value is not MISSING]

        def is_in_order() -> bool:
            numbers = [value for value in known() if value is not None]
            return numbers == sorted(numbers)

        await it.press("s")
        await it.until(lambda: len(known()) >= table.page_height and is_in_order())
        await it.until_shown("n_trials ▲", " known")
        before = len(known())
        await it.press("G")
        await it.until(lambda: len(known()) > before and is_in_order())
        await it.until(lambda: len(known()) == 60 or f", {len(known())} of 60" in it.text)
        await it.press("T")
        await it.until(lambda: isinstance(it.app.screen, TransposedScreen))
        value = rows.value(rows.record(table.cursor) or {}, column)
        await it.until_shown(f"row {'null' if value is None else value}  ")
        await it.press("escape", "slash")
        await it.type(str(known()[0]))
        await it.press("enter")
        await it.until_shown("match 1 of")
        await it.press("F")
        await it.until(lambda: isinstance(it.app.screen, ValuesScreen))
        await it.until_shown(f"{len(known())} known of {rows.records and rows.records.count} rows")
        assert "of all rows" not in it.text


async def test_a_path_that_is_typed_becomes_a_column(browse: Open) -> None:
    async with browse("datasets", size=(110, 24)) as it:
        await choosing(it)
        await it.press("slash")
        await it.type("file_records.0.exists")
        await it.press("enter")
        await it.press("enter")
        await it.until(lambda: "file_records.0.exists" in names(it))
        column = it.table.columns[names(it).index("file_records.0.exists")]
        rows = [it.browser.listing.record(index) or {} for index in range(10)]
        assert {column.cell(row).text for row in rows} & {"yes", "no"}
