"""What can stand at a cursor: parameters, paths, lookups, values. All from memory.

The parts of a condition can be asked for one by one (``paths``, ``lookups``, ``values``), as a form
with several inputs does, or for a whole line with a cursor in it (``at``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from alyxtui.query import grammar, lookups
from alyxtui.query.fields import SEPARATOR, Fields, Learned, Place
from alyxtui.query.literal import written
from alyxtui.query.model import Source
from alyxtui.query.parse import PAGING
from alyxtui.schema.hints.filters import takes_pairs
from alyxtui.schema.hints.relations import slug_of
from alyxtui.schema.hints.targets import MODELS
from alyxtui.schema.model import By, Endpoint, Kind, Parameter

LIMIT = 200
_WORD = re.compile(r"(?:\A|\s)([\w.-]+)(:?=)")
_LEFT_OUT = frozenset({*PAGING, Source.DJANGO.value})


class Values(Protocol):
    """Where the names of records come from (labs, users, subjects, ...)."""

    def known(self, endpoint: str, field: str, prefix: str) -> Sequence[str]:
        """The values of a field that are known now; must not wait.

        Args:
            endpoint: whose records they name.
            field: ``nickname``, ``username``, ``name``, ``id``.
            prefix: what is typed so far; the provider may ask the server for more of these.
        """


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that can stand at the cursor.

    Attributes:
        text: what is put there.
        kind: ``parameter``, ``field``, ``relation``, ``relations`` (to several records), ``key``,
            ``lookup`` or ``value``.
        help: a few words, perhaps empty.
        goes_on: whether more must follow (a relation's fields, a value).
    """

    text: str
    kind: str
    help: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Completion:
    """What can stand in a place of a line.

    Attributes:
        start: where the part begins that a candidate replaces.
        end: where it ends.
        candidates: the likeliest first, at most ``LIMIT``.
    """

    start: int
    end: int
    candidates: tuple[Candidate, ...] = ()


