"""What became of a write, for those who asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from alyxtui.domain.writes.change import Values
from alyxtui.domain.writes.verify import Mismatch
from alyxtui.errors import NotApplied
from alyxtui.text import safe


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a write that went well.

    Attributes:
        entry: its number in the journal, 0 when nothing had to be sent.
        key: lookup value of the record from now on.
        record: the record as the server answered, empty after a delete.
        notes: what there is to say, a sentence each.
    """

    entry: int
    key: str
    record: Values = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def unchanged(self) -> bool:
        """Whether the record was as wanted already."""
        return not self.entry


class Stored(NotApplied):
    """The server answered with a success and stored something else.

    Attributes:
        outcome: what became of the rest.
        mismatches: the fields concerned.
    """

    def __init__(self, outcome: Outcome, found: Sequence[Mismatch]) -> None:
        said = [
            f"{one.field} {'is as it was' if one.ignored else 'is another value than was sent'}"
            for one in found
        ]
        super().__init__(
            f"The server answered with a success, yet {safe('; '.join(said))}.",
            hint="Look at the record; the journal has what was sent and what came back.",
        )
        self.outcome = outcome
        self.mismatches = tuple(found)
