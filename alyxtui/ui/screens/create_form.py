"""The form of a new record: every field of the schema that can be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from alyxtui.domain.writes.new_record import NOT_GIVEN
from alyxtui.domain.writes.record_text import facts
from alyxtui.schema.model import Field
from alyxtui.text import safe
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.drafting import DraftKeeper
from alyxtui.ui.screens.field_form import Draft, FieldForm, keys_of, said
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.form_row import FormRow, Opens


class Then(Enum):
    """What is to be done with a form."""

    REVIEW = "review"
    EDITOR = "editor"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was left.

    Attributes:
        texts: what stands in it, by field.
        then: what is to be done with it.
    """

    texts: Mapping[str, str]
    then: Then


@dataclass(frozen=True, slots=True)
class Line:
    """A field as the form has it.

    Attributes:
        field: what the schema says of it.
        text: what stands there at first.
        hint: what an empty input says.
        opens: whether it is only written in a form of its own.
        has_form: whether there is such a form: choices, records to find, a long text, files.
        problems: what is wrong with it, a sentence each.
    """

    field: Field
    text: str = ""
    hint: str = ""
    opens: bool = False
    has_form: bool = False
    problems: Sequence[str] = ()


class CreateForm(ModalScreen[Filled]):
    """Gives what was typed and what is to be done with it.

    Args:
        heading: what is made, safe.
        where: user and server.
        lines: the fields, in order.
        form: the form of one field with a text in it.
        keeper: keeps what is typed.
        problem: what is wrong as a whole, or there is to say.
    """

    AUTO_FOCUS = ""
    BINDINGS = bindings(Scope.FORM, Scope.DRAFT, Scope.CREATE)
    DEFAULT_CSS = """
    CreateForm {
        align: center middle;
        background: $background 60%;
        & #form {
            width: 100; max-width: 96%; height: auto; max-height: 100%;
            background: $panel; padding: 1 2 0 2;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & #fields { height: auto; max-height: 60vh; scrollbar-size: 1 1; }
        & #about { height: 2; margin-top: 1; color: $whisper; }
        & #problem { height: auto; color: $error; }
        & HintLine { padding: 0; }
    }
    """

    def __init__(
        self,
        heading: str,
        where: str,
        lines: Sequence[Line],
        form: Callable[[str, str], FieldForm],
        *,
        keeper: DraftKeeper,
        problem: str = "",
    ) -> None:
        super().__init__()
        self._heading, self._where, self._problem = heading, where, problem
        self._lines, self._form, self._keeper = lines, form, keeper

    def compose(self) -> ComposeResult:
        """What is made and where, the fields, what there is to know of one, keys."""
        head = Content.assemble(
            (self._heading, "bold $foreground"), "\n", (safe(self._where), "$primary")
        )
        with Vertical(id="form"):
            yield Static(head, id="heading", markup=False)
            with VerticalScroll(id="fields", can_focus=False):
                for one in self._lines:
                    yield FormRow(
                        one.field, one.text, hint=one.hint, opens=one.opens, problems=one.problems
                    )
            yield Static("", id="about", markup=False)
            yield Static(said(self._problem), id="problem", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Start where something is wrong, else at the first field that is empty."""
        rows = self.rows
        wrong = (row for row in rows if row.is_wrong)
        first = next(wrong, None) or next((row for row in rows if not row.text), rows[0])
        first.take_focus()
        keys = self.query_one(HintLine)
        keys.commands = keys_of((Scope.CREATE, Scope.FORM, Scope.DRAFT))
        keys.redraw()

    def on_unmount(self) -> None:
        """Keep what was typed when the app ends."""
        self._keeper.keep_now()

    @property
    def rows(self) -> list[FormRow]:
        """The lines of the fields."""
        return list(self.query(FormRow))

    @property
    def texts(self) -> dict[str, str]:
        """What stands in the fields, by name."""
        return {row.field.name: row.text for row in self.rows}

    def _row(self) -> FormRow | None:
        """The line that has the focus."""
        return next((row for row in self.rows if row.holds(self.focused)), None)

    @on(events.DescendantFocus)
    def _moved(self) -> None:
        row = self._row()
        if row is not None:
            about = "\n".join(safe(line) for line in facts(row.field))
            self.query_one("#about", Static).update(about)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._keeper.note(self.texts)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Opens.Wanted)
    def _wanted(self) -> None:
        self.action_open_field()

    def action_open_field(self) -> None:
        """Choose or write the value of the field in a form of its own."""
        row = self._row()
        has_form = {one.field.name for one in self._lines if one.has_form}
        if row is not None and row.field.name in has_form:
            self.app.push_screen(self._form(row.field.name, row.text), self._filled)

    def _filled(self, draft: Draft | None) -> None:
        row = self._row()
        if draft is not None and row is not None:
            row.put("" if draft.text == NOT_GIVEN else draft.text)
            self._keeper.note(self.texts)
            self.focus_next()

    def action_apply(self) -> None:
        """Go on to the review."""
        self._leave(Then.REVIEW)

    def action_to_editor(self) -> None:
        """Go on in the person's own editor."""
        self._leave(Then.EDITOR)

    def action_begin_anew(self) -> None:
        """Throw away what was typed."""
        for row in self.rows:
            row.put(self._keeper.begun.get(row.field.name, ""))
        self._keeper.note(self.texts)

    def action_cancel(self) -> None:
        """Make nothing; what was typed is kept."""
        self._leave(Then.LEAVE)

    def _leave(self, then: Then) -> None:
        self.dismiss(Filled(self.texts, then))
