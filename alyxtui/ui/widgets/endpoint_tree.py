"""The endpoints of the server under their headings, with the number of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.domain.sections import methods, sections
from alyxtui.schema.model import Api
from alyxtui.text import elide, fit, safe
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.messages import EndpointChosen, EndpointHighlighted, FindWanted
from alyxtui.ui.widgets.lines import Lines


@dataclass(frozen=True, slots=True)
class _Row:
    """A heading, a blank line, or an endpoint.

    Attributes:
        text: safe.
        endpoint: its name, empty for the other two.
        methods: what can be done with an endpoint that is no list.
    """

    text: str
    endpoint: str = ""
    methods: str = ""


class EndpointTree(Lines):
    """Headings and endpoints; the cursor rests on endpoints only.

    Attributes:
        api: what the server offers.
        words: what the endpoints are narrowed by.
        often: names of the endpoints used most, the first one first; as they were when the tree
            was first shown, because rows that change places under the cursor are hit by mistake.
        count_of: gives the number of records in a list, None while it is not known.
    """

    BINDINGS = bindings(Scope.TREE)
    scope = Scope.TREE

    class Seen(Message):
        """Other endpoints may have come into sight."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.api = Api()
        self.words = ""
        self.often: Sequence[str] = ()
        self.count_of: Callable[[str], int | None] = lambda name: None
        self._rows: list[_Row] = []

    def show(self, api: Api) -> None:
        """Show the endpoints of a server, those that are used most on top."""
        self.api = api
        self.narrow(self.words)

    def narrow(self, words: str) -> None:
        """Show only endpoints whose name or heading holds every word."""
        here = self.current
        self.words = words
        self._rows = list(_rows(self.api, words.lower().split(), self.often))
        self.lines_changed()
        if not self.select(here):
            self.move_to(0)
            self._say_current()  # also where another endpoint came to the same line
        self.post_message(self.Seen())

    @property
    def current(self) -> str:
        """The endpoint under the cursor, empty when there is none."""
        return self._rows[self.cursor].endpoint if self.cursor < len(self._rows) else ""

    @property
    def in_sight(self) -> list[str]:
        """The endpoints on the screen; none while the tree is not."""
        if not self.is_on_screen:
            return []
        top = self.scroll_offset.y
        rows = self._rows[top : top + self.page_height]
        return [row.endpoint for row in rows if row.endpoint]

    def select(self, name: str) -> bool:
        """Put the cursor on an endpoint; False when it is not shown."""
        if name and self.current == name:
            return True
        for index, row in enumerate(self._rows):
            if name and row.endpoint == name:
                self.cursor = index
                return True
        return False

    def count_came(self, name: str) -> None:
        """Draw the count of an endpoint, wherever it stands."""
        for index, row in enumerate(self._rows):
            if row.endpoint == name:
                self.refresh_row(index)

    def line_count(self) -> int:
        """Headings, endpoints and the blank lines between."""
        return len(self._rows)

    def can_rest(self, index: int) -> bool:
        """Only endpoints take the cursor."""
        return bool(self._rows[index].endpoint)

    def draw(self, index: int) -> list[Segment]:
        """A heading in grey; an endpoint, and in a whisper its count or what can be done there."""
        row = self._rows[index]
        room = max(self.size.width - 2, 1)
        if not row.endpoint:
            style = self.get_component_rich_style("lines--heading", partial=True)
            return [Segment(elide(row.text, room), style)]
        count = self.count_of(row.endpoint)
        beside = row.methods or (f"{count:,}" if count is not None else "")
        name = fit(row.text, max(room - len(beside) - 1, 1)) if beside else elide(row.text, room)
        role = Role.LABEL if row.methods else Role.TEXT
        drawn = [Segment(name, self.styled(role))]
        return [*drawn, Segment(f" {beside}", self.styled(Role.WHISPER))] if beside else drawn

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which endpoint the cursor is on."""
        super().watch_cursor(old, new)
        self._say_current()

    def _say_current(self) -> None:
        if self.current:
            self.post_message(EndpointHighlighted(self.current))

    def watch_scroll_y(self, old: float, new: float) -> None:
        """Say that other endpoints came into sight."""
        super().watch_scroll_y(old, new)
        self.post_message(self.Seen())

    def on_resize(self, event: events.Resize) -> None:
        """Say that other endpoints came into sight; a tree that is opened has a new size too."""
        self.post_message(self.Seen())

    def action_find(self) -> None:
        """Narrow the tree by typing."""
        self.post_message(FindWanted())

    def chosen(self) -> None:
        """Open the endpoint."""
        if self.current:
            self.post_message(EndpointChosen(self.current))


def _rows(api: Api, words: Sequence[str], often: Iterable[str]) -> list[_Row]:
    rows: list[_Row] = []
    for section in sections(api, words, often):
        if rows:
            rows.append(_Row(""))
        rows.append(_Row(section.title))
        rows += [
            _Row(safe(one.name), one.name, "" if one.is_list else safe(methods(one)))
            for one in section.endpoints
        ]
    return rows
