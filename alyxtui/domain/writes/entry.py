"""One write as the journal has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from alyxtui.domain.writes.change import Change, Values, Verb, read, written

RAW = "raw"
"""The verb of a request that a person made by hand; it has no change and cannot be undone."""


class State(str, Enum):
    """What became of a write."""

    BEGUN = "begun"  # on its way, or its process ended before it knew
    DONE = "done"
    REFUSED = "refused"  # the server said no, and nothing was stored
    WAITING = "waiting"  # not sent
    UNKNOWN = "unknown"  # sent, and no word of what became of it
    DROPPED = "dropped"  # given up by a person

    @property
    def is_pending(self) -> bool:
        """Whether it is in the outbox."""
        return self in {State.WAITING, State.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Entry:
    """A write.

    Attributes:
        server: base address.
        user: who writes; what tells the token apart where the server tells no name.
        verb: the name of the action, or ``RAW``.
        endpoint: its name, empty for a raw request.
        key: lookup value, empty for a create that is not done.
        method: HTTP method.
        path: below the base address.
        body: what is sent, None without a body.
        change: the operations as JSON text.
        before: fields before it; the whole record for a delete.
        after: fields after it as the server answered; the whole record for a create.
        new_key: lookup value afterwards, when it is another.
        state: what became of it.
        said: the error, or what there is to say; empty when all is well.
        status: HTTP status, 0 without an answer.
        at: seconds since the epoch when it was begun.
        done_at: seconds since the epoch when it ended, 0 before.
        batch: the same for all writes that were confirmed together, else empty.
        undoes: number of the write that this one takes back, 0 for none.
        undone: number of the write that took this one back, 0 for none.
        run: the process that made it.
        id: its number, 0 before it is in the journal.
    """

    server: str
    user: str
    verb: str
    endpoint: str = ""
    key: str = ""
    method: str = ""
    path: str = ""
    body: object = None
    change: str = "{}"
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    new_key: str = ""
    state: State = State.BEGUN
    said: str = ""
    status: int = 0
    at: float = 0.0
    done_at: float = 0.0
    batch: str = ""
    undoes: int = 0
    undone: int = 0
    run: str = ""
    id: int = 0

    @property
    def as_change(self) -> Change:
        """The change again, of the base that it was made for.

        Raises:
            ValueError: it was a raw request.
        """
        if self.verb == Verb.CREATE.value:
            # With all that was to be sent, its time too: it was made then, and not now.
            return Change.create(self.endpoint, self.body if isinstance(self.body, dict) else {})
        return Change(
            Verb(self.verb), self.endpoint, self.key, read(self.change), self.before or None
        )

    @property
    def label(self) -> str:
        """What it does to what: ``patch sessions/4ecb``."""
        if self.verb == RAW:
            return f"{self.method} {self.path}"
        place = f"{self.endpoint}/{self.new_key or self.key}".rstrip("/")
        return f"{Verb(self.verb).word} {place}"


COLUMNS = (
    *("server", "user", "verb", "endpoint", "key", "method", "path", "body", "change"),
    *("before", "after", "new_key", "state", "said", "status", "at", "done_at", "batch"),
    *("undoes", "run"),
)
"""The columns that an entry is kept in, in order."""
_JSON = frozenset({"body", "before", "after"})


def row(entry: Entry) -> tuple[object, ...]:
    """The values of an entry's columns."""
    return tuple(column(name, getattr(entry, name)) for name in COLUMNS)


def column(name: str, value: object) -> object:
    """A value as its column keeps it."""
    if name in _JSON:
        return json.dumps(value)
    return value.value if isinstance(value, State) else value


def entry(values: Mapping[str, object]) -> Entry:
    """The entry of a row, by column names.

    Raises:
        ValueError: the row was written by something else.
    """
    given: dict[str, Any] = {
        name: json.loads(str(value)) if name in _JSON else value for name, value in values.items()
    }
    given["state"] = State(given["state"])
    return Entry(**given)


def of_change(change: Change) -> str:
    """The operations of a change as they are kept."""
    return written(change.operations)
