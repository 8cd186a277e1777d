"""The conditions of a query as rows: on or off, negated, path, lookup, value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from alyxtui.domain.completion import EditorCompleter
from alyxtui.query import form, lookups
from alyxtui.query.complete import Candidate, Completion
from alyxtui.query.literal import written
from alyxtui.query.model import Term
from alyxtui.query.values import MARK
from alyxtui.query.when import MOMENTS
from alyxtui.schema.model import Kind
from alyxtui.ui.widgets.editor_field import Days, EditorField

_NEW = Term("")


class ConditionRow(Horizontal):
    """One condition; an empty row waits for one.

    Args:
        completer: of the endpoint.
        term: what it shows, None for an empty row.
    """

    DEFAULT_CSS = """
    ConditionRow {
        height: 1;
        width: 100%;
        & .state { width: 6; height: 1; color: $success; }
        & .path { width: 3fr; }
        & .lookup { width: 1fr; min-width: 12; margin-left: 1; }
        & .value { width: 2fr; margin-left: 1; }
        &.-off .state { color: $whisper; }
        &.-off Field { color: $whisper; text-style: strike; }
        &.-wrong .path, &.-wrong .lookup, &.-wrong .value { color: $error; }
    }
    """

    def __init__(self, completer: EditorCompleter, term: Term | None) -> None:
        super().__init__()
        self._completer = completer
        self._like = term or _NEW
        self.term = term
        texts = form.texts_of(term) if term else form.Texts()
        self._state = Static("", classes="state", markup=False)
        self.path = EditorField(
            texts.path,
            complete=self._paths,
            placeholder="a field to compare",
            help=lambda: (
                "a field, or a path over relations: subject__nickname; ~ before it excludes"
            ),
            classes="path",
        )
        self.lookup = EditorField(
            texts.lookup,
            complete=self._lookups,
            placeholder="exact",
            help=self._lookup_help,
            classes="lookup",
        )
        self.value = EditorField(
            texts.value,
            complete=self._values,
            help=self._value_help,
            days=self._days,
            classes="value",
        )

    def compose(self) -> ComposeResult:
        """State, path, lookup, value."""
        yield self._state
        yield self.path
        yield self.lookup
        yield self.value

    def on_mount(self) -> None:
        """Show whether it is on."""
        self._show_state()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not (self.path.value or self.lookup.value or self.value.value)

    def show(self, term: Term) -> None:
        """Show another condition."""
        if term == self.term:
            return
        self.term = self._like = term
        for field, text in zip(
            (self.path, self.lookup, self.value), form.texts_of(term), strict=True
        ):
            field.show(text)
        self._show_state()

    def read(self) -> None:
        """Take over what is typed."""
        texts = form.Texts(self.path.value, self.lookup.value, self.value.value)
        self.term = form.term_of(texts, self._completer.fields, self._like)
        if self.term is not None:
            self._like = replace(self._like, source=self.term.source)
        self._show_state()

    def settle(self) -> None:
        """Put a lookup and a ``~`` that stand in the path where they belong."""
        text = self.path.value.strip()
        if text.startswith("~"):
            self._like = replace(self._like, negated=True)
            text = text.lstrip("~").strip()
        if not self.lookup.value:
            text, lookup = self._completer.fields.split(text)
            self.lookup.show(lookup)
        self.path.show(text)
        self._show_state()

    def toggle(self) -> None:
        """Switch it off, so that it is kept and not sent, or on again."""
        self._like = replace(self._like, on=not self._like.on)
        self.read()

    def negate(self) -> None:
        """Leave out what it finds, or find it again."""
        self._like = replace(self._like, negated=not self._like.negated)
        self.read()

    def _show_state(self) -> None:
        negated = self._like.negated or self.path.value.startswith("~")
        mark = "●" if self._like.on else "○"
        style = ""
        if self.term is None:
            mark, style = "+" if self.is_empty else "…", "$whisper"
        shown = Content.assemble((mark, style), (" not" if negated else "", "$warning"))
        self._state.update(shown, layout=False)
        self.set_class(not self._like.on, "-off")

    def _paths(self, text: str, cursor: int) -> Completion:
        return self._completer.in_conditions(text[:cursor])

    def _lookups(self, text: str, cursor: int) -> Completion:
        return Completion(0, len(text), self._completer.lookups(self._path, text[:cursor]))

    def _values(self, text: str, cursor: int) -> Completion:
        lookup = self.lookup.value.strip()
        typed, start = text[:cursor], 0
        for mark in (MARK, *([","] if lookup in {"in", "has_keys", "has_any_keys"} else [])):
            start = max(start, typed.rfind(mark) + len(mark) if mark in typed else 0)
        start += len(typed[start:]) - len(typed[start:].lstrip(" [('\""))
        found = self._completer.values(self._path, lookup, typed[start:])
        return Completion(start, len(text), tuple(map(_as_typed, found)))

    @property
    def _path(self) -> str:
        return self.path.value.strip().lstrip("~")

    def _lookup_help(self) -> str:
        found = lookups.BY_NAME.get(self.lookup.value.rpartition("__")[2] or "exact")
        return f"{found.help}: {found.example}" if found else "how to compare"

    def _days(self) -> Days:
        """A calendar's day means all of that day, also where the field holds a time."""
        shape, kind = self._wanted() or (None, Kind.UNKNOWN)
        if shape is lookups.Shape.DATE:
            return Days.ONE
        is_one = shape is lookups.Shape.ONE and kind in MOMENTS
        return Days.SPAN if is_one else Days.NONE

    def _wanted(self) -> tuple[lookups.Shape, Kind] | None:
        """The shape and the kind of the value, None where the lookup is none."""
        place = self._completer.fields.at(self._path)
        try:
            return lookups.shape_of(place.kind, self.lookup.value.strip())
        except KeyError:
            return None

    def _value_help(self) -> str:
        wanted = self._wanted()
        if wanted is None:
            return ""
        shape, kind = wanted
        words = kind.value if shape is lookups.Shape.ONE else shape.value
        return f"{words}; a | b for any of them" if shape is lookups.Shape.ONE else words


