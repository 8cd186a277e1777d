"""The values of a column with counts and bars; one of them can be made a filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.domain.cells import Role
from alyxtui.domain.summary import Summary
from alyxtui.text import elide, fit, plural, safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.lines import Lines

_BAR = 20  # cells of the longest bar


@dataclass(frozen=True, slots=True)
class Picked:
    """What the person wants.

    Attributes:
        value: to filter by.
        fetch: rather that all rows are fetched first.
    """

    value: Any = None
    fetch: bool = False


class ValueList(Lines):
    """One value a line.

    Args:
        summary: what to show.
    """

    scope = Scope.VALUES
    DEFAULT_CSS = """
    ValueList { background: transparent; }
    """

    def __init__(self, summary: Summary, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.summary = summary

    def on_mount(self) -> None:
        """Measure."""
        self.lines_changed()

    def line_count(self) -> int:
        """One for each distinct value."""
        return len(self.summary.values)

    def draw(self, index: int) -> list[Segment]:
        """Value, count, share, bar."""
        one = self.summary.values[index]
        widest = f"{self.summary.values[0].count:,}"
        numbers = f" {one.count:>{len(widest)},} {100 * one.count / self.summary.rows:>5.1f} % "
        room = max(self.size.width - len(numbers) - _BAR - 2, 8)
        return [
            Segment(fit(one.cell.text, room), self.styled(one.cell.role)),
            Segment(numbers, self.styled(Role.LABEL)),
            Segment(bar(one.count / self.summary.values[0].count), self.styled(Role.LINK)),
        ]


class ValuesScreen(ModalScreen["Picked | None"]):
    """Gives back what to do with a value, or None.

    Args:
        title: safe name of the column.
        summary: its values.
        rows: rows of the whole query.
        known: what the rows looked at are called when they are not all; those of a field that only
            details have are "known", which fetching all rows would not make more.
    """

    BINDINGS = bindings(Scope.VALUES)
    DEFAULT_CSS = """
    ValuesScreen {
        align: center middle;
        background: $background 60%;
        & #values { width: 84; max-width: 96%; height: 90%; background: $panel; padding: 1 2; }
        & #about { height: auto; margin: 0 0 1 0; }
        & ValueList { height: 1fr; }
        & HintLine { padding: 0; margin: 1 0 0 0; }
    }
    """

    def __init__(self, title: str, summary: Summary, rows: int, *, known: str = "loaded") -> None:
        super().__init__()
        self._title, self._summary, self._rows, self._known = title, summary, rows, known
        self._can_fetch = summary.rows < rows and known == "loaded"

    def compose(self) -> ComposeResult:
        """What it is of, the values, keys."""
        with Vertical(id="values"):
            yield Static(self._about(), id="about", markup=False)
            yield ValueList(self._summary, id="list")
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Begin with the most frequent."""
        keys = self.query_one(HintLine)
        keys.commands = [
            one for one in footer((Scope.VALUES,)) if self._can_fetch or one.name != "values-of-all"
        ]
        keys.redraw()
        self.query_one(ValueList).focus()

    def _about(self) -> Content:
        found = self._summary
        looked = f"{found.rows:,} {self._known} of {plural(self._rows, 'row')}"
        where = plural(found.rows, "row") if found.rows >= self._rows else looked
        words = [f"{plural(len(found.values), 'value')} in {where}"]
        if found.missing:
            words.append(f"{plural(found.missing, 'row')} without")
        if found.least != found.most:
            words.append(f"from {elide(found.least, 24)} to {elide(found.most, 24)}")
        return Content.assemble(
            ("values of ", "$label"),
            (self._title, "bold $foreground"),
            ("\n" + " · ".join(words), "$label"),
        )

    def action_pick(self) -> None:
        """Filter by the value under the cursor."""
        found = self._summary.values
        if found:
            self.dismiss(Picked(found[self.query_one(ValueList).cursor].value))

    def action_fetch(self) -> None:
        """Fetch all rows first."""
        if self._can_fetch:
            self.dismiss(Picked(fetch=True))

    def action_cancel(self) -> None:
        """Leave."""
        self.dismiss(None)


def bar(part: float, cells: int = _BAR) -> str:
    """A bar as long as a part of 1, in half cells; never empty for what is there."""
    halves = max(round(part * cells * 2), 1)
    return "━" * (halves // 2) + "╸" * (halves % 2)


def title_of(name: str) -> str:
    """A column's name as a title."""
    return elide(safe(name), 40)
