"""Copying and exporting in the browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyperclip
import pytest
from textual.widgets import Input

from alyxtui.domain.json_text import as_text
from tests.domain.listed import files
from tests.ui.conftest import Open


@pytest.fixture(autouse=True)
def taken(no_clipboard: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was copied, on a machine with a clipboard of its own."""
    took: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", took.append)
    return took


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files go."""
    made = tmp_path / "out"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def fault(demo_url: str) -> Iterator[Callable[..., None]]:
    """Lets something go wrong at the demo until the test ends."""

    def add(**rule: Any) -> None:
        httpx.post(f"{demo_url}/_demo/faults", json=rule).raise_for_status()

    yield add
    httpx.delete(f"{demo_url}/_demo/faults").raise_for_status()


async def test_the_value_and_the_id_under_the_cursor(browse: Open, taken: list[str]) -> None:
    async with browse("sessions") as it:
        record = it.browser.listing.record(0)
        assert record is not None
        await it.press("y")
        await it.until_shown("copy session", "path of the field", "ONE call")
        await it.press("y")
        await it.until(lambda: taken == [record["subject"]])
        await it.until_shown("copied value", "in the clipboard")
        await it.press("y", "i")
        await it.until(lambda: taken[1:] == [record["id"]])
        await it.press("y", "down", "down", "enter")
        await it.until(lambda: len(taken) == 3)
        assert record["subject"] in taken[2].splitlines()
        await it.press("y", "escape")
        await it.until(lambda: it.table.has_focus)
        assert len(taken) == 3


async def test_in_the_detail(browse: Open, taken: list[str]) -> None:
    async with browse("sessions", size=(80, 24)) as it:
        await it.press("enter")
        await it.until_shown("read ")
        await it.press("j", "y", "c")
        await it.until(lambda: len(taken) == 1)
        line = it.json.document.lines[1]
        assert taken == [as_text(line.value)]


async def test_an_export(browse: Open, folder: Path) -> None:
    async with browse("sessions", size=(80, 24)) as it:
        await it.press("x")
        await it.until_shown("export sessions", "parquet")
        await it.press("enter")
        await it.until(lambda: files(folder) == ["sessions.csv"])
        await it.until_shown("● 1")
        text = (folder / "sessions.csv").read_text("utf-8")
        assert text.startswith("id,")
        await it.press("escape", "x", "enter")
        await it.until_shown("once more replaces it", "= + - @ become text")
        await it.press("ctrl+o")
        await it.until_shown("= + - @ are kept")
        assert (folder / "sessions.csv").read_text("utf-8") == text
        await it.press("ctrl+t")
        await it.until_shown("sessions.parquet", "● parquet")
        await it.press("ctrl+t", "ctrl+t")
        await it.until_shown("sessions.json", "● json ")
        path = it.app.screen.query_one("#path", Input)
        path.value = "a.b/sessions"
        await it.press("ctrl+t")
        await it.until(lambda: path.value == "a.b/sessions.json")
        path.value = "x" * 300
        await it.press("ctrl+s")
        await it.until_shown("cannot be a file")


async def test_marked_records_are_copied_and_exported(
    browse: Open, folder: Path, taken: list[str]
) -> None:
    async with browse("tags") as it:
        names = [it.browser.listing.key(index) for index in range(it.table.line_count())]
        await it.press("space", "j", "space", "y")
        await it.until_shown("copy 2 marked tags")
        await it.press("i")
        await it.until(lambda: taken == [f"{names[0]}\n{names[2]}"])
        await it.press("x", "enter")
        await it.until_shown("export 2 marked tags", "● 2 records in tags.csv")
        assert len((folder / "tags.csv").read_text("utf-8").splitlines()) == 3


async def test_all_marked_but_one_are_copied_and_exported(
    browse: Open, folder: Path, taken: list[str]
) -> None:
    async with browse("sessions") as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded == 90)  # two pages on the screen, and one ahead
        count, first = records.count or 0, it.browser.listing.key(0)
        await it.press("asterisk", "asterisk", "space", "y")
        await it.until_shown(f"copy {count - 1} marked sessions")
        await it.press("i")
        await it.until(lambda: len(taken) == 1)
        ids = taken[0].splitlines()
        assert len(set(ids)) == count - 1
        assert first not in ids
        await it.press("x", "ctrl+t", "ctrl+t", "enter")
        await it.until_shown(f"● {count - 1} records in sessions.jsonl")
        lines = (folder / "sessions.jsonl").read_text("utf-8").splitlines()
        assert sorted(json.loads(line)["id"] for line in lines) == sorted(ids)


async def test_an_export_goes_on_behind_and_can_be_stopped(
    browse: Open, folder: Path, fault: Callable[..., None]
) -> None:
    async with browse("datasets") as it:
        fault(delay=8, path="/datasets.*offset=")
        await it.press("x", "enter")
        await it.until_shown("250 of ")
        await it.press("escape")
        await it.until(lambda: it.table.has_focus)
        await it.press("x")
        await it.until_shown("250 of ", "stop")
        await it.press("c")
        await it.until_shown("is not written")
        await it.until(lambda: files(folder) == [])


async def test_an_export_that_failed_goes_on(
    browse: Open, folder: Path, fault: Callable[..., None], demo_url: str
) -> None:
    async with browse("datasets") as it:
        fault(status=500, path="/datasets.*offset=")
        await it.press("x", "enter")
        await it.until_shown("Rows 251 to", "goes on with what is missing")
        assert "datasets.csv" not in files(folder)
        async with httpx.AsyncClient() as client:
            await client.delete(f"{demo_url}/_demo/faults")
        await it.press("ctrl+s")
        await it.until(lambda: files(folder) == ["datasets.csv"])
