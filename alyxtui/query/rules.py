"""What is wrong with a condition, and the condition that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from alyxtui.query import lookups
from alyxtui.query.fields import SEPARATOR, Fields, Place, slug_path
from alyxtui.query.fit import fit
from alyxtui.query.literal import written
from alyxtui.query.meant import did_you_mean
from alyxtui.query.model import JsonObject, Query, Source, Term
from alyxtui.schema.hints.filters import OBSOLETE_FIELDS
from alyxtui.schema.model import Kind
from alyxtui.text import safe

_ORDER = frozenset({"gt", "gte", "lt", "lte", "range"})


class Weight(str, Enum):
    """How much a finding matters."""

    REFUSED = "refused"  # the server would fail, or answer something else than was asked
    WARNING = "warning"  # it is answered, perhaps not as one thinks


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a query, or surprising.

    Attributes:
        weight: whether the query should be sent all the same.
        message: what is wrong, a sentence.
        remedy: what to do, a sentence; empty for a warning that needs nothing.
        term: index of the condition it is about, or None.
        parameter: the plain filter it is about, or empty.
        fixed: the query without the fault, where one is known.
        sure: whether ``fixed`` is beyond doubt what was meant, so that it may be sent unasked.
    """

    weight: Weight
    message: str
    remedy: str = ""
    term: int | None = None
    parameter: str = ""
    fixed: Query | None = None
    sure: bool = False


def about_term(query: Query, index: int, fields: Fields) -> Iterator[Finding]:
    """What is wrong with one condition; the first thing only, and what surprises.

    Args:
        query: with conditions in place of texts.
        index: of the condition.
        fields: of the endpoint.
    """
    term = fields.refined(query.terms[index])
    place = fields.at(term.full_path)
    fault = (
        _about_source(query, index, fields)
        or _about_path(query, index, term, place, fields)
        or _about_lookup(query, index, term, place)
        or _about_value(query, index, term, place)
    )
    if fault is not None:
        yield fault
    else:
        yield from _surprises(index, term, place)


def _about_source(query: Query, index: int, fields: Fields) -> Finding | None:
    term = query.terms[index]
    action = fields.endpoint.actions.get("list")
    if action is not None and term.source.value not in action.parameters:
        return Finding(
            Weight.REFUSED,
            f"{fields.endpoint.name} takes no {term.source.value} filter; the server would ignore it.",
            "Leave it out.",
            term=index,
            fixed=query.without_term(index),
        )
    if term.negated and term.source is not Source.DJANGO:
        moved = replace(term, path=term.full_path, source=Source.DJANGO)
        return Finding(
            Weight.REFUSED,
            f"{term.source.value} has no ~; it is sent with django.",
            term=index,
            fixed=query.with_term(moved, index),
            sure=True,
        )
    return None


def _about_path(
    query: Query, index: int, term: Term, place: Place, fields: Fields
) -> Finding | None:
    """A name on the path that leads nowhere."""
    wrong = place.rest[0] if place.rest else ""
    if not wrong or place.kind is not Kind.OBJECT or not place.sure:
        return None
    if wrong in lookups.BY_NAME and place.path:
        return None
    behind = SEPARATOR.join(place.path) or "a record"
    known, _ = fields.after(place)
    renamed = OBSOLETE_FIELDS.get((place.model, wrong), "")
    if renamed in known:
        return Finding(
            Weight.REFUSED,
            f"{wrong} is called {renamed} now.",
            term=index,
            fixed=query.with_term(_renamed(term, place, wrong, renamed), index),
            sure=True,
        )
    beyond = fields.beyond(place, wrong)
    if beyond:
        meant = f"Did you mean {' or '.join(beyond)}?"
    else:
        meant = did_you_mean(wrong, known, f"It has: {', '.join(known)}.")
    return Finding(
        Weight.REFUSED, f"{behind} has no field {safe(wrong)!r}.", safe(meant), term=index
    )


def _renamed(term: Term, place: Place, old: str, new: str) -> Term:
    names = term.full_path.split(SEPARATOR)
    names[len(place.path)] = new if names[len(place.path)] == old else names[len(place.path)]
    return replace(term, path=SEPARATOR.join(names), source=Source.DJANGO)


def _about_lookup(query: Query, index: int, term: Term, place: Place) -> Finding | None:
    if place.kind is Kind.UNKNOWN or (place.kind is Kind.OBJECT and not place.sure):
        return None
    name = SEPARATOR.join(place.rest) or term.lookup
    if not name or lookups.takes(place.kind, name):
        return None
    field = place.path[-1] if place.path else term.path
    suiting = [one.name for one in lookups.suiting(place.kind, of_key=bool(place.keys))]
    unknown = [part for part in name.split(SEPARATOR) if part not in lookups.BY_NAME]
    if unknown:
        message = f"{safe(unknown[0])} is no lookup."
        remedy = did_you_mean(unknown[0], suiting, f"{field} takes: {', '.join(suiting)}.")
    else:
        what = "a relation" if place.kind is Kind.OBJECT else place.kind.value
        message = f"{field} is {what} and takes no {name}."
        remedy = f"It takes: {', '.join(suiting)}."
        slug = slug_path(place)
        if slug:
            named = replace(term, path=slug, lookup=name, source=Source.DJANGO)
            remedy = f"Its name is {slug}."
            return Finding(
                Weight.REFUSED, message, remedy, index, fixed=query.with_term(named, index)
            )
    return Finding(Weight.REFUSED, message, remedy, term=index)


