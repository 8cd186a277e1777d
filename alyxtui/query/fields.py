"""What a path in a condition leads to: fields, relations and JSON keys of an endpoint's records.

Three sources, the surest first: the server's own ``Choices are:`` (``Learned``), the relation graph
of the hints, the fields of the schema's records. The last are what serializers show, not what the
database holds, so with them alone an unknown name is never called wrong.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from types import MappingProxyType

from alyxtui.query import lookups
from alyxtui.query.model import Term
from alyxtui.schema.hints.relations import ModelField, codes_of, model_fields, model_of, slug_of
from alyxtui.schema.model import Endpoint, Field, Kind

SEPARATOR = "__"
# How far into a JSON value keys are collected, and how many places of a list.
_DEPTH = 4
_ITEMS = 10
_KEYS = 2_000  # of one document; nobody reads a list of more, and the event loop waits
_KNOWN = 10_000  # of one place
_NO_FIELDS: Mapping[str, ModelField] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Learned:
    """What a server has told of itself in this run; immutable, grows by ``with_``.

    Attributes:
        choices: the names that may follow a place, from the server's errors, by ``Place.scope``.
        keys: JSON keys seen in records, by endpoint and path (``sessions``, ``extended_qc``); the
            path of an object inside ends with the keys that lead to it.
        labels: the words that a plain filter takes, from the server's errors, by endpoint and filter.
    """

    choices: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    keys: Mapping[tuple[str, str], frozenset[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    labels: Mapping[tuple[str, str], tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def with_labels(self, endpoint: str, name: str, labels: Iterable[str]) -> Learned:
        """The same and the words that a plain filter takes."""
        return replace(self, labels={**self.labels, (endpoint, name): tuple(labels)})

    def with_choices(self, scope: str, names: Iterable[str]) -> Learned:
        """The same and the names that the server takes at a place."""
        return replace(self, choices={**self.choices, scope: frozenset(names)})

    def with_json(self, endpoint: str, path: str, document: object) -> Learned:
        """The same and the keys of a JSON value of a record, those inside included, 2,000 at most.

        Args:
            endpoint: whose record it is.
            path: of the field.
            document: what ``json.loads`` gives; anything but an object or a list adds nothing.
        """
        found = dict(self.keys)
        _collect(found, endpoint, path, document)
        return replace(self, keys=found)


def _collect(
    found: dict[tuple[str, str], frozenset[str]], endpoint: str, path: str, document: object
) -> None:
    """Add the keys of a document, the outer ones first, until there are enough."""
    todo, room = deque([(path, document, _DEPTH)]), _KEYS
    while todo and room > 0:
        path, value, depth = todo.popleft()
        if isinstance(value, list):
            value = {str(index): one for index, one in enumerate(value[:_ITEMS])}
        if not isinstance(value, dict) or not depth:
            continue
        known = found.get((endpoint, path), frozenset())
        keys = list(islice(value, room))
        if len(known) < _KNOWN:
            found[endpoint, path] = known.union(keys)
        room -= len(keys)
        todo.extend((f"{path}{SEPARATOR}{key}", value[key], depth - 1) for key in keys)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads.

    Attributes:
        path: the fields and relations that were followed.
        keys: the JSON keys behind them.
        rest: what is no field and no key: a lookup, or a mistake.
        kind: of the last field; JSON inside a JSON field, OBJECT for a relation, UNKNOWN when
            nothing is known.
        model: the model of the last relation's target, or of the records themselves.
        owner: the model that has the last field, empty when unknown.
        scope: names what can follow the path, as ``Learned.choices`` has it.
        many: the relations to several records that were crossed, as paths.
        sure: whether the names that can follow are all known, so that another one is a mistake.
    """

    path: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    kind: Kind = Kind.OBJECT
    model: str = ""
    owner: str = ""
    scope: str = ""
    many: tuple[str, ...] = ()
    sure: bool = False

    @property
    def codes(self) -> Mapping[str, str]:
        """The labels of the field's stored values, by the value; empty without choices."""
        return codes_of(self.owner, self.path[-1]) if self.path and not self.keys else {}


