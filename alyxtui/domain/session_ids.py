"""The sessions that a record leads to (ONE-api 3.6.1: ``to_eid``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, urlsplit

from alyxtui.schema import hints
from alyxtui.schema.hints.references import FIELDS
from alyxtui.schema.model import By

_DEEPEST = 4  # a stack holds fields of view, a chronic insertion its insertions


def session_ids(endpoint: str, record: Mapping[str, object]) -> list[str]:
    """The ids of the sessions that a record belongs to, each once.

    A session is its own; other records name theirs by id or address, or hold a record that does
    (an imaging stack its fields of view); a note is on a record of any kind.

    Args:
        endpoint: name of the endpoint that the record is of.
        record: from its list or its detail.
    """
    return list(dict.fromkeys(_found(endpoint, record, 0)))


def leads_to_sessions(endpoint: str) -> bool:
    """Whether the records of an endpoint may lead to a session, as far as is known."""
    return _may(endpoint, 0)


def _sessions() -> str:
    return hints.MODELS["actions.Session"]


def _may(endpoint: str, depth: int) -> bool:
    if endpoint == _sessions() or endpoint in hints.GENERIC:
        return True
    nested = (one for one in FIELDS.get(endpoint, {}).values() if one.endpoint)
    return depth < _DEEPEST and any(
        one.endpoint == _sessions() or (one.by is By.NESTED and _may(one.endpoint, depth + 1))
        for one in nested
    )


def _found(endpoint: str, record: Mapping[str, object], depth: int) -> Iterator[str]:
    if endpoint == _sessions():
        yield from _named(record.get("id") or record.get("url"))
        return
    if endpoint in hints.GENERIC:
        model, key = hints.GENERIC[endpoint]
        if hints.target_of_model(str(record.get(model))) == _sessions():
            yield from _named(record.get(key))
    if depth == _DEEPEST:
        return
    for name, value in record.items():
        reference = hints.reference_of(endpoint, name)
        if reference is None or not reference.endpoint:
            continue
        for one in _several(value):
            if isinstance(one, dict):
                yield from _found(reference.endpoint, one, depth + 1)
            elif reference.endpoint == _sessions():
                yield from _named(one)


def _several(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else (value,)


def _named(value: object) -> Iterator[str]:
    """The id in an id or an address."""
    if not isinstance(value, str):
        return
    try:
        path = urlsplit(value).path
    except ValueError:
        return
    if key := unquote(path.rstrip("/").rpartition("/")[2]):
        yield key
