"""What a write would change, before anything is sent."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.domain.compare import Change, Kind
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_path import path_text
from alyxtui.domain.json_text import as_text
from alyxtui.domain.writes.diff import Difference
from alyxtui.text import plural, safe
from alyxtui.ui.commands import Command, Scope, bindings, footer
from alyxtui.ui.fitting import fit_lines
from alyxtui.ui.screens.compare import ChangeLines
from alyxtui.ui.screens.pager import Pager
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

HELD = 0.3
"""Seconds in which a key that comes again is held or was typed ahead, and says nothing."""
_NAMES = ("as it is now", "as it would be")


class ReviewLines(ChangeLines):
    """The changes of a write."""

    scope = Scope.REVIEW


class ReviewScreen(ModalScreen[bool]):
    """Shows every change and gives whether it is to be sent.

    Args:
        heading: what is done to what.
        where: user and server.
        differences: what becomes different.
        notes: what there is to know, a sentence each.
        losses: what is lost, a sentence each.
        word: to be typed before it is sent; empty where ``y`` is enough.
        twice: it goes to a production server, and is confirmed once more.
    """

    BINDINGS = bindings(Scope.REVIEW)
    DEFAULT_CSS = """
    ReviewScreen {
        align: center middle;
        background: $background 60%;
        & #review {
            width: 130; max-width: 96%; height: auto; max-height: 90%;
            background: $panel; padding: 1 2 0 2; overflow-y: auto; scrollbar-size: 1 1;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & ReviewLines { height: 1; max-height: 30; background: $panel; }
        & #said { height: auto; max-height: 12; margin-top: 1; }
        & #ask { height: 1; color: $warning; margin-top: 1; }
        & Field { margin-bottom: 1; }
        & HintLine { padding: 0; margin-top: 1; }
    }
    """

    def __init__(
        self,
        heading: str,
        where: str,
        differences: Sequence[Difference],
        *,
        notes: Sequence[str] = (),
        losses: Sequence[str] = (),
        word: str = "",
        twice: bool = False,
    ) -> None:
        super().__init__()
        self._heading, self._where, self._word = heading, where, word
        self._changes = [_change(one) for one in differences]
        self._notes, self._losses = notes, losses
        self._twice = twice
        self._pressed_at = time.monotonic()

    def compose(self) -> ComposeResult:
        """Heading, changes, what is lost, the question, keys."""
        count = plural(len(self._changes), "change") if self._changes else ""
        head = Content.assemble(
            (safe(self._heading), "bold $foreground"),
            (f"  {count}\n", "$whisper"),
            (safe(self._where), "$primary"),
        )
        said = [Content.styled(f"▲ {safe(one)}", "$warning") for one in self._losses]
        said += [Content.styled(safe(one), "$label") for one in self._notes]
        with Vertical(id="review"):
            yield Static(head, id="heading", markup=False)
            yield ReviewLines(id="changes")
            if said:
                yield Static(Content("\n").join(said), id="said", markup=False)
            if self._twice and not self._word:
                yield Static("", id="ask", markup=False)
            if self._word:
                yield Static(f"Type {safe(self._word)} and enter:", id="ask", markup=False)
                yield Field(id="word", on_enter=self._typed)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show the changes; a word that is to be typed has the focus."""
        lines = self.query_one(ReviewLines)
        lines.show(self._changes)
        (self.query_one(Field) if self._word else lines).focus()
        self._show_keys()
        self._pressed_at = time.monotonic()

    def on_resize(self) -> None:
        """What will be lost, the question and the keys are in sight, however small the terminal."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        fit_lines(self.query_one("#review"), self.query_one(ReviewLines), len(self._changes))

    def _show_keys(self) -> None:
        keys = self.query_one(HintLine)
        keys.commands = [one for one in footer((Scope.REVIEW,)) if self._is_offered(one)]
        keys.redraw()

    def _is_offered(self, command: Command) -> bool:
        if command.name == "both-of-write" and not self._changes:
            return False
        return command.name == "leave-review" or not self._word

    def action_send(self) -> None:
        """Send it; a key that is held, or was pressed before this was seen, does not count."""
        now = time.monotonic()
        is_held = now - self._pressed_at < HELD
        self._pressed_at = now
        if not (is_held or self._word):
            self._confirmed()

    def _confirmed(self) -> None:
        """Send it; to a production server when it is confirmed once more."""
        if not self._twice:
            self.dismiss(True)
            return
        self._twice, self._word = False, ""
        self.query_one("#ask", Static).update("▲ a production server: y once more sends it")
        self.query(Field).remove()
        self.query_one(ReviewLines).focus()
        self._show_keys()

    def _typed(self) -> None:
        if self.query_one(Field).value.strip() == self._word:
            self._pressed_at = time.monotonic()
            self._confirmed()
        else:
            self.query_one("#ask", Static).update(f"✕ not the same; type {safe(self._word)}:")

    def action_both(self) -> None:
        """Both values of a change, whole, in a pager."""
        cursor = self.query_one(ReviewLines).cursor
        if cursor < len(self._changes):
            change = self._changes[cursor]
            self.app.push_screen(Pager(path_text(change.path), partial(_texts, change)))

    def action_leave(self) -> None:
        """Send nothing."""
        self.dismiss(False)


def _change(one: Difference) -> Change:
    kind = Kind.CHANGED
    if one.old is MISSING:
        kind = Kind.ADDED
    elif one.new is MISSING:
        kind = Kind.REMOVED
    return Change(one.path, kind, one.old, one.new)


def _texts(change: Change) -> str:
    """Both values one after the other; runs in a thread."""
    values = zip(_NAMES, (change.old, change.new), strict=True)
    return "\n\n".join(
        f"{name}:\n\n{'not there' if value is MISSING else as_text(value)}"
        for name, value in values
    )
