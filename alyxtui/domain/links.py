"""Where the values of a record lead: to which record of which endpoint. Pure, asks no server.

The forms are those of Alyx 3.6.1: a name, a uuid, a number, an address, a record that stands
inside, and an id with the name of its model beside it. The tables of hints say which field has
which; of endpoints that they do not know, a field that is called like an endpoint is taken for a
reference, and a uuid that nothing is known of may be looked up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import quote, unquote, urlencode

from alyxtui.client.address import rebase
from alyxtui.client.identity import key_of
from alyxtui.domain.start import is_url, key_from, server_of
from alyxtui.query.model import Query, Term
from alyxtui.schema import hints
from alyxtui.schema.hints.relations import model_of
from alyxtui.schema.model import Api, By, Endpoint, Kind

Record = Mapping[str, object]
Path = tuple[str | int, ...]

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_ADMIN = re.compile(
    r"/admin/(?P<app>\w+)/(?P<model>\w+)/(?P<id>[^/?#]+)(?:/(?:change|history)?)?/?"
)
_MOST = 2_000  # links of one record; a session may have 1,500 datasets
_DEEPEST = 12  # levels of a record that are looked through
_LOOKED_AT = 50_000  # values of a record that are looked at


@dataclass(frozen=True, slots=True)
class Link:
    """One record, or one list of records.

    Attributes:
        endpoint: name of the endpoint; empty for a uuid of which nothing is known.
        key: the lookup value, or the id where ``by_id``; empty for a list.
        by_id: ``key`` is the id, while the endpoint is looked up by a name.
        path: where the value stands in the record.
        query: what finds the records of a list; None for one record.
        one: the list is expected to hold one record, which is then opened itself.
        words: what the list is of, for people; empty for one record.
        is_inside: the record it leads to, or what names it, stands inside the record.
    """

    endpoint: str
    key: str = ""
    by_id: bool = False
    path: Path = ()
    query: Query | None = None
    one: bool = False
    words: str = ""
    is_inside: bool = False

    @property
    def place(self) -> str:
        """The path as people write it: ``probe_insertion[0].model``."""
        parts = (f"[{one}]" if isinstance(one, int) else f".{one}" for one in self.path)
        return "".join(parts).lstrip(".")

    @property
    def target(self) -> tuple[str, str, Query | None]:
        """What tells it from links that lead elsewhere."""
        return self.endpoint, self.key, self.query


def link_at(
    api: Api,
    endpoint: Endpoint,
    record: Record,
    path: Path,
    *,
    action: str = "read",
    base_url: str = "",
) -> Link | None:
    """What the value at a place of a record refers to.

    Args:
        api: the endpoints that there are.
        endpoint: where the record is from.
        record: the record.
        path: keys and indices from the record down.
        action: ``list`` or ``read``: where the record was got; some fields differ.
        base_url: normalised address of the server, to know its addresses by.

    Returns:
        None for a value that refers to nothing that the server serves, or to the record itself.
    """
    value = _value(record, path)
    if value is None or isinstance(value, (bool, list)) or value in ("", {}):
        return None
    if len(path) == 1 and path[0] in _own_names(endpoint) and not _is_of_other(endpoint, path):
        return None
    found = _by_model(api, endpoint, record, path) or _known(api, endpoint, path, value, action)
    found = found or _inner_key(api, endpoint, record, path, action)
    if found is None and _is_blank(endpoint, path, action):
        found = _guessed(api, endpoint, path, value, base_url)
    if found is None:
        return None
    return replace(found, path=path, is_inside=isinstance(value, dict) or len(path) > 2)


def links_from(
    api: Api, endpoint: Endpoint, record: Record, *, action: str = "read", base_url: str = ""
) -> tuple[Link, ...]:
    """All that a record refers to, each target once, those of its own fields first.

    Args:
        api: the endpoints that there are.
        endpoint: where the record is from.
        record: the record.
        action: ``list`` or ``read``: where it was got.
        base_url: normalised address of the server.
    """
    found: dict[tuple[str, str, Query | None], Link] = {}
    for path in islice(_places(record), _LOOKED_AT):
        link = link_at(api, endpoint, record, path, action=action, base_url=base_url)
        if link is not None:
            found.setdefault(link.target, link)
        if len(found) >= _MOST:
            break
    found.pop((endpoint.name, key_of(endpoint, dict(record)), None), None)
    return tuple(sorted(found.values(), key=lambda link: len(link.path)))


def of_url(api: Api, base_url: str, url: str) -> Link | None:
    """What an address of the server shows: a record of REST, or one of the web admin.

    Args:
        api: the endpoints that there are.
        base_url: normalised address of the server.
        url: any text.
    """
    if not is_url(url) or not server_of(url, [base_url]):
        return None
    path = rebase(base_url, url).partition("?")[0]
    admin = _ADMIN.fullmatch(path)
    if admin is not None:
        name = hints.target_of_model(f"{admin['app']}.{admin['model']}")
        return _to(api, name, unquote(admin["id"]), by_id=True)
    name, _, key = path.strip("/").rpartition("/")
    known = api.endpoints.get(name)
    if known is None or not known.is_list or not key:
        return None
    return Link(name, unquote(key))


def admin_url(base_url: str, endpoint: Endpoint, record: Record) -> str:
    """The address of a record in the web admin, empty where it has no such page.

    Where the record does not show its id (Alyx 3.6.1: labs, projects, locations), it is that of
    the admin's list, searched for the record's name.

    Args:
        base_url: normalised address of the server.
        endpoint: where the record is from.
        record: the record.
    """
    app, _, model = model_of(endpoint.name).lower().partition(".")
    own = id_of(endpoint, record)
    if not model or endpoint.name not in hints.KEY_FIELDS or endpoint.name in hints.NOT_IN_ADMIN:
        return ""
    if own:
        return f"{base_url}/admin/{app}/{model}/{quote(own, safe='')}/change/"
    key = key_of(endpoint, dict(record))
    return f"{base_url}/admin/{app}/{model}/?{urlencode({'q': key})}" if key else ""


def only(endpoint: Endpoint, key: str, *, by_id: bool = False) -> Query:
    """The query that finds one record, or all records where the list cannot be asked for one.

    Args:
        endpoint: where the record is.
        key: its lookup value, or its id where ``by_id``.
        by_id: which of the two.
    """
    listed = endpoint.actions.get("list")
    declared = listed.parameters if listed is not None else {}
    name = "id" if by_id else endpoint.lookup
    if name in declared:
        return Query(endpoint.name, ((name, key),))
    if name and "django" in declared:
        return Query(endpoint.name, terms=(Term(name, value=key),))
    return Query(endpoint.name)


def id_of(endpoint: Endpoint, record: Record) -> str:
    """The id of a record, empty where neither its fields nor its address tell it."""
    own = record.get("id")
    if isinstance(own, (str, int)) and not isinstance(own, bool) and own != "":
        return str(own)
    key = key_of(endpoint, dict(record))
    return key if endpoint.lookup_kind is Kind.UUID or UUID.fullmatch(key) else ""


def _known(api: Api, endpoint: Endpoint, path: Path, value: object, action: str) -> Link | None:
    """By the table of references, or by the address that a text is."""
    reference = hints.reference_of(endpoint.name, _dotted(path), action)
    if reference is None:
        return None
    target = api.endpoints.get(reference.endpoint)
    if target is None or not target.is_list:
        return None
    if isinstance(value, dict):
        return _nested(target, value)
    if not isinstance(value, (str, int)) or reference.by is By.NESTED:
        return None
    if reference.by is By.URL:
        return Link(target.name, key_from(str(value)))
    by_id = reference.by is By.UUID and target.lookup_kind is not Kind.UUID
    return Link(target.name, str(value), by_id=by_id)


def _nested(target: Endpoint, value: Record) -> Link | None:
    """A record that stands inside, by whichever key it has."""
    key = key_of(target, dict(value))
    if key:
        return Link(target.name, key)
    own = value.get("id")
    return Link(target.name, str(own), by_id=True) if own else None


def _by_model(api: Api, endpoint: Endpoint, record: Record, path: Path) -> Link | None:
    """An id beside the name of its model."""
    pair = hints.GENERIC.get(endpoint.name)
    outer = path[:-1]
    if pair is None:
        reference = hints.reference_of(endpoint.name, _dotted(outer)) if outer else None
        pair = hints.GENERIC.get(reference.endpoint) if reference is not None else None
    if pair is None or path[-1] != pair[1]:
        return None
    holder = _value(record, outer)
    model, key = (holder.get(name) for name in pair) if isinstance(holder, dict) else (None, None)
    if not isinstance(model, str) or not isinstance(key, str):
        return None
    return _to(api, hints.target_of_model(model), key, by_id=True)


def _inner_key(
    api: Api, endpoint: Endpoint, record: Record, path: Path, action: str
) -> Link | None:
    """The key of a record that stands inside: it leads where that record leads."""
    outer = path[:-1]
    holder = _value(record, outer)
    if not outer or not isinstance(holder, dict):
        return None
    found = _known(api, endpoint, outer, holder, action)
    if found is None or path[-1] not in _own_names(api.endpoints[found.endpoint]):
        return None
    return found


def _guessed(api: Api, endpoint: Endpoint, path: Path, value: object, base_url: str) -> Link | None:
    """By what the value looks like and, where no table knows the endpoint, what it is called."""
    if not isinstance(value, str):
        return None
    if UUID.fullmatch(value):
        return Link("", value)
    if is_url(value):
        return of_url(api, base_url, value)
    if len(path) > 1 and not (len(path) == 2 and isinstance(path[1], int)):
        return None
    target = _called(api, str(path[0])) if endpoint.name not in hints.KEY_FIELDS else None
    if target is None or target.lookup_kind is not Kind.TEXT or not target.lookup:
        return None
    return Link(target.name, value)


def _is_blank(endpoint: Endpoint, path: Path, action: str) -> bool:
    """Whether nothing is known of a field, not even that it is no reference."""
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    if name in hints.NO_REFERENCES:
        return False
    if len(path) == 1 and path[0] == hints.GENERIC.get(endpoint.name, ("", ""))[1]:
        return False
    return hints.reference_of(endpoint.name, _dotted(path), action) is None


def _called(api: Api, name: str) -> Endpoint | None:
    """The endpoint that a field is called after, in the singular or the plural."""
    wanted = {name, f"{name}s"}
    return next((one for key, one in api.endpoints.items() if key in wanted and one.is_list), None)


def _to(api: Api, name: str, key: str, *, by_id: bool) -> Link | None:
    target = api.endpoints.get(name)
    if target is None or not target.is_list:
        return None
    return Link(name, key, by_id=by_id and target.lookup_kind is not Kind.UUID)


def _own_names(endpoint: Endpoint) -> set[str]:
    """The fields that name the record itself."""
    return {"id", "url", endpoint.lookup, *endpoint.key_fields}


def _is_of_other(endpoint: Endpoint, path: Path) -> bool:
    """Whether a record's own name is that of another endpoint's record too."""
    reference = hints.reference_of(endpoint.name, _dotted(path))
    return reference is not None and reference.endpoint != endpoint.name


def _dotted(path: Path) -> str:
    return ".".join(map(str, path))


def _value(record: object, path: Path) -> object:
    value = record
    for part in path:
        if isinstance(value, Mapping) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _places(record: object, path: Path = ()) -> Iterator[Path]:
    """Every place of a record, what holds others before them."""
    pairs: Iterator[tuple[str | int, object]]
    if isinstance(record, Mapping):
        pairs = ((str(key), value) for key, value in record.items())
    elif isinstance(record, list):
        pairs = iter(enumerate(record))
    else:
        return
    for part, value in pairs:
        yield (*path, part)
        if len(path) < _DEEPEST:
            yield from _places(value, (*path, part))
