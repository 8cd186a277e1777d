"""Finding out what became of a write that got no answer, by looking at the server's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from alyxtui.client.answer import Record
from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import identity_of
from alyxtui.client.scheduler import Priority
from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.entry import RAW, Entry
from alyxtui.domain.writes.fields import is_automatic, writable
from alyxtui.domain.writes.values import last_segment, same
from alyxtui.domain.writes.verify import mismatches
from alyxtui.errors import NotFound
from alyxtui.query.model import Query, Term
from alyxtui.schema.hints.writes import STAMP
from alyxtui.schema.model import Api, By, Endpoint, Field, Kind

_MOST = 50  # records looked through
_TOLD = frozenset({Kind.TEXT, Kind.UUID, Kind.DATETIME, Kind.DATE, Kind.BOOLEAN, Kind.INTEGER})


class Found(Enum):
    """What the server's records tell of a write."""

    DONE = "done"
    NOT_DONE = "not done"
    UNSURE = "unsure"  # somebody has changed the record since, or several look like it


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found.

    Attributes:
        found: what it means.
        record: the record, where there is one.
        alike: how many records look like the one that was to be made.
    """

    found: Found
    record: Record | None = None
    alike: int = 0


async def find_out(
    client: AlyxClient, api: Api, entry: Entry, priority: Priority = Priority.FOREGROUND
) -> Finding:
    """Look what became of a write.

    Args:
        client: the server it went to.
        api: what that offers.
        entry: the write.
        priority: place of the requests in the queue.

    Raises:
        AlyxTuiError: the server cannot be asked.
    """
    endpoint = api.endpoints.get(entry.endpoint)
    if endpoint is None or entry.verb == RAW:
        return Finding(Found.UNSURE)
    if entry.verb == Verb.CREATE.value:
        return await _created(client, api, endpoint, entry, priority)
    return await _changed(client, endpoint, entry, priority)


async def _changed(
    client: AlyxClient, endpoint: Endpoint, entry: Entry, priority: Priority
) -> Finding:
    verb, body = Verb(entry.verb), _object(entry.body)
    renamed = body.get(endpoint.lookup)
    keys = [str(renamed)] if isinstance(renamed, str) and renamed != entry.key else []
    record: Record | None = None
    for key in (*keys, entry.key):
        try:
            record = await client.read(endpoint, key, priority=priority)
            break
        except NotFound:
            continue
    if verb is Verb.DELETE:
        return Finding(Found.NOT_DONE, record) if record is not None else Finding(Found.DONE)
    if record is None:
        return Finding(Found.UNSURE)
    fields = writable(endpoint, verb)
    if any(name in fields and fields[name].kind is Kind.FILE for name in body):
        return Finding(Found.UNSURE, record)  # the record has an address for it, old or new
    before = {name: entry.before[name] for name in body if name in entry.before}
    is_so = not mismatches(endpoint, verb, body, {}, record)
    was_so = bool(before) and not mismatches(endpoint, verb, before, {}, record)
    if is_so == was_so:  # neither, or a time with an offset that may be the one before
        return Finding(Found.UNSURE, record)
    return Finding(Found.DONE if is_so else Found.NOT_DONE, record)


async def _created(
    client: AlyxClient, api: Api, endpoint: Endpoint, entry: Entry, priority: Priority
) -> Finding:
    """Look for a record that was to be made.

    Its own name leads to it, or the time that it carries to the microsecond; other fields only
    tell that there are records like it.
    """
    sent = _object(entry.body)
    body = {name: one for name, one in sent.items() if not is_automatic(endpoint, name, one)}
    named = body.get(endpoint.lookup)
    if isinstance(named, str) and named and endpoint.lookup != "id":
        try:
            record = await client.read(endpoint, named, priority=priority)
        except NotFound:
            return Finding(Found.NOT_DONE)
        other = mismatches(endpoint, Verb.CREATE, body, {}, record)
        return Finding(Found.UNSURE if other else Found.DONE, record, 1)
    terms = _terms(api, endpoint, body)
    if not terms:
        return Finding(Found.UNSURE)
    query = Query(endpoint.name, terms=tuple(terms))
    page = await client.page(endpoint, query, offset=0, limit=_MOST, priority=priority)
    fields = writable(endpoint, Verb.CREATE)
    alike = [one for one in page.records if _is_like(fields, body, one)]
    if not alike:
        return Finding(Found.NOT_DONE if page.count <= len(page.records) else Found.UNSURE)
    if len(alike) == 1 and _is_stamped(body):
        return Finding(Found.DONE, alike[0], 1)
    newest = max(alike, key=lambda one: identity_of(endpoint, one))
    return Finding(Found.UNSURE, newest, len(alike))


def _is_stamped(body: Values) -> bool:
    """Whether the time in a record is one that no other record has: not a whole second."""
    text = str(body.get(STAMP, ""))
    return "." in text and not text.endswith(".000000")


def _is_like(fields: Mapping[str, Field], body: Values, record: Values) -> bool:
    """Whether a record of the list has what was sent, in the fields that the list shows."""
    return all(
        same(value, record[name], fields[name], came_back=True)
        for name, value in body.items()
        if name in fields and name in record and fields[name].kind in _TOLD
    )


def _terms(api: Api, endpoint: Endpoint, body: Values) -> list[Term]:
    """Conditions on the record's own fields, the time first; empty where no list takes them."""
    listed = endpoint.actions.get("list")
    if listed is None or "django" not in listed.parameters:
        return []
    fields = writable(endpoint, Verb.CREATE)
    if _is_stamped(body):
        return [Term(STAMP, "", str(body[STAMP]))]
    found: list[Term] = []
    for name, value in body.items():
        field = fields.get(name)
        if field is None or field.many or field.kind not in _TOLD | {Kind.URI}:
            continue
        term = _term(api, field, value)
        if term is not None:
            found.append(term)
    return found


def _term(api: Api, field: Field, value: object) -> Term | None:
    reference = field.reference
    if reference is None or value is None:
        if not isinstance(value, (str, int, bool)) or value == "" or field.enum:
            return None
        text = value.strip() if isinstance(value, str) else value
        return Term(field.name, "", text) if len(str(text)) <= 200 else None
    if reference.by is By.URL:
        return Term(field.name, "", last_segment(value))
    if reference.by is By.SLUG:
        target = api.endpoints.get(reference.endpoint)
        lookup = target.lookup if target is not None else ""
        return Term(f"{field.name}__{lookup}", "", str(value)) if lookup else None
    return Term(field.name, "", value) if isinstance(value, (str, int)) else None


def _object(value: object) -> Record:
    return dict(value) if isinstance(value, dict) else {}
