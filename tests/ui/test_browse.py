"""Browsing: endpoints, records, one record, and the way back."""

from __future__ import annotations

import time

import pytest
from textual.widgets import Static

from alyxtui.ui.widgets import browser as browser_module
from tests.client.stub_server import json_answer
from tests.ui.conftest import Open
from tests.ui.gate import Gate


async def test_it_opens_on_sessions_with_all_three_panes(browse: Open) -> None:
    async with browse() as it:
        await it.until_shown("sessions", "subject", "start_time", "read ")
        assert it.table.has_focus
        assert it.browser.trail.labels == ("sessions",)
        assert "Experiments" in it.text
        assert it.table.columns[0].name == "subject"


async def test_the_result_is_lazy_and_the_end_is_one_key_away(browse: Open) -> None:
    async with browse() as it:
        count = it.table.line_count()
        assert count > 100
        records = it.browser.listing.records
        assert records is not None
        assert records.loaded < count
        await it.press("G")
        await it.until(lambda: it.table.cursor == count - 1)
        await it.until(lambda: records.get(count - 1) is not None)
        await it.until_shown(f"{count:,} of {count:,} rows")
        await it.press("g")
        await it.until(lambda: it.table.cursor == 0)


async def test_another_endpoint_is_found_by_typing_and_opened(browse: Open) -> None:
    async with browse() as it:
        await it.press("shift+tab", "slash")
        await it.type("subj")
        await it.until(lambda: it.browser.endpoints.endpoint_tree.current == "subjects")
        await it.press("enter", "enter")
        await it.until(
            lambda: it.table.columns[:1] != () and it.table.columns[0].name == "nickname"
        )
        assert it.browser.trail.labels == ("sessions", "subjects")


async def test_narrowing_is_undone_by_escape(browse: Open) -> None:
    async with browse() as it:
        tree = it.browser.endpoints.endpoint_tree
        await it.press("shift+tab")
        everything = tree.line_count()
        await it.press("slash")
        await it.type("weigh")
        await it.until(lambda: tree.line_count() == 2)
        await it.press("escape")
        await it.until(lambda: tree.line_count() == everything and tree.has_focus)


async def test_the_selected_endpoint_says_what_it_can(browse: Open) -> None:
    async with browse() as it:
        tree = it.browser.endpoints.endpoint_tree
        await it.press("shift+tab")
        tree.select("weighings")
        await it.until_shown("list, create, read, delete")
        tree.move_to(1)
        await it.press("slash")
        await it.type("water-r")
        await it.until(lambda: tree.current.startswith("water-r"))
        assert tree.cursor == 1  # another endpoint on the same line
        about = it.app.screen.query_one("#about", Static)
        await it.until(lambda: str(about.content).startswith(tree.current))


async def test_the_whole_record_follows_the_cursor(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browse() as it:
        await it.press("j", "j")
        key = it.browser.listing.key(2)
        await it.until(lambda: it.browser.detail.key == key)
        record = it.browser.detail
        await it.until(lambda: record.record is not None and "extended_qc" in record.record)
        await it.until_shown("extended_qc", "read ")

        def reads() -> int:
            return sum(f"/sessions/{key}" in one.url for one in it.app.connection.client.trace)

        # Its age is said, and it is read anew where it is come back to after that.
        later = time.time() + 301
        monkeypatch.setattr(time, "time", lambda: later)
        record.show_age()
        await it.until_shown("ms · 5 min ago")
        assert reads() == 1
        await it.press("k")
        await it.until(lambda: record.key != key)
        await it.press("j")
        await it.until(lambda: reads() == 2)


async def test_a_record_is_opened_folded_and_left(browse: Open) -> None:
    async with browse() as it:
        await it.press("j", "enter")
        await it.until(lambda: it.json.has_focus)
        assert len(it.browser.trail.labels) == 2
        detail = it.browser.detail
        await it.until(lambda: detail.record is not None and "extended_qc" in detail.record)
        labels = [line.label for line in it.json.document.lines]
        it.json.move_to(labels.index("extended_qc"))
        before = it.json.line_count()
        await it.press("enter")
        await it.until(lambda: it.json.line_count() > before)
        await it.press("j", "h")
        await it.until(lambda: it.json.document.lines[it.json.cursor].label == "extended_qc")
        await it.press("h")
        await it.until(lambda: it.json.line_count() == before)
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        assert it.table.cursor == 1


async def test_back_forward_and_last_come_to_the_place_as_it_was(browse: Open) -> None:
    async with browse() as it:
        await it.press("j", "j", "j", "l", "enter")
        it.browser.open_endpoint("subjects")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "nickname")
        await it.press("j")
        await it.press("left_square_bracket")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "subject")
        assert it.json.has_focus
        await it.press("left_square_bracket")
        await it.until(lambda: it.table.has_focus)
        assert (it.table.cursor, it.table.column) == (3, 1)
        await it.press("right_square_bracket", "right_square_bracket")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "nickname")
        assert it.table.cursor == 1
        await it.press("minus")
        await it.until(lambda: it.json.has_focus)
        await it.press("minus")
        await it.until(lambda: it.browser.trail.labels[-1] == "subjects")


