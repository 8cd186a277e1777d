"""The one-line widgets at the edges: title, status, keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from alyxtui.text import elide, safe, width
from alyxtui.ui.commands import Command

if TYPE_CHECKING:
    from alyxtui.domain.connection import Connection

SEPARATOR = "·"


class Bar(Widget):
    """One line of which only what changes is drawn again."""

    DEFAULT_CSS = """
    Bar {
        height: 1;
        width: 100%;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        color: $label;
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._shown = Content("")

    def render(self) -> Content:
        """The line."""
        return self._shown

    def say(self, content: Content) -> None:
        """Show a line."""
        cells = changed_cells(self._shown, content)
        self._shown = content
        if cells:
            self.refresh(Region(0, 0, min(cells, self.size.width), 1))

    def on_resize(self, event: events.Resize) -> None:
        """Fit the line anew."""
        self.redraw()

    def redraw(self) -> None:
        """Build the line for the present width."""


def changed_cells(before: Content, after: Content) -> int:
    """Cells from the left end up to the last one that differs, 0 when none does.

    Textual 8.2.8 writes a changed line from its left end on, so that only the right end can be saved.
    """
    old, new = _letters(before), _letters(after)
    cells = max(before.cell_length, after.cell_length)
    if old == new:
        return 0
    if not len(old) == len(new) == before.cell_length == cells:
        return cells
    while cells and old[cells - 1] == new[cells - 1]:
        cells -= 1
    return cells


def _letters(content: Content) -> list[tuple[str, tuple[object, ...]]]:
    """The characters of a line with their styles."""
    styles: list[tuple[object, ...]] = [()] * len(content.plain)
    for start, end, style in content.spans:
        styles[start:end] = [(*one, style) for one in styles[start:end]]
    return list(zip(content.plain, styles, strict=True))


def spread(left: Content, right: Content, cells: int) -> Content:
    """Two texts at the ends of a line; the left one is cut when both do not fit."""
    room = cells - right.cell_length
    if room < 2:
        return left.truncate(max(cells, 0), ellipsis=True)
    left = left.truncate(max(room - 1, 0), ellipsis=True)
    return Content.assemble(left, " " * (cells - left.cell_length - right.cell_length), right)


class TitleLine(Bar):
    """Program, server, user and their marks; at the right the trail."""

    DEFAULT_CSS = """
    TitleLine { background: $panel; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.server = ""
        self.user = ""
        self.nameless = False
        self.read_only = False
        self.production = False
        self.offline = False
        self.trail: Sequence[str] = ()

    def show(self, connection: Connection) -> None:
        """Take the words of a connection; they are drawn by ``redraw``."""
        self.server = connection.profile.url.partition("://")[2]
        self.user = connection.user
        self.nameless = connection.signed_in and not connection.user
        self.read_only = connection.read_only
        self.production = connection.profile.production

    def take(self, line: TitleLine) -> None:
        """Take the words of another screen's line, but for its trail; drawn by ``redraw``."""
        self.server, self.user, self.nameless = line.server, line.user, line.nameless
        self.read_only, self.production = line.read_only, line.production
        self.offline = line.offline

    def redraw(self) -> None:
        """Build the line; the end of the trail survives when there is little room."""
        dot = (f" {SEPARATOR} ", "$whisper")
        left = Content.assemble(
            ("alyxtui", "bold $primary"), "  ", (safe(self.server), "$foreground")
        )
        if self.production:
            left = Content.assemble(left, dot, ("▲ PRODUCTION", "bold $error"))
        if self.user:
            left = Content.assemble(left, dot, (safe(self.user), "$foreground"))
        if self.nameless:
            left = Content.assemble(left, dot, ("○ user not known", "$warning"))
        if self.read_only:
            left = Content.assemble(left, dot, ("○ read-only", "$warning"))
        if self.offline:
            left = Content.assemble(left, dot, ("✕ OFFLINE", "bold $error"))
        room = self.size.width - left.cell_length - 3
        self.say(spread(left, _trail(self.trail, room), self.size.width))


def _trail(labels: Sequence[str], room: int) -> Content:
    if not labels or room < 4:
        return Content("")
    content = Content.styled(elide(labels[-1], min(room, 40)), "bold $foreground")
    for label in reversed(labels[:-1]):
        longer = Content.assemble((elide(label, 24), "$label"), (" › ", "$whisper"), content)
        if longer.cell_length > room:
            dots = Content.assemble(("… › ", "$whisper"), content)
            return dots if dots.cell_length <= room else content
        content = longer
    return content


class StatusLine(Bar):
    """What is shown, of how much, from where and how old."""

    DEFAULT_CSS = """
    StatusLine { background: $panel; padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.left: Content = Content("")
        self.right: Content = Content("")

    def redraw(self) -> None:
        """Build the line."""
        self.say(spread(self.left, self.right, self.size.width))


class HintLine(Bar):
    """The keys that work here, the most wanted first, as many as fit."""

    DEFAULT_CSS = """
    HintLine { padding: 0 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.commands: Sequence[Command] = ()

    def redraw(self) -> None:
        """Build the line; a key that does not fit whole is left out."""
        parts: list[Content] = []
        used = 0
        for command in self.commands:
            key = command.key_text.split()[0]
            size = width(key) + width(command.label) + 4
            if used + size - 3 > self.size.width:
                break
            gap = " " * min(3, self.size.width - (used + size - 3))
            label = (f" {command.label}{gap}", "$label")
            parts.append(Content.assemble((key, "$primary"), label))
            used += size
        # The blanks behind the last one need no room.
        self.say(Content.assemble(*parts).truncate(self.size.width))
