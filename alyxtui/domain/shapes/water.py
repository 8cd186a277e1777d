"""Water and weight of a subject."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from alyxtui.domain.cells import NULL, Cell, Role
from alyxtui.domain.shapes.model import Entry
from alyxtui.domain.shapes.values import Record, is_number, items, measure, number_of, text
from alyxtui.schema.hints import shapes as hints

_MOST = 60  # days or entries; the record has all


def days(record: Record) -> Iterator[Entry]:
    """Every list of days with weight and water, the latest first.

    Alyx 3.6.1: ``records`` of a water requirement.
    """
    for field, value in record.items():
        found = items(value, hints.WATER_DAY)
        if not found:
            continue
        latest = sorted(found, key=lambda one: str(one[1]["date"]), reverse=True)
        rows = tuple(Entry("", _day(one), (field, at), one) for at, one in latest[:_MOST])
        yield Entry("water", _day(latest[0][1]), (field,), value, rows, is_table=True)


def _day(day: Record) -> tuple[Cell, ...]:
    return (
        text(day["date"], Role.LABEL),
        _weight(day),
        _measured(day.get("percentage_weight"), "%"),
        _given(day),
        _measured(day["expected_water"], "mL", "of "),
        Cell("restricted", Role.LABEL) if day.get("is_water_restricted") else Cell(""),
    )


def _weight(day: Record) -> Cell:
    """The weight; bad below the least that the server says."""
    weight, least = day["weight"], day.get("min_weight")
    low = is_number(least) and number_of(weight) < number_of(least)
    shown = measure(weight, "g", Role.BAD if low else Role.TEXT)
    return replace(shown, text=f"✕ {shown.text}") if low else shown


def _given(day: Record) -> Cell:
    """The water given; a warning when less than expected was given under restriction."""
    given = number_of(day["given_water_total"])
    short = bool(day.get("is_water_restricted")) and given < number_of(day["expected_water"])
    words = f"{'▲ ' if short else ''}{given:.3g} mL"
    return Cell(words, Role.WARNING if short else Role.TEXT, right=True)


def _measured(value: object, unit: str, before: str = "") -> Cell:
    if not is_number(value):
        return Cell(NULL.text, Role.WHISPER, right=True)
    return Cell(f"{before}{number_of(value):.3g} {unit}", Role.LABEL, right=True)


def subject(record: Record) -> Iterator[Entry]:
    """Water that is left to give today, the last weight, and what was noted lately."""
    if not record.keys() >= hints.WATER_SUBJECT:
        return
    events = _events(record)
    weights = [one for one in events if "weight" in one[2]]
    left, expected = record["remaining_water"], record["expected_water"]
    if not events and not is_number(expected):
        return
    cells: list[Cell] = []
    if weights:
        cells += _weight_now(weights[0][2]["weight"], record["reference_weight"])
    if is_number(left) and is_number(expected):
        role = Role.WARNING if number_of(left) > 0 else Role.GOOD
        glyph = "▲" if role is Role.WARNING else "●"
        words = f"{glyph} {number_of(left):.3g} of {number_of(expected):.3g} mL to give"
        cells.append(Cell(words, role))
    if weights:
        cells.append(text(weights[0][2]["date_time"], Role.WHISPER))
    rows = tuple(
        Entry("", (text(one["date_time"], Role.LABEL), _event(one)), (field, at), one)
        for field, at, one in events[:_MOST]
    )
    yield Entry("water & weight", tuple(cells), (), None, rows, is_table=True)


def _events(record: Record) -> list[tuple[str, int, Record]]:
    """Weighings and water of a subject, the latest first."""
    found = [
        (field, at, one)
        for field, value in record.items()
        for fields in (hints.WEIGHING_ITEM, hints.WATER_ITEM)
        for at, one in items(value, fields)
    ]
    return sorted(found, key=lambda one: str(one[2]["date_time"]), reverse=True)


def _event(one: Record) -> Cell:
    if "weight" in one:
        return measure(one["weight"], "g")
    return measure(one["water_administered"], "mL", Role.NUMBER)


def _weight_now(weight: object, reference: object) -> Iterator[Cell]:
    if not is_number(weight):
        return
    yield measure(weight, "g")
    if number_of(reference) > 0:
        share = number_of(weight) / number_of(reference)
        yield Cell(f"{share:.0%} of the reference", Role.LABEL)
