"""The endpoints of the server, under the headings of the web admin's index."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment

from alyxtui.domain.cells import Role
from alyxtui.schema import hints
from alyxtui.schema.model import Api
from alyxtui.text import elide, safe
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.messages import EndpointChosen, EndpointHighlighted, FindWanted
from alyxtui.ui.widgets.lines import Lines


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    endpoint: str = ""
    is_list: bool = True


class EndpointTree(Lines):
    """Headings and endpoints; the cursor rests on endpoints only."""

    BINDINGS = bindings(Scope.TREE)
    scope = Scope.TREE

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.api = Api()
        self.words = ""
        self._rows: list[_Row] = []

    def show(self, api: Api) -> None:
        """Show the endpoints of a server."""
        self.api = api
        self.narrow("")

    def narrow(self, words: str) -> None:
        """Show only endpoints whose name or heading holds every word."""
        here = self.current
        self.words = words
        self._rows = list(_rows(self.api, words.lower().split()))
        self.lines_changed()
        if not self.select(here):
            self.move_to(0)

    @property
    def current(self) -> str:
        """The endpoint under the cursor, empty when there is none."""
        return self._rows[self.cursor].endpoint if self.cursor < len(self._rows) else ""

    def select(self, name: str) -> bool:
        """Put the cursor on an endpoint; False when it is not shown."""
        for index, row in enumerate(self._rows):
            if name and row.endpoint == name:
                self.cursor = index
                return True
        return False

    def line_count(self) -> int:
        """Headings, endpoints and the blank lines between."""
        return len(self._rows)

    def can_rest(self, index: int) -> bool:
        """Only endpoints take the cursor."""
        return bool(self._rows[index].endpoint)

    def draw(self, index: int) -> list[Segment]:
        """A heading in grey, an endpoint in the text's colour, one without a list in a whisper."""
        row = self._rows[index]
        text = elide(row.text, max(self.size.width - 2, 1))
        if not row.endpoint:
            return [Segment(text, self.get_component_rich_style("lines--heading", partial=True))]
        return [Segment(text, self.styled(Role.TEXT if row.is_list else Role.LABEL))]

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which endpoint the cursor is on."""
        super().watch_cursor(old, new)
        if self.current:
            self.post_message(EndpointHighlighted(self.current))

    def action_find(self) -> None:
        """Narrow the tree by typing."""
        self.post_message(FindWanted())

    def chosen(self) -> None:
        """Open the endpoint."""
        if self.current:
            self.post_message(EndpointChosen(self.current))


def _rows(api: Api, words: list[str]) -> list[_Row]:
    rows: list[_Row] = []
    for group, names in (*hints.GROUPS.items(), (hints.OTHER, ())):
        members = [
            endpoint
            for endpoint in api.endpoints.values()
            if endpoint.group == group
            and all(word in f"{endpoint.name} {group}".lower() for word in words)
        ]
        if not members:
            continue
        # In the order of the hints; a list before what is none, a newcomer last.
        members.sort(key=lambda one: names.index(one.name) if one.name in names else len(names))
        if rows:
            rows.append(_Row(""))
        rows.append(_Row(group))
        rows += [_Row(safe(one.name), one.name, one.is_list) for one in members]
    return rows
