"""The base of every list in the interface: lines drawn on demand, with a cursor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from alyxtui.domain.cells import Role
from alyxtui.ui.commands import Scope, bindings

CURSOR_BAR = "▌"


class Lines(ScrollView, can_focus=True):
    """Draws only the lines that are seen, whatever their number.

    A subclass says how many lines there are (``line_count``), draws one (``draw``) and may keep
    ``header_height`` lines on top that do not scroll (``draw_header``).
    """

    BINDINGS = bindings(Scope.LINES)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"lines--{role.value}" for role in Role),
        "lines--heading",
        "lines--bar",
        "lines--cursor",
        "lines--cursor-idle",
    }
    DEFAULT_CSS = """
    Lines {
        background: $background;
        color: $foreground;
        scrollbar-size: 1 1;
        scrollbar-color: $scrollbar;
        scrollbar-color-hover: $scrollbar;
        scrollbar-color-active: $primary;
        overflow-x: hidden;
        & .lines--text { color: $foreground; }
        & .lines--label { color: $label; }
        & .lines--whisper { color: $whisper; }
        & .lines--number { color: $number; }
        & .lines--link { color: $primary; }
        & .lines--good { color: $success; }
        & .lines--warning { color: $warning; }
        & .lines--bad { color: $error; }
        & .lines--unset { color: $label; }
        & .lines--heading { color: $label; text-style: bold; }
        & .lines--bar { color: $primary; text-style: bold; }
        & .lines--cursor { background: $cursor; text-style: bold; }
        & .lines--cursor-idle { background: $cursor-idle; }
    }
    """

    scope: ClassVar[Scope] = Scope.LINES
    header_height: ClassVar[int] = 0
    cursor: reactive[int] = reactive(0, repaint=False)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._drawn: dict[int, Strip] = {}  # by line of the screen

    # What a subclass says.

    def line_count(self) -> int:
        """How many lines there are, the header apart."""
        raise NotImplementedError

    def draw(self, index: int) -> list[Segment]:
        """One line, unstyled by the cursor, from its left end on."""
        raise NotImplementedError

    def draw_header(self, y: int) -> list[Segment]:
        """One line of the header."""
        raise NotImplementedError

    def can_rest(self, index: int) -> bool:
        """Whether the cursor may stand on a line; headings say no."""
        return True

    def content_width(self) -> int:
        """Cells that the widest line takes; 0 where nothing scrolls sideways."""
        return 0

    def sign_of(self, index: int) -> Segment | None:
        """What stands left of a line in the place of the cursor's bar, one cell; None for that."""
        return None

    def frozen_width(self) -> int:
        """Cells at the left that stay where they are when the rest scrolls sideways."""
        return 0

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes of the commands that work here only, the nearest first."""
        return (self.scope,)

    # Drawing.

    def _cropped(self, strip: Strip, left: int, width: int, style: Style | None) -> Strip:
        """The part of a line that is on the screen."""
        frozen = min(self.frozen_width(), width) if left else 0
        if not frozen:
            return strip.crop_extend(left, left + width, style)
        moving = strip.crop_extend(left + frozen, left + width, style)
        return Strip.join([strip.crop(0, frozen), moving])

    def styled(self, role: Role) -> Style:
        """The style of a role."""
        return self.get_component_rich_style(f"lines--{role.value}", partial=True)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        strip = self._drawn[y] = self._line(y)
        return strip

    def _line(self, y: int) -> Strip:
        width = self.size.width
        left = self.scroll_offset.x
        base = self.rich_style
        if y < self.header_height:
            header = self._cropped(Strip(self.draw_header(y)), left, width, base)
            return header.apply_style(base).simplify()
        index = y - self.header_height + self.scroll_offset.y
        if index >= self.line_count():
            return Strip.blank(width, base)
        if index == self.cursor and self.shows_cursor:
            base += self._cursor_style()
            bar = Segment(CURSOR_BAR, self.get_component_rich_style("lines--bar", partial=True))
        else:
            bar = Segment(" ")
        strip = Strip(joined([self.sign_of(index) or bar, *self.draw(index)]))
        # `base` under each segment: a segment's own colour wins, the background is the cursor's.
        return self._cropped(strip, left, width, None).apply_style(base).simplify()

    @property
    def shows_cursor(self) -> bool:
        """Whether the cursor's line is drawn as such."""
        return True

    def _cursor_style(self) -> Style:
        name = "lines--cursor" if self.has_focus else "lines--cursor-idle"
        return self.get_component_rich_style(name, partial=True)

    def lines_changed(self) -> None:
        """Measure and draw anew, after the lines or their number changed."""
        size = Size(self.content_width(), self.line_count() + self.header_height)
        if self.styles.height is not None and not self.styles.height.is_auto:
            # Another virtual size draws all anew; what fits the screen has the screen's.
            size = Size(size.width, max(size.height, self.size.height))
        if size != self.virtual_size:
            self.virtual_size = size
            self.refresh()
        else:
            self.refresh_changed()

    def refresh_changed(self) -> None:
        """Draw what differs from what is on the screen; over SSH every cell costs."""
        regions = []
        for y in range(self.size.height):
            if y not in self._drawn:
                self.refresh()
                return
            cells = changed_cells(self._drawn[y], self._line(y))
            if cells:
                regions.append(Region(0, y, cells, 1))
        if regions:
            self.refresh(*regions)

    def refresh_row(self, index: int) -> None:
        """Draw one line anew, if it is on the screen."""
        y = index - self.scroll_offset.y + self.header_height
        if self.header_height <= y < self.size.height:
            self.refresh(Region(0, y, self.scrollable_content_region.width, 1))

    def refresh_header(self) -> None:
        """Draw the lines on top anew."""
        self.refresh(Region(0, 0, self.size.width, self.header_height))

    # Moving.

    @property
    def page_height(self) -> int:
        """Lines on the screen without the header."""
        return max(1, self.size.height - self.header_height)

    def move_to(self, index: int, *, step: int = 1) -> None:
        """Put the cursor on a line, or the next one in the direction of ``step`` that takes it."""
        count = self.line_count()
        if not count:
            return
        index = max(0, min(index, count - 1))
        while 0 <= index < count and not self.can_rest(index):
            index += step
        if 0 <= index < count:
            self.cursor = index

    def watch_cursor(self, old: int, new: int) -> None:
        """Bring the cursor onto the screen and draw the two lines that changed."""
        self.refresh_row(old)
        self.refresh_row(new)
        self.show_row(new)

    def show_row(self, index: int) -> None:
        """Scroll as little as needed for a line to be on the screen."""
        if not self.size.height:
            return
        top = self.scroll_offset.y
        if index <= top:
            # The headings above a line come with it; the cursor cannot go and fetch them.
            while index > 0 and not self.can_rest(index - 1):
                index -= 1
            if index < top:
                self.scroll_to(y=index, animate=False, force=True)
        elif index >= top + self.page_height:
            self.scroll_to(y=index - self.page_height + 1, animate=False, force=True)

    def action_cursor_by(self, step: int) -> None:
        """Move by some lines."""
        self.move_to(self.cursor + step, step=step)

    def action_page_by(self, pages: int) -> None:
        """Move by some screens."""
        self.move_to(self.cursor + pages * self.page_height, step=pages)

    def action_cursor_to_start(self) -> None:
        """Move to the first line."""
        self.move_to(0)
        self.scroll_to(y=0, animate=False, force=True)

    def action_cursor_to_end(self) -> None:
        """Move to the last line."""
        self.move_to(self.line_count() - 1, step=-1)

    def on_resize(self, event: events.Resize) -> None:
        """Measure anew, and keep the cursor on the screen."""
        self.lines_changed()
        self.show_row(self.cursor)

    def on_focus(self) -> None:
        """The cursor is drawn stronger with the focus."""
        self.refresh_row(self.cursor)

    def on_blur(self) -> None:
        """The cursor is drawn weaker without the focus."""
        self.refresh_row(self.cursor)

    def row_at(self, event: events.MouseEvent) -> int | None:
        """The line under the mouse, or None."""
        index = event.y - self.header_height + self.scroll_offset.y
        inside = event.y >= self.header_height and 0 <= index < self.line_count()
        return index if inside and self.can_rest(index) else None

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one does what enter does."""
        index = self.row_at(event)
        if index is None:
            return
        if index == self.cursor and event.chain > 1:
            self.chosen()
        self.cursor = index

    def action_choose(self) -> None:
        """What enter does."""
        self.chosen()

    def chosen(self) -> None:
        """What enter and a double click do; nothing, unless a subclass says."""


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """The segments, blanks in the style of a neighbour: each change of style is 20 to 40 bytes."""
    joined: list[Segment] = []
    for segment in segments:
        last = joined[-1] if joined else None
        if last is not None and _shows_no_blanks(last.style) and _shows_no_blanks(segment.style):
            if not segment.text.strip(" "):
                joined[-1] = Segment(last.text + segment.text, last.style)
                continue
            if not last.text.strip(" "):
                joined[-1] = Segment(last.text + segment.text, segment.style)
                continue
        joined.append(segment)
    return joined


def _shows_no_blanks(style: Style | None) -> bool:
    """Whether a blank in a style looks as in any other one."""
    return style is None or not (style.bgcolor or style.underline or style.reverse or style.strike)


def changed_cells(before: Strip, after: Strip) -> int:
    """Cells from the left end up to the last one that differs, 0 when none does.

    Textual 8.2.8 writes a changed line from its left end on, so that only the right end can be saved.
    """
    if before == after:
        return 0
    old = [(letter, segment.style) for segment in before for letter in segment.text]
    new = [(letter, segment.style) for segment in after for letter in segment.text]
    cells = after.cell_length
    if not len(old) == len(new) == before.cell_length == cells:
        return cells  # wide and combining characters are not worth the trouble
    while cells and old[cells - 1] == new[cells - 1]:
        cells -= 1
    return cells
