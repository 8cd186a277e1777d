"""The filter form: typed inputs, help beside them, and nothing sent that cannot be meant."""

from __future__ import annotations

from textual.widgets import Input

from alyxtui.ui.screens.filter_editor import FilterEditor
from tests.ui.conftest import Open
from tests.ui.driver import Browsing


async def fill(it: Browsing, name: str, value: str) -> None:
    """Open the form if need be, go to a parameter by typing its name, and type a value."""
    if not isinstance(it.app.screen, FilterEditor):
        await it.press("f")
    it.app.screen.query_one("#find", Input).focus()
    it.app.screen.query_one("#find", Input).value = name
    await it.press("enter")
    await it.type(value)


async def test_a_filter_is_typed_applied_and_shown_as_a_chip(browse: Open) -> None:
    async with browse() as it:
        everything = it.table.line_count()
        await fill(it, "task_protocol", "ephys")
        await it.press("enter")
        await it.until(lambda: bool(it.table.columns) and it.table.line_count() < everything)
        await it.until_shown("task_protocol ephys")
        await it.press("escape")
        await it.until(lambda: it.table.line_count() == everything)


async def test_help_stands_beside_the_input(browse: Open) -> None:
    async with browse() as it:
        await fill(it, "date_range", "")
        await it.until_shown("date_range=")


async def test_a_value_of_the_wrong_kind_is_not_sent(browse: Open) -> None:
    async with browse() as it:
        await fill(it, "n_trials", "many")
        await it.until_shown("number")
        await it.press("ctrl+s")
        assert isinstance(it.app.screen, FilterEditor)
        await it.press("escape")
        assert it.browser.trail.labels == ("sessions",)


async def test_a_broken_parameter_says_so_and_is_not_sent(browse: Open) -> None:
    async with browse("weighings") as it:
        await fill(it, "date_range", "2021-01-01")
        await it.press("ctrl+s")
        assert isinstance(it.app.screen, FilterEditor)


async def test_filters_are_changed_and_taken_away(browse: Open) -> None:
    async with browse("sessions", lab="cortexlab") as it:
        filtered = it.table.line_count()
        await it.press("f")
        field = it.app.focused
        assert isinstance(field, Input)
        assert field.value == "cortexlab"
        field.value = ""
        await it.press("f2")
        await it.until(lambda: bool(it.table.columns) and it.table.line_count() > filtered)


async def test_no_rows_is_a_state_with_a_way_out(browse: Open) -> None:
    async with browse() as it:
        await fill(it, "subject", "nobody")
        await it.press("enter")
        await it.until_shown("no rows match", "f change the filters")
        await it.press("f")
        await it.until(lambda: isinstance(it.app.screen, FilterEditor))
        await it.press("escape", "escape")
        await it.until(lambda: it.table.line_count() > 0)
