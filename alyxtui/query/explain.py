"""What a server's error text says about a query, in words that help, and what it tells of fields.

Alyx 3.6.1 answers most mistakes in a filter with 500 and the text of a Python exception.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from alyxtui.errors import QueryError
from alyxtui.query.fields import SEPARATOR, Fields, Learned, segments_of
from alyxtui.query.literal import written
from alyxtui.query.meant import did_you_mean
from alyxtui.query.model import Query
from alyxtui.query.parse import lifted
from alyxtui.schema.model import Endpoint
from alyxtui.text import safe


@dataclass(frozen=True, slots=True)
class Explanation:
    """What went wrong.

    Attributes:
        message: a sentence.
        hint: what to do; perhaps empty.
        term: index of the condition it is about, None when that is not clear.
        parameter: the plain filter it is about, perhaps empty.
        candidates: what the server would take there, as it says itself.
        learned: what is known of the server's fields from now on.
    """

    message: str
    hint: str = ""
    term: int | None = None
    parameter: str = ""
    candidates: tuple[str, ...] = ()
    learned: Learned = field(default_factory=Learned)


def explain(
    detail: str, query: Query, endpoint: Endpoint, learned: Learned | None = None
) -> Explanation | None:
    """Explain an error.

    Args:
        detail: the server's text.
        query: that was sent.
        endpoint: whose list was asked.
        learned: what is known so far.

    Returns:
        None when the text is none of those known.
    """
    try:
        query = lifted(query, endpoint, learned).query
    except QueryError:
        query = Query(query.endpoint, query.filters)
    case = _Case(query, Fields(endpoint, learned))
    for pattern, explainer in _KNOWN:
        found = pattern.search(detail)
        if found is not None:
            return explainer(case, found)
    return None


class _Case:
    """A query that failed, and ways to find the part that is to blame."""

    def __init__(self, query: Query, fields: Fields) -> None:
        self.query = query
        self.fields = fields

    def said(
        self,
        message: str,
        hint: str = "",
        *,
        term: int | None = None,
        parameter: str = "",
        candidates: tuple[str, ...] = (),
        learned: Learned | None = None,
    ) -> Explanation:
        """An explanation; nothing is learned unless it says so."""
        known = learned or self.fields.learned
        return Explanation(safe(message), safe(hint), term, parameter, candidates, known)

    def with_name(self, name: str) -> int | None:
        """The condition that has a name on its path."""
        return self._first(lambda index: name in segments_of(self.query.terms[index].key))

    def with_value(self, text: str) -> tuple[int | None, str]:
        """The condition or else the plain filter that has a text in its value."""
        plain = next((name for name, value in self.query.filters if text and text in value), "")
        term = self._first(lambda index: bool(text) and text in _shown(self.query, index))
        return (None, plain) if plain and term is None else (term, "")

    def _first(self, fits: Callable[[int], bool]) -> int | None:
        on = (index for index, term in enumerate(self.query.terms) if term.on)
        return next((index for index in on if fits(index)), None)


def _shown(query: Query, index: int) -> str:
    value = query.terms[index].value
    return value if isinstance(value, str) else written(value)


def _unknown_field(case: _Case, found: re.Match[str]) -> Explanation:
    name, choices = found[1], tuple(found[2].split(", "))
    index = case.with_name(name.strip())
    if index is None:
        plain = name if case.query.value(name) is not None else ""
        return case.said(f"The server has no field {name!r}.", parameter=plain, candidates=choices)
    segments = segments_of(case.query.terms[index].full_path)
    place = case.fields.at(SEPARATOR.join(segments[: segments.index(name.strip())]))
    behind = SEPARATOR.join(place.path) or "A record"
    return case.said(
        f"{behind} has no field {name!r}.",
        did_you_mean(name, choices, f"It has: {', '.join(choices)}."),
        term=index,
        candidates=choices,
        learned=case.fields.learned.with_choices(place.scope, choices),
    )


def _bad_lookup(case: _Case, found: re.Match[str]) -> Explanation:
    index = case.with_name(found[1])
    if index is None:
        return case.said(f"A field does not take the lookup {found[1]!r}.")
    term = case.query.terms[index]
    hint = "A relation is asked by the name of what it leads to: subject__nickname__icontains,ks"
    related = "Related" in found[0]
    return case.said(
        f"{term.path} does not take {found[1]!r}.", hint if related else "", term=index
    )


def _twice(case: _Case, found: re.Match[str]) -> Explanation:
    return case.said(
        "The same field and lookup stand there twice.",
        "Several values of one field stand in a list: field__in,['a', 'b']",
    )


def _not_a_value(wanted: str) -> Callable[[_Case, re.Match[str]], Explanation]:
    def explainer(case: _Case, found: re.Match[str]) -> Explanation:
        text = found[1]
        index, plain = case.with_value(text)
        field = plain or ("" if index is None else case.query.terms[index].key)
        message = f"{field or 'A value'} cannot be {text!r}."
        return case.said(message, f"It must be {wanted}.", term=index, parameter=plain)

    return explainer


def _bare_name(case: _Case, found: re.Match[str]) -> Explanation:
    index, _ = case.with_value(found[1])
    quoted = f"['{found[1]}']"
    return case.said(
        f"{found[1]} stands in brackets without quotes.", f"Write {quoted}", term=index
    )


def _bracket(case: _Case, found: re.Match[str]) -> Explanation:
    return case.said("A bracket in a value has no partner.", "Such a value goes in quotes: ('a(b')")


def _missing(case: _Case, found: re.Match[str]) -> Explanation:
    value = case.query.value("date_range")
    if value is not None and value.count(",") != 1:
        return case.said("date_range needs two dates.", parameter="date_range")
    return case.said(
        "A condition has no value, or a comma in a value split it.",
        "A value with commas goes into quotes in brackets: name,('a, b')",
    )


def _choices(case: _Case, found: re.Match[str]) -> Explanation:
    name, labels = found[1], tuple(found[2].split(", "))
    value = case.query.value(name) or ""
    hint = did_you_mean(value, labels, f"It is one of {', '.join(labels)}.")
    learned = case.fields.learned.with_labels(case.query.endpoint, name, labels)
    message = f"{name} cannot be {value!r}."
    return case.said(message, hint, parameter=name, candidates=labels, learned=learned)


def _pattern(case: _Case, found: re.Match[str]) -> Explanation:
    on = (index for index, term in enumerate(case.query.terms) if term.lookup.endswith("regex"))
    return case.said(
        f"The server cannot read the regular expression: {found[1]}.", term=next(on, None)
    )


def _list_wanted(case: _Case, found: re.Match[str]) -> Explanation:
    on = (index for index, term in enumerate(case.query.terms) if term.lookup in {"in", "range"})
    return case.said(
        "A lookup wants several values.", "For example field__in,['a']", term=next(on, None)
    )


def _no_such(case: _Case, found: re.Match[str]) -> Explanation:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", found[1]).lower()
    return case.said(f"There is no such {name}.")


def _empty_name(case: _Case, found: re.Match[str]) -> Explanation:
    return case.said(
        "A condition has no field.", "A field and its value stand in pairs: lab__name,x"
    )


_QUOTED = "[“'\"]([^“”'\"]*)[”'\"]"
_KNOWN: tuple[tuple[re.Pattern[str], Callable[[_Case, re.Match[str]], Explanation]], ...] = (
    (re.compile(r"Cannot resolve keyword '(.*?)' into field\. Choices are: (.*)"), _unknown_field),
    (re.compile(r"Unsupported lookup '(.*?)' for"), _bad_lookup),
    (re.compile(r"Related Field got invalid lookup: (\w+)"), _bad_lookup),
    (re.compile(r"Duplicated fields in"), _twice),
    (re.compile(r"name '(.*?)' is not defined"), _bare_name),
    (re.compile(r"was never closed|unmatched '|does not match opening|invalid syntax"), _bracket),
    (re.compile(rf"{_QUOTED} is not a valid UUID"), _not_a_value("a uuid")),
    (re.compile(rf"expected a number but got {_QUOTED}"), _not_a_value("a number")),
    (
        re.compile(rf"{_QUOTED} value (?:has an invalid|has the correct) .*?date"),
        _not_a_value("a date"),
    ),
    (re.compile(rf"{_QUOTED} value must be either True"), _not_a_value("True or False")),
    (re.compile(r"(\S+) is not a valid QC"), _not_a_value("a quality label")),
    (re.compile(r"invalid regular expression: (.*)"), _pattern),
    (re.compile(r"object is not iterable"), _list_wanted),
    (re.compile(r"Invalid\s*(\w+), choices are: (.*)"), _choices),
    (re.compile(r"list index out of range"), _missing),
    (re.compile(r"Cannot parse keyword query"), _empty_name),
    (re.compile(r"(\w+) matching query does not exist"), _no_such),
)
