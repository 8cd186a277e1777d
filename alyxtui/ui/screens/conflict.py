"""Places that two people have changed: what was, theirs and yours, to choose from one by one."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from alyxtui.domain.cells import Role
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_lines import shown
from alyxtui.domain.writes.conflict import Clash
from alyxtui.text import elide, fit, plural, safe, width
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.fitting import fit_lines
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.lines import Lines

_WIDEST = 30  # cells of a place
_GAP = "  "


class ClashLines(Lines):
    """One place a line; the value that counts is marked.

    Args:
        clashes: the places.

    Attributes:
        mine: by place, whether one's own value counts; None before it is decided.
    """

    scope = Scope.CONFLICT
    header_height = 1

    def __init__(self, clashes: Sequence[Clash], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clashes = clashes
        self.mine: list[bool | None] = [None] * len(clashes)
        self._names = min(max(width(safe(one.label)) for one in clashes), _WIDEST)

    def line_count(self) -> int:
        """The places."""
        return len(self._clashes)

    def draw_header(self, y: int) -> list[Segment]:
        """The names of the columns."""
        cells, style = self._cells, self.styled(Role.LABEL)
        names = [fit(one, cells) for one in ("was", "  theirs, now", "  yours")]
        return [Segment(_GAP.join((" " * (self._names + 2), *names)), style)]

    def draw(self, index: int) -> list[Segment]:
        """The place and its three values."""
        clash, mine = self._clashes[index], self.mine[index]
        return [
            Segment(
                f" {fit(elide(safe(clash.label), self._names), self._names)} ",
                self.styled(Role.LABEL),
            ),
            *self._value(clash.was, ""),
            *self._value(clash.theirs, "● " if mine is False else "○ "),
            *self._value(clash.yours, "● " if mine else "○ "),
        ]

    def _value(self, value: object, mark: str) -> list[Segment]:
        cell = shown(value) if value is not MISSING else None
        text = "not there" if cell is None else cell.text
        role = Role.WHISPER if cell is None else cell.role
        is_taken = mark.startswith("●")
        room = self._cells - len(mark)
        return [
            Segment(_GAP + mark, self.styled(Role.LINK if is_taken else Role.WHISPER)),
            Segment(fit(elide(text, room), room), self.styled(role)),
        ]

    @property
    def _cells(self) -> int:
        """Cells of a value."""
        return max((self.size.width - self._names - 4) // 3 - len(_GAP), 6)

    def decide(self, mine: bool) -> None:
        """Say whose value counts at the place under the cursor, and go on."""
        self.mine[self.cursor] = mine
        self.refresh_row(self.cursor)
        self.action_cursor_by(1)


class ConflictScreen(ModalScreen["frozenset[str] | None"]):
    """Gives the labels of the places where one's own value counts; None sends nothing.

    Args:
        heading: what was to be written.
        where: user and server.
        clashes: at least one.
    """

    BINDINGS = bindings(Scope.CONFLICT)
    DEFAULT_CSS = """
    ConflictScreen {
        align: center middle;
        background: $background 60%;
        & #conflict {
            width: 130; max-width: 96%; height: auto; max-height: 90%;
            background: $panel; padding: 1 2 0 2;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & ClashLines { height: 1; max-height: 30; background: $panel; }
        & #problem { height: 1; margin-top: 1; color: $label; }
        & HintLine { padding: 0; margin-top: 1; }
    }
    """

    def __init__(self, heading: str, where: str, clashes: Sequence[Clash]) -> None:
        super().__init__()
        self._heading, self._where, self._clashes = heading, where, clashes

    def compose(self) -> ComposeResult:
        """Heading, places, what is missing, keys."""
        count = plural(len(self._clashes), "place")
        words = f"Somebody else has changed {count} of it. Whose value counts?"
        head = Content.assemble(
            (safe(self._heading), "bold $warning"),
            ("  nothing was sent\n", "$whisper"),
            (f"{safe(self._where)}\n", "$primary"),
            (words, "$label"),
        )
        with Vertical(id="conflict"):
            yield Static(head, id="heading", markup=False)
            yield ClashLines(self._clashes, id="clashes")
            yield Static("", id="problem", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Start at the first place."""
        lines = self.query_one(ClashLines)
        lines.lines_changed()
        lines.focus()
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.CONFLICT,))
        keys.redraw()

    def on_resize(self) -> None:
        """The question and the keys are in sight, however small the terminal."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        lines = self.query_one(ClashLines)
        fit_lines(self.query_one("#conflict"), lines, len(self._clashes) + lines.header_height)

    def action_decide(self, mine: bool) -> None:
        """Say whose value counts."""
        self.query_one(ClashLines).decide(mine)

    def action_apply(self) -> None:
        """Go on with what was decided."""
        mine = self.query_one(ClashLines).mine
        left = mine.count(None)
        if left:
            self.query_one("#problem", Static).update(
                f"✕ {plural(left, 'place is', 'places are')} not decided yet."
            )
            return
        pairs = zip(self._clashes, mine, strict=True)
        self.dismiss(frozenset(clash.label for clash, is_mine in pairs if is_mine))

    def action_cancel(self) -> None:
        """Send nothing."""
        self.dismiss(None)
