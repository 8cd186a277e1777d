"""What is typed into the filter editor, and its completion."""

from __future__ import annotations

from textual import work
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from alyxtui.domain.knowledge import Knowledge
from alyxtui.query.complete import Candidate
from alyxtui.query.model import Query
from alyxtui.schema.model import Endpoint
from alyxtui.ui.widgets.conditions import ConditionRow
from alyxtui.ui.widgets.editor_field import EditorField
from alyxtui.ui.widgets.parameter_row import ParameterRow
from alyxtui.ui.widgets.suggestions import Suggestions

ASK_AFTER = 0.2
"""Seconds of rest before the server is asked for names."""
_BEHIND = {"relation": "__", "relations": "__"}
_BEHIND_IN_LINE = {**_BEHIND, "parameter": "=", "lookup": ","}
_DONE = frozenset({"field", "key", "lookup"})


class CompletingScreen(Screen[Query | None]):
    """Offers what can stand in its inputs.

    A subclass says where to begin and what an input that was changed means.

    Args:
        endpoint: whose query is written.
        knowledge: of the server.
    """

    AUTO_FOCUS = None

    def __init__(self, endpoint: Endpoint, knowledge: Knowledge) -> None:
        super().__init__()
        self.knowledge = knowledge
        self.completer = knowledge.completer(endpoint)
        self._names_timer: Timer | None = None

    # What a subclass says.

    def first_field(self) -> EditorField:
        """Where to begin."""
        raise NotImplementedError

    def read(self, field: EditorField) -> None:
        """Take over what stands in an input."""
        raise NotImplementedError

    def entered(self, field: EditorField) -> None:
        """Enter was pressed in an input behind which nothing must follow."""
        raise NotImplementedError

    def action_new(self) -> None:
        """Go to the row that waits for a condition."""
        raise NotImplementedError

    def begin(self) -> None:
        """Give the focus to the first input; keys typed before wait for that."""
        self.set_focus(self.first_field())

    @property
    def suggestions(self) -> Suggestions:
        """The list of what can stand in an input."""
        return self.query_one(Suggestions)

    def row_of(self, field: Widget | None) -> ConditionRow | None:
        """The condition that an input belongs to, None for another input."""
        parent = field.parent if field is not None else None
        return parent if isinstance(parent, ConditionRow) else None

    # Completion.

    def suggest(self, field: EditorField) -> None:
        """Offer what can stand in an input, from memory; ask for more when the person pauses."""
        completion = field.completion()
        self._ask_soon()
        part = field.value[completion.start : completion.end]
        found = completion.candidates
        if not found or (len(found) == 1 and found[0].text == part):
            self.suggestions.close()
            return
        self.suggestions.offer(completion, field.region, self.region)

    def learn(self) -> None:
        """Offer what the server has told of its fields meanwhile."""
        self.completer.learn(self.knowledge.queries.learned)
        if self.suggestions.is_open and isinstance(self.focused, EditorField):
            self.suggest(self.focused)

    def _ask_soon(self) -> None:
        if self._names_timer is not None:
            self._names_timer.stop()
        if self.knowledge.names.is_wanting or self.completer.wants_regions:
            self._names_timer = self.set_timer(ASK_AFTER, self._ask_names)

    @work(group="names", exclusive=True, exit_on_error=False)
    async def _ask_names(self) -> None:
        knowledge = self.knowledge
        came = await (
            knowledge.regions.load() if self.completer.wants_regions else knowledge.names.ask()
        )
        field = self.focused
        if came and isinstance(field, EditorField):
            self.suggest(field)

    def _accept(self, field: EditorField, candidate: Candidate) -> None:
        """Put a candidate in, and go on to what must follow."""
        completion, row = self.suggestions.completion, self.row_of(field)
        behind = (_BEHIND if row else _BEHIND_IN_LINE).get(candidate.kind, "")
        behind = "" if isinstance(field.parent, ParameterRow) else behind
        self.suggestions.close()
        with self.prevent(Input.Changed):
            field.accept(candidate, completion.start, completion.end, behind)
        self.read(field)
        if row is not None and candidate.kind in _DONE and not behind:
            self._step(row, field)
        elif behind:
            self.suggest(field)

    def _step(self, row: ConditionRow, field: EditorField) -> bool:
        """Go to the next part of a condition; False behind the last one."""
        if field is row.value:
            return False
        row.settle()
        is_path = field is row.path and not row.lookup.value
        target = row.lookup if is_path else row.value
        self.set_focus(target)
        self.suggest(target)
        return True

    # Keys, handled in the order in which they come.

    def field_key(self, field: EditorField, key: str) -> bool:
        """Do at once what a key does in one of the inputs."""
        suggestions = self.suggestions
        if key in {"down", "up"}:
            if suggestions.is_open:
                suggestions.move(1 if key == "down" else -1)
            else:
                self.suggest(field)
        elif key in {"ctrl+space", "ctrl+@"}:
            self._complete(field)
        elif key in {"tab", "shift+tab", "enter"}:
            self._leave(field, key)
        elif key == "ctrl+n":
            self.action_new()
        else:
            return False
        return True

    def _complete(self, field: EditorField) -> None:
        suggestions = self.suggestions
        if not suggestions.is_open:
            self.suggest(field)
            return
        self._accept(field, suggestions.chosen or suggestions.completion.candidates[0])

    def _leave(self, field: EditorField, key: str) -> None:
        chosen = self.suggestions.chosen
        if chosen is not None:
            self._accept(field, chosen)
            return
        self.suggestions.close()
        self.read(field)
        row = self.row_of(field)
        if row is not None:
            row.settle()
        if key == "tab":
            self.focus_next()
        elif key == "shift+tab":
            self.focus_previous()
        elif row is None or not self._step(row, field):
            self.entered(field)

    def action_complete(self) -> None:
        """Offer what can stand in the input; take the first when it is offered."""
        if isinstance(self.focused, EditorField):
            self._complete(self.focused)