class Completer:
    """Completes the parts of one endpoint's queries.

    Args:
        endpoint: whose list is asked.
        values: gives the names of records; without it only choices are offered.
        learned: what the server has told of its fields, and keys seen in records.

    Attributes:
        fields: of the endpoint, as far as they are known.
    """

    def __init__(
        self, endpoint: Endpoint, values: Values | None = None, learned: Learned | None = None
    ) -> None:
        self._endpoint = endpoint
        self._values = values
        self.fields = Fields(endpoint, learned)
        action = endpoint.actions.get("list")
        self._declared = dict(action.parameters) if action else {}

    def parameters(self, typed: str = "") -> tuple[Candidate, ...]:
        """The plain filters of the endpoint."""
        offered = (one for one in self._declared.values() if one.name not in PAGING)
        return matching(
            typed,
            (
                Candidate(one.name, "parameter", _first_line(one), goes_on=True)
                for one in offered
                if not one.broken
            ),
        )

    def paths(self, typed: str = "", *, source: Source = Source.DJANGO) -> tuple[Candidate, ...]:
        """Fields, relations and JSON keys that can follow what is typed of a path.

        Args:
            typed: a path so far, perhaps empty; complete names are followed, the last is a prefix.
            source: the parameter that carries it; ``json`` and ``extended_qc`` start in the field.
        """
        if source is not Source.DJANGO:
            before = f"{source.value}{SEPARATOR}"
            inside = self.paths(before + typed)
            return tuple(_without(one, before) for one in inside)
        head, last = _head_and_last(typed)
        place = self.fields.at(head)
        if place.rest:
            return ()
        before = f"{head}{SEPARATOR}" if head else ""
        if place.kind is Kind.JSON:
            return matching(last, self._keys(place), before=before)
        fields, _ = self.fields.after(place)
        found = [_of_field(one.name, one.kind, one.many) for one in fields.values()]
        return matching(last, found, before=before)

    def lookups(self, path: str, typed: str = "") -> tuple[Candidate, ...]:
        """The lookups that suit the field a path leads to."""
        place = self.fields.at(path)
        if place.rest:
            return ()
        head, _, last = typed.rpartition(SEPARATOR)
        kind = place.kind
        if head:
            if head not in lookups.PARTS or not lookups.takes(kind, head):
                return ()
            kind = lookups.shape_of(kind, head)[1]
        suiting = lookups.suiting(kind, of_key=bool(place.keys))
        offered = (one for one in suiting if not (head and one.part))
        before = f"{head}{SEPARATOR}" if head else ""
        found = [Candidate(one.name, "lookup", one.help, goes_on=True) for one in offered]
        return matching(last, found, before=before)

    def values(self, path: str, lookup: str = "", typed: str = "") -> tuple[Candidate, ...]:
        """The values of a field: its choices, True and False, JSON keys, the names of records."""
        place = self.fields.at(path)
        try:
            shape, kind = lookups.shape_of(place.kind, lookup)
        except KeyError:
            return ()
        if shape is lookups.Shape.BOOLEAN or kind is Kind.BOOLEAN:
            return matching(typed, [Candidate(one, "value") for one in ("True", "False")])
        if shape in {lookups.Shape.KEY, lookups.Shape.KEYS}:
            return matching(typed, self._keys(place))
        if place.codes:
            coded = [Candidate(code, "value", label) for code, label in place.codes.items()]
            return matching(typed, coded)
        return matching(typed, self._names(place, typed))

    def parameter_values(self, name: str, typed: str = "") -> tuple[Candidate, ...]:
        """The values of a plain filter; of one that takes several, the last is completed."""
        parameter = self._declared.get(name)
        if parameter is None or parameter.broken:
            return ()
        head, comma, last = typed.rpartition(",") if parameter.many else ("", "", typed)
        labels = parameter.enum or self.fields.learned.labels.get((self._endpoint.name, name), ())
        if labels:
            offered: Iterable[Candidate] = (Candidate(one, "value") for one in labels)
        elif parameter.kind is Kind.BOOLEAN:
            offered = (Candidate(one, "value") for one in ("True", "False"))
        else:
            offered = self._names_for(parameter, last.strip())
        return matching(last.strip(), offered, before=head + comma)

    def at(self, line: str, cursor: int) -> Completion:
        """What can stand at a cursor in a line of ``key=value`` words.

        Args:
            line: as ``render.line`` writes it, or unfinished.
            cursor: index in it, 0 to its length.
        """
        words = [one for one in _WORD.finditer(line) if one.end() <= cursor]
        start = max(line.rfind(" ", 0, cursor) + 1, 0)
        if not words or self._begins_word(line[words[-1].end() : cursor]):
            return Completion(start, cursor, self.parameters(line[start:cursor]))
        name, start = words[-1][1], words[-1].end()
        typed = line[start:cursor]
        if name == Source.DJANGO.value or takes_pairs(self._endpoint.name, name):
            return self.in_conditions(typed, Source(name), offset=start)
        return Completion(start, cursor, self.parameter_values(name, typed))

    def _begins_word(self, value: str) -> bool:
        """Whether what stands behind the last blank of a value may be the next parameter."""
        before, blank, word = value.rpartition(" ")
        if not blank or grammar.split(before)[1] >= 0:
            return False
        return not word or any(name.startswith(word) for name in self._declared)

    def in_conditions(
        self, typed: str, source: Source = Source.DJANGO, *, offset: int = 0
    ) -> Completion:
        """What can stand at the end of unfinished conditions.

        Args:
            typed: the text behind ``django=`` as far as the cursor.
            source: the parameter it stands in.
            offset: where it begins, for the places of the completion.
        """
        pieces, _ = grammar.split(typed)
        last = pieces[-1]
        end = offset + len(typed)
        if len(pieces) % 2:
            lead = len(last.text) - len(last.text.lstrip(" ~"))
            key = last.text[lead:]
            return Completion(offset + last.start + lead, end, self._of_key(key, source))
        key = pieces[-2].text.strip(" ~")
        whole = key if source is Source.DJANGO else f"{source.value}{SEPARATOR}{key}"
        path, lookup = self.fields.split(whole)
        found = self.values(path, lookup, last.text.strip())
        sent = tuple(_as_written(one) for one in found)
        return Completion(offset + last.start, end, sent)

    def _of_key(self, key: str, source: Source) -> tuple[Candidate, ...]:
        """Fields and lookups that can follow an unfinished key."""
        found = self.paths(key, source=source)
        head, last = _head_and_last(key)
        if not head:
            return found
        before = "" if source is Source.DJANGO else f"{source.value}{SEPARATOR}"
        path, lookup = self.fields.split(before + head)
        typed = f"{lookup}{SEPARATOR}{last}" if lookup else last
        cut = f"{head[: len(head) - len(lookup)]}" if lookup else f"{head}{SEPARATOR}"
        following = (
            Candidate(cut + one.text, one.kind, one.help, one.goes_on)
            for one in self.lookups(path, typed)
        )
        return (*found, *following)[:LIMIT]

    def _keys(self, place: Place) -> list[Candidate]:
        """JSON keys seen in the records, behind the keys of a place."""
        seen = self.fields.keys_of(SEPARATOR.join((*place.path, *place.keys)))
        return [Candidate(name, "key") for name in sorted(seen)]

    def _names(self, place: Place, typed: str) -> tuple[Candidate, ...]:
        """The names of the records that a path's last relation leads to."""
        if not place.path or place.keys:
            return ()
        if place.kind is Kind.OBJECT:
            return self._known(place.model, "id", typed)
        field = place.path[-1]
        named = field in {slug_of(place.owner), "id", "pk"}
        return self._known(place.owner, field, typed) if named else ()

    def _names_for(self, parameter: Parameter, typed: str) -> tuple[Candidate, ...]:
        reference = parameter.reference
        if reference is None:
            return ()
        slug = slug_of(reference.model) if reference.by in {By.SLUG, By.UUID} else ""
        return self._known(reference.model, slug or "id", typed)

    def _known(self, model: str, field: str, typed: str) -> tuple[Candidate, ...]:
        endpoint = MODELS.get(model, "")
        if self._values is None or not endpoint:
            return ()
        known = self._values.known(endpoint, field, typed)
        return tuple(Candidate(one, "value") for one in texts_matching(typed, known))


