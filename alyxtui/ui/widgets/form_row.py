"""One field of a form: its name, what stands in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Label, Static

from alyxtui.schema.model import Field as SchemaField
from alyxtui.text import elide, safe
from alyxtui.ui.widgets.field import Field

_LONGEST = 400  # characters of a text that are drawn


class Opens(Static, can_focus=True):
    """A value that is chosen or written in a form of its own."""

    DEFAULT_CSS = """
    Opens { height: 1; padding: 0 1; background: $chip; color: $foreground; text-wrap: nowrap; }
    Opens:focus { background: $cursor; }
    """
    BINDINGS = [("enter,space", "open", "")]

    class Wanted(Message):
        """Its form is wanted."""

    def __init__(self, text: str) -> None:
        super().__init__(markup=False)
        self.text = text
        self.show(text)

    def show(self, text: str) -> None:
        """Show another value."""
        self.text = text
        shown = elide(safe(" ".join(text[:_LONGEST].split())), _LONGEST)
        self.update(Content(shown) if shown else Content.styled("enter", "$whisper"))

    def action_open(self) -> None:
        """Ask for its form."""
        self.post_message(self.Wanted())


class FormRow(Vertical):
    """A line for a field; what is wrong with it stands below.

    Args:
        field: what the schema says of it.
        text: what stands there at first.
        hint: what an empty input says.
        opens: whether it is written in a form of its own.
        problems: what is wrong, a sentence each.
    """

    DEFAULT_CSS = """
    FormRow {
        height: auto;
        & Horizontal { height: 1; }
        & Label { width: 26; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-here Label { color: $primary; }
        & Field, Opens { width: 1fr; }
        & .problem { height: auto; color: $error; padding-left: 26; display: none; }
        &.-wrong .problem { display: block; }
    }
    """

    def __init__(
        self,
        field: SchemaField,
        text: str,
        *,
        hint: str = "",
        opens: bool = False,
        problems: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self.field = field
        self._problems = [safe(one, lines=True) for one in problems]
        self._input = Opens(text) if opens else Field(text, safe(hint))

    def compose(self) -> ComposeResult:
        """Name, input, what is wrong."""
        star = " *" if self.field.required else ""
        with Horizontal():
            yield Label(Content.assemble(safe(self.field.name), (star, "$warning")), markup=False)
            yield self._input
        yield Static(
            "\n".join(f"✕ {one}" for one in self._problems), classes="problem", markup=False
        )

    def on_mount(self) -> None:
        """Show what is wrong."""
        self.set_class(bool(self._problems), "-wrong")

    def on_descendant_focus(self) -> None:
        """The name is drawn in the accent."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """And no more."""
        self.remove_class("-here")

    @property
    def text(self) -> str:
        """What stands there."""
        return self._input.text if isinstance(self._input, Opens) else self._input.value

    @property
    def is_wrong(self) -> bool:
        """Whether something was wrong with it when the form was opened."""
        return bool(self._problems)

    @property
    def opens(self) -> bool:
        """Whether it is written in a form of its own."""
        return isinstance(self._input, Opens)

    def put(self, text: str) -> None:
        """Put another text there."""
        if isinstance(self._input, Opens):
            self._input.show(text)
        else:
            self._input.value = text
            self._input.cursor_position = len(text)

    def take_focus(self) -> None:
        """Give its input the focus."""
        self._input.focus()

    def holds(self, widget: object) -> bool:
        """Whether a widget is its input."""
        return widget is self._input

    @property
    def input(self) -> Input | Opens:
        """Its input."""
        return self._input
