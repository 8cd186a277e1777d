"""Whether a fetch brought everything, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from alyxtui.domain.ledger import Sight
from alyxtui.errors import AlyxTuiError, ExitCode
from alyxtui.text import plural

_SPANS_NAMED = 3


class Incomplete(AlyxTuiError):
    """Some of many records did not come."""

    title = "Not everything came"
    exit_code = ExitCode.PARTIAL


@dataclass(frozen=True, slots=True)
class Missing:
    """Rows that did not come.

    Attributes:
        offset: index of the first.
        size: how many.
        error: why.
    """

    offset: int
    size: int
    error: AlyxTuiError

    @property
    def words(self) -> str:
        """Which rows, counted from 1."""
        return f"{self.offset + 1:,} to {self.offset + self.size:,}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a fetch.

    Attributes:
        held: records that were given, each once.
        count: rows of the whole list, as the server said last.
        before: the same as it said first.
        missing: pages that failed.
        unaccounted: rows that the server counts and did not give.
        repeated: rows that came again.
        moved: records that only a second look found.
        gone: records that came and are in the list no more.
        checked: whether the records could be told from each other.
        joined: whether several queries were asked, so that ``count`` is at most too large: a record
            may be in several answers.
    """

    held: int
    count: int
    before: int
    missing: tuple[Missing, ...] = ()
    unaccounted: int = 0
    repeated: int = 0
    moved: int = 0
    gone: int = 0
    checked: bool = True
    joined: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing and not self.unaccounted

    @property
    def notes(self) -> list[str]:
        """What a person should know, a sentence each; empty when all went as it should."""
        notes = []
        if self.before != self.count:
            notes.append(f"The list had {self.before:,} rows at first and {self.count:,} at last.")
        if self.repeated:
            notes.append(f"{plural(self.repeated, 'row')} came again and are left out.")
        if self.moved:
            notes.append(f"{plural(self.moved, 'record')} had moved; a second look found them.")
        if self.gone:
            notes.append(f"{plural(self.gone, 'record')} left the list meanwhile and are in here.")
        if not self.checked:
            notes.append("These records have no id: none can be told from its repetition.")
        return notes

    def error(self, hint: str = "") -> Incomplete | None:
        """What is missing as an error, None when nothing is.

        Args:
            hint: what to do about it.
        """
        if self.is_complete:
            return None
        if self.missing:
            shown = ", ".join(one.words for one in self.missing[:_SPANS_NAMED])
            more = len(self.missing) - _SPANS_NAMED
            rest = f" and {plural(more, 'more page')}" if more > 0 else ""
            reason = self.missing[0].error.message
            said = f"Rows {shown}{rest} did not come: {reason}"
        else:
            said = f"The server counts {self.count:,} rows and does not give {self.unaccounted:,}."
        return Incomplete(f"{said} There are {plural(self.held, 'record')}.", hint=hint)


@dataclass(slots=True)
class Tally:
    """The numbers of a fetch as they grow, kept in its ledger.

    Attributes:
        counts: rows of each part as the server said last, None before it said any.
        before: the same as it said first.
        round: which look at the list this is, from 1.
        page_size: rows a page, 0 while not chosen.
        held: records given, each once.
        asked: rows of this round that came.
        once: those of them that were no repetition.
        new: those of them that did not come in an earlier round.
        moved: records that a later round found.
        gone: records that the last whole round did not meet.
        changed: whether a count changed in this round.
        identified: whether the records can be told from each other.
    """

    counts: list[int] | None = None
    before: list[int] | None = None
    round: int = 1
    page_size: int = 0
    held: int = 0
    asked: int = 0
    once: int = 0
    new: int = 0
    moved: int = 0
    gone: int = 0
    changed: bool = False
    identified: bool = True

    @classmethod
    def read(cls, facts: Mapping[str, object]) -> Tally:
        """As a ledger kept it; a new one when it kept none."""
        kept = facts.get("tally")
        known: dict[str, Any] = kept if isinstance(kept, dict) else {}
        names = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in known.items() if name in names})

    def facts(self) -> dict[str, object]:
        """As a ledger keeps it."""
        return {"tally": asdict(self)}

    def counted(self, counts: Sequence[int]) -> None:
        """The server has said how many rows each part has."""
        self.counts = list(counts)
        self.before = list(counts)

    def paged(self, part: int, count: int, parts: int) -> None:
        """A page of a part came with its count."""
        if self.counts is None:
            self.counted([count] * parts)
        elif self.counts[part] != count:
            self.counts[part] = count
            self.changed = True

    def add(self, sights: Sequence[Sight], *, identified: bool) -> None:
        """Records came."""
        new = sights.count(Sight.NEW)
        self.held += new
        self.new += new
        self.asked += len(sights)
        self.once += len(sights) - sights.count(Sight.REPEATED)
        self.identified = self.identified and identified
        if self.round > 1:
            self.moved += new

    @property
    def doubtful(self) -> bool:
        """Whether this round shows that the list did not stand still, so another should follow."""
        if not self.identified:
            return False
        if self.round > 1:
            return self.changed or self.new > 0
        return self.changed or self.once != sum(self.counts or [])

    def next_round(self) -> None:
        """Begin another look."""
        self.round += 1
        self.asked = self.once = self.new = 0
        self.changed = False

    def verdict(self, missing: tuple[Missing, ...], *, verified: bool) -> Verdict:
        """What is to be said at the end.

        Args:
            missing: pages that failed.
            verified: whether all rows were asked for; counts are not held against others.
        """
        count = sum(self.counts or [])
        lacking = max(count - self.asked, 0) if verified and not missing else 0
        return Verdict(
            held=self.held,
            count=count,
            before=sum(self.before or []),
            missing=missing,
            unaccounted=lacking,
            repeated=self.asked - self.once,
            moved=self.moved,
            gone=self.gone,
            checked=self.identified or not verified,
            joined=len(self.counts or []) > 1,
        )
