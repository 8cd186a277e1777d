"""The endpoints of a server under their headings, as the tree of endpoints shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alyxtui.schema import hints
from alyxtui.schema.model import Api, Endpoint

OFTEN = "Often used"
ACTIONS = "Actions"  # what is no list of records


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it.

    Attributes:
        title: the heading.
        endpoints: in order, never empty.
    """

    title: str
    endpoints: tuple[Endpoint, ...]


def sections(api: Api, words: Sequence[str] = (), often: Iterable[str] = ()) -> list[Section]:
    """The endpoints under their headings.

    First those used often, then the lists as the index of the Alyx web admin groups them, last
    what has no list.

    Args:
        api: what the server offers.
        words: only endpoints whose name or heading holds every one; lower case.
        often: names of the endpoints used most; left out while words narrow the rest.
    """
    used = [api.endpoints[name] for name in often if name in api.endpoints and not words]
    found = [(OFTEN, used), *_groups(api)]
    narrowed = ((title, _narrowed(title, members, words)) for title, members in found)
    return [Section(title, members) for title, members in narrowed if members]


def methods(endpoint: Endpoint) -> str:
    """What can be done with an endpoint that has no list: ``get``, ``post``, ``get post``."""
    return " ".join(dict.fromkeys(action.method.lower() for action in endpoint.actions.values()))


def _groups(api: Api) -> Iterator[tuple[str, list[Endpoint]]]:
    lists = [endpoint for endpoint in api.endpoints.values() if endpoint.is_list]
    for group, names in (*hints.GROUPS.items(), (hints.OTHER, ())):
        # In the order of the hints, a newcomer last.
        order = {name: place for place, name in enumerate(names)}
        members = [endpoint for endpoint in lists if endpoint.group == group]
        yield group, sorted(members, key=lambda one: order.get(one.name, len(order)))
    yield ACTIONS, [endpoint for endpoint in api.endpoints.values() if not endpoint.is_list]


def _narrowed(
    title: str, members: Iterable[Endpoint], words: Sequence[str]
) -> tuple[Endpoint, ...]:
    heading = title.lower()
    return tuple(
        endpoint
        for endpoint in members
        if all(word in f"{endpoint.name.lower()} {heading}" for word in words)
    )
