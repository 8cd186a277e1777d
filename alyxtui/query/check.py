"""Tells before sending what the server would ignore, fail on, or answer otherwise than meant.

Alyx 3.6.1 ignores a parameter it does not know, and a boolean it cannot read, and answers with all
records as if nothing had been asked; mistakes in ``django=`` are server errors (500).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alyxtui.errors import QueryError
from alyxtui.query import lookups, values
from alyxtui.query.conditions import value_for
from alyxtui.query.fields import SEPARATOR, Fields, Learned
from alyxtui.query.meant import did_you_mean
from alyxtui.query.model import Listed, Query, Source, Term
from alyxtui.query.parse import PAGING, lifted
from alyxtui.query.rules import Finding, Weight, about_all, about_term
from alyxtui.query.when import FIRST_DATE, LAST_DATE
from alyxtui.schema.hints.filters import EQUIVALENTS, OBSOLETE
from alyxtui.schema.hints.relations import slug_of
from alyxtui.schema.model import Action, By, Endpoint, Kind, Parameter
from alyxtui.text import safe


def findings(
    query: Query, endpoint: Endpoint, learned: Learned | None = None
) -> tuple[Finding, ...]:
    """Everything that is wrong with a query, and what may surprise.

    Args:
        query: conditions may still be text.
        endpoint: whose list is asked.
        learned: what the server has told of its fields.
    """
    try:
        query = lifted(query, endpoint, learned).query
    except QueryError as error:
        return (Finding(Weight.REFUSED, error.message, error.hint, parameter="django"),)
    fields = Fields(endpoint, learned)
    found: list[Finding] = []
    for name, value in query.filters:
        found += _about_filter(query, endpoint, name, value, fields)
    for index, term in enumerate(query.terms):
        if term.on:
            found += about_term(query, index, fields)
    return (*found, *about_all(query, fields))


def problem(action: Action, name: str, value: str) -> tuple[str, str]:
    """What is wrong with one plain filter.

    Args:
        action: the list action of an endpoint.
        name: of the parameter.
        value: as typed.

    Returns:
        What is wrong and what to do, two sentences; both empty when nothing is.
    """
    parameter = action.parameters.get(name)
    if parameter is None:
        known = [known for known in action.parameters if known not in PAGING]
        others = f"It takes: {', '.join(known)}." if known else "It takes no filter at all."
        meant = did_you_mean(name, known, others)
        return f"{name} is no filter here; the server would ignore it and answer all.", meant
    if parameter.broken and value:
        return f"{name} {values.problem(parameter, value)}", "Leave it out."
    wanted = values.problem(parameter, value)
    return (f"{name} cannot be {value!r}.", f"It is {wanted}.") if wanted else ("", "")


def _about_filter(
    query: Query, endpoint: Endpoint, name: str, value: str, fields: Fields
) -> Iterator[Finding]:
    action = endpoint.actions.get("list")
    if action is None or name == Source.DJANGO or name in PAGING:
        return
    parameter = action.parameters.get(name)
    found = (
        _obsolete(query, fields, name, value)
        if parameter is None
        else _equivalent(query, fields, parameter, value)
        or _by_name(query, parameter, value)
        or _date_range(query, parameter, value)
    )
    if found is not None:
        yield found
        return
    message, remedy = problem(action, name, value)
    if not message:
        return
    fixed = None
    if parameter is None and Source.DJANGO.value in action.parameters and _is_path(name, fields):
        fixed = query.without(name).with_term(_term(name, value, fields))
        remedy = f"{remedy} As a condition: django={name},{value}"
    yield Finding(Weight.REFUSED, message, remedy, parameter=name, fixed=fixed)


def _is_path(name: str, fields: Fields) -> bool:
    """Whether what is no parameter could be a condition."""
    place = fields.at(name)
    return bool(place.path) and lookups.takes(place.kind, SEPARATOR.join(place.rest))


def _obsolete(query: Query, fields: Fields, name: str, value: str) -> Finding | None:
    """A name of older documentation."""
    target = OBSOLETE.get(query.endpoint, {}).get(name)
    if target is None:
        return None
    if SEPARATOR in target:
        fixed = query.without(name).with_term(_term(target, value, fields))
    else:
        fixed = query.without(name).with_filter(target, value)
    message = f"{name} is of older documentation and ignored by the server; sent as {target}."
    return Finding(Weight.REFUSED, message, parameter=name, fixed=fixed, sure=True)


def _equivalent(query: Query, fields: Fields, parameter: Parameter, value: str) -> Finding | None:
    """A filter that is declared but broken, of which the condition is known."""
    path = EQUIVALENTS.get(query.endpoint, {}).get(parameter.name)
    if path is None or not value or not parameter.broken:
        return None
    if SEPARATOR not in path:
        key, comma, value = value.partition(",")
        if not comma:
            return None
        path = f"{path}{SEPARATOR}{key}"
    term = _term(path, value, fields)
    fixed = query.without(parameter.name).with_term(term)
    message = f"The filter {parameter.name} is broken on the server; sent as {safe(term.key)}."
    return Finding(Weight.REFUSED, message, parameter=parameter.name, fixed=fixed, sure=True)


def _by_name(query: Query, parameter: Parameter, value: str) -> Finding | None:
    """A name where the filter wants the uuid."""
    reference = parameter.reference
    if reference is None or reference.by is not By.UUID or not value or _is_uuids(value):
        return None
    slug = slug_of(reference.model)
    if not slug or (slug == "name" and not parameter.name.isidentifier()):
        return None
    names = tuple(part.strip() for part in value.split(","))
    path = f"{parameter.name}{SEPARATOR}{slug}"
    last = value.rstrip("/").rpartition("/")[2]
    if "://" in value and _is_uuids(last):
        fixed = query.with_filter(parameter.name, last)
        message = f"{parameter.name} takes the id that ends the address."
    elif parameter.many and len(names) > 1:
        fixed = query.without(parameter.name).with_term(Term(path, "in", names))
        message = f"{parameter.name} takes ids; the names are sent as {path}."
    else:
        fixed = query.without(parameter.name).with_term(Term(path, "", value))
        message = f"{parameter.name} takes an id; the name is sent as {path}."
    return Finding(Weight.REFUSED, message, parameter=parameter.name, fixed=fixed, sure=True)


def _date_range(query: Query, parameter: Parameter, value: str) -> Finding | None:
    """Alyx 3.6.1: both dates are needed, else it is a server error (500)."""
    ends = [end.strip() for end in value.split(",")]
    if parameter.name != "date_range" or not value:
        return None
    wrong = next((end for end in ends if values.problem(_DAY, end)), None)
    if wrong is not None:
        return Finding(
            Weight.REFUSED, f"date_range cannot be {value!r}.", f"{wrong!r} is no date.",
            parameter=parameter.name,
        )  # fmt: skip
    if len(ends) == 2 and all(ends):
        return None
    is_open = len(ends) == 2 and any(ends)
    both = (ends[0] or FIRST_DATE, ends[1] or LAST_DATE) if is_open else (ends[0], ends[0])
    fixed = query.with_filter(parameter.name, ",".join(both))
    return Finding(
        Weight.REFUSED,
        f"date_range needs two dates; it is sent as {','.join(both)}."
        if is_open
        else "date_range needs two dates; the server fails on one.",
        "" if is_open else f"For one day: {','.join(both)}",
        parameter=parameter.name,
        fixed=fixed if len(ends) <= 2 else None,
        sure=is_open,
    )


_DAY = Parameter("day", Kind.DATE)


def _term(key: str, value: str, fields: Fields) -> Term:
    """A condition of a key and a text; a range takes its two values apart."""
    if key.endswith(f"{SEPARATOR}range"):
        return fields.refined(Term(key, "", Listed(end.strip() for end in value.split(","))))
    term = fields.refined(Term(key))
    return replace(term, value=value_for(value, term.path, term.lookup, fields)[0])


def _is_uuids(value: str) -> bool:
    try:
        for part in value.split(","):
            values.as_uuid(part.strip())
    except ValueError:
        return False
    return True
