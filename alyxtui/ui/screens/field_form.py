"""The form of one field: an input that fits what the schema says of it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea
from textual.worker import Worker

from alyxtui.domain.writes.candidates import Candidate
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.form import Place
from alyxtui.domain.writes.line_ends import joined
from alyxtui.domain.writes.record_text import facts
from alyxtui.errors import AlyxTuiError, ChangeRefused
from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope, bindings, footer
from alyxtui.ui.drafting import DraftKeeper
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.choices import Choice, Choices
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.pick_list import PickList, PickRow

_REST = 0.2  # seconds without a key before the server is asked
_MOVING = {"pick-down", "pick-up", "pick-page-down", "pick-page-up"}

Search = Callable[[str], Awaitable[Sequence[Candidate]]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and the change it stands for.

    Attributes:
        text: as typed.
        change: what it stands for.
    """

    text: str
    change: Change


def said(words: str) -> Content:
    """What there is to say of a form: a note, or what is wrong."""
    return Content.styled(words, "$warning" if words.startswith("▲") else "$error")


def keys_of(scopes: Sequence[Scope]) -> list[Command]:
    """The keys that a form names; what comes next is the review."""
    names = {"apply": "review"}
    return [replace(one, label=names.get(one.name, one.label)) for one in footer(scopes)]


_PART_KEYS = [
    replace(one, label="take" if one.name == "apply" else one.label)
    for one in footer((Scope.FORM,))
]


