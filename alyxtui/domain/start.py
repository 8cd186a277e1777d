"""Where the browser opens: an endpoint, one of its records, or filters on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from alyxtui.errors import SettingsError, UsageError
from alyxtui.settings.redact import redact
from alyxtui.settings.urls import normalise

Filters = tuple[tuple[str, str], ...]
# They belong to a page, not to a query.
_PAGING = {"limit", "offset", "format"}


@dataclass(frozen=True, slots=True)
class Start:
    """A place to open.

    Attributes:
        endpoint: its name as asked for; the server's schema shows whether there is one.
        key: lookup value of a record, empty for the list.
        filters: pairs of parameter and value on the list, as typed; a parameter that takes
            several values may come more than once.
        as_typed: send the filters unchecked and unchanged.
    """

    endpoint: str = ""
    key: str = ""
    filters: Filters = ()
    as_typed: bool = False


def is_url(text: str) -> bool:
    """Whether a text is meant as an address rather than as an endpoint."""
    return text.lower().startswith(("http://", "https://"))


def parse_start(
    target: str,
    filters: Sequence[str] = (),
    *,
    base_url: str,
    django: str | None = None,
    as_typed: bool = False,
) -> Start:
    """A place from what a person gives.

    Args:
        target: ``sessions``, ``sessions/<id>``, or an address of the server, query string
            included; keys in an address are percent-encoded, others may be.
        filters: ``key=value`` texts, after those of the address and in their place.
        base_url: normalised address of the server.
        django: conditions besides, in the place of those of the address.
        as_typed: send the filters unchecked and unchanged.

    Raises:
        UsageError: the address is of another server, or filters are given for one record.
        QueryError: a filter is no ``key=value``, or its name came before.
    """
    path, given = _of_url(target, base_url) if is_url(target) else (target, ())
    endpoint, _, key = path.strip("/").partition("/")
    typed = _typed(filters, django)
    names = {name for name, _ in typed}
    pairs = (*(pair for pair in given if pair[0] not in names), *typed)
    if key and pairs:
        raise UsageError("Filters are for a list; this names one record.")
    return Start(endpoint, unquote(key) if is_url(target) else key, pairs, as_typed)


def _typed(filters: Sequence[str], django: str | None) -> list[tuple[str, str]]:
    if not filters and django is None:
        return []
    from alyxtui.query.parse import pairs_of  # not for the first frame of a list

    return [(pair.name, pair.value) for pair in pairs_of(filters, django)]


def server_of(target: str, known: Sequence[str]) -> str:
    """The one of the known base addresses that an address lies under, empty when none does."""
    matching = [base for base in known if _below(target, base) is not None]
    return max(matching, key=len, default="")


def key_from(text: str) -> str:
    """A lookup value as given, or the percent-decoded last segment of a record's address.

    ONE-api 3.6.1 takes both.
    """
    if not is_url(text):
        return text
    return unquote(text.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2])


def record_key(text: str, endpoint: str, base_url: str) -> str:
    """The lookup value of a record that a person names, by itself or by its address.

    Args:
        text: a lookup value, or an address; Alyx 3.6.1 behind a proxy may show the other scheme.
        endpoint: whose record it is to be.
        base_url: normalised address of the server.

    Raises:
        UsageError: it is empty, or an address of another server or of another endpoint.
    """
    key = text
    if is_url(text):
        own = base_url.partition(":")[0] + ":" + text.partition(":")[2]
        name, _, key = path_below(own, base_url).rpartition("/")
        if name != endpoint:
            raise UsageError(f"{redact(text)} is not an address of one of {endpoint}.")
    if not key:
        raise UsageError("The id is empty.")
    return unquote(key) if is_url(text) else key


def path_below(target: str, base_url: str) -> str:
    """The encoded path of an address below a server, without query and outer slashes.

    Raises:
        UsageError: it is an address of another server.
    """
    path = _below(target, base_url)
    if path is None:
        raise UsageError(
            f"{redact(target)} is not an address of {base_url}.",
            hint="Say which server with --url or --profile.",
        )
    return path


def _of_url(target: str, base_url: str) -> tuple[str, Filters]:
    path = path_below(target, base_url)
    query = urlsplit(target).query
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return path, tuple(pair for pair in pairs if pair[0] not in _PAGING)


def _below(target: str, base_url: str) -> str | None:
    """The encoded path of an address under a base, or None when it lies elsewhere."""
    address = target.partition("#")[0].partition("?")[0]
    try:
        own, base = normalise(address), base_url.rstrip("/")
    except SettingsError:
        return None
    if own == base:
        return ""
    return own[len(base) + 1 :] if own.startswith(base + "/") else None
