"""Tasks and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from alyxtui.domain.cells import Cell, Role, cell
from alyxtui.domain.json_path import Path, value_of
from alyxtui.domain.shapes.model import Entry
from alyxtui.domain.shapes.values import Record, duration, is_number, items, number_of, text
from alyxtui.schema.hints import shapes as hints
from alyxtui.schema.hints.choices import status_rank
from alyxtui.text import safe

_TAIL = 4000  # characters of a log in which its last words are looked for


def task(record: Record) -> Iterator[Entry]:
    """The state of a task, how long it took, and the last words of its log."""
    if not record.keys() >= hints.TASK:
        return
    cells = [cell(record["status"], status=True)]
    took, limit = record["time_elapsed_secs"], record.get("time_out_secs")
    if is_number(took):
        words = f"took {duration(number_of(took))}"
        over = is_number(limit) and number_of(took) > number_of(limit)
        cells.append(Cell(f"{'▲ ' if over else ''}{words}", Role.WARNING if over else Role.TEXT))
    if is_number(limit):
        cells.append(Cell(f"may take {duration(number_of(limit))}", Role.LABEL))
    log = record["log"]
    if isinstance(log, str) and log.strip():
        failed = status_rank(record["status"]) == "bad"
        cells.append(Cell(_last_words(log), Role.BAD if failed else Role.LABEL))
        # `v` on it shows the log.
        yield Entry("task", tuple(cells), ("log",), log)
    else:
        yield Entry("task", tuple(cells), ("status",), record["status"])


def _last_words(log: str) -> str:
    """The line of a log that names the error, else its last one."""
    lines = [line.strip() for line in log[-_TAIL:].splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line.split(":", 1)[0]]
    return safe((errors or lines)[-1])


def note(record: Record) -> Iterator[Entry]:
    """What a note is about, and the address of its picture."""
    if not record.keys() >= hints.NOTE:
        return
    image = record["image"]
    if image:
        shown = Cell(safe(str(image)), Role.LINK)
        yield Entry("picture", (shown,), ("image",), image)


def note_at(record: Record, path: Path) -> Record | None:
    """The note with a picture that a place of a record stands for.

    Args:
        record: any.
        path: of a note inside it, or of the picture's address.
    """
    place = path[:-1] if path and path[-1] == "image" else path
    found = value_of(record, place)
    if not isinstance(found, Mapping) or not found.get("image"):
        return None
    return found if found.keys() >= hints.NOTE_ITEM else None


def notes(record: Record) -> Iterator[Entry]:
    """Every list of notes in a record: when, who, what, and whether there is a picture."""
    for field, value in record.items():
        found = items(value, hints.NOTE_ITEM)
        if not found:
            continue
        latest = sorted(found, key=lambda one: str(one[1]["date_time"]), reverse=True)
        rows = tuple(Entry("", _note(one), (field, at), one) for at, one in latest)
        pictures = sum(bool(one["image"]) for _, one in found)
        cells = (
            Cell(f"{len(found):,}", Role.NUMBER),
            Cell(f"{pictures:,} with a picture" if pictures else "", Role.LABEL),
        )
        yield Entry("notes", cells, (field,), value, rows, is_table=True)


def _note(one: Record) -> tuple[Cell, ...]:
    return (
        text(one["date_time"], Role.LABEL),
        text(one.get("user"), Role.LABEL),
        Cell("picture", Role.LINK) if one["image"] else Cell(""),
        text(one["text"]),
    )
