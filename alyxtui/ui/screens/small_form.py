"""A form of a few fields that makes one thing of what is typed, or says why it cannot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One field.

    Attributes:
        name: what it is called, and the key of its text.
        hint: shown while it is empty.
        text: to begin with.
    """

    name: str
    hint: str = ""
    text: str = ""


class SmallForm(ModalScreen["T | None"], Generic[T]):
    """Fields with their names; enter goes on, and at the last one applies.

    Args:
        heading: what the form is for, a few words.
        about: more on it.
        entries: the fields.
        make: makes the result of the texts by name; an AlyxTuiError of it is shown.
    """

    BINDINGS = bindings(Scope.FORM)
    DEFAULT_CSS = """
    SmallForm {
        align: center middle;
        background: $background 60%;
        & #form {
            width: 90;
            max-width: 96%;
            height: auto;
            background: $panel;
            padding: 1 2 0 2;
        }
        & #heading { margin-bottom: 1; }
        & Horizontal { height: 1; margin-bottom: 1; }
        & Label { width: 14; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        & Horizontal:focus-within Label { color: $primary; }
        & Field { width: 1fr; }
        & #problem { height: auto; min-height: 2; color: $error; }
        & HintLine { padding: 0; }
    }
    """

    def __init__(
        self,
        heading: str,
        about: str,
        entries: Sequence[Entry],
        make: Callable[[Mapping[str, str]], T],
    ) -> None:
        super().__init__()
        self._heading, self._about = heading, about
        self._entries, self._make = entries, make

    def compose(self) -> ComposeResult:
        """Heading, fields, what is wrong, keys."""
        with Vertical(id="form"):
            heading = ((safe(self._heading), "bold $foreground"), ("\n" if self._about else ""))
            about = (safe(self._about), "$label")
            yield Static(Content.assemble(*heading, about), id="heading", markup=False)
            for entry in self._entries:
                with Horizontal():
                    yield Label(safe(entry.name), markup=False)
                    yield Field(entry.text, placeholder=safe(entry.hint))
            yield Static("", id="problem", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Start on the first field that is empty."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.FORM,))
        keys.redraw()
        fields = list(self.query(Field))
        next((one for one in fields if not one.value), fields[0]).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        fields: list[Input] = list(self.query(Field))
        if event.input is fields[-1]:
            self.action_apply()
        else:
            fields[fields.index(event.input) + 1].focus()

    def action_apply(self) -> None:
        """Give back what is made of the texts, or say what is wrong with them."""
        texts = [one.value.strip() for one in self.query(Field)]
        given = {entry.name: text for entry, text in zip(self._entries, texts, strict=True)}
        try:
            made = self._make(given)
        except AlyxTuiError as error:
            words = f"✕ {error.message} {error.hint}".rstrip()
            self.query_one("#problem", Static).update(safe(words, lines=True))
            return
        self.dismiss(made)

    def action_cancel(self) -> None:
        """Give back nothing."""
        self.dismiss(None)