def _as_typed(one: Candidate) -> Candidate:
    """A value as it is typed: in quotes where it would be taken for something else."""
    is_plain = one.text in {"True", "False"} or bool(one.help)
    return one if is_plain else replace(one, text=written(one.text))


class Conditions(Vertical):
    """All conditions, and an empty row for the next.

    Args:
        completer: of the endpoint.
        terms: to begin with.
    """

    DEFAULT_CSS = """
    Conditions { height: auto; }
    """

    def __init__(self, completer: EditorCompleter, terms: Sequence[Term], *, id: str) -> None:
        super().__init__(id=id)
        self._completer = completer
        self._rows = [self._row(term) for term in (*terms, None)]

    def compose(self) -> ComposeResult:
        """The rows."""
        yield from self._rows

    def _row(self, term: Term | None) -> ConditionRow:
        return ConditionRow(self._completer, term)

    @property
    def rows(self) -> Sequence[ConditionRow]:
        """All rows, the empty one last."""
        return self._rows

    @property
    def terms(self) -> list[Term]:
        """The conditions that are complete."""
        return [row.term for row in self._rows if row.term is not None]

    @property
    def empty(self) -> ConditionRow:
        """The row that waits for a condition."""
        return self._rows[-1]

    def read(self, row: ConditionRow) -> None:
        """Take over what is typed in a row; a new empty one comes when it was the last."""
        row.read()
        if not self._rows[-1].is_empty:
            self._add(len(self._rows), None)

    def show(self, terms: Sequence[Term]) -> None:
        """Show other conditions; rows that are not complete stay."""
        complete = [row for row in self._rows if row.term is not None]
        for row, term in zip(complete, terms, strict=False):
            row.show(term)
        for row in complete[len(terms) :]:
            self.drop(row)
        place = self._rows.index(complete[-1]) + 1 if complete and terms else 0
        for index, term in enumerate(terms[len(complete) :]):
            self._add(place + index, term)

    def mark_wrong(self, indices: set[int]) -> None:
        """Colour the rows whose conditions are refused, by the place of the condition."""
        complete = [row for row in self._rows if row.term is not None]
        for index, row in enumerate(complete):
            row.set_class(index in indices, "-wrong")

    def drop(self, row: ConditionRow) -> None:
        """Take a row away; the last one is emptied."""
        self._rows.remove(row)
        row.remove()
        if not self._rows or not self._rows[-1].is_empty:
            self._add(len(self._rows), None)

    def _add(self, place: int, term: Term | None) -> None:
        row = self._row(term)
        before = self._rows[place] if place < len(self._rows) else None
        self._rows.insert(place, row)
        self.mount(row, before=before)
