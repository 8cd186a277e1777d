"""The words of the status line: how many rows of how many, from where, how old."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.content import Content

from alyxtui.text import elide, plural, safe

if TYPE_CHECKING:
    from alyxtui.domain.details import Detail
    from alyxtui.domain.downloads.item import Totals
    from alyxtui.domain.queries import Asked
    from alyxtui.domain.writes.rows import Progress


class Facts(Protocol):
    """What the status line needs to know of the rows."""

    @property
    def count(self) -> int | None:
        """Rows of the whole result, None while unknown."""

    @property
    def error(self) -> object:
        """Why rows on the screen did not come, or None."""

    @property
    def loaded(self) -> int:
        """Rows in memory."""

    @property
    def repeats(self) -> int:
        """Rows in memory that came again at another place."""

    @property
    def elapsed(self) -> float | None:
        """Seconds the oldest of the rows on the screen took."""

    @property
    def fetched_at(self) -> float | None:
        """When the oldest of the rows on the screen came, seconds since the epoch."""

    @property
    def is_kept(self) -> bool:
        """Whether any of the rows on the screen was kept from an earlier request."""

    @property
    def count_changed(self) -> tuple[int, int] | None:
        """The count before and after it changed while paging, or None."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How the rows stand in the table.

    Attributes:
        rows: how many are shown when not all that the server has, else None.
        among: how many were looked in for them, None for those loaded.
        of_all: whether they were chosen from all rows of the query, not only those loaded.
        order: what they are sorted by, safe; empty for the server's order.
        find: what is looked for, safe; empty for nothing.
        match: which of the matches the cursor is on, in words.
        narrowed: whether only rows that match are shown.
        marked: how many records are marked.
    """

    rows: int | None = None
    among: int | None = None
    of_all: bool = False
    order: str = ""
    find: str = ""
    match: str = ""
    narrowed: bool = False
    marked: int = 0


AS_IT_IS = Shown()
AGE_EVERY = 15.0
"""Seconds between looks at how old something is."""
_NOW = "just now"


def rows(facts: Facts, cursor: int, shown: Shown = AS_IT_IS) -> Content:
    """Where the cursor is, of how many rows, how many are here, and how they stand."""
    if facts.count is None:
        return Content.styled("no answer" if facts.error else "asking the server", "$label")
    if not facts.count:
        return Content.styled("no rows", "$label")
    place = f"{cursor + 1:,}" if shown.rows != 0 else "none"
    parts = Content.assemble((place, "bold $foreground"), (_of(facts, shown), "$label"))
    if facts.error:
        parts = Content.assemble(parts, (" · ✕ some did not come, ctrl+r asks again", "$error"))
    if shown.marked:
        parts = Content.assemble(parts, (f" · ✓ {shown.marked:,} marked", "$primary"))
    if facts.count_changed is not None:
        before, after = facts.count_changed
        words = f" · ▲ {before:,} became {after:,} while paging"
        parts = Content.assemble(parts, (words, "$warning"))
    if facts.repeats:
        parts = Content.assemble(parts, (f" · ▲ {facts.repeats:,} came again", "$warning"))
    if shown.find:
        words = f"{shown.match or 'searching'} {elide(shown.find, 20)!r}"
        parts = Content.assemble(parts, (f" · {words}", "$label"))
    order = f"sorted by {shown.order}" if shown.order else "in the server's order"
    return Content.assemble(parts, (f" · {order}", "$label"))


def _of(facts: Facts, shown: Shown) -> str:
    """Of how many rows, and which of them are here."""
    count = facts.count or 0
    if shown.rows is None:
        loaded = f" · {facts.loaded:,} loaded" if facts.loaded < count else ""
        return f" of {plural(count, 'row')}{loaded}"
    matching = f"{shown.rows:,} matching in " if shown.narrowed else ""
    among = facts.loaded if shown.among is None else shown.among
    if shown.of_all or among >= count:
        fetched = ", all fetched" if shown.of_all else ""
        return f" of {matching}{plural(count if matching else shown.rows, 'row')}{fetched}"
    here = f"{among if matching else shown.rows:,} loaded"
    return f" of {matching}{here} of {plural(count, 'row')}"


def asked(query: Asked | None) -> Content:
    """What became of the query on its way to the server; the first thing that there is to say."""
    if query is None:
        return Content("")
    if query.as_typed:
        return Content.styled(" · ▲ as typed, unchecked", "$warning")
    for words, said in (("mended", query.notes), ("▲", query.warnings)):
        if said:
            more = f" (+{len(query.notes) + len(query.warnings) - 1}, M says)"
            more = more if len(query.notes) + len(query.warnings) > 1 else ""
            return Content.styled(f" · {words} {safe(said[0])}{more}", "$label")
    return Content("")


def waiting(writes: int) -> Content:
    """How many writes wait in the outbox."""
    words = f"▲ {plural(writes, 'write waits', 'writes wait')}, O · "
    return Content.styled(words, "$warning") if writes else Content("")


def sending(progress: Progress | None) -> Content:
    """How far a bulk edit is; empty when none is under way."""
    if progress is None:
        return Content("")
    far, left = f"{progress.done:,} of {progress.total:,}", duration(progress.seconds_left)
    return Content.styled(f"bulk {far}, {left} left, B · ", "$primary")


def source(facts: Facts) -> Content:
    """From where the rows on the screen came, what the oldest took and how long ago."""
    if facts.fetched_at is None or facts.elapsed is None:
        return Content("")
    where = "cache" if facts.is_kept else f"server {took(facts.elapsed)}"
    words = f"{where} · {age(time.time() - facts.fetched_at)}"
    return Content.styled(words, "$label")


def held(at: float) -> Content:
    """How long ago rows came that are not renewed with the others.

    Args:
        at: seconds since the epoch.
    """
    return Content.styled(f"fetched {age(time.time() - at)}", "$label")


def fetching(totals: Totals) -> Content:
    """How many files come and how far they are, and how many do not; empty when there is nothing."""
    counts = {state.value: count for state, count in totals.counts.items()}
    coming = sum(counts.get(one, 0) for one in ("running", "verifying", "waiting"))
    failed = counts.get("failed", 0)
    if coming:
        far = f"{min(totals.done / totals.total, 1.0):.0%}" if totals.total else "…"
        return Content.styled(f"↓ {plural(coming, 'file')} {far}  ", "$primary")
    if failed:
        return Content.styled(f"✕ {failed:,} not fetched, Q says why  ", "$error")
    return Content("")


def read(detail: Detail) -> str:
    """From where a whole record came, and how old it is."""
    old = age(time.time() - detail.at)
    if detail.is_kept:
        return f"cache · read {old}"
    return f"read {took(detail.elapsed)}" + (f" · {old}" if old != _NOW else "")


def took(seconds: float) -> str:
    """How long the server took."""
    return f"{seconds * 1000:,.0f} ms"


def place(path: Path) -> str:
    """A path as people write it, safe: ``~`` for their home."""
    with suppress(ValueError, RuntimeError):  # it is elsewhere; nobody is at home
        return safe(str("~" / path.relative_to(Path.home())))
    return safe(str(path))


def moment(at: float) -> str:
    """A time to the minute, in the user's own zone.

    Args:
        at: seconds since the epoch.
    """
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")


def clock(at: float) -> str:
    """A time of the day to the second, in the user's own zone.

    Args:
        at: seconds since the epoch.
    """
    return datetime.fromtimestamp(at).strftime("%H:%M:%S")


def age(seconds: float) -> str:
    """How long ago, in words that change seldom: each change costs bytes over SSH.

    Args:
        seconds: negative where the clock was set back meanwhile.
    """
    if seconds < -30:
        return "some time ago"
    if seconds < 30:
        return _NOW
    if seconds < 90:
        return "1 min ago"
    if seconds < 3600:
        return f"{seconds / 60:.0f} min ago"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.0f} h ago"
    return f"{seconds / 86400:.0f} days ago"


def duration(seconds: float) -> str:
    """A time to wait: minutes and seconds, above an hour hours and minutes."""
    minutes, rest = divmod(round(seconds), 60)
    hours, more = divmod(minutes, 60)
    return f"{hours} h {more:02}" if hours else f"{minutes}:{rest:02}"
