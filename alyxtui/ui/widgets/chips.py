"""The active filters and conditions as chips above the table, for the keyboard and the mouse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from textual import events
from textual.content import Content

from alyxtui.query.literal import written
from alyxtui.query.model import Query, Term
from alyxtui.text import elide, safe
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.messages import FilterWanted, QueryWanted, RecordsWanted
from alyxtui.ui.widgets.bars import Bar
from alyxtui.ui.widgets.lines import CURSOR_BAR

_LABEL, _VALUE = 44, 40  # cells at most
_CROSS = "×"


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter or condition as it is shown.

    Attributes:
        label: safe name of the filter, or path and lookup of the condition.
        value: safe text.
        on: whether it is sent.
        rest: the query without it.
        switched: the query with it on or off, None where that cannot be.
    """

    label: str
    value: str
    on: bool
    rest: Query
    switched: Query | None = None


def chips_of(query: Query) -> tuple[Chip, ...]:
    """The chips of a query: plain filters first, then its conditions."""
    plain = [
        Chip(elide(safe(name), _LABEL), elide(safe(value), _VALUE), True, query.without(name))
        for name, value in query.filters
    ]
    terms = [
        Chip(_label(term), _value(term), term.on, query.without_term(index), query.toggled(index))
        for index, term in enumerate(query.terms)
    ]
    return (*plain, *terms)


class Chips(Bar, can_focus=True):
    """One line of chips; with the focus one of them is current.

    Attributes:
        chips: what is shown.
        current: index of the current one.
    """

    BINDINGS = bindings(Scope.CHIPS)
    DEFAULT_CSS = """
    Chips { padding: 0 1; }
    """
    scope: ClassVar[Scope] = Scope.CHIPS

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.chips: tuple[Chip, ...] = ()
        self.current = 0
        self._query: Query | None = None
        self._first = 0
        self._spots: list[tuple[int, int, int]] = []
        self._wanted = False

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of the commands that work here only."""
        return (self.scope,)

    def allow_focus(self) -> bool:
        """Only when asked for: Textual would give it the focus whenever the table is hidden."""
        return self._wanted

    def enter(self) -> None:
        """Take the focus, if there is a chip."""
        self._wanted = bool(self.chips)
        self.focus()

    def show(self, query: Query | None) -> None:
        """Show the chips of a query; None for no query at all."""
        self._query = query
        self.chips = chips_of(query) if query is not None else ()
        self.current = max(min(self.current, len(self.chips) - 1), 0)
        self._first = min(self._first, self.current)
        self.redraw()

    def redraw(self) -> None:
        """Build the line; chips that do not fit are counted, the current one is always there."""
        line, shown = self._drawn()
        while self.has_focus and self._first < self.current and shown <= self.current:
            self._first += 1
            line, shown = self._drawn()
        hint = Content.assemble(("+ filter ", "$whisper"), ("f", "$primary"))
        if self._query is not None and line.cell_length + hint.cell_length <= self._room:
            line = Content.assemble(line, hint)
        self.say(line)

    @property
    def _room(self) -> int:
        return self.content_size.width

    def _drawn(self) -> tuple[Content, int]:
        """The line from the first chip on, and the index after the last one that fits."""
        line = Content.styled(f"‹{self._first} ", "$label") if self._first else Content("")
        self._spots = []
        index = self._first
        while index < len(self.chips):
            chip = self._chip(index)
            others = len(self.chips) - index - 1
            room = self._room - line.cell_length - (len(f"+{others} ") if others else 0)
            if chip.cell_length > room and index > self._first:
                break
            chip = chip.truncate(max(room, 1), ellipsis=True)
            self._spots.append((line.cell_length, line.cell_length + chip.cell_length, index))
            line = Content.assemble(line, chip, " ")
            index += 1
        if index < len(self.chips):
            line = Content.assemble(line, (f"+{len(self.chips) - index} ", "$label"))
        return line, index

    def _chip(self, index: int) -> Content:
        chip = self.chips[index]
        is_current = self.has_focus and index == self.current
        ground = "$cursor" if is_current else "$chip"
        label, value = ("$label", "$foreground") if chip.on else ("$whisper", "$whisper")
        bold = "bold " if is_current else ""
        return Content.assemble(
            (CURSOR_BAR if is_current else " ", f"$primary on {ground}"),
            ("" if chip.on else "○ ", f"{label} on {ground}"),
            (f"{chip.label} ", f"{bold}{label} on {ground}"),
            (f"{chip.value} ", f"{bold}{value} on {ground}"),
            (f"{_CROSS} ", f"$whisper on {ground}"),
        )

    # Keys.

    def action_chip_by(self, step: int) -> None:
        """Go to another chip."""
        self.current = max(0, min(self.current + step, len(self.chips) - 1))
        self._first = min(self._first, self.current)
        self.redraw()

    def action_remove(self) -> None:
        """Run the query without the current chip."""
        if self.chips:
            self.post_message(QueryWanted(self.chips[self.current].rest))

    def action_remove_all(self) -> None:
        """Run the query without any filter."""
        if self._query is not None and self.chips:
            self.post_message(QueryWanted(Query(self._query.endpoint)))

    def action_switch(self) -> None:
        """Switch the current condition off or on; plain filters are only there or not."""
        switched = self.chips[self.current].switched if self.chips else None
        if switched is not None:
            self.post_message(QueryWanted(switched))
        elif self.chips:
            self.notify("Only conditions can be switched off; remove the filter.", markup=False)

    def action_edit(self) -> None:
        """Change the filters."""
        self.post_message(FilterWanted())

    def action_leave(self) -> None:
        """Go back to the records."""
        self.post_message(RecordsWanted())

    def watch_has_focus(self, focused: bool) -> None:
        """Draw the current chip as such, or none."""
        super().watch_has_focus(focused)
        self._wanted = focused
        self.redraw()

    # Mouse.

    def on_click(self, event: events.Click) -> None:
        """Go to a chip; on its cross, remove it; beside the chips, add a filter."""
        x = event.x - self.styles.padding.left
        for start, end, index in self._spots:
            if start <= x < end:
                self.current = index
                self.enter()
                self.redraw()
                if x >= end - len(f"{_CROSS} "):
                    self.action_remove()
                return
        self.post_message(FilterWanted())


def _label(term: Term) -> str:
    return elide(
        safe(f"{'not ' if term.negated else ''}{replace(term, path=term.full_path).key}"), _LABEL
    )


def _value(term: Term) -> str:
    shown = term.value if isinstance(term.value, str) else written(term.value)
    return elide(safe(shown), _VALUE)
