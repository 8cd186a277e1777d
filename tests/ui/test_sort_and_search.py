"""Sorting and searching in the table, of the rows that are here and of all."""

from __future__ import annotations

from typing import Any

import pytest

from alyxtui.ui.widgets import sorting
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.gate import Gate


def column(it: Browsing, name: str) -> None:
    it.table.column = next(i for i, one in enumerate(it.table.columns) if one.name == name)


def values(it: Browsing, name: str) -> list[Any]:
    rows = it.browser.listing.rows
    return [(rows.record(index) or {}).get(name) for index in range(it.table.line_count())]


async def test_the_loaded_rows_are_sorted_at_once_and_so_it_is_said(browse: Open) -> None:
    async with browse(size=(160, 24)) as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded == 60)
        first = it.browser.listing.key(0)
        await it.press("s")
        await it.until_shown("of 60 loaded of", "sorted by subject ▲", "subject ▲")
        subjects = values(it, "subject")
        assert len(subjects) == 60
        assert subjects == sorted(subjects, key=str.lower)
        assert it.browser.listing.key(it.table.cursor) == first
        await it.press("s")
        await it.until_shown("sorted by subject ▼")
        assert values(it, "subject") == subjects[::-1]
        await it.press("s")
        await it.until_shown("in the server's order")
        assert it.table.source is records
        assert it.browser.listing.key(it.table.cursor) == first


async def test_earlier_columns_decide_among_equals(browse: Open) -> None:
    async with browse(size=(160, 24)) as it:
        await it.press("s")
        column(it, "lab")
        await it.press("s")
        await it.until_shown("sorted by lab ▲, subject ▲")
        pairs = list(zip(values(it, "lab"), values(it, "subject"), strict=True))
        known = [pair for pair in pairs if pair[0] is not None]
        assert known == sorted(known, key=lambda pair: (pair[0].lower(), pair[1].lower()))


async def test_all_rows_are_fetched_and_sorted(browse: Open) -> None:
    async with browse("subjects", size=(160, 24)) as it:
        count = it.table.line_count()
        assert count > 30
        await it.press("s", "s", "S")
        await it.until_shown("all fetched", "sorted by nickname ▼")
        assert it.table.line_count() == count
        records = it.browser.listing.records
        assert records is not None
        assert it.table.source is not records


async def test_fetching_is_asked_about_when_it_is_much(
    browse: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorting, "MANY_ROWS", 10)
    async with browse(size=(160, 24)) as it:
        await it.press("S")
        await it.until_shown("fetch", "MB from the server", "y fetch them")
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        assert it.browser.listing.rows.arrangement.held is None
        await it.press("S", "y")
        await it.until_shown("all fetched")


async def test_fetching_is_left_by_escape(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url, size=(160, 24)) as it:
        gate.hold("limit=250")
        await it.press("S")
        await it.until_shown("fetching", "esc stops")
        await it.press("escape")
        await it.until(lambda: not it.browser.listing.rows.work_line.is_shown)
        gate.let_go("limit=250")
        assert it.browser.listing.rows.arrangement.held is None
        assert it.browser.trail.labels == ("sessions",)
        assert it.table.has_focus


async def test_a_fetch_for_a_place_that_was_left_is_not_shown(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url, size=(160, 24)) as it:
        gate.hold("limit=250")
        await it.press("S")
        await it.until_shown("fetching")
        it.browser.open_endpoint("labs")
        await it.until(lambda: bool(it.table.columns) and it.table.columns[0].name == "name")
        gate.let_go("limit=250")
        await it.until(lambda: not it.browser.listing.rows.work_line.is_shown)
        assert it.table.columns[0].name == "name"


async def test_searching_goes_from_match_to_match_and_around(browse: Open) -> None:
    async with browse(size=(160, 24)) as it:
        subject = str(values(it, "subject")[5])
        await it.press("slash")
        await it.type(subject.lower())
        assert it.table.find is not None
        await it.press("enter")
        await it.until_shown("match 1 of")
        rows = it.browser.listing.rows
        places = [i for i, row in rows.standing if row["subject"] == subject]
        assert it.table.cursor == places[0]
        for place in [*places[1:], places[0]]:
            await it.press("n")
            await it.until(lambda place=place: it.table.cursor == place)  # type: ignore[misc]
        await it.press("N")
        await it.until(lambda: it.table.cursor == places[-1])
        await it.until_shown(f"match {len(places)} of")
        await it.press("k")
        await it.until(lambda: " of" in it.text and "match " not in it.screen[-3])
        await it.press("escape")
        assert it.table.find is None
        assert it.browser.trail.labels == ("sessions",)


async def test_only_the_matches_then_marks_then_all_again(browse: Open) -> None:
    async with browse(size=(160, 24)) as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded == 60)
        subject = str(values(it, "subject")[5])
        await it.press("slash")
        await it.type(subject)
        await it.press("enter", "ampersand")
        await it.until_shown("matching in 60 loaded of")
        assert set(values(it, "subject")) == {subject}
        shown = it.table.line_count()
        await it.press("G")
        await it.until_shown(f"match {shown} of {shown} ")
        await it.press("asterisk")
        assert len(it.browser.listing.rows.marks.records) == shown
        await it.press("escape")
        await it.until(lambda: it.table.source is records)
        assert it.browser.listing.rows.marks.count(None) == shown


async def test_what_is_not_here_is_asked_of_the_server(browse: Open) -> None:
    async with browse(size=(160, 24)) as it:
        await it.press("slash")
        await it.type("nobody at all")
        await it.press("enter")
        await it.until_shown("no match")
        await it.press("slash")
        it.app.screen.query_one("#look").value = "ks"  # type: ignore[attr-defined]
        await it.press("enter", "ctrl+f")
        await it.until(lambda: len(it.browser.trail.labels) == 2)
        await it.until(lambda: bool(it.table.columns))
        assert all("ks" in str(value).lower() for value in values(it, "subject")[:20])


async def test_the_line_to_search_is_left_by_escape(browse: Open) -> None:
    async with browse(size=(120, 24)) as it:
        await it.press("slash")
        await it.type("x")
        await it.press("escape")
        assert it.table.has_focus
        assert it.table.find is None
