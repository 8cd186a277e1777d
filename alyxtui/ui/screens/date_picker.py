"""A month to choose a day from, or the days from one to another."""

from __future__ import annotations

import calendar
from datetime import date

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.query.dates import days, moved, span_text
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine

_WEEK = "  Mo  Tu  We  Th  Fr  Sa  Su"
_WEEKS = 6  # lines, so that nothing moves from month to month


class DatePicker(ModalScreen["str | None"]):
    """Gives a day as text, ``2021-03-04..2021-03-10`` for several, or None.

    Args:
        text: what is typed so far: where to begin.
        spans: whether several days can be chosen; one alone then is ``2021-03-04..2021-03-04``,
            which at a field of times means all of that day.
        today: the present day.
    """

    BINDINGS = bindings(Scope.CALENDAR)
    DEFAULT_CSS = """
    DatePicker {
        align: center middle;
        background: $background 60%;
        & #calendar { width: 64; max-width: 96%; height: auto; background: $panel; padding: 1 2 0 2; }
        & #month { height: auto; margin-bottom: 1; }
        & HintLine { padding: 0; }
    }
    """

    def __init__(self, text: str, *, spans: bool, today: date) -> None:
        super().__init__()
        self._spans, self._today = spans, today
        first, last = days(text, today) or (None, None)
        self.day = last or first or today
        self.start = first if spans and first and last and first != last else None

    def compose(self) -> ComposeResult:
        """The month, and the keys."""
        with Vertical(id="calendar"):
            yield Static("", id="month", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show the month."""
        keys = self.query_one(HintLine)
        shown = footer((Scope.CALENDAR,))
        keys.commands = [one for one in shown if self._spans or one.name != "span-of-days"]
        keys.redraw()
        self._show()

    @property
    def text(self) -> str:
        """What would be given now."""
        if not self._spans:
            return self.day.isoformat()
        return span_text(self.start or self.day, self.day)

    def _show(self) -> None:
        day = self.day
        heading = f"{calendar.month_name[day.month]} {day.year:04}"
        parts = [(f"  {heading:<24}", "bold $foreground"), (f"{self.text}\n\n", "$label")]
        parts.append((f"{_WEEK}\n", "$label"))
        weeks = calendar.monthcalendar(day.year, day.month)
        for week in [*weeks, *[[0] * 7] * (_WEEKS - len(weeks))]:
            parts += [self._cell(number) for number in week]
            parts.append(("\n", ""))
        self.query_one("#month", Static).update(Content.assemble(*parts[:-1]))

    def _cell(self, number: int) -> tuple[str, str]:
        """A day of the month; brackets and a line below tell where there is no colour."""
        if not number:
            return "    ", ""
        one = self.day.replace(day=number)
        if one == self.day:
            return f"[{number:>2}]", "bold $primary on $cursor"
        style = "$primary" if one == self._today else "$foreground"
        if self.start is not None and min(self.start, self.day) <= one <= max(self.start, self.day):
            style += " underline"
        return f" {number:>2} ", style

    def action_days(self, count: int) -> None:
        """Move by some days."""
        self._move_to(moved(self.day, days=count))

    def action_months(self, count: int) -> None:
        """Move by some months."""
        self._move_to(moved(self.day, months=count))

    def action_today(self) -> None:
        """Move to the present day."""
        self._move_to(self._today)

    def _move_to(self, day: date) -> None:
        self.day = day
        self._show()

    def action_span(self) -> None:
        """Begin a span of days here; again: only one day after all."""
        if self._spans:
            self.start = None if self.start == self.day else self.day
            self._show()

    def action_take(self) -> None:
        """Give the day, or the days."""
        self.dismiss(self.text)

    def action_cancel(self) -> None:
        """Give nothing."""
        self.dismiss(None)
