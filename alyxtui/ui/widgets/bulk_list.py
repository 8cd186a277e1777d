"""The rows of a bulk edit, a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_lines import shown
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.rows import Row, RowState
from alyxtui.text import elide, fit, safe
from alyxtui.ui.commands import Scope
from alyxtui.ui.widgets.lines import Lines

_SIGNS = {
    RowState.NEW: ("○", Role.LABEL),
    RowState.READY: ("○", Role.TEXT),
    RowState.EQUAL: ("=", Role.WHISPER),
    RowState.SKIPPED: ("–", Role.WHISPER),
    RowState.DONE: ("●", Role.GOOD),
    RowState.FAILED: ("✕", Role.BAD),
    RowState.WAITING: ("▲", Role.WARNING),
}
_STATE, _NAME = 16, 44  # cells
_VALUE = 60  # cells of a value


class BulkList(Lines):
    """Draws the rows as they are; ``look`` draws what has changed."""

    scope = Scope.BULK

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[Row] = ()
        self._titles: Mapping[str, str] = {}

    @property
    def current(self) -> Row | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if self.cursor < len(self.rows) else None

    def look(self, rows: Sequence[Row], titles: Mapping[str, str]) -> None:
        """Draw what has changed.

        Args:
            rows: in their order.
            titles: what a person calls the records, safe, by lookup value.
        """
        self.rows, self._titles = rows, titles
        if self.cursor >= len(rows):
            self.cursor = max(len(rows) - 1, 0)
        self.lines_changed()

    def line_count(self) -> int:
        """The rows."""
        return len(self.rows)

    def watch_cursor(self, old: int, new: int) -> None:
        """Say that another row is under the cursor."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved())

    def draw(self, index: int) -> list[Segment]:
        """State, record, and what becomes different or why not."""
        row = self.rows[index]
        sign, role = _SIGNS[row.state]
        room = max(self.scrollable_content_region.width - 2 - _STATE, 8)
        name = min(room // 2, _NAME)
        key = row.change.key
        title = self._titles.get(key) or safe(key)
        bad = row.state in {RowState.FAILED, RowState.WAITING}
        text = elide(said(row), max(room - name - 1, 1))
        return [
            Segment(fit(f"{sign} {row.state.value}", _STATE), self.styled(role)),
            Segment(fit(title, name) + " ", self.styled(Role.TEXT)),
            Segment(fit(text, room - name - 1), self.styled(Role.BAD if bad else Role.LABEL)),
        ]


def said(row: Row) -> str:
    """What becomes different in a row, or why not, safe."""
    if row.said:
        return safe(row.said)
    return ", ".join(line(one) for one in row.differences)


def line(one: Difference) -> str:
    """A difference in one line: ``status: Errored → Waiting``."""
    return f"{safe(one.label)}: {_value(one.old)} → {_value(one.new)}"


def _value(value: object) -> str:
    return "nothing" if value is MISSING else elide(shown(value).text, _VALUE)
