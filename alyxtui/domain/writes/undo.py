"""The write that takes another one back, and what cannot come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.change import Change, Values, Verb, read
from alyxtui.domain.writes.entry import RAW, Entry, State
from alyxtui.domain.writes.fields import writable
from alyxtui.domain.writes.guards import added
from alyxtui.domain.writes.operations import (
    Add,
    Assign,
    Edit,
    Operation,
    Path,
    Remove,
    at,
    touched,
)
from alyxtui.domain.writes.values import same
from alyxtui.errors import ChangeRefused
from alyxtui.schema.hints.writes import CASCADES, MAILS, ONE_OWNER
from alyxtui.schema.model import Api, Endpoint, Field, Kind


@dataclass(frozen=True, slots=True)
class Undo:
    """How a write is taken back.

    Attributes:
        change: the inverse; its base is what the write left, so that what others have changed
            since is not overwritten.
        lost: what does not come back, a sentence each.
    """

    change: Change
    lost: tuple[str, ...] = ()


def inverse(entry: Entry, api: Api) -> Undo:
    """The write that takes a write back.

    Args:
        entry: from the journal.
        api: what the server offers.

    Raises:
        ChangeRefused: it cannot be taken back; with the reason.
    """
    endpoint = api.endpoints.get(entry.endpoint)
    if entry.verb == RAW or endpoint is None:
        raise ChangeRefused(f"{entry.label} was a request made by hand; nothing is known of it.")
    if entry.state is not State.DONE:
        raise ChangeRefused(f"{entry.label} was not done ({entry.state.value}).")
    if entry.undone:
        raise ChangeRefused(f"{entry.label} was taken back already, by write {entry.undone}.")
    verb = Verb(entry.verb)
    key = entry.new_key or entry.key
    if verb is Verb.CREATE:
        if Verb.DELETE.value not in endpoint.actions:
            raise ChangeRefused(f"{endpoint.name} has no delete: what was made stays.")
        return Undo(Change.delete(entry.endpoint, key, entry.after), _mails(entry))
    if verb is Verb.DELETE:
        return _made_again(endpoint, entry)
    return _edited_back(endpoint, entry, key)


def _edited_back(endpoint: Endpoint, entry: Entry, key: str) -> Undo:
    fields = writable(endpoint, Verb.PATCH)
    back: dict[str, Operation] = {}
    lost: list[str] = []
    for name, operation in read(entry.change).items():
        field = fields.get(name)
        if field is None or name not in entry.before or name not in entry.after:
            if name in (entry.body if isinstance(entry.body, dict) else {}):
                lost.append(f"{name}: the server does not tell what it was.")
            continue
        if field.kind is Kind.FILE:
            lost.append(f"{name}: the former file is not at hand.")
            continue
        inverted = _inverted(field, operation, entry.before[name])
        if isinstance(inverted, Assign) and inverted.value is None and not field.nullable:
            lost.append(f"{name} was null, which cannot be written.")
        else:
            back[name] = inverted
    owned = ONE_OWNER.get(endpoint.name, {})
    lost += [said for one, (_, said) in owned.items() if added(entry.after, entry.before, one)]
    if not back:
        raise ChangeRefused(" ".join(lost) or f"{entry.label} changed nothing.")
    return Undo(Change.patch(entry.endpoint, key, back, base=entry.after), tuple(lost))


def _inverted(field: Field, operation: Operation, before: object) -> Operation:
    if isinstance(operation, Edit) and isinstance(before, dict):
        return _put_back(before, touched(operation))
    if isinstance(operation, Add) and isinstance(before, list):
        return Remove(tuple(one for one in operation.values if not _among(one, before, field)))
    if isinstance(operation, Remove) and isinstance(before, list) and field.reference is not None:
        # Only records are in no order, and each of them once.
        return Add(tuple(one for one in operation.values if _among(one, before, field)))
    return Assign(before)


def _put_back(before: Values, paths: tuple[Path, ...]) -> Edit:
    """Set the places that were there, remove those that were not."""
    sets: dict[Path, object] = {}
    removes: dict[Path, None] = {}
    for path in paths:
        spot = _spot(before, path)
        value = at(before, spot)
        if value is MISSING:
            removes[spot] = None
        else:
            sets[spot] = value
    return Edit(tuple(sets.items()), tuple(removes))


def _spot(before: Values, path: Path) -> Path:
    """The place, or what was made or replaced on the way to it."""
    for end in range(1, len(path)):
        if not isinstance(at(before, path[:end]), dict):
            return path[:end]
    return path


def _made_again(endpoint: Endpoint, entry: Entry) -> Undo:
    fields = writable(endpoint, Verb.CREATE)
    if Verb.CREATE.value not in endpoint.actions:
        raise ChangeRefused(f"{endpoint.name} has no create: what was deleted stays so.")
    values: dict[str, object] = {}
    lost: list[str] = []
    for name, value in entry.before.items():
        field = fields.get(name)
        if field is None or value is None or (value == "" and not _keeps_empty(field)):
            continue  # nothing there, which is what a new record has too
        if field.kind is Kind.FILE or not _is_as_written(endpoint, field):
            lost.append(f"{name} is shown in another form than it is written in.")
        else:
            values[name] = value
    lost.insert(0, "It is a new record: ids and addresses of the old one lead nowhere.")
    if entry.endpoint in CASCADES:
        lost.append("What belonged to the old record was deleted with it.")
    return Undo(Change.create(entry.endpoint, values), (*lost, *_mails(entry)))


def _keeps_empty(field: Field) -> bool:
    """Whether an empty text must be sent: Alyx 3.6.1 refuses many that it has itself."""
    return field.required and field.reference is None


def _is_as_written(endpoint: Endpoint, field: Field) -> bool:
    read_action = endpoint.actions.get("read")
    shown: Mapping[str, Field] = read_action.record if read_action is not None else {}
    return field.name not in shown or shown[field.name].kind is field.kind


def _mails(entry: Entry) -> tuple[str, ...]:
    sends = entry.endpoint in MAILS
    return ("Mails that were sent because of it are not taken back.",) if sends else ()


def _among(value: object, others: list[object], field: Field) -> bool:
    return any(same(value, other, field, one=True) for other in others)