async def test_the_record_is_the_one_that_the_title_names(browse: Open) -> None:
    async with browse(size=(120, 40)) as it:
        await it.press("enter")
        await it.until(lambda: it.json.has_focus)
        detail, trail = it.browser.detail, it.browser.trail
        await it.press("shift+tab", "j", "j", "j")
        await it.until(lambda: detail.key == it.browser.listing.key(3))
        await it.until(lambda: trail.current is not None and trail.current.key == detail.key)
        await it.until(lambda: trail.labels[-1] in it.screen[0])
        await it.press("left_square_bracket", "g")
        await it.until(lambda: detail.key == it.browser.listing.key(0))
        await it.press("right_square_bracket")
        await it.until(lambda: it.json.has_focus and detail.key == it.browser.listing.key(3))
        await it.pilot.pause(2 * browser_module._PREVIEW_REST)  # the cursor came along
        assert detail.key == it.browser.listing.key(3)


async def test_q_closes_views_and_never_quits(browse: Open) -> None:
    async with browse() as it:
        await it.press("enter", "q", "q", "q")
        assert it.app.is_running
        assert it.table.has_focus


@pytest.mark.parametrize(
    ("window", "left"), [(60.0, ("sessions", "subjects")), (0.0, ("sessions",))]
)
async def test_a_bracket_right_after_escape_is_the_rest_of_a_split_sequence(
    browse: Open, monkeypatch: pytest.MonkeyPatch, window: float, left: tuple[str, ...]
) -> None:
    monkeypatch.setattr(browser_module, "SPLIT_ESCAPE", window)
    async with browse() as it:
        it.browser.open_endpoint("subjects")
        it.browser.open_endpoint("labs")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        await it.press("escape", "left_square_bracket")
        assert it.browser.trail.labels == left


async def test_an_endpoint_without_a_list_says_what_it_is_for(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        document = await gate.schema()
        document["paths"]["/new-download"] = {
            "post": {"operationId": "new_download_create", "responses": {"200": {}}}
        }
        gate.replies["/api/schema"] = json_answer(document)
        async with browse(url=gate.url) as it:
            it.browser.open_endpoint("new-download")
            await it.until_shown("new-download", "no list of records", "POST /new-download")
            assert it.browser.page.has_focus
            await it.until(lambda: "rows" not in it.screen[-2])
            assert "filter" not in it.screen[-1]
            assert "palette" in it.screen[-1]
            await it.press("tab")
            await it.until(lambda: it.browser.endpoints.endpoint_tree.has_focus)
            await it.press("escape")
            await it.until(lambda: it.table.has_focus)


async def test_records_without_detail_are_shown_as_the_list_has_them(browse: Open) -> None:
    async with browse("procedures") as it:
        await it.press("enter")
        await it.until_shown("these records have no detail")


async def test_a_duplicate_nickname_has_no_detail_and_says_why(browse: Open) -> None:
    async with browse("subjects", nickname="DUP_001") as it:
        assert it.table.line_count() == 2
        await it.press("enter")
        await it.until_shown("get() returned more than one")
        assert it.browser.detail.record is not None


async def test_a_name_with_a_slash_cannot_be_reached_and_says_so(browse: Open) -> None:
    async with browse("projects") as it:
        records = it.browser.listing.records
        assert records is not None
        rows = [records.get(index) or {} for index in range(records.count or 0)]
        place = next(i for i, row in enumerate(rows) if "/" in str(row.get("name")))
        it.table.move_to(place)
        await it.press("enter")
        await it.until_shown("✕", "/")


async def test_reload_asks_the_server_again(browse: Open) -> None:
    async with browse() as it:
        records = it.browser.listing.records
        await it.press("j", "ctrl+r")
        await it.until(lambda: it.browser.listing.records is not records)
        await it.until(lambda: bool(it.table.columns))
        assert it.table.cursor == 1


async def test_the_mouse_moves_and_opens(browse: Open) -> None:
    async with browse() as it:
        await it.pilot.click("#table", offset=(5, 4))
        assert it.table.cursor == 3
        await it.pilot.click("#table", offset=(5, 4), times=2)
        await it.until(lambda: it.json.has_focus)


async def test_a_place_far_down_is_as_it_was(browse: Open) -> None:
    async with browse("datasets") as it:
        records = it.browser.listing.records
        assert records is not None
        await it.press("G", *["k"] * 10)
        cursor, scroll = it.table.cursor, it.table.scroll_offset.y
        assert scroll > 10
        assert scroll < cursor
        it.browser.open_endpoint("labs")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        await it.press("escape")
        await it.until(lambda: it.browser.listing.record(cursor) is not None)
        await it.pilot.pause()
        assert (it.table.cursor, it.table.scroll_offset.y) == (cursor, scroll)