class Fields:
    """The paths of one endpoint's records.

    Args:
        endpoint: whose list is asked.
        learned: what the server has told so far.
    """

    def __init__(self, endpoint: Endpoint, learned: Learned | None = None) -> None:
        self.endpoint = endpoint
        self.learned = learned or Learned()
        self.model = model_of(endpoint.name)
        self.root = Place(model=self.model, scope=self.model or endpoint.name)

    @cached_property
    def _shown(self) -> Mapping[str, ModelField]:
        return _shown(self.endpoint)

    def after(self, place: Place) -> tuple[Mapping[str, ModelField], bool]:
        """The fields that can follow a place, by name.

        Returns:
            The fields, and whether there are no others.
        """
        if place.kind is not Kind.OBJECT:
            return _NO_FIELDS, place.kind is not Kind.UNKNOWN
        known = model_fields(place.model)
        told = self.learned.choices.get(place.scope)
        if told is not None:
            fields = {name: known.get(name) or _unlisted(name, known) for name in sorted(told)}
            return fields, True
        if not place.path and not known:
            return self._shown, False
        return known, bool(known)

    def at(self, path: str) -> Place:
        """Follow a path as far as it is made of fields, relations and keys.

        Args:
            path: names with two underscores between them; a lookup at the end is left as the rest.
        """
        segments = segments_of(path)
        place = self.root
        for index, name in enumerate(segments):
            if place.kind is Kind.JSON:
                end = lookups.split_key(segments, first=index, json=True)
                return replace(place, keys=segments[index:end], rest=segments[end:])
            fields, sure = self.after(place)
            found = fields.get(name) or (
                _implied(name, fields) if place.kind is Kind.OBJECT else None
            )
            if found is None:
                return self._stopped(place, segments, index, sure)
            place = _step(place, found)
        return replace(place, sure=self.after(place)[1])

    def split(self, key: str) -> tuple[str, str]:
        """A condition's key as path and lookup."""
        place = self.at(key)
        rest = place.rest
        if rest and place.kind in {Kind.OBJECT, Kind.UNKNOWN}:
            segments = segments_of(key)
            end = lookups.split_key(segments, first=max(len(place.path), 1))
            return SEPARATOR.join(segments[:end]), SEPARATOR.join(segments[end:])
        cut = len(segments_of(key)) - len(rest)
        return SEPARATOR.join(segments_of(key)[:cut]), SEPARATOR.join(rest)

    def refined(self, term: Term) -> Term:
        """The condition with path and lookup told apart by what is known of the fields."""
        prefix = "" if term.path == term.full_path else f"{term.source.value}{SEPARATOR}"
        path, lookup = self.split(prefix + term.key)
        if not path.startswith(prefix) or not path[len(prefix) :]:
            return term
        return replace(term, path=path[len(prefix) :], lookup=lookup)

    def beyond(self, place: Place, name: str) -> tuple[str, ...]:
        """The paths on which a name stands one relation further, at most three, to one first."""
        relations = [one for one in self.after(place)[0].values() if one.target]
        relations.sort(key=lambda one: one.many)
        found = [one.name for one in relations if name in model_fields(one.target)]
        return tuple(SEPARATOR.join((*place.path, one, name)) for one in found[:3])

    def keys_of(self, path: str) -> Collection[str]:
        """The keys seen in a JSON field of this endpoint's records."""
        return self.learned.keys.get((self.endpoint.name, path), frozenset())

    def _stopped(self, place: Place, segments: tuple[str, ...], index: int, sure: bool) -> Place:
        rest = segments[index:]
        shown = self._shown.get(rest[0]) if index == 0 else None
        if shown is not None:
            # Shown by the server though no field of the hints: newer than they are, or computed.
            place = replace(_step(place, shown), sure=False)
            end = lookups.split_key(segments, first=1, json=shown.kind is Kind.JSON)
            return replace(place, keys=segments[1:end], rest=segments[end:])
        return replace(place, rest=rest, sure=sure)


def segments_of(path: str) -> tuple[str, ...]:
    """The names of a path.

    A name may begin with an underscore (``extended_qc___videoLeft``): Django reads the first two of
    three as the separator.
    """
    return tuple(path.split(SEPARATOR)) if path else ()


def slug_path(place: Place) -> str:
    """The path to the name of what a relation leads to (``subject__nickname``), or empty."""
    slug = slug_of(place.model) if place.kind is Kind.OBJECT else ""
    return SEPARATOR.join((*place.path, slug)) if slug and place.path else ""


def _step(place: Place, found: ModelField) -> Place:
    path = (*place.path, found.name)
    many = (*place.many, SEPARATOR.join(path)) if found.many else place.many
    related = found.kind is Kind.OBJECT
    return Place(
        path=path,
        kind=found.kind,
        model=found.target if related else place.model,
        owner=place.model,
        scope=found.target or f"{place.scope}{SEPARATOR}{found.name}",
        many=many,
        sure=True,
    )


def _implied(name: str, fields: Mapping[str, ModelField]) -> ModelField | None:
    """``pk``, and the column of a relation (``subject_id``)."""
    if name == "pk":
        return replace(fields["id"], name="pk") if "id" in fields else None
    if name.endswith("_id"):
        relation = fields.get(name[: -len("_id")])
        if relation is not None and relation.kind is Kind.OBJECT and not relation.many:
            key = model_fields(relation.target).get("id")
            return ModelField(name, key.kind if key else Kind.UNKNOWN)
    return None


def _unlisted(name: str, known: Mapping[str, ModelField]) -> ModelField:
    return _implied(name, known) or ModelField(name, Kind.UNKNOWN)


def _shown(endpoint: Endpoint) -> Mapping[str, ModelField]:
    """The fields of the schema's records, as far as they tell of the database."""
    shown: dict[str, ModelField] = {}
    for action in ("read", "list"):
        if action in endpoint.actions:
            for name, one in endpoint.actions[action].record.items():
                shown[name] = ModelField(name, _shown_kind(one))
    shown.pop("url", None)
    return MappingProxyType(shown)


def _shown_kind(one: Field) -> Kind:
    related = one.reference is not None or one.many or one.kind is Kind.OBJECT
    return Kind.UNKNOWN if related else one.kind
