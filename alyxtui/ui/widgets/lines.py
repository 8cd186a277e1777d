"""The base of every list in the interface: lines drawn on demand, with a cursor."""

from __future__ import annotations

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
        strip = Strip([self.sign_of(index) or bar, *self.draw(index)])
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
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def refresh_row(self, index: int) -> None:
        """Draw one line anew, if it is on the screen."""
        y = index - self.scroll_offset.y + self.header_height
        if self.header_height <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

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
        """Keep the cursor on the screen."""
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
