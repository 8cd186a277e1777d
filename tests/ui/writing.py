"""Hands in the forms and the review of a write."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from textual.screen import Screen
from textual.widgets import TextArea

from alyxtui.ui.commands import Command
from alyxtui.ui.screens import review
from alyxtui.ui.screens.create_form import CreateForm
from alyxtui.ui.screens.field_form import FieldForm
from alyxtui.ui.screens.review import ReviewScreen
from alyxtui.ui.screens.wait import WaitScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.detail_pane import DetailPane
from alyxtui.ui.widgets.field import Field
from tests.ui.driver import Browsing


async def open_record(it: Browsing) -> None:
    """Open the one record of the list, all of it."""
    await it.press("enter")
    await it.until(lambda: pane(it).shown is not None)
    await it.until(lambda: (shown := pane(it).shown) is not None and shown.action == "read")


def pane(it: Browsing) -> DetailPane:
    """The record on the screen on top."""
    return it.app.screen.query_one(DetailPane)


async def edit(it: Browsing, *path: str) -> FieldForm:
    """Press `e` on a value of the record."""
    view = pane(it).view
    view.reveal(path)
    await it.until(lambda: view.path == path)
    await it.press("e")
    return await form(it)


async def form(it: Browsing) -> FieldForm:
    await it.until(lambda: isinstance(it.app.screen, FieldForm))
    screen = it.app.screen
    assert isinstance(screen, FieldForm)
    # The keys are the last thing that it sets up.
    await it.until(lambda: screen.focused is not None and bool(keys_of(screen)))
    return screen


async def create_form(it: Browsing) -> CreateForm:
    """The form on top, once it has the focus."""
    await it.until(lambda: isinstance(it.app.screen, CreateForm))
    screen = it.app.screen
    assert isinstance(screen, CreateForm)
    await it.until(lambda: screen.focused is not None and bool(keys_of(screen)))
    return screen


def keys_of(screen: Screen[Any]) -> Sequence[Command]:
    """The keys that a form names."""
    return screen.query_one(HintLine).commands


async def send(it: Browsing) -> None:
    """Confirm a review."""
    await reviewed(it)
    await it.press("y")


async def over(it: Browsing) -> None:
    """Nothing of the write is on the screen any more."""
    await it.until(lambda: not isinstance(it.app.screen, (ReviewScreen, WaitScreen)))


async def reviewed(it: Browsing) -> None:
    await it.until(lambda: isinstance(it.app.screen, ReviewScreen))
    screen = it.app.screen
    assert isinstance(screen, ReviewScreen)
    # What is pressed before counts as held.
    await it.until(lambda: screen.focused is not None)
    await it.until(lambda: time.monotonic() - screen._pressed_at > review.HELD)


def type_into(it: Browsing, text: str) -> None:
    field = it.app.screen.query_one("#input")
    if isinstance(field, TextArea):
        field.text = text
    else:
        assert isinstance(field, Field)
        field.value = text
