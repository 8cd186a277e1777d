"""The rows of a bulk: what is wanted of each record, and what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.writes.assignment import words
from alyxtui.domain.writes.change import Change, Values, Verb
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.operations import Assign, Clear
from alyxtui.domain.writes.typed import from_text
from alyxtui.domain.writes.values import equal
from alyxtui.errors import AlyxTuiError, UsageError
from alyxtui.schema.hints.writes import NEVER_WHOLE
from alyxtui.schema.model import Endpoint, Kind

MANY = 50
"""Records above which a person types their number rather than ``y``."""


class RowState(str, Enum):
    """What is known of a row."""

    NEW = "not sent"
    READY = "to be sent"
    EQUAL = "so already"
    SKIPPED = "skipped"
    DONE = "done"
    FAILED = "failed"
    WAITING = "in the outbox"


@dataclass(slots=True)
class Row:
    """One record of many.

    Attributes:
        change: what is wanted; with its base once it is planned.
        undoes: number of the write that it takes back, 0 for none.
        state: what is known of it.
        said: why it is skipped or failed, or what there is to say.
        differences: what would become different, once it is planned.
        entry: its number in the journal, 0 before.
        error: what failed.
    """

    change: Change
    undoes: int = 0
    state: RowState = RowState.NEW
    said: str = ""
    differences: tuple[Difference, ...] = ()
    entry: int = 0
    error: AlyxTuiError | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        done: rows through, in whatever way.
        total: rows in all.
        failed: rows that failed so far.
        seconds_left: by the pace so far.
    """

    done: int
    total: int
    failed: int
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must be like to be written.

    Attributes:
        path: dotted, in the record.
        value: what must be there.
    """

    path: str
    value: object

    def unmet(self, record: Values) -> str:
        """Why a record does not meet it, empty when it does."""
        found = value_at(dict(record), self.path)
        if found is MISSING:
            return f"it has no {self.path}"
        return "" if equal(found, self.value) else f"{self.path} is {found}"


def conditions_of(texts: Sequence[str], endpoint: Endpoint) -> list[Condition]:
    """The conditions that texts such as ``status=Errored`` stand for.

    Raises:
        UsageError: one is no ``key=value``.
    """
    read = endpoint.actions.get("read")
    fields = read.record if read is not None else {}
    found: list[Condition] = []
    for one in words(texts):
        field = fields.get(one.name)
        value = one.value
        if not one.is_json and field is not None and field.kind is not Kind.JSON:
            value = from_text(field, str(value))
        found.append(Condition(one.name, value))
    return found


def refuse_whole(row: Row) -> None:
    """Refuse to set lists of many records that are only added to and removed from.

    Raises:
        UsageError: the row does.
    """
    change = row.change
    for name in NEVER_WHOLE.get(change.endpoint, ()):
        sets = isinstance(change.operations.get(name), (Assign, Clear))
        if sets and change.verb in {Verb.PATCH, Verb.UPDATE} and not row.undoes:
            raise UsageError(
                f"{name} of many records are never set as a whole.",
                hint=f"Add or remove single ones: --add {name}=..., --remove {name}=...",
            )
