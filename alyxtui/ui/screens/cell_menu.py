"""How a column is to compare with the cell under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from alyxtui.domain.cells import cell
from alyxtui.query.cell import Relation
from alyxtui.text import elide, safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.choices import Choice, Choices
from alyxtui.ui.widgets.field import Field

_SHOWN = 60  # cells
_WORDS = {
    Relation.IS: "the same value",
    Relation.IS_NOT: "any other value",
    Relation.CONTAINS: "the text below is a part of it, in any case",
    Relation.BEFORE: "smaller or earlier",
    Relation.AFTER: "larger or later",
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was chosen.

    Attributes:
        relation: how to compare.
        value: with what: the cell's value, or the part of its text that was typed.
    """

    relation: Relation
    value: object


class CellMenu(ModalScreen["Comparison | None"]):
    """Relations to choose from; a text can be shortened before it is looked for.

    Args:
        column: dotted path of the field.
        value: what the cell holds.
        offered: the relations that the server can be asked for.
    """

    BINDINGS = bindings(Scope.FORM)
    DEFAULT_CSS = """
    CellMenu {
        align: center middle;
        background: $background 60%;
        & #menu {
            width: 72;
            max-width: 96%;
            height: auto;
            background: $panel;
            padding: 1 2 0 2;
        }
        & #heading { height: auto; margin-bottom: 1; }
        & Field { margin-top: 1; }
        & HintLine { padding: 0; margin-top: 1; }
    }
    """

    def __init__(self, column: str, value: object, offered: Sequence[Relation]) -> None:
        super().__init__()
        self._column, self._value, self._offered = column, value, offered

    def compose(self) -> ComposeResult:
        """Column and value, relations, and the text where a part of it can be looked for."""
        shown = elide(cell(self._value).text, _SHOWN)
        with Vertical(id="menu"):
            heading = ((safe(self._column), "bold $foreground"), (f"  {shown}", "$label"))
            yield Static(Content.assemble(*heading), id="heading", markup=False)
            yield Choices([Choice(one.value, _WORDS[one]) for one in self._offered])
            if Relation.CONTAINS in self._offered:
                yield Field(str(self._value), id="part")
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Start on the relations."""
        keys = self.query_one(HintLine)
        keys.commands = [one for one in footer((Scope.CHOICE, Scope.FORM)) if one.name != "apply"]
        keys.redraw()
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        relation = self._offered[event.index]
        if relation is Relation.CONTAINS:
            self._contains()
        else:
            self.dismiss(Comparison(relation, self._value))

    @on(Input.Submitted)
    def _contains(self) -> None:
        part = self.query_one(Field).value
        if part:
            self.dismiss(Comparison(Relation.CONTAINS, part))

    def action_apply(self) -> None:
        """Take the relation under the cursor."""
        self.query_one(Choices).chosen()

    def action_cancel(self) -> None:
        """Choose nothing."""
        self.dismiss(None)
