"""What a server offers now that it did not before, and what it no longer does, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alyxtui.schema.model import Action, Api, Endpoint
from alyxtui.text import safe


def changes(old: Api, new: Api) -> tuple[str, ...]:
    """The differences that a user of the server may meet.

    Descriptions, help and the fields of answers are passed over.

    Args:
        old: what it offered.
        new: what it offers.

    Returns:
        A safe phrase each (``sessions list: new parameter mood``), endpoints first.
    """
    return tuple(_changes(old, new))


def _changes(old: Api, new: Api) -> Iterator[str]:
    yield from _came_and_went("endpoint", old.endpoints, new.endpoints)
    for name, endpoint in new.endpoints.items():
        if name in old.endpoints:
            yield from _of_endpoint(old.endpoints[name], endpoint)


def _of_endpoint(old: Endpoint, new: Endpoint) -> Iterator[str]:
    name = safe(new.name)
    if old.lookup != new.lookup:
        yield f"{name}: named by {_word(new.lookup)} instead of {_word(old.lookup)}"
    for words in _came_and_went("action", old.actions, new.actions):
        yield f"{name}: {words}"
    # Create, update and the like share their fields: a change of all of them is said once.
    places: dict[str, list[str]] = {}
    for key, action in new.actions.items():
        if key in old.actions:
            for words in _of_action(old.actions[key], action):
                places.setdefault(words, []).append(safe(key).replace("_", " "))
    for words, actions in places.items():
        yield f"{name} {', '.join(actions)}: {words}"


def _of_action(old: Action, new: Action) -> Iterator[str]:
    if (old.method, old.path) != (new.method, new.path):
        yield f"now {safe(new.method)} {safe(new.path)}"
    yield from _came_and_went("parameter", old.parameters, new.parameters)
    before, now = _writable(old), _writable(new)
    yield from _came_and_went("field", before, now)
    for name, required in now.items():
        if name in before and required != before[name]:
            yield f"{safe(name)} is {'required' if required else 'optional'} now"
    for name, field in new.fields.items():
        former = old.fields.get(name)
        if former is not None and set(former.enum) != set(field.enum):
            yield f"other choices for {safe(name)}"


def _writable(action: Action) -> Mapping[str, bool]:
    """Whether each field that can be sent is required."""
    return {field.name: field.required for field in action.fields.values() if not field.read_only}


def _came_and_went(
    what: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[str]:
    for words, names in (
        (f"new {what}", [name for name in new if name not in old]),
        (f"no more {what}", [name for name in old if name not in new]),
    ):
        if names:
            listed = ", ".join(map(safe, names))
            yield f"{words}{'s' if len(names) > 1 else ''} {listed}"


def _word(lookup: str) -> str:
    return safe(lookup) or "nothing"
