"""Datasets and the files they are in, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from alyxtui.domain.cells import NULL, Cell, Role
from alyxtui.domain.shapes.model import Entry
from alyxtui.domain.shapes.values import Record, items, number_of, quality, size, text
from alyxtui.schema.hints import shapes as hints
from alyxtui.text import plural, safe


def datasets(record: Record) -> Iterator[Entry]:
    """Every list of datasets in a record: quality, collection, name, size, where, type."""
    for field, value in record.items():
        found = items(value, hints.DATASET_ITEM)
        if not found:
            continue
        ordered = sorted(found, key=lambda one: (str(one[1]["collection"]), str(one[1]["name"])))
        rows = tuple(Entry("", _dataset(one), (field, at), one) for at, one in ordered)
        total = sum(number_of(one["file_size"]) for _, one in found)
        collections = len({str(one["collection"]) for _, one in found})
        cells = (
            Cell(f"{len(found):,}", Role.NUMBER),
            Cell(size(total).text),
            Cell(plural(collections, "collection"), Role.LABEL),
        )
        yield Entry("datasets", cells, (field,), value, rows, is_table=True)


def _dataset(one: Record) -> tuple[Cell, ...]:
    state = quality(one.get(hints.QC_FIELD))
    return (
        Cell(state.text[:1], state.role),  # the glyph says it
        text(one["collection"], Role.LABEL),
        text(one["name"]),
        size(one["file_size"]),
        _where(one),
        text(one.get("dataset_type"), Role.WHISPER),
    )


def _where(one: Record) -> Cell:
    """The repositories that have it, else the server that gives it out."""
    records = items(one.get("file_records"), hints.FILE_ITEM)
    names = [str(file["data_repository"]) for _, file in records if file["exists"]]
    if names:
        return Cell(safe(", ".join(names)), Role.LABEL)
    return Cell(_host(one.get("data_url")) or NULL.text, Role.LABEL)


def _host(url: object) -> str:
    try:
        return safe(urlsplit(str(url or "")).netloc)
    except ValueError:
        return ""


def file_records(record: Record) -> Iterator[Entry]:
    """Every list of file records in a record: whether each exists, repository, path."""
    for field, value in record.items():
        found = items(value, hints.FILE_ITEM)
        if not found:
            continue
        here = sum(bool(one["exists"]) for _, one in found)
        rows = tuple(Entry("", _file(one), (field, at), one) for at, one in found)
        role = Role.GOOD if here == len(found) else Role.WARNING if here else Role.BAD
        glyph = {Role.GOOD: "●", Role.WARNING: "▲", Role.BAD: "✕"}[role]
        cells = (Cell(f"{glyph} {here} of {len(found)} exist", role), size(record.get("file_size")))
        yield Entry("files", cells, (field,), value, rows, is_table=True)


def _file(one: Record) -> tuple[Cell, ...]:
    exists = Cell("● exists", Role.GOOD) if one["exists"] else Cell("✕ missing", Role.BAD)
    address = _host(one.get("data_url"))
    return (
        exists,
        text(one["data_repository"]),
        Cell(address or "no address", Role.LABEL if address else Role.WHISPER),
        text(one["relative_path"], Role.LABEL),
    )
