"""The rows of a bulk: what is wanted of each record, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.operations import Assign, Clear
from alyxtui.errors import AlyxTuiError, UsageError
from alyxtui.schema.hints.writes import NEVER_WHOLE

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
