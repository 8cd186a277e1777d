"""The menu of what can be copied, and the copying."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from textual import events, on
from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from alyxtui.domain.snippets import Place, Snippet, snippets
from alyxtui.errors import AlyxTuiError
from alyxtui.text import elide, fit, plural, safe, width
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.widgets.bars import HintLine

_KEYS = (
    Command("copy-this", Scope.FORM, "enter", "", "copy", "copy the highlighted one"),
    Command("copy-letter", Scope.FORM, "letter", "", "copy that one", "copy at once"),
    Command("copy-first", Scope.FORM, "y", "", "the first", "copy the first one"),
    Command("copy-leave", Scope.FORM, "esc", "", "leave", "copy nothing"),
)
_LONGEST_RECORDS = 20  # what more records give is not worked out only to be looked at
_SHOWN = 200  # characters of a text that are looked at for its first line


class CopyMenu(ModalScreen["Snippet | None"]):
    """Offers snippets by letter; gives back the chosen one, None when it was left.

    Args:
        heading: what the records are.
        offered: the snippets, none of them twice under one letter.
    """

    BINDINGS = [("escape,q", "leave", "")]
    DEFAULT_CSS = """
    CopyMenu {
        align: center middle;
        background: $background 60%;
        & #menu { width: 76; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2 0 2; }
        & OptionList {
            height: auto; max-height: 18; margin: 1 0; padding: 0; border: none;
            background: $panel; scrollbar-size: 1 1; scrollbar-background: $panel;
        }
        & OptionList:focus { border: none; background-tint: $panel 0%; }
        & OptionList > .option-list--option { padding: 0; }
        & OptionList:focus > .option-list--option-highlighted { background: $cursor; color: $foreground; text-style: none; }
        & HintLine { padding: 0; margin-bottom: 1; }
    }
    """

    def __init__(self, heading: str, offered: Sequence[Snippet]) -> None:
        super().__init__()
        self._heading = heading
        self.offered = tuple(offered)

    def compose(self) -> ComposeResult:
        """Heading, the snippets, keys."""
        with Vertical(id="menu"):
            yield Static(
                Content.assemble(("copy ", "$label"), (safe(self._heading), "bold $foreground")),
                markup=False,
            )
            yield OptionList(id="snippets", markup=False)
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    def on_mount(self) -> None:
        """Draw the list for the width there is."""
        self.call_after_refresh(self._fill)

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        name_cells = max((width(one.name) for one in self.offered), default=0)
        room = max(options.size.width - name_cells - 6, 10)
        options.add_options(
            Option(
                Content.assemble(
                    (f" {one.key}  ", "$primary"),
                    (fit(one.name, name_cells), "$foreground"),
                    ("  ", ""),
                    (elide(_preview(one), room), "$label"),
                )
            )
            for one in self.offered
        )
        options.highlighted = 0 if self.offered else None
        options.focus()

    def on_key(self, event: events.Key) -> None:
        """A letter takes its snippet; `y` again takes the first."""
        for one in self.offered:
            if event.character == one.key or (event.character == "y" and one is self.offered[0]):
                event.stop()
                self.dismiss(one)
                return

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.offered[event.option_index])

    def action_leave(self) -> None:
        """Copy nothing."""
        self.dismiss(None)


async def copy_from(app: App[Any], place: Place, heading: str) -> None:
    """Let the user choose what to copy, copy it, and say where it went.

    To be called from a worker.

    Args:
        app: whose terminal it is.
        place: what is under the cursor.
        heading: what the records are called, safe or not.
    """
    chosen = await app.push_screen_wait(CopyMenu(heading, snippets(place)))
    if chosen is None:
        return
    try:
        text = await asyncio.to_thread(chosen.make)
    except AlyxTuiError as error:
        app.notify(safe(error.message), title=error.heading, severity="error", markup=False)
        return
    much = f" of {plural(chosen.count, 'record')}" if chosen.count > 1 else ""
    await copy_and_say(app, text, chosen.name + much)


def _preview(snippet: Snippet) -> str:
    """The first line of what is short."""
    if not snippet.brief or snippet.count > _LONGEST_RECORDS:
        return ""
    text = snippet.make()
    first, _, rest = text[:_SHOWN].partition("\n")
    return safe(first) + (" …" if rest else "")
