"""The filter editor: parameters, conditions and a line that are one query."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Label, Static
from textual.worker import Worker

from alyxtui.domain.draft import Draft
from alyxtui.domain.knowledge import Knowledge
from alyxtui.errors import AlyxTuiError
from alyxtui.query.explain import Explanation
from alyxtui.query.model import Query
from alyxtui.query.parse import PAGING
from alyxtui.query.rules import Finding
from alyxtui.query.union import OR
from alyxtui.schema.hints.filters import takes_pairs
from alyxtui.schema.model import Endpoint, Parameter
from alyxtui.text import plural, safe
from alyxtui.ui import screens
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.screens.completing import CompletingScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.conditions import ConditionRow, Conditions
from alyxtui.ui.widgets.editor_field import Days, EditorField
from alyxtui.ui.widgets.outcome_panel import OutcomePanel
from alyxtui.ui.widgets.parameter_row import ParameterRow
from alyxtui.ui.widgets.suggestions import Suggestions

COUNT_AFTER = 0.4
"""Seconds of rest before the records are counted."""
_OTHER = Parameter(
    OR, help="another query whose records come too: number=3 qc=FAIL; several with ||"
)
_OF_ROW = frozenset({"toggle-condition", "negate-condition", "drop-condition"})
_SOMEWHERE = _OF_ROW | {"pick-days"}  # the keys that do nothing in most fields


class FilterEditor(CompletingScreen):
    """Edits the query of a list; gives back the new query, or None when it was left.

    The query given back is as typed: days may be ``-7d``, and conditions that are switched off
    are in it. ``mend`` makes of it what is sent.

    Args:
        endpoint: whose list is filtered.
        query: to begin with.
        knowledge: of the server.
        as_typed: whether the query is sent unchecked and unchanged.
    """

    CSS_PATH = "filter_editor.tcss"
    BINDINGS = bindings(Scope.FORM, Scope.EDITOR)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]

    def __init__(
        self, endpoint: Endpoint, query: Query, knowledge: Knowledge, *, as_typed: bool = False
    ) -> None:
        super().__init__(endpoint, knowledge)
        self.endpoint = endpoint
        self.draft = Draft(endpoint, query, knowledge, as_typed=as_typed)
        self._count_timer: Timer | None = None
        declared = endpoint.actions["list"].parameters
        plain = [*filter(self._is_plain, declared.values()), *([] if OR in declared else [_OTHER])]
        self.parameters = [
            ParameterRow(one, self.draft.query.value(one.name) or "", self.completer)
            for one in sorted(plain, key=self._place)
        ]

    def compose(self) -> ComposeResult:
        """Line, conditions, parameters; help, what it comes to, keys."""
        yield Static(self._heading(), id="heading", markup=False)
        with Horizontal(id="top", classes="row"):
            yield Label("line", markup=False, classes="label")
            yield EditorField(
                self.draft.line,
                complete=self.completer.at,
                placeholder="the same as text; or paste an address, a ONE call, django= text",
                help=lambda: "name=value words; an address, a ONE call or conditions are read too",
                id="line",
            )
        with VerticalScroll(id="body", can_focus=False):
            if "django" in self.endpoint.actions["list"].parameters:
                yield Static("conditions", classes="title", markup=False)
                yield Conditions(self.completer, self.draft.query.terms, id="conditions")
            with Horizontal(id="search", classes="row"):
                yield Label("parameters", markup=False, classes="label")
                yield EditorField(
                    placeholder="find one by a word",
                    help=lambda: "a word narrows the list, enter goes to the nearest",
                    id="find",
                )
            yield from self.parameters
        yield Static("", id="help", markup=False)
        yield OutcomePanel(id="outcome")
        yield HintLine(id="keys")
        yield Suggestions(id="suggestions")

    def _is_plain(self, one: Parameter) -> bool:
        conditions = one.name == "django" or takes_pairs(self.endpoint.name, one.name)
        return one.name not in PAGING and not conditions

    def _heading(self) -> Content:
        count = sum(row.parameter is not _OTHER for row in self.parameters)
        return Content.assemble(
            ("filter ", "$label"),
            (safe(self.endpoint.name), "bold $foreground"),
            (f"  {plural(count, 'parameter')}", "$whisper"),
        )

    def _place(self, parameter: Parameter) -> tuple[bool, bool, str]:
        is_set = self.draft.query.value(parameter.name) is not None
        return (not is_set, bool(parameter.broken), parameter.name)

    def on_mount(self) -> None:
        """Start where a parameter is found; with filters set, on the first of them."""
        self.knowledge.counts.tell = self._say
        self._say()
        self._count()
        self.begin()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    # The parts.

    @property
    def _line(self) -> EditorField:
        return self.query_one("#line", EditorField)

    @property
    def _find(self) -> EditorField:
        return self.query_one("#find", EditorField)

    @property
    def _conditions(self) -> Conditions | None:
        found = self.query(Conditions)
        return found.first() if found else None

    # What is typed, and what follows from it.

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        # An input without the focus was changed by another one, or has just been mounted.
        field = event.input
        if not isinstance(field, EditorField) or field is not self.focused:
            return
        self.read(field)
        if field.value:
            self.suggest(field)
        else:
            self.suggestions.close()

    def read(self, field: EditorField) -> None:
        """Take over what stands in one input, and show it in the others."""
        parent = field.parent
        if field.id == "find":
            self._narrow(field.value)
            return
        if field.id == "line":
            self.draft.read_line(field.value)
        elif isinstance(parent, ParameterRow):
            self.draft.set_filter(parent.parameter.name, field.value)
        elif isinstance(parent, ConditionRow) and self._conditions is not None:
            self._conditions.read(parent)
            self.draft.set_terms(self._conditions.terms)
        self._show(field)

    def _show(self, but: EditorField | None = None) -> None:
        """Show the query everywhere, but not where it is being typed."""
        query = self.draft.query
        if but is None or but.id != "line":
            self._line.show(self.draft.line)
        if self._conditions is not None and self.row_of(but) is None:
            self._conditions.show(query.terms)
        for row in self.parameters:
            if row.field is not but:
                row.field.show(query.value(row.parameter.name) or "")
        self._say()
        self._count_soon()

    def _narrow(self, text: str) -> None:
        words = text.lower().split()
        for row in self.parameters:
            row.display = row.fits(words)

    def _say(self) -> None:
        """Show what the query comes to."""
        count, explained = self.knowledge.counts.count, None
        if count.problem is not None:
            explained = self._explained(count.problem)
        outcome = self.draft.outcome()
        self.query_one(OutcomePanel).say(outcome, self.draft.error, count, explained)
        refused = [one for one in outcome.prepared.findings if one is outcome.prepared.refused]
        if self._conditions is not None:
            self._conditions.mark_wrong({one.term for one in refused if one.term is not None})
        wrong = {one.parameter for one in refused}
        for row in self.parameters:
            row.set_class(row.parameter.name in wrong, "-wrong")

    def _explained(self, problem: AlyxTuiError) -> Explanation | None:
        """What the server's answer says about the query; what it tells is offered from then on."""
        queries = self.knowledge.queries
        before, sent = queries.learned, self.draft.outcome().prepared.requests[0]
        explained = queries.explained(problem, sent, self.endpoint)
        if queries.learned != before:
            self.learn()
        return explained

    # The count.

    def _count_soon(self) -> None:
        if self._count_timer is not None:
            self._count_timer.stop()
        self.knowledge.counts.want(self.endpoint, ())
        self._count_timer = self.set_timer(COUNT_AFTER, self._count)

    def _count(self, *, insist: bool = False) -> None:
        prepared = self.draft.outcome().prepared
        is_query = self.draft.error is None and prepared.refused is None
        requests = prepared.requests if is_query else ()
        if self.knowledge.counts.want(self.endpoint, requests, insist=insist):
            self._ask_count()

    @work(group="count", exit_on_error=False)
    async def _ask_count(self) -> None:
        await self.knowledge.counts.ask()

    def action_count(self) -> None:
        """Count now, however slow the server is."""
        self._count(insist=True)

    def first_field(self) -> EditorField:
        """The first filter that is set, else where one is found by a word."""
        rows = self.parameters
        return rows[0].field if rows and rows[0].field.value else self._find

    def entered(self, field: EditorField) -> None:
        """Enter goes to the parameter that was found, and applies everywhere else."""
        if field.id == "find":
            self._go_to_found(field.value)
        else:
            self.action_apply()

    def field_paste(self, field: EditorField, text: str) -> bool:
        """Read a pasted text of several lines as a query; False to put its first line in."""
        if field.id != "line" or len(text.strip().splitlines()) < 2:
            return False
        self.draft.read_line(text)
        field.show(self.draft.line if self.draft.error is None else " ".join(text.split()))
        self._show(field)
        return True

    def _go_to_found(self, typed: str) -> None:
        rows = [row for row in self.parameters if row.display]
        if rows:
            self.set_focus(min(rows, key=lambda row: _distance(row.parameter.name, typed)).field)

    @on(events.DescendantFocus)
    def _explain(self, event: events.DescendantFocus) -> None:
        if isinstance(event.widget, EditorField):
            words = safe(event.widget.help_text, lines=True)
            self.query_one("#help", Static).update(Content.styled(words, "$label"), layout=False)
        self._show_keys()

    def _show_keys(self) -> None:
        """Name the keys that do something here, those of a condition first in its row."""
        field = self.focused
        has_days = isinstance(field, EditorField) and field.days is not Days.NONE
        here = {"apply", *({"pick-days"} if has_days else ())}
        here |= _OF_ROW if self.row_of(field) is not None else frozenset()
        known = footer((Scope.FORM, Scope.EDITOR))
        known = [one for one in known if one.name in here or one.name not in _SOMEWHERE]
        line = self.query_one(HintLine)
        line.commands = sorted(known, key=lambda one: one.name not in here)
        line.redraw()

    # What the keys of the table do.

    def action_new(self) -> None:
        """Go to the row that waits for a condition."""
        if self._conditions is not None:
            self._go(self._conditions.empty.path)

    def action_toggle_condition(self) -> None:
        """Switch the condition off or on again."""
        self._alter(lambda row: row.toggle())

    def action_negate_condition(self) -> None:
        """Leave out what the condition finds, or find it again."""
        self._alter(lambda row: row.negate())

    def action_drop_condition(self) -> None:
        """Take the condition away."""
        row, conditions = self.row_of(self.focused), self._conditions
        if row is None or conditions is None:
            return
        rows = conditions.rows
        place = rows.index(row)
        self.suggestions.close()
        conditions.drop(row)
        self.set_focus(rows[min(place, len(rows) - 1)].path)
        self.draft.set_terms(conditions.terms)
        self._show(rows[0].path)

    def _alter(self, change: Callable[[ConditionRow], None]) -> None:
        row = self.row_of(self.focused)
        if row is not None:
            change(row)
            self.read(row.path)

    def action_pick_days(self) -> None:
        """Choose from a calendar what is to stand in a field of dates."""
        field = self.focused
        if not isinstance(field, EditorField) or field.days is Days.NONE:
            return
        self.suggestions.close()
        picker = screens.DatePicker(field.value, spans=field.days is Days.SPAN, today=date.today())
        self.app.push_screen(picker, partial(self._put_days, field))

    def _put_days(self, field: EditorField, text: str | None) -> None:
        if text is not None:
            field.show(text)
            field.cursor_position = len(text)
            self.read(field)

    def action_edit_line(self) -> None:
        """Go to the line."""
        self._go(self._line)

    def action_find_parameter(self) -> None:
        """Go to where a parameter is found."""
        self._go(self._find)

    def _go(self, target: EditorField) -> None:
        if isinstance(self.focused, EditorField):
            self.read(self.focused)
        self.suggestions.close()
        self.set_focus(target)

    def action_take_offer(self) -> None:
        """Take over the query that is offered instead."""
        offered = (one.fixed for one in self.draft.outcome().prepared.findings)
        query = next((query for query in offered if query is not None), None)
        if query is not None:
            self.draft.take(query)
            self._show()

    def action_apply(self) -> None:
        """Give back the query; one that should not be sent says why and stays."""
        if isinstance(self.focused, EditorField):
            self.read(self.focused)
        refused = self.draft.outcome().prepared.refused
        if self.draft.error is not None:
            self.set_focus(self._line)
        elif refused is None:
            self._close(self.draft.query)
        else:
            self._go_to(refused)

    def _go_to(self, refused: Finding) -> None:
        rows = [row for row in self.parameters if row.parameter.name == refused.parameter]
        if rows:
            rows[0].display = True
            self.set_focus(rows[0].field)
        elif refused.term is not None and self._conditions is not None:
            complete = [row for row in self._conditions.rows if row.term is not None]
            if refused.term < len(complete):
                self.set_focus(complete[refused.term].value)

    def action_cancel(self) -> None:
        """Close the list of suggestions, else leave everything as it was."""
        if self.suggestions.is_open:
            self.suggestions.close()
        else:
            self._close(None)

    def _close(self, query: Query | None) -> None:
        self.knowledge.counts.leave()
        self.dismiss(query)


def _distance(name: str, typed: str) -> int:
    """How far a parameter's name is from what was typed; its help may match all the same."""
    typed = typed.strip().lower()
    return (name != typed) + (not name.startswith(typed)) + (typed not in name)
