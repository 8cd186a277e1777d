"""What can be done in a record: search, go to a path, look at a text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from alyxtui.domain.json_path import parse_path, path_text, resolve
from alyxtui.domain.json_search import MOST_MATCHES, SearchIndex, nearest
from alyxtui.domain.json_text import as_text
from alyxtui.domain.jsondoc import JsonDocument
from alyxtui.errors import AlyxTuiError
from alyxtui.ui import screens
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.json_view import JsonView


class AskLine(Field):
    """A line to type in that is there when it is asked for; escape leaves it.

    Args:
        placeholder: shown while it is empty.
        id: of the widget.
        on_enter: what enter does.
        on_leave: what escape does besides.
    """

    BINDINGS = [("escape", "leave", "")]
    DEFAULT_CSS = "AskLine { display: none; }"

    def __init__(
        self,
        placeholder: str,
        *,
        id: str,
        on_enter: Callable[[], None],
        on_leave: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(placeholder=placeholder, id=id, on_enter=on_enter)
        self._at_leave = on_leave

    def ask(self, value: str = "") -> None:
        """Show the line and give it the focus."""
        self.display = True
        self.value = value
        self.focus()

    def leave(self) -> None:
        """Hide it and go back to the record."""
        self.display = False
        if isinstance(self.parent, RecordTools):
            self.parent.view.focus()

    def action_leave(self) -> None:
        """Forget what was typed."""
        self.value = ""
        self.leave()
        self._at_leave()


class RecordTools(Vertical):
    """A JSON view with a search line and a line for paths."""

    BINDINGS = bindings(Scope.JSON)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._index: SearchIndex | None = None
        self._matches: list[int] = []

    def compose(self) -> ComposeResult:
        """The view, and the lines below it."""
        yield JsonView(id="json")
        yield AskLine(
            "search in keys and values",
            id="json-look",
            on_enter=self._look_entered,
            on_leave=self._look_for_nothing,
        )
        yield AskLine("path, such as extended_qc.task", id="json-path", on_enter=self._go)

    @property
    def view(self) -> JsonView:
        """The JSON view."""
        return self.query_one(JsonView)

    def show_document(self, document: JsonDocument, *, same: bool) -> None:
        """Show a record.

        Args:
            document: its lines.
            same: it is the record that is shown already; search and cursor stay.
        """
        self._index, self._matches = None, []
        self.view.look_for(self.view.words if same else "")
        self.view.show(document, keep_cursor=same)

    # Searching.

    def action_look(self) -> None:
        """Open the line to type in."""
        self.query_one("#json-look", AskLine).ask(self.view.words)
        self._search(self.view.words, move=False)

    @on(Input.Changed, "#json-look")
    def _look_typed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input.display:
            self._search(event.value, move=False)

    def _look_entered(self) -> None:
        line = self.query_one("#json-look", AskLine)
        line.leave()
        self._search(line.value, move=True)

    def _look_for_nothing(self) -> None:
        self.workers.cancel_group(self, "search")
        self._matches = []
        if self.view.document.is_filtered:
            self.view.show_only(None)
        self.view.look_for("")

    @work(group="search", exclusive=True, exit_on_error=False)
    async def _search(self, words: str, *, move: bool) -> None:
        """Find all that matches; with ``move`` go to the first from the cursor on."""
        self.view.look_for(words)
        document = self.view.document
        if self._index is None:
            index = await asyncio.to_thread(SearchIndex, document.record)
            if document is not self.view.document:
                return
            self._index = index
        self._matches = self._index.find(words)
        if words:
            self.view.look_for(words, self._note())
        if words and move:
            self._move(1, stay=True)

    def _note(self, place: int | None = None) -> str:
        count = len(self._matches)
        of = f"{count:,}" if count < MOST_MATCHES else f"the first {count:,}"
        where = f"{place + 1:,} of {of}" if place is not None else of
        return f"{where} match{'' if count == 1 else 'es'} " if count else "no match "

    def action_look_on(self, step: int) -> None:
        """To the next value that matches, or to the one before."""
        if self._matches:
            self._move(step)
        elif self.view.words:
            self._search(self.query_one("#json-look", AskLine).value, move=True)
        else:
            self.action_look()

    def _move(self, step: int, *, stay: bool = False) -> None:
        if not self._matches or self._index is None:
            return
        here = self._index.number(self.view.path)
        place = nearest(self._matches, here - stay, step)
        self.view.reveal(self._index.path(self._matches[place]), in_text=True)
        self.view.look_for(self.view.words, self._note(place))

    def action_only(self) -> None:
        """Only the branches that match, or all again."""
        view = self.view
        if not view.document.is_filtered and (self._index is None or not self._matches):
            self.action_look()
            return
        if view.document.is_filtered or self._index is None:
            view.show_only(None)
        else:
            view.show_only(self._index.kept(self._matches))

    def action_leave_search(self) -> None:
        """Show all branches, then look for nothing, then what escape does elsewhere."""
        view = self.view
        if view.document.is_filtered:
            view.show_only(None)
        elif view.words:
            self._look_for_nothing()
        else:
            raise SkipAction

    # Paths.

    def action_go_to(self) -> None:
        """Ask for a path."""
        self.query_one("#json-path", AskLine).ask(path_text(self.view.path))

    def _go(self) -> None:
        line, view = self.query_one("#json-path", AskLine), self.view
        try:
            path = resolve(view.document.record, parse_path(line.value))
        except AlyxTuiError as error:
            self.notify(
                f"{error.message} {error.hint}",
                title=error.heading,
                severity="warning",
                markup=False,
            )
            return
        line.leave()
        if view.document.is_filtered:
            view.show_only(None)
        view.reveal(path)

    # Texts.

    def action_whole_text(self) -> None:
        """The text under the cursor in a pager; any other value as JSON."""
        line = self.view.line
        if line is not None:
            heading = path_text(line.path) or line.label
            self.app.push_screen(screens.Pager(heading, partial(as_text, line.value)))

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy_path(self) -> None:
        """Copy the path of the value under the cursor."""
        if self.view.path:
            await copy_and_say(self.app, path_text(self.view.path), "path")