def _about_value(query: Query, index: int, term: Term, place: Place) -> Finding | None:
    name = SEPARATOR.join(place.rest) or term.lookup
    try:
        shape, kind = lookups.shape_of(place.kind, name)
    except KeyError:
        return None
    found = fit(term.value, shape, kind, place)
    shown = safe(written(term.value))
    if found.problem:
        slug = slug_path(place)
        if slug and shape in {lookups.Shape.ONE, lookups.Shape.MANY} and _is_text(term):
            named = replace(term, path=slug, lookup=name, source=Source.DJANGO)
            message = f"{place.path[-1]} is compared by id; {slug} by name."
            fixed = query.with_term(named, index)
            return Finding(Weight.REFUSED, message, term=index, fixed=fixed, sure=True)
        return Finding(
            Weight.REFUSED,
            f"{safe(term.key)} cannot be {shown}.",
            f"It must be {found.problem}.",
            term=index,
        )
    if found.value == term.value and type(found.value) is type(term.value):
        return None
    fixed = query.with_term(replace(query.terms[index], value=found.value), index)
    return Finding(
        Weight.REFUSED,
        f"{safe(term.key)} is sent as {safe(written(found.value))}: {_why(shape, kind)}.",
        term=index,
        fixed=fixed,
        sure=True,
    )


def _why(shape: lookups.Shape, kind: Kind) -> str:
    if shape is lookups.Shape.ONE:
        if kind in {Kind.TEXT, Kind.EMAIL, Kind.URI}:
            return "it is text, and the server makes a fraction of bare digits"
        return f"the database holds {kind.value if kind is not Kind.OBJECT else 'an id'}"
    return f"it takes {shape.value}"


def _is_text(term: Term) -> bool:
    items = term.value if isinstance(term.value, tuple) else (term.value,)
    return all(isinstance(item, str) for item in items)


def _surprises(index: int, term: Term, place: Place) -> Iterator[Finding]:
    """What the server answers, though perhaps not as one thinks."""

    def warning(message: str, remedy: str = "") -> Finding:
        return Finding(Weight.WARNING, message, remedy, term=index)

    key = safe(term.key)
    if (
        isinstance(term.value, str)
        and len(term.value) > 1
        and term.value[0] == term.value[-1] in "'\""
    ):
        yield warning(f"The quotes are a part of the value of {key}.", "Leave them out.")
    if term.value == ():
        yield warning(f"{key} asks for one of nothing and matches no record.")
    if place.kind is not Kind.JSON or not place.keys:
        return
    lookup = term.lookup.rpartition(SEPARATOR)[2]
    if lookup in _ORDER and not isinstance(term.value, (tuple, JsonObject)):
        # PostgreSQL: Object > Array > Boolean > Number > String > Null.
        yield warning(
            f"{key} also compares values of other kinds: text is less than any number, "
            "True, False and lists are greater."
        )
    if lookup == "contains" and isinstance(term.value, str):
        yield warning(f"{key} compares whole JSON values.", "icontains looks for a part of a text.")
    if term.negated:
        yield warning(f"~{key} leaves out records without that key too: not all others come.")


def about_all(query: Query, fields: Fields) -> Iterator[Finding]:
    """What is wrong with conditions taken together."""
    seen: dict[tuple[Source, bool, str], int] = {}
    crossed: dict[str, int] = {}
    for index, term in enumerate(query.terms):
        if not term.on:
            continue
        key = (term.source, term.negated, term.key)
        if key in seen:
            yield _twice(query, seen[key], index)
        seen.setdefault(key, index)
        for path in fields.at(term.full_path).many if term.source is Source.DJANGO else ():
            if path in crossed:
                # Alyx 3.6.1 applies each condition of django= on its own.
                message = (
                    f"Conditions on {path} may be met by different ones of a record's several."
                )
                yield Finding(Weight.WARNING, message, term=index)
            crossed.setdefault(path, index)


def _twice(query: Query, first: int, index: int) -> Finding:
    term = query.terms[index]
    same = term.value == query.terms[first].value
    return Finding(
        Weight.REFUSED,
        f"{safe(term.key)} stands there twice; the server fails on that.",
        "" if same else "Several values of one field stand in a list: field__in,['a', 'b']",
        term=index,
        fixed=query.without_term(index) if same else None,
        sure=same,
    )
