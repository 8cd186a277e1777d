"""The base of the screens that find one thing among many by typing: history, saved queries."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from alyxtui.text import plural
from alyxtui.ui.commands import Command, Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.pick_list import PickList, PickRow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picked(Generic[T]):
    """What was picked.

    Attributes:
        item: the line under the cursor, None when there was none.
        keep: it is to be saved rather than run.
        other: the other list is wanted instead.
    """

    item: T | None
    keep: bool = False
    other: bool = False


class PickScreen(ModalScreen["Picked[T] | None"], Generic[T]):
    """A line to type in, lines to pick from, and words on the one under the cursor.

    A subclass says what there is (``load``), how a line looks (``row``), what typing finds
    (``text``) and what is said of it (``about``); ``labels`` gives commands other words.
    """

    BINDINGS = bindings(Scope.PICK)
    DEFAULT_CSS = """
    PickScreen {
        align: center middle;
        background: $background 60%;
        & #pick {
            width: 130;
            max-width: 96%;
            height: 90%;
            max-height: 44;
            background: $panel;
            padding: 1 2 0 2;
        }
        & #heading { height: 1; margin-bottom: 1; }
        & Field { margin-bottom: 1; }
        & #about { height: 4; margin-top: 1; color: $label; }
        & HintLine { padding: 0; }
    }
    """
    scopes: tuple[Scope, ...] = (Scope.PICK,)
    title_words = ""
    empty_words = ""
    nouns = ("query", "queries")
    labels: Mapping[str, str] = {}
    hidden: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.items: Sequence[T] = ()
        self.found: list[T] = []

    # What a subclass says.

    def load(self) -> Sequence[T]:
        """Everything there is; called off the event loop."""
        raise NotImplementedError

    def row(self, item: T) -> PickRow:
        """How an item looks."""
        raise NotImplementedError

    def text(self, item: T) -> str:
        """What typing is compared with."""
        raise NotImplementedError

    def about(self, item: T) -> Content:
        """Up to four lines on the item under the cursor."""
        raise NotImplementedError

    # The screen.

    def compose(self) -> ComposeResult:
        """Heading, line to type in, lines, words, keys."""
        with Vertical(id="pick"):
            yield Static("", id="heading", markup=False)
            yield Field(placeholder="words", id="find")
            yield PickList(id="rows")
            yield Static("", id="about", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Read what there is."""
        keys = self.query_one(HintLine)
        offered = (one for one in footer(self.scopes) if self._is_offered(one))
        keys.commands = [
            replace(one, label=self.labels.get(one.name, one.label)) for one in offered
        ]
        keys.redraw()
        self.query_one(Field).focus()
        self.fill()

    def _is_offered(self, command: Command) -> bool:
        return command.name not in self.hidden

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="fill", exclusive=True, exit_on_error=False)
    async def fill(self) -> None:
        """Read what there is and show what was typed."""
        self.items = await asyncio.to_thread(self.load)
        self._show()
        self.loaded()

    def loaded(self) -> None:
        """What a subclass does once the items are here."""

    @property
    def picked(self) -> T | None:
        """The item under the cursor."""
        cursor = self.query_one(PickList).cursor
        return self.found[cursor] if cursor < len(self.found) else None

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show()

    def _show(self) -> None:
        words = self.query_one(Field).value.casefold().split()
        self.found = [
            item for item in self.items if all(word in self.text(item).casefold() for word in words)
        ]
        self.query_one(PickList).show([self.row(item) for item in self.found])
        counted = plural(len(self.found), *self.nouns)
        of = f" of {len(self.items):,}" if len(self.found) < len(self.items) else ""
        heading = ((self.title_words, "bold $foreground"), (f"  {counted}{of}", "$whisper"))
        self.query_one("#heading", Static).update(Content.assemble(*heading))

    @on(PickList.Moved)
    def _moved(self) -> None:
        item = self.picked
        words = "nothing matches" if self.items else self.empty_words
        about = self.about(item) if item is not None else Content.styled(words, "$label")
        self.query_one("#about", Static).update(about)

    @on(Input.Submitted)
    @on(PickList.Chosen)
    def _wanted(self) -> None:
        self.action_choose()

    def action_choose(self) -> None:
        """Give back the item under the cursor, to be run."""
        if self.picked is not None:
            self.dismiss(Picked(self.picked))

    def action_keep(self) -> None:
        """Give it back, to be saved."""
        self.dismiss(Picked(self.picked, keep=True))

    def action_drop(self) -> None:
        """Delete the item under the cursor, where that can be."""

    def action_leave(self) -> None:
        """Give back nothing."""
        self.dismiss(None)

    def action_pick_by(self, step: int) -> None:
        """Move the cursor while one types."""
        self.query_one(PickList).action_cursor_by(step)

    def action_pick_page(self, pages: int) -> None:
        """Move the cursor by screens while one types."""
        self.query_one(PickList).action_page_by(pages)