class FieldForm(ModalScreen["Draft | None"]):
    """Gives what was typed; None when it was left.

    Args:
        heading: of the record, safe.
        place: what is edited.
        text: to begin with, None for the present value.
        problem: why it could not be sent so, empty at first.
        search: finds records to refer to, or files; None where there are none.
        keeper: keeps what is typed, by the label of the place; None where nobody does.
    """

    BINDINGS = [
        *bindings(Scope.FORM, Scope.DRAFT),
        *(one for one in bindings(Scope.PICK) if isinstance(one, Binding) and one.id in _MOVING),
    ]
    DEFAULT_CSS = """
    FieldForm {
        align: center middle;
        background: $background 60%;
        & #form {
            width: 90; max-width: 96%; height: auto; max-height: 96%;
            background: $panel; padding: 1 2 0 2;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & TextArea, TextArea:focus {
            height: 12; max-height: 50vh; border: none; padding: 0 1;
            background: $chip; color: $foreground; scrollbar-size: 1 1;
        }
        & PickList { height: 8; max-height: 30vh; margin-top: 1; }
        & #problem { height: auto; min-height: 2; margin-top: 1; color: $error; }
        & HintLine { padding: 0; }
    }
    """

    def __init__(
        self,
        heading: str,
        place: Place,
        *,
        text: str | None = None,
        problem: str = "",
        search: Search | None = None,
        keeper: DraftKeeper | None = None,
    ) -> None:
        super().__init__()
        self._heading, self._place, self._problem = heading, place, problem
        self._text = place.text if text is None else text
        self._search, self._keeper = search, keeper
        self._found: Sequence[Candidate] = ()
        self._found_for: str | None = None
        self._taken: str | None = None
        self._questioned = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """What it is about, the input, what is wrong, keys."""
        place = self._place
        about = "\n".join(safe(line) for line in facts(place.field))
        head = Content.assemble(
            (safe(place.label), "bold $foreground"),
            (f"  {self._heading}\n", "$label"),
            (about, "$whisper"),
        )
        with Vertical(id="form"):
            yield Static(head, id="heading", markup=False)
            yield self._input()
            if self._search is not None:
                yield PickList(id="found")
            yield Static(said(self._problem), id="problem", markup=False)
            yield HintLine(id="keys")

    def _input(self) -> Widget:
        place = self._place
        if place.choices:
            return Choices([Choice(one) for one in place.choices], id="input")
        if place.is_long:
            area = TextArea(
                self._text, language=None, soft_wrap=True, tab_behavior="focus", id="input"
            )
            area.cursor_blink = False
            return area
        hint = "with commas between" if place.field.many else ""
        return Field(self._text, hint, on_enter=self._entered, id="input")

    def on_mount(self) -> None:
        """Give the input the focus, at the present value."""
        field = self.query_one("#input")
        field.focus()
        if isinstance(field, Choices) and self._text in self._place.choices:
            field.move_to(self._place.choices.index(self._text))
        keys = self.query_one(HintLine)
        keys.commands = keys_of((Scope.FORM, Scope.DRAFT)) if self._keeper else _PART_KEYS
        keys.redraw()
        if self._search is not None:
            self._look()

    def on_unmount(self) -> None:
        """Keep what was typed when the app ends."""
        if self._keeper is not None:
            self._keeper.keep_now()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    # What stands there.

    @property
    def text(self) -> str:
        """What is typed or chosen."""
        field = self.query_one("#input")
        if isinstance(field, Choices):
            return self._place.choices[field.cursor]
        if isinstance(field, TextArea):
            return joined(self._text, field.document.lines, field.document.newline)
        return field.value if isinstance(field, Field) else ""

    def _entered(self) -> None:
        """Take the record under the cursor, else go on; not before the server has answered."""
        field = self.query_one("#input", Field)
        picked = self._picked()
        if self._search is not None and self._words not in {self._found_for, self._taken}:
            return
        if picked is None or self._words in {picked.value, self._taken}:
            self.action_apply()
            return
        before = field.value.rpartition(",")[0] if self._place.field.many else ""
        field.value = f"{before}, {picked.value}" if before else picked.value
        field.cursor_position = len(field.value)
        # A directory is on the way to a file.
        self._taken = None if picked.value.endswith(os.sep) else picked.value

    @on(Choices.Chosen)
    def _chosen(self) -> None:
        self.action_apply()

    def action_apply(self) -> None:
        """Go on to the review, or say what is wrong."""
        text = self.text
        try:
            change = self._place.change(text, sure=bool(text) and text == self._questioned)
        except ChangeRefused as error:
            self._questioned = text
            self._say(f"✕ {error.message} {error.hint}".rstrip())
            return
        self.dismiss(Draft(text, change))

    def action_cancel(self) -> None:
        """Leave the field as it is."""
        self.dismiss(None)

    def action_begin_anew(self) -> None:
        """Throw away what was typed."""
        if self._keeper is None:
            return
        text, field = self._keeper.begun.get(self._place.label, ""), self.query_one("#input")
        self._text = text
        if isinstance(field, TextArea):
            field.text = text
        elif isinstance(field, Field):
            field.value = text
        self._say("")

    def _say(self, words: str) -> None:
        self.query_one("#problem", Static).update(safe(words, lines=True))

    # Records to refer to.

    def _last_part(self, text: str) -> str:
        return (text.rpartition(",")[2] if self._place.field.many else text).strip()

    @property
    def _words(self) -> str:
        """What is looked for."""
        return self._last_part(self.text)

    def _picked(self) -> Candidate | None:
        if self._search is None:
            return None
        cursor = self.query_one(PickList).cursor
        return self._found[cursor] if cursor < len(self._found) else None

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _typed(self) -> None:
        if self._keeper is not None:
            self._keeper.note({self._place.label: self.text})
        if self._search is None:
            return
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(_REST, self._look)

    @work(group="candidates", exclusive=True, exit_on_error=False)
    async def _look(self) -> None:
        if self._search is None:
            return
        words = self._words
        try:
            self._found = await self._search("" if words == self._last_part(self._text) else words)
            self._found_for = words
        except AlyxTuiError as error:
            self._say(f"✕ {error.message}")
            return
        rows = [PickRow(safe(one.value), one.title, "") for one in self._found]
        self.query_one(PickList).show(rows)

    def action_pick_by(self, step: int) -> None:
        """Move the cursor among the records while one types."""
        if self._search is not None:
            self.query_one(PickList).action_cursor_by(step)

    def action_pick_page(self, pages: int) -> None:
        """Move it by screens."""
        if self._search is not None:
            self.query_one(PickList).action_page_by(pages)
