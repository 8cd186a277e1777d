"""Which record a record is, from whatever key it carries."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from alyxtui.client.answer import Record
from alyxtui.schema.model import Endpoint


def key_of(endpoint: Endpoint, record: Record) -> str:
    """The lookup value that leads to a record's detail.

    Alyx 3.6.1 shows an ``id`` in some lists, only a ``url`` in others (weighings, datasets, files),
    only a ``name`` in yet others (labs, projects) and nothing in water-restriction.

    Returns:
        The value of the first key field there is, else the lookup field's, else the last path
        segment of ``url``, percent-decoded; empty when the record has none.
    """
    for field in (*endpoint.key_fields, endpoint.lookup, "url"):
        value = record.get(field)
        key = _from_url(value) if field == "url" else _text(value)
        if key:
            return key
    return ""


def identity_of(endpoint: Endpoint, record: Record) -> str:
    """What tells a record from every other one of its list.

    That is the ``id`` where there is one: the nicknames of Alyx 3.6.1 are unique only within a
    lab, so two subjects may share their lookup value and their URL.
    """
    return _text(record.get("id")) or key_of(endpoint, record)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, (str, int)) else ""


def _from_url(value: object) -> str:
    if not isinstance(value, str):
        return ""
    try:
        path = urlsplit(value).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
