"""What differs between two records, by path."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from rich.segment import Segment
from textual import work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.domain.cells import Role
from alyxtui.domain.compare import Change, Kind, changes
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_lines import shown
from alyxtui.domain.json_path import path_text
from alyxtui.domain.json_text import as_text
from alyxtui.text import elide, fit, width
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.screens.pager import Pager
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.lines import Lines

_SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "−", Kind.CHANGED: "~"}
_ROLES = {Kind.ADDED: Role.GOOD, Kind.REMOVED: Role.BAD, Kind.CHANGED: Role.WARNING}
_WIDEST = 60  # cells of a path
_ARROW = "  →  "


class ChangeLines(Lines):
    """One change a line: sign, path, the value before and the value now."""

    scope = Scope.COMPARE

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.changes: Sequence[Change] = ()
        self._paths = 0

    def show(self, found: Sequence[Change]) -> None:
        """Show other changes."""
        self.changes = found
        sizes = (width(path_text(change.path)) for change in found)
        self._paths = min(max(sizes, default=0), _WIDEST)
        self.lines_changed()

    def line_count(self) -> int:
        """The changes."""
        return len(self.changes)

    def draw(self, index: int) -> list[Segment]:
        """One change."""
        change = self.changes[index]
        room = self.size.width - 3
        cells = min(self._paths, room * 2 // 5)
        path = fit(path_text(change.path), cells)
        segments = [
            Segment(f"{_SIGNS[change.kind]} ", self.styled(_ROLES[change.kind])),
            Segment(f"{path}  ", self.styled(Role.LABEL)),
        ]
        return segments + self._values(change, room - cells - 4)

    def _values(self, change: Change, room: int) -> list[Segment]:
        if change.kind is not Kind.CHANGED:
            one = change.new if change.old is MISSING else change.old
            return [self._value(one, room)]
        half = (room - len(_ARROW)) // 2
        before = shown(change.old)
        left = min(
            width(before.text), max(half, room - len(_ARROW) - width(shown(change.new).text))
        )
        return [
            self._value(change.old, left),
            Segment(_ARROW, self.styled(Role.WHISPER)),
            self._value(change.new, room - left - len(_ARROW)),
        ]

    def _value(self, value: object, room: int) -> Segment:
        cell = shown(value)
        return Segment(elide(cell.text, max(room, 0)), self.styled(cell.role))


class CompareScreen(Screen[None]):
    """Compares two records, or two versions of one.

    Args:
        old: the one before.
        new: the one now.
        names: what they are called, safe.
    """

    BINDINGS = bindings(Scope.COMPARE)
    DEFAULT_CSS = """
    CompareScreen {
        background: $background;
        color: $foreground;
        & #heading { height: auto; padding: 0 1 1 1; background: $background; color: $label; }
        & ChangeLines { height: 1fr; }
    }
    """

    def __init__(
        self, old: Mapping[str, object], new: Mapping[str, object], names: tuple[str, str]
    ) -> None:
        super().__init__()
        self._old, self._new, self._names = old, new, names

    def compose(self) -> ComposeResult:
        """Heading, changes, keys."""
        yield Static("", id="heading", markup=False)
        yield ChangeLines(id="changes")
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Compare."""
        self._lines.focus()
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.COMPARE, Scope.APP))
        keys.redraw()
        self._compare()

    @property
    def _lines(self) -> ChangeLines:
        return self.query_one(ChangeLines)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="compare", exclusive=True, exit_on_error=False)
    async def _compare(self) -> None:
        self._say("comparing …")
        found = await asyncio.to_thread(changes, dict(self._old), dict(self._new))
        counts = Counter(change.kind for change in found)
        self._lines.show(found)
        words = [f"{counts[kind]:,} {kind.value}" for kind in Kind if counts[kind]]
        self._say(" · ".join(words) or "nothing differs")

    def _say(self, words: str) -> None:
        old, new = self._names
        heading = Content.assemble(
            ("− ", "$error"),
            (f"{old}\n", "$label"),
            ("+ ", "$success"),
            (f"{new}\n", "$foreground"),
            (words, "$label"),
        )
        self.query_one("#heading", Static).update(heading)

    def _change(self) -> Change | None:
        lines = self._lines
        return lines.changes[lines.cursor] if lines.changes else None

    def action_both(self) -> None:
        """Both values of a change, whole, in a pager."""
        change = self._change()
        if change is not None:
            self.app.push_screen(Pager(path_text(change.path), partial(self._texts, change)))

    def _texts(self, change: Change) -> str:
        """Both values one after the other; runs in a thread."""
        values = zip(self._names, (change.old, change.new), strict=True)
        return "\n\n".join(
            f"{name}:\n\n{'not there' if value is MISSING else as_text(value)}"
            for name, value in values
        )

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def action_copy_path(self) -> None:
        """Copy the path of the change under the cursor."""
        change = self._change()
        if change is not None:
            await copy_and_say(self.app, path_text(change.path), "path")

    def action_leave(self) -> None:
        """Back to the record."""
        self.dismiss()
