"""Lines of a name, some text and a remark, to pick one from while one types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.text import elide, fit, width
from alyxtui.ui.widgets.lines import Lines

_GAP = "  "
_NAME_SHARE = 0.45  # of the line, at most


@dataclass(frozen=True, slots=True)
class PickRow:
    """One line, its parts safe.

    Attributes:
        name: at the left, in full colour.
        text: in the middle, in grey; what does not fit is cut.
        remark: at the right.
    """

    name: str
    text: str
    remark: str


class PickList(Lines):
    """Draws the lines; ``show`` replaces them."""

    DEFAULT_CSS = """
    PickList { height: 1fr; background: $panel; }
    """

    @dataclass
    class Moved(Message):
        """The cursor is on another line."""

        index: int

    class Chosen(Message):
        """The line under the cursor is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[PickRow] = ()
        self._widths = (0, 0)

    def show(self, rows: Sequence[PickRow]) -> None:
        """Show other lines, the cursor on the first."""
        self.rows = rows
        names = max((width(row.name) for row in rows), default=0)
        self._widths = (names, max((width(row.remark) for row in rows), default=0))
        self.set_reactive(PickList.cursor, 0)
        self.lines_changed()
        self.scroll_to(y=0, animate=False, force=True)
        self.post_message(self.Moved(0))

    def renew(self, rows: Sequence[PickRow]) -> None:
        """Show the same lines with other words; the cursor stays."""
        self.rows = rows
        self._widths = (self._widths[0], max((width(row.remark) for row in rows), default=0))
        self.refresh()

    def line_count(self) -> int:
        """The lines."""
        return len(self.rows)

    def draw(self, index: int) -> list[Segment]:
        """Name, text, remark."""
        row = self.rows[index]
        room = max(self.scrollable_content_region.width - 2, 1)
        name = min(self._widths[0], int(room * _NAME_SHARE))
        remark = min(self._widths[1], room - name)
        text = room - name - remark - 2 * len(_GAP)
        return [
            Segment(fit(row.name, name) + _GAP, self.styled(Role.TEXT)),
            Segment(fit(row.text, max(text, 0)) + _GAP, self.styled(Role.LABEL)),
            Segment(elide(fit(row.remark, remark, right=True), remark), self.styled(Role.WHISPER)),
        ]

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which line the cursor is on."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved(new))

    def chosen(self) -> None:
        """Say that the line is wanted."""
        self.post_message(self.Chosen())
