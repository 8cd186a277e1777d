"""Records that a reference field can name, searched at the server."""

from __future__ import annotations

from dataclasses import dataclass

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.client.scheduler import Priority
from alyxtui.domain.links import id_of
from alyxtui.domain.record import Record, title
from alyxtui.errors import ChangeRefused
from alyxtui.query.model import Query, Term
from alyxtui.schema.hints.relations import slug_of
from alyxtui.schema.model import Api, By, Endpoint, Field
from alyxtui.text import safe

_MOST = 50  # records that are asked for at a time


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that can be named.

    Attributes:
        value: what the field takes for it.
        title: what a person calls it, safe.
    """

    value: str
    title: str


def target_of(api: Api, field: Field) -> Endpoint | None:
    """The endpoint whose records a field names; None when there is none to search in."""
    reference = field.reference
    if reference is None or reference.by is By.NESTED:
        return None
    endpoint = api.endpoints.get(reference.endpoint)
    return endpoint if endpoint is not None and endpoint.is_list else None


async def candidates(
    client: AlyxClient, field: Field, target: Endpoint, words: str
) -> list[Candidate]:
    """Records whose name holds some words; the first ones of all where they have no name.

    Args:
        client: the server.
        field: which is to name one.
        target: from ``target_of``.
        words: part of the name, in any case.

    Raises:
        ChangeRefused: the records do not show what the field takes; with what it is.
        AlyxTuiError: the server cannot be asked.
    """
    name = _name_of(target)
    searched = bool(name and words)
    terms = (Term(name, "icontains", words),) if searched else ()
    query = Query(target.name, terms=terms)
    page = await client.page(target, query, offset=0, limit=_MOST, priority=Priority.VISIBLE)
    found = [_candidate(field, target, record) for record in page.records]
    if found and not any(one.value for one in found):
        # Alyx 3.6.1: the lab and the room of a surgery.
        raise ChangeRefused(
            f"{safe(field.name)} takes an id, and the list of {safe(target.name)} shows none: it "
            "stands in the address of the record in the web admin (W)."
        )
    wanted = "" if searched else words.casefold()
    return [one for one in found if one.value and wanted in f"{one.value} {one.title}".casefold()]


def _name_of(target: Endpoint) -> str:
    """The field that a person knows the records by, empty when there is none to search in."""
    action = target.actions["list"]
    if "django" not in action.parameters:
        return ""
    names = (target.lookup, "nickname", "username", "name")
    return next((one for one in names if one in action.record and one != "id"), "")


def _candidate(field: Field, target: Endpoint, record: Record) -> Candidate:
    key = key_of(target, dict(record))
    reference = field.reference
    if reference is None:
        value = key
    elif reference.by is By.URL:
        value = str(record.get("url") or "")
    elif reference.by is By.SLUG:
        value = str(record.get(slug_of(reference.model)) or key)
    else:
        value = id_of(target, record)
    return Candidate(value, title(target, record, key))
