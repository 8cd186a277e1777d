"""Hands in the filter editor."""

from __future__ import annotations

from textual import events

from alyxtui.domain import live_count
from alyxtui.ui.screens.filter_editor import FilterEditor
from alyxtui.ui.widgets.conditions import Conditions
from alyxtui.ui.widgets.editor_field import EditorField
from tests.ui.driver import Browsing

NAMES = {"\n": "enter", " ": "space", "_": "underscore", ",": "comma", "=": "equals_sign"}


class Editing:
    """The filter editor of a running browser."""

    def __init__(self, it: Browsing) -> None:
        self.it = it

    @property
    def editor(self) -> FilterEditor:
        screen = self.it.app.screen
        assert isinstance(screen, FilterEditor)
        return screen

    @property
    def field(self) -> EditorField:
        """The input with the focus."""
        field = self.editor.focused
        assert isinstance(field, EditorField)
        return field

    @property
    def line(self) -> str:
        return self.editor.query_one("#line", EditorField).value

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The texts of the conditions, the empty row apart."""
        rows = self.editor.query_one(Conditions).rows
        shown = [(row.path.value, row.lookup.value, row.value.value) for row in rows]
        return [texts for texts in shown if any(texts)]

    def value(self, name: str) -> str:
        """What stands in a parameter's input."""
        rows = {row.parameter.name: row.field.value for row in self.editor.parameters}
        return rows[name]

    @property
    def offered(self) -> list[str]:
        """The candidates in the list, as far as they have come."""
        found = self.editor.suggestions
        return [one.text for one in found.completion.candidates] if found.is_open else []

    async def choose(self, text: str) -> None:
        """Take one of the candidates for the input with the focus, and type nothing."""
        if not self.editor.suggestions.is_open:
            await self.it.press("ctrl+space")
        await self.it.until(lambda: text in self.offered)
        index, count = self.offered.index(text), len(self.offered)
        steps = ["down"] * (index + 1) if index < count // 2 else ["up"] * (count - index)
        await self.it.press(*steps, "enter")

    def is_counted(self) -> bool:
        """Whether it is known how many records match."""
        return self.editor.knowledge.counts.count.state is live_count.State.KNOWN

    async def paste(self, text: str) -> None:
        """Paste into the line."""
        await self.it.press("ctrl+l")
        self.field.value = ""
        self.it.app.post_message(events.Paste(text))
        await self.it.pilot.pause()


async def open_editor(it: Browsing) -> Editing:
    """Open the editor on the list in the middle."""
    await it.press("f")
    await it.until(lambda: isinstance(it.app.screen, FilterEditor))
    await it.until(lambda: isinstance(it.app.screen.focused, EditorField))
    return Editing(it)


def write(it: Browsing, text: str) -> None:
    """Type a text as it comes in one write of a fast person or a paste: all keys at once."""
    for letter in text:
        character = "\r" if letter == "\n" else letter
        it.app.post_message(events.Key(NAMES.get(letter, letter), character))
