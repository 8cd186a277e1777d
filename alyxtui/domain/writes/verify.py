"""Whether a server has stored what it was sent. Alyx answers 200 to fields that it ignores."""

from __future__ import annotations

from dataclasses import dataclass

from alyxtui.domain.writes.change import Values, Verb
from alyxtui.domain.writes.fields import is_automatic, writable
from alyxtui.domain.writes.values import same
from alyxtui.schema.hints.writes import MODEL_FIELDS
from alyxtui.schema.model import Endpoint, Field, Kind


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A field that the server has other than it was sent.

    Attributes:
        field: its name.
        sent: the value sent.
        got: the value in the answer.
        ignored: whether it is still what it was before.
    """

    field: str
    sent: object
    got: object
    ignored: bool = False


def mismatches(
    endpoint: Endpoint, verb: Verb, body: Values, before: Values, answer: Values
) -> list[Mismatch]:
    """The fields of an answer that are not as they were sent.

    Args:
        endpoint: whose record it is.
        verb: how it was written.
        body: what was sent.
        before: the record before, empty for a create.
        answer: the record that came back. What it does not show cannot be told.
    """
    fields = writable(endpoint, verb)
    found: list[Mismatch] = []
    for name, sent in body.items():
        field = fields.get(name)
        if field is None or name not in answer or not _comparable(endpoint, field):
            continue
        if is_automatic(endpoint, name, sent):
            continue
        got = answer[name]
        if not same(sent, got, field, came_back=True) and not _same_model(
            endpoint, name, sent, got
        ):
            ignored = name in before and same(before[name], got, field)
            found.append(Mismatch(name, sent, got, ignored))
    return found


def _comparable(endpoint: Endpoint, field: Field) -> bool:
    """Whether a field is shown in the form in which it is written."""
    read = endpoint.actions.get("read")
    shown = read.record.get(field.name) if read is not None else None
    if shown is None or field.write_only:
        return not field.write_only
    return shown.kind is field.kind or field.kind is Kind.FILE


def _same_model(endpoint: Endpoint, name: str, sent: object, got: object) -> bool:
    """Alyx 3.6.1: a note about a ``session`` is shown as one about an ``actions.session``."""
    if name not in MODEL_FIELDS.get(endpoint.name, ()):
        return False
    return str(got).casefold().rpartition(".")[2] == str(sent).casefold().rpartition(".")[2]
