"""One plain filter in the filter editor: its name and what it is to be."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label

from alyxtui.domain.completion import EditorCompleter
from alyxtui.query import values
from alyxtui.query.complete import Completion
from alyxtui.query.union import OR
from alyxtui.query.when import DATE_RANGE, MOMENTS
from alyxtui.schema.model import Kind, Parameter
from alyxtui.text import safe
from alyxtui.ui.widgets.editor_field import Days, EditorField


class ParameterRow(Horizontal):
    """A filter that the endpoint declares.

    Args:
        parameter: the filter.
        value: what it is.
        completer: of the endpoint.
    """

    DEFAULT_CSS = """
    ParameterRow {
        height: 1;
        width: 100%;
        & .name { width: 24; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        & Field { width: 1fr; }
        &:focus-within { background: $panel; }
        &:focus-within .name { color: $primary; }
        &.-broken .name { color: $whisper; text-style: strike; }
        &.-wrong Field { color: $error; }
    }
    """

    def __init__(self, parameter: Parameter, value: str, completer: EditorCompleter) -> None:
        super().__init__(classes="-broken" if parameter.broken else "")
        self.parameter = parameter
        self._completer = completer
        self.field = EditorField(
            value,
            complete=self._values,
            placeholder=_wanted(parameter),
            help=self._help,
            days=self._days,
        )

    def compose(self) -> ComposeResult:
        """Name and input."""
        yield Label(safe(self.parameter.name), markup=False, classes="name")
        yield self.field

    def fits(self, words: list[str]) -> bool:
        """Whether all of some words, in lower case, stand in its name or help."""
        text = f"{self.parameter.name} {self.parameter.help}".lower()
        return all(word in text for word in words)

    def _values(self, text: str, cursor: int) -> Completion:
        if self.parameter.name == OR:
            return self._completer.at(text, cursor)
        found = self._completer.parameter_values(self.parameter.name, text[:cursor])
        return Completion(0, len(text), found)

    def _days(self) -> Days:
        if self.parameter.name == DATE_RANGE:
            return Days.SPAN
        return Days.ONE if self.parameter.kind in MOMENTS else Days.NONE

    def _help(self) -> str:
        one = self.parameter
        said = (one.help or _wanted(one), one.note, one.broken and f"broken: {one.broken}")
        return "\n".join(filter(None, said))


def _wanted(parameter: Parameter) -> str:
    """What an empty input says it wants."""
    if parameter.kind is Kind.BOOLEAN:
        return "yes | no"
    if parameter.name == OR:
        return "another query, whose records come too"
    if parameter.name == DATE_RANGE:
        return "-7d..  2021-01..2021-03  today"
    return values.placeholder(parameter)
