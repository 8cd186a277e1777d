"""What a write must carry besides what was asked for, so that the server does no harm.

The tables are ``hints.SEND_ALONG`` and ``hints.writes``; problems of single values are found in
``fields``.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from alyxtui.domain.writes.change import Values, Verb
from alyxtui.schema import hints
from alyxtui.schema.hints.writes import CASCADES, HARMED, MAILS, ONE_OWNER, RENAMES, STAMP
from alyxtui.schema.model import By, Endpoint, Field, Kind


def sent_along(endpoint: Endpoint, verb: Verb, body: Values, present: Values) -> Values:
    """Fields that must travel with every change, as the record has them.

    Alyx 3.6.1: a trajectory loses the insertion that a change does not name, a note that is
    changed without what it is about is a server error.

    Args:
        endpoint: whose record is changed.
        verb: how.
        body: what is sent already.
        present: the record that the server has now.
    """
    if verb not in {Verb.PATCH, Verb.UPDATE}:
        return {}
    names = hints.SEND_ALONG.get(endpoint.name, ())
    return {name: present[name] for name in names if name in present and name not in body}


def stamped(endpoint: Endpoint, body: Values, now: datetime) -> Values:
    """When a record is made, if it carries that and nobody said it.

    With microseconds, so that this very record can be looked for when no answer came: Alyx has no
    key that would tell one create from its repetition. The time is the local one without an
    offset, as Alyx 3.6.1 keeps all times.
    """
    action = endpoint.actions.get(Verb.CREATE.value)
    field = action.fields.get(STAMP) if action is not None else None
    if field is None or field.read_only or field.kind is not Kind.DATETIME or STAMP in body:
        return {}
    # isoformat leaves the microseconds out when there are none.
    return {STAMP: now.isoformat(timespec="microseconds")}


def in_form(field: Field, value: object, base_url: str) -> object:
    """A value that names a record, in the form that a write takes.

    Alyx 3.6.1 refuses the id of a dataset's session: it wants the session's address. What else
    than an id was given is left for ``fields`` to refuse.

    Args:
        field: what the schema says of the field.
        value: one value, or several in a list.
        base_url: of the server, without a slash at its end.
    """
    if isinstance(value, list):
        return [in_form(field, one, base_url) for one in value]
    reference = field.reference
    if reference is None or reference.by is not By.URL or not isinstance(value, str):
        return value
    try:
        UUID(value)
    except ValueError:
        return value
    return f"{base_url}/{quote(reference.endpoint)}/{value}"


def added(values: Values, others: Values, name: str) -> bool:
    """Whether a list in some values has items that it has not in others."""
    items, former = values.get(name), others.get(name)
    if not isinstance(items, list):
        return False
    return any(one not in former for one in items) if isinstance(former, list) else bool(items)


def losses(endpoint: Endpoint, verb: Verb, body: Values, present: Values) -> list[str]:
    """What a write takes with it that the diff does not show, a sentence each.

    Args:
        endpoint: whose record is written.
        verb: how.
        body: what is sent.
        present: the record that the server has now.
    """
    name = endpoint.name
    said: list[str] = []
    if verb is Verb.DELETE:
        if name in CASCADES:
            said.append("What belongs to this record is deleted with it, without being asked.")
        if name in MAILS:
            said.append("Mails that were sent because of it are not taken back.")
    elif verb is not Verb.CREATE:
        if endpoint.lookup in body:
            said.append(RENAMES.format(lookup=endpoint.lookup))
        owned = ONE_OWNER.get(name, {})
        said += [words for one, (words, _) in owned.items() if added(body, present, one)]
        harmed = HARMED.get(name, {}) if body else {}
        said += [words for field, words in harmed.items() if present.get(field)]
    return said
