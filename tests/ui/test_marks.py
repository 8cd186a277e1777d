"""Marks in the table: rows, ranges, all, the others; they outlive paging, sorting, reload."""

from __future__ import annotations

from alyxtui.domain.marks import marked_records
from tests.ui.conftest import Open
from tests.ui.driver import Browsing


def marked(it: Browsing) -> list[str]:
    rows = it.browser.listing.rows
    return [str(record.get("id") or record["url"]) for record in rows.marks.records]


def ids(it: Browsing, *places: int) -> list[str]:
    return [str((it.browser.listing.record(place) or {}).get("id")) for place in places]


async def test_space_marks_and_goes_on_and_takes_the_mark_away(browse: Open) -> None:
    async with browse(size=(120, 24)) as it:
        await it.press("space", "space", "j", "space")
        assert marked(it) == ids(it, 0, 1, 3)
        assert it.table.cursor == 4
        await it.until_shown("✓ 3 marked")
        assert sum("✓" in line for line in it.screen) == 4  # and the status line
        await it.press("g", "space")
        assert marked(it) == ids(it, 1, 3)


async def test_marks_outlive_paging_sorting_and_reload(browse: Open) -> None:
    async with browse(size=(120, 24)) as it:
        await it.press("space", "j", "space")
        names = marked(it)
        await it.press("G")
        await it.until(lambda: it.browser.listing.record(it.table.cursor) is not None)
        assert marked(it) == names
        await it.press("g", "s")
        await it.until_shown("sorted by subject")
        assert marked(it) == names
        records = it.browser.listing.records
        await it.press("ctrl+r")
        await it.until(lambda: it.browser.listing.records is not records)
        await it.until(lambda: bool(it.table.columns))
        await it.until_shown("✓ 2 marked")
        await it.press("j", "j", "j")
        here = it.browser.listing.key(it.table.cursor)
        it.browser.open_endpoint("labs")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        assert marked(it) == []
        await it.press("escape")
        await it.until_shown("✓ 2 marked", "sorted by subject")
        await it.until(lambda: it.browser.listing.key(it.table.cursor) == here)


async def test_what_is_drawn_piece_by_piece_is_what_there_is(browse: Open) -> None:
    async with browse(size=(160, 44)) as it:
        records, table = it.browser.listing.records, it.table
        assert records is not None
        await it.until(lambda: records.loaded == 90)
        keys = "space v j j v asterisk i l ctrl+d G g s s slash c s h enter n ampersand ampersand"
        for key in keys.split():
            await it.press(key)
            for lines in (table, it.json):
                drawn = [strip.text for strip in lines.render_lines(lines.size.region)]
                assert drawn == [lines.render_line(y).text for y in range(lines.size.height)], key


async def test_a_range_is_marked_from_v_to_v_and_left_by_escape(browse: Open) -> None:
    async with browse(size=(120, 24)) as it:
        await it.press("j", "v", "j", "j")
        assert sum("✓" in line for line in it.screen) == 3
        await it.press("v")
        assert marked(it) == ids(it, 1, 2, 3)
        await it.press("v", "G", "escape")
        assert it.table.range_from is None
        assert len(marked(it)) == 3
        await it.press("g", "v", "j", "space")
        assert sorted(marked(it)) == sorted(ids(it, 0, 1, 2, 3))
        await it.press("v", "j", "s")  # between other rows the range would be of other records
        await it.until_shown("sorted by")
        assert it.table.range_from is None
        assert len(marked(it)) == 4


async def test_a_range_over_rows_that_are_not_here_says_so(browse: Open) -> None:
    async with browse(size=(120, 24)) as it:
        await it.press("v", "G", "v")
        await it.until_shown("were not marked")


async def test_all_that_is_here_then_all_of_the_query_then_none(browse: Open) -> None:
    async with browse("datasets", size=(120, 24)) as it:
        rows = it.browser.listing.rows
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded >= 60)
        count = records.count or 0
        await it.press("asterisk")
        assert len(marked(it)) == len(rows.loaded)
        await it.press("asterisk")
        assert rows.marks.everything
        await it.until_shown(f"✓ {count:,} marked")
        await it.press("space", "i")
        assert rows.marks.count(count) == count - len(rows.loaded) + 1
        await it.press("asterisk", "asterisk")
        assert not rows.marks


async def test_marked_records_are_given_also_when_all_are_marked(browse: Open) -> None:
    async with browse("tags", size=(120, 24)) as it:
        rows = it.browser.listing.rows
        count = it.table.line_count()

        async def given() -> list[str]:
            assert rows.connection is not None
            assert rows.records is not None
            client, sent = rows.connection.client, rows.records.query
            found = marked_records(client, rows.endpoint, (sent,), rows.marks)
            return [record["name"] async for record in found]

        await it.press("space", "space")
        first = [str((rows.record(place) or {})["name"]) for place in (0, 1)]
        assert await given() == first
        rows.marks.add_everything()
        rows.marks.toggle(rows.record(0) or {})
        names = await given()
        assert len(names) == count - 1
        assert first[0] not in names


async def test_rows_without_a_key_cannot_be_marked_and_it_is_said(browse: Open) -> None:
    async with browse("water-restriction", size=(120, 24)) as it:
        await it.press("space")
        await it.until_shown("no key")
        await it.press("asterisk")
        assert not it.browser.listing.rows.marks
