"""The rows of a bulk edit, a line each."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.segment import Segment

from alyxtui.domain.cells import Role
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_lines import shown
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.rows import Row, RowState
from alyxtui.text import elide, fit, safe
from alyxtui.ui.commands import Scope
from alyxtui.ui.widgets.item_lines import ItemLines

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


class BulkList(ItemLines[Row]):
    """Draws the rows.

    Attributes:
        titles: what a person calls the records, safe, by lookup value.
    """

    scope = Scope.BULK
    titles: Mapping[str, str] = MappingProxyType({})

    def draw(self, index: int) -> list[Segment]:
        """State, record, and what becomes different or why not."""
        row = self.items[index]
        sign, role = _SIGNS[row.state]
        room = max(self.scrollable_content_region.width - 2 - _STATE, 8)
        name = min(room // 2, _NAME)
        key = row.change.key
        title = self.titles.get(key) or safe(key)
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
