"""A change made ready: the request that would be sent, and everything to know before it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from alyxtui.client.routes import action_path
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes import guards
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.conflict import Clashed, Comparison, compare
from alyxtui.domain.writes.diff import Difference, diff
from alyxtui.domain.writes.fields import Problem, locked, problems, writable
from alyxtui.domain.writes.operations import Assign, Operation, apply, is_destructive
from alyxtui.domain.writes.values import same
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Api, Endpoint, Field, Kind

_UNKNOWN = Field("", Kind.JSON)
_NOTHING_SEEN = Comparison()


@dataclass(frozen=True, slots=True)
class Review:
    """What would be sent.

    Attributes:
        change: what is wanted; its base is what was seen.
        endpoint: whose record it is.
        present: the record that the server had when it was asked, empty for a create.
        method: HTTP method.
        path: below the base address.
        body: fields and values, empty for a delete.
        along: names of the fields that are sent as they are, so that the server keeps them.
        differences: what becomes different, place by place.
        comparison: what others have changed since the base.
        losses: what is lost beyond the values that are replaced one by one, a sentence each.
        named: names that a person types before it is sent, see ``named``.
    """

    change: Change
    endpoint: Endpoint
    present: Values
    method: str
    path: str
    body: Values = field(default_factory=dict)
    along: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    comparison: Comparison = _NOTHING_SEEN
    losses: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """Whether the record is already as it is wanted."""
        edits = self.change.verb in {Verb.PATCH, Verb.UPDATE}
        return edits and not self.differences

    @property
    def intended(self) -> Values:
        """The fields that the write is about, with the values to come."""
        return {name: value for name, value in self.body.items() if name not in self.along}


def review(api: Api, change: Change, present: Values, base_url: str, now: datetime) -> Review:
    """Make a change ready.

    Args:
        api: what the server offers.
        change: what is wanted.
        present: the record that the server has now, empty for a create.
        base_url: of the server, without a slash at its end.
        now: for a create that carries its time.

    Raises:
        ChangeRefused: it must not be sent; with the reasons by field.
        Clashed: it cannot be done to what somebody else has put there.
    """
    endpoint = endpoint_of(api, change)
    action = endpoint.actions[change.verb.value]
    comparison = compare(endpoint, change, present)
    try:
        wanted = _wanted(endpoint, change, present, base_url)
    except ChangeRefused:
        if comparison.clashes:
            raise Clashed(change, comparison, present) from None
        raise
    body: dict[str, object] = {}
    along: Values = {}
    if change.verb is Verb.CREATE:
        body = {**wanted, **guards.stamped(endpoint, wanted, now)}
    elif change.verb is not Verb.DELETE:
        body = _smallest(endpoint, change, wanted, present)
        if body:
            along = guards.sent_along(endpoint, change.verb, body, present)
    found = problems(endpoint, change.verb, body, strict=api.dialect == "openapi")
    if found:
        raise refused(found)
    differences = _differences(change, body, present)
    return Review(
        change=change,
        endpoint=endpoint,
        present=present,
        method=action.method,
        path=action_path(endpoint, action, change.key),
        body={**body, **along},
        along=tuple(along),
        differences=differences,
        comparison=comparison,
        losses=tuple(_losses(endpoint, change, body, present)),
    )


def endpoint_of(api: Api, change: Change) -> Endpoint:
    """The endpoint of a change, which can do what the change wants.

    Raises:
        ChangeRefused: there is none, or it cannot; with what it offers instead.
    """
    endpoint = api.endpoints.get(change.endpoint)
    if endpoint is None:
        raise ChangeRefused(f"The server has no endpoint {change.endpoint!r}.")
    if change.verb.value not in endpoint.actions:
        reason = locked(endpoint, change.verb, "")
        offered = [verb.word for verb in Verb if verb.value in endpoint.actions]
        hint = f"It offers: {', '.join(offered)}." if offered else "It can only be read."
        raise ChangeRefused(reason, hint=hint)
    return endpoint


def refused(found: list[Problem]) -> ChangeRefused:
    """The error for all that is wrong with a change."""
    fields: dict[str, tuple[str, ...]] = {}
    for problem in found:
        fields[problem.field] = (*fields.get(problem.field, ()), problem.message)
    said = [
        f"{name}: {' '.join(words)}" if name else " ".join(words) for name, words in fields.items()
    ]
    return ChangeRefused("\n".join(said), fields=fields)


def _wanted(endpoint: Endpoint, change: Change, present: Values, base_url: str) -> Values:
    """The values that the operations lead to."""
    fields = writable(endpoint, change.verb)
    wanted: dict[str, object] = {}
    for name, operation in change.operations.items():
        one = fields.get(name, Field(name, Kind.JSON))
        value = apply(operation, present.get(name, MISSING), one)
        wanted[name] = guards.in_form(one, value, base_url)
    return wanted


def _smallest(
    endpoint: Endpoint, change: Change, wanted: Values, present: Values
) -> dict[str, object]:
    """What has to be sent: everything in an update, else only what differs."""
    if change.verb is Verb.UPDATE:
        return dict(wanted)
    fields = writable(endpoint, change.verb)
    return {
        name: value
        for name, value in wanted.items()
        if name not in present or not _is_so(value, present[name], fields.get(name, _UNKNOWN))
    }


def _is_so(value: object, present: object, field: Field) -> bool:
    # A file to be sent is a path, the record has the address of another one.
    return value == present if field.kind is Kind.FILE else same(value, present, field)


def _differences(change: Change, body: Values, present: Values) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for name, value in body.items():
        found += diff(present.get(name, MISSING), value, (name,))
    if change.verb is Verb.DELETE:
        found = [Difference((name,), value, MISSING) for name, value in present.items()]
    return tuple(found)


def _losses(endpoint: Endpoint, change: Change, body: Values, present: Values) -> list[str]:
    said = guards.losses(endpoint, change.verb, body, present)
    if change.verb in {Verb.CREATE, Verb.DELETE}:
        return said
    fields = writable(endpoint, change.verb)
    for name, operation in change.operations.items():
        one = fields.get(name)
        if one is not None and name in body and is_destructive(operation, one):
            said.append(_loss(name, operation))
    return said


def _loss(name: str, operation: Operation) -> str:
    if isinstance(operation, Assign):
        return f"{name} is replaced as a whole."
    return f"What {name} holds there is removed."
