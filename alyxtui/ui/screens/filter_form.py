"""The filter form: one typed input for each parameter that the endpoint declares."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static

from alyxtui.query import values
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint, Parameter
from alyxtui.text import plural, safe
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

# Paging is the table's business.
_NOT_FILTERS = {"limit", "offset"}


class ParameterInput(Horizontal):
    """The name of a parameter, its input, and what is wrong with what was typed."""

    def __init__(self, parameter: Parameter, value: str, on_enter: Callable[[], None]) -> None:
        super().__init__(classes="-broken" if parameter.broken else "")
        self.parameter = parameter
        self._value, self._at_enter = value, on_enter

    def compose(self) -> ComposeResult:
        """Label, input, complaint."""
        yield Label(safe(self.parameter.name), markup=False, classes="name")
        yield Field(
            self._value, placeholder=values.placeholder(self.parameter), on_enter=self._at_enter
        )
        yield Label("", markup=False, classes="problem")

    @property
    def text(self) -> str:
        """What is typed."""
        return self.query_one(Input).value

    def focus_input(self) -> None:
        """Go to the input, before the next key is looked at."""
        self.screen.set_focus(self.query_one(Input))

    def check(self) -> bool:
        """Show what is wrong with the value; True when nothing is."""
        problem = values.problem(self.parameter, self.text)
        self.query_one(".problem", Label).update(f"✕ {safe(problem)}" if problem else "")
        self.set_class(bool(problem), "-wrong")
        return not problem


class FilterForm(ModalScreen["Query | None"]):
    """Edits the filters of a query; gives back the new query, or None when cancelled.

    Args:
        endpoint: whose list is filtered.
        query: the filters as they are; those the schema does not declare are kept.
    """

    CSS_PATH = "filter_form.tcss"
    BINDINGS = bindings(Scope.FORM)

    def __init__(self, endpoint: Endpoint, query: Query) -> None:
        super().__init__()
        self.endpoint = endpoint
        self.query_given = query

    def compose(self) -> ComposeResult:
        """Heading, a line to find a parameter, the inputs, help, keys."""
        action = self.endpoint.actions["list"]
        parameters = [one for one in action.parameters.values() if one.name not in _NOT_FILTERS]
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("filter ", "$label"),
                    (safe(self.endpoint.name), "bold $foreground"),
                    (f"  {plural(len(parameters), 'parameter')}", "$whisper"),
                ),
                id="heading",
                markup=False,
            )
            yield Field(placeholder="find a parameter", id="find", on_enter=self._found)
            with VerticalScroll(id="inputs", can_focus=False):
                for parameter in sorted(parameters, key=self._place):
                    value = self.query_given.value(parameter.name) or ""
                    yield ParameterInput(parameter, value, self.action_apply)
            yield Static("", id="help", markup=False)
            yield HintLine(id="keys")

    def _place(self, parameter: Parameter) -> tuple[bool, bool, str]:
        is_set = self.query_given.value(parameter.name) is not None
        return (not is_set, bool(parameter.broken), parameter.name)

    def on_mount(self) -> None:
        """Start on the line that finds a parameter; with filters set, on the first of them."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.FORM,))
        keys.redraw()
        inputs = self._inputs
        if inputs and inputs[0].text:
            inputs[0].focus_input()
        else:
            self.query_one("#find", Input).focus()

    @property
    def _inputs(self) -> list[ParameterInput]:
        return list(self.query(ParameterInput))

    @on(Input.Changed, "#find")
    def _narrow(self) -> None:
        words = self.query_one("#find", Input).value.lower().split()
        for one in self._inputs:
            text = f"{one.parameter.name} {one.parameter.help}".lower()
            one.display = all(word in text for word in words)

    @on(Input.Changed, "ParameterInput Input")
    def _typed(self, event: Input.Changed) -> None:
        parent = event.input.parent
        if isinstance(parent, ParameterInput):
            parent.check()

    @on(DescendantFocus)
    def _explain(self, event: DescendantFocus) -> None:
        parent = event.widget.parent
        parameter = parent.parameter if isinstance(parent, ParameterInput) else None
        self.query_one("#help", Static).update(_help(parameter))

    def _found(self) -> None:
        self._narrow()
        typed = self.query_one("#find", Input).value
        shown = [one for one in self._inputs if one.display]
        if shown:
            min(shown, key=lambda one: _distance(one.parameter.name, typed)).focus_input()

    def action_apply(self) -> None:
        """Give back the query if every value is fine; else go to the first that is not."""
        wrong = [one for one in self._inputs if not one.check()]
        if wrong:
            wrong[0].display = True
            wrong[0].focus_input()
            return
        query = self.query_given
        for one in self._inputs:
            name, text = one.parameter.name, one.text.strip()
            if text:
                query = query.with_filter(name, values.sent(one.parameter, text))
            else:
                query = query.without(name)
        self.dismiss(query)

    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


def _distance(name: str, typed: str) -> int:
    """How far a parameter's name is from what was typed; its help may match all the same."""
    typed = typed.strip().lower()
    return (name != typed) + (not name.startswith(typed)) + (typed not in name)


def _help(parameter: Parameter | None) -> Content:
    if parameter is None:
        return Content.styled(
            "Type a word to narrow the list; tab goes through the parameters.", "$whisper"
        )
    parts = [Content.styled(f"{safe(parameter.name)}  ", "bold $foreground")]
    parts.append(Content.styled(values.placeholder(parameter), "$label"))
    if parameter.help:
        parts.append(Content.styled("\n" + safe(parameter.help, lines=True), "$label"))
    if parameter.note:
        parts.append(Content.styled("\n▲ " + safe(parameter.note), "$warning"))
    if parameter.broken:
        parts.append(Content.styled("\n✕ " + safe(parameter.broken), "$error"))
    return Content.assemble(*parts)
