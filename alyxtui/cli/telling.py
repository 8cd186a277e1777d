"""What commands that write tell a person: differences, losses, rows and what became of them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from alyxtui.cli import diagnostics, output
from alyxtui.domain.field_path import MISSING
from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Verb
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.hanging import hanging
from alyxtui.domain.writes.review import Review
from alyxtui.domain.writes.rows import Row, RowState
from alyxtui.text import elide, plural, safe

_SHOWN = 20  # records or places told before the question; --dry-run prints all


def show(differences: Sequence[Difference], key: str) -> None:
    """Print differences: as lines for a person, as JSON lines elsewhere."""
    for one in differences:
        if output.is_terminal():
            output.line(f"{key}  {_difference(one)}".strip())
            continue
        values = {"old": one.old, "new": one.new}
        told = {name: value for name, value in values.items() if value is not MISSING}
        output.record({"id": key, "field": one.label, **told})


def preview(differences: Sequence[Difference], key: str) -> None:
    """Tell differences before the question, the first ones of many."""
    for one in differences[:_SHOWN]:
        diagnostics.note(f"  {safe(key)}  {_difference(one)}")
    if len(differences) > _SHOWN:
        diagnostics.note(f"  … and {plural(len(differences) - _SHOWN, 'more place')} (--dry-run)")


def preview_rows(rows: Sequence[Row]) -> None:
    """Tell the differences of rows before the question, those of the first ones of many."""
    for row in rows[:_SHOWN]:
        preview(row.differences, row.change.key)
    if len(rows) > _SHOWN:
        diagnostics.note(f"  … and {plural(len(rows) - _SHOWN, 'more record')} (--dry-run)")


def _difference(one: Difference) -> str:
    return f"{one.label}: {_value(one.old)} → {_value(one.new)}"


def _value(value: object) -> str:
    if value is MISSING:
        return "(none)"
    return elide(safe(json.dumps(value, ensure_ascii=False)), 60)


async def losses(writes: Writes, ready: Review) -> None:
    """What is lost, and what hangs on a record that is to be deleted."""
    for loss in ready.losses:
        diagnostics.warning(loss)
    if ready.change.verb is not Verb.DELETE:
        return
    key = ready.change.key
    for one in await hanging(writes.client, writes.api, ready.endpoint, key, ready.present):
        diagnostics.warning(one.words)


def counts(bulk: Bulk) -> None:
    """How many rows are what, and those that are not sent."""
    each = [f"{bulk.count(state):,} {state.value}" for state in RowState if bulk.count(state)]
    diagnostics.note(", ".join(each))
    for number, row in enumerate(bulk.rows, 1):
        if row.state in {RowState.SKIPPED, RowState.FAILED} and row.said:
            name = row.change.key or f"record {number}"
            diagnostics.note(f"  {name}: {row.state.value}: {row.said}")


def results(bulk: Bulk) -> None:
    """Print what became of each row, and how many are what."""
    for row in bulk.rows:
        output.record(_result(row))
    counts(bulk)
    left = bulk.count(RowState.NEW) + bulk.count(RowState.READY)
    if bulk.stopped is not None and left:
        what = plural(left, "record is", "records are")
        diagnostics.warning(f"{what} not sent: {bulk.stopped.message}")
    if bulk.count(RowState.WAITING):
        diagnostics.note("alyxtui outbox shows what waits there, alyxtui outbox flush sends it")


def _result(row: Row) -> dict[str, object]:
    return {
        "id": row.change.key or None,
        "result": row.state.value,
        "write": row.entry or None,
        **({"message": row.said} if row.said else {}),
    }
