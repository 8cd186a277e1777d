"""Quality checks: what came of each, the worst first, counted by what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alyxtui.domain.cells import MAX_CELL, Cell, Role, cell, number
from alyxtui.domain.json_path import Path
from alyxtui.domain.shapes.model import Entry
from alyxtui.domain.shapes.values import Record, number_of
from alyxtui.schema.hints import shapes as hints
from alyxtui.schema.hints.choices import status_rank
from alyxtui.text import plural, safe

# The worst first; what nobody judged stands between what is wrong and what is right.
_ORDER = (Role.BAD, Role.WARNING, Role.UNSET, Role.NUMBER, Role.GOOD)
_WORDS = {
    Role.BAD: ("✕", "fail"),
    Role.WARNING: ("▲", "warning"),
    Role.UNSET: ("○", "not set"),
    Role.NUMBER: ("·", "not judged"),
    Role.GOOD: ("●", "pass"),
}
_ROLES = {"good": Role.GOOD, "warning": Role.WARNING, "bad": Role.BAD, "unset": Role.UNSET}


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        name: safe.
        role: what came of it.
        outcome: in a word, with its glyph.
        value: what was measured, safe; empty when there is only the outcome.
        share: of trials that pass, 0 when it is none; the lowest come first.
        path: where it stands.
        raw: the value as it came.
    """

    name: str
    role: Role
    outcome: str
    value: str
    share: float
    path: Path
    raw: object

    @property
    def rank(self) -> tuple[int, bool, float, str]:
        """The worst sort first."""
        return _ORDER.index(self.role), "CRITICAL" not in self.outcome, self.share, self.name


def sections(record: Record) -> Iterator[Entry]:
    """A summary of every object of checks in a record."""
    for name in hints.CHECKS:
        inner = record.get("json")
        holders: list[tuple[Path, Record]] = [((), record)]
        if isinstance(inner, dict):
            holders.append((("json",), inner))
        for path, holder in holders:
            checks = holder.get(name)
            if isinstance(checks, dict) and checks:
                yield _section(checks, (*path, name))


def _section(values: Record, path: Path) -> Entry:
    checks = sorted(
        (check(name, value, (*path, name)) for name, value in values.items()),
        key=lambda one: one.rank,
    )
    groups: dict[str, list[Check]] = {}
    for one in checks:
        groups.setdefault(_group(str(one.path[-1])), []).append(one)
    cells = (*_counted(checks, words=True), _worst(checks))
    ordered = sorted(groups.items(), key=lambda group: _badness(group[1]))
    return Entry("QC", cells, path, values, tuple(_of_group(*group, path) for group in ordered))


def _badness(checks: Sequence[Check]) -> tuple[int, int]:
    """The group with most that is wrong sorts first."""
    counts = Counter(one.role for one in checks)
    return -counts[Role.BAD], -counts[Role.WARNING]


def _of_group(name: str, checks: Sequence[Check], path: Path) -> Entry:
    rows = tuple(
        Entry(
            one.name,
            (Cell(one.outcome, one.role), Cell(one.value, Role.NUMBER)),
            one.path,
            one.raw,
        )
        for one in checks
    )
    return Entry(name, (*_counted(checks), _worst(checks)), path, None, rows, is_table=True)


def _counted(checks: Sequence[Check], *, words: bool = False) -> Iterator[Cell]:
    counts = Counter(one.role for one in checks)
    for role in _ORDER:
        if counts[role]:
            glyph, word = _WORDS[role]
            yield Cell(f"{glyph} {counts[role]:,}{f' {word}' if words else ''}", role)


def _worst(checks: Sequence[Check]) -> Cell:
    """The names of those that fail, else of those that warn."""
    for role in (Role.BAD, Role.WARNING):
        if names := [one.name for one in checks if one.role is role]:
            return Cell(", ".join(names[:8]), Role.LABEL)
    return Cell(plural(len(checks), "check"), Role.WHISPER)


def _group(name: str) -> str:
    plain = name.lstrip("_").lower()
    for group, starts in hints.CHECK_GROUPS:
        if plain.startswith(starts):
            return group
    return hints.OTHER_CHECKS


def check(name: str, value: object, path: Path) -> Check:
    """What came of a check.

    ibllib 2 writes a label, a truth value, a share of trials, or a list that begins with one of
    these and goes on with what was measured (``[true, 9, 0]``).

    Args:
        name: of the check.
        value: any JSON value.
        path: where it stands.
    """
    judged, *measured = value if isinstance(value, list) and value else [value]
    role, word = _outcome(name, judged)
    shown = [judged, *measured] if role is Role.NUMBER else measured
    share = 0.0
    if isinstance(judged, float) and role is not Role.NUMBER:
        shown, share = [judged, *measured], judged
    text = ", ".join(_value(one) for one in shown[:8])
    outcome = f"{_WORDS[role][0]} {word}"
    return Check(safe(name[:MAX_CELL]), role, outcome, text[:MAX_CELL], share, path, value)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return number(value) if isinstance(value, int | float) else cell(value).text


def _outcome(name: str, value: object) -> tuple[Role, str]:
    if isinstance(value, bool):
        return (Role.GOOD, "pass") if value else (Role.BAD, "fail")
    if value is None:
        return Role.UNSET, "not set"
    if isinstance(value, str):
        role = _ROLES.get(status_rank(value) or "", Role.NUMBER)
        return role, "not set" if role is Role.UNSET else safe(
            value
        ) if role in _ROLES.values() else ""
    if isinstance(value, float | int) and name.startswith(hints.SHARE_CHECKS):
        return _share(name, number_of(value))
    return Role.NUMBER, ""


def _share(name: str, share: float) -> tuple[Role, str]:
    if name in hints.NOT_JUDGED or not 0 <= share <= 1:
        return Role.NUMBER, ""
    if share >= hints.SHARE_PASSES:
        return Role.GOOD, "pass"
    if share >= hints.SHARE_WARNS or name in hints.NEVER_FAIL:
        return Role.WARNING, "warning"
    return Role.BAD, "fail"
