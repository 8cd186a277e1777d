"""Which lists hold the records that refer to one record, as the server can be asked. Pure.

A declared filter is taken where it compares exactly; else a condition over the relations of the
models (``django=``), which Alyx 3.6.1 answers without repeated rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from alyxtui.client.identity import key_of
from alyxtui.domain.links import UUID, Link, Record, id_of
from alyxtui.query.model import Query, Term
from alyxtui.schema import hints
from alyxtui.schema.hints.filters import MATCHES, REPEATS_ROWS
from alyxtui.schema.hints.relations import model_fields, model_of, slug_of
from alyxtui.schema.model import Api, By, Endpoint, Parameter

_PART = "part, any case"


def links_to(api: Api, endpoint: Endpoint, record: Record) -> tuple[Link, ...]:
    """The lists of what refers to a record, and of what hangs on what it names.

    Args:
        api: the endpoints that there are.
        endpoint: where the record is from.
        record: the record, of the list or whole.

    Returns:
        Links with a query, in the order of the tree; nothing is known of how many records each
        finds.
    """
    return _unlike([*referring(api, endpoint, record), *_through(api, endpoint, record)])


def referring(api: Api, endpoint: Endpoint, record: Record) -> tuple[Link, ...]:
    """The lists of what refers to a record itself, see ``links_to``."""
    return _unlike(
        link
        for source in _in_order(api)
        if source.is_list
        for link in _from_one(source, endpoint, record)
    )


def _unlike(links: Iterable[Link]) -> tuple[Link, ...]:
    """Each query once, under the words that it has first."""
    unlike: dict[Query | None, Link] = {}
    for link in links:
        unlike.setdefault(link.query, link)
    return tuple(unlike.values())


def _in_order(api: Api) -> list[Endpoint]:
    names = [name for group in hints.GROUPS.values() for name in group]
    known = [api.endpoints[name] for name in names if name in api.endpoints]
    return [*known, *(one for name, one in api.endpoints.items() if name not in names)]


def _from_one(source: Endpoint, target: Endpoint, record: Record) -> Iterator[Link]:
    """The links from one list: by its own fields, else by what its filters reach further off."""
    by_field = {
        **dict(_by_relation(source, target, record)),
        **dict(_by_filter(source, target, record, direct=True)),
    }
    further = dict(_by_filter(source, target, record, direct=False))
    yield from (by_field or dict(list(further.items())[:1])).values()


def _by_filter(
    source: Endpoint, target: Endpoint, record: Record, *, direct: bool
) -> Iterator[tuple[str, Link]]:
    """Declared filters that take the record, by the field that they compare.

    Args:
        source: whose list it is.
        target: where the record is from.
        record: the record.
        direct: those named like a field of the source; else the others.
    """
    parameters = source.actions["list"].parameters
    for name, parameter in parameters.items():
        value = _value(parameter, target, record)
        if not value or not _is_exact(source, parameter):
            continue
        field = _field_of(source, name)
        if (field != "") is direct:
            words = f"{source.name} by {field or name}"
            yield (
                field or name,
                Link(source.name, query=Query(source.name, ((name, value),)), words=words),
            )


def _value(parameter: Parameter, target: Endpoint, record: Record) -> str:
    """The record in the form that a filter takes; empty where it is of something else."""
    reference = parameter.reference
    if reference is None or reference.endpoint != target.name:
        return ""
    if reference.by is By.SLUG:
        slug = record.get(slug_of(reference.model))
        return slug if isinstance(slug, str) else ""
    return id_of(target, record)


def _is_exact(source: Endpoint, parameter: Parameter) -> bool:
    if parameter.broken or parameter.name in REPEATS_ROWS.get(source.name, ()):
        return False
    if parameter.name in hints.BY_PART.get(source.name, ()):
        return False
    return MATCHES.get(source.name, {}).get(parameter.name) != _PART


def _field_of(source: Endpoint, parameter: str) -> str:
    """The field that a filter is named like, empty for one that looks further off."""
    fields = model_fields(model_of(source.name))
    if parameter in fields and fields[parameter].target:
        return parameter
    own = source.actions["list"].record
    is_own = not fields and parameter in own
    return parameter if is_own else ""


def _by_relation(source: Endpoint, target: Endpoint, record: Record) -> Iterator[tuple[str, Link]]:
    """Conditions over the relations of the source's model that lead to the record's."""
    if "django" not in source.actions["list"].parameters:
        return
    refers = _refers_itself(target, source)
    model, rows = model_of(target.name), _shown_rows(source)
    generic = hints.GENERIC.get(source.name)
    own = id_of(target, record)
    if generic is not None and UUID.fullmatch(own) and model:
        query = Query(source.name, terms=(Term(generic[1], value=own),))
        yield generic[1], Link(source.name, query=query, words=f"{source.name} on it")
    for name, field in model_fields(model_of(source.name)).items():
        if refers or not model or field.target != model or name not in rows:
            continue
        slug = slug_of(model)
        key = record.get(slug) if slug else None
        if own:
            term = Term(name, value=own)
        elif isinstance(key, str) and key:
            term = Term(f"{name}__{slug}", value=key)
        else:
            continue
        yield (
            name,
            Link(
                source.name,
                query=Query(source.name, terms=(term,)),
                words=f"{source.name} by {name}",
            ),
        )


def _refers_itself(target: Endpoint, source: Endpoint) -> bool:
    """Whether the record names the source's record itself: that is a link from it."""
    references = hints.REFERENCE_FIELDS.get(target.name, {}).values()
    return source is not target and any(
        one.endpoint == source.name and one.by is not By.NESTED for one in references
    )


def _shown_rows(source: Endpoint) -> set[str]:
    """The relations that a source's own records show: others are the record's own references."""
    listed = source.actions["list"]
    known = hints.REFERENCE_FIELDS.get(source.name, {})
    return {*known, *listed.record}


def _through(api: Api, endpoint: Endpoint, record: Record) -> Iterator[Link]:
    """Lists of what a reference of the record names."""
    for field, names in hints.THROUGH.get(endpoint.name, {}).items():
        reference = hints.reference_of(endpoint.name, field)
        target = api.endpoints.get(reference.endpoint) if reference is not None else None
        value = record.get(field)
        if target is None or not isinstance(value, str) or not value:
            continue
        named: Mapping[str, object] = {target.lookup: value}
        if key_of(target, dict(named)) != value:
            continue
        for name in names:
            source = api.endpoints.get(name)
            if source is not None and source.is_list:
                for link in _from_one(source, target, named):
                    yield Link(name, query=link.query, words=f"{name} of its {field}")