def texts_matching(typed: str, offered: Iterable[str]) -> list[str]:
    """The texts that fit what is typed, as ``matching`` does it, for long lists of bare texts."""
    wanted = typed.casefold()
    if not wanted:
        return list(islice(offered, LIMIT))
    found = [text for text in offered if wanted in text.casefold()]
    begin = [text for text in found if text.casefold().startswith(wanted)][:LIMIT]
    if len(begin) == LIMIT:
        return begin
    hold = (text for text in found if not text.casefold().startswith(wanted))
    return [*begin, *islice(hold, LIMIT - len(begin))]


def matching(
    typed: str, offered: Iterable[Candidate], *, before: str = ""
) -> tuple[Candidate, ...]:
    """The candidates that fit what is typed: those it begins first, then those that hold it.

    Args:
        typed: in any case; empty lets all through.
        offered: in their order.
        before: put before each.
    """
    wanted = typed.casefold()
    begin: list[Candidate] = []
    hold: list[Candidate] = []
    for one in offered:
        place = one.text.casefold().find(wanted)
        if place == 0:
            begin.append(one)
            if len(begin) == LIMIT:
                break
        elif place > 0 or (wanted and wanted in one.help.casefold()):
            hold.append(one)
    found = (*begin, *hold)[:LIMIT]
    if not before:
        return found
    return tuple(Candidate(before + one.text, one.kind, one.help, one.goes_on) for one in found)


def _head_and_last(path: str) -> tuple[str, str]:
    """The complete names of an unfinished path, and what is typed of the last."""
    names = path.split(SEPARATOR)
    return SEPARATOR.join(names[:-1]), names[-1]


def _of_field(name: str, kind: Kind, many: bool) -> Candidate:
    if kind is Kind.OBJECT:
        return Candidate(name, "relations" if many else "relation", "", goes_on=True)
    return Candidate(name, "field", "" if kind is Kind.UNKNOWN else kind.value)


def _without(one: Candidate, before: str) -> Candidate:
    return Candidate(one.text.removeprefix(before), one.kind, one.help, one.goes_on)


def _as_written(one: Candidate) -> Candidate:
    """A value as it stands behind a comma."""
    plain = one.text if one.text.isdigit() and one.help else written(_typed(one.text))
    return Candidate(plain, one.kind, one.help or (one.text if plain != one.text else ""))


def _typed(text: str) -> str | bool:
    return {"True": True, "False": False}.get(text, text)


def _first_line(parameter: Parameter) -> str:
    return (parameter.help or parameter.note).partition("\n")[0]
