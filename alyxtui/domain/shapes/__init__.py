"""Summaries of the shapes that records of Alyx are known to have.

A shape is recognised by the fields that are there, never by the endpoint, so a newer Alyx that
nests datasets elsewhere gets its table all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from alyxtui.domain.shapes import checks, files, water, work
from alyxtui.domain.shapes.model import Entry

Shape = Callable[[Mapping[str, object]], Iterator[Entry]]

SHAPES: tuple[Shape, ...] = (
    work.task,
    checks.sections,
    water.subject,
    water.days,
    files.file_records,
    files.datasets,
    work.note,
    work.notes,
)
"""What is looked for, in the order in which it is shown."""


def summaries(record: Mapping[str, object]) -> tuple[Entry, ...]:
    """What is to be said above the fields of a record; nothing for most."""
    return tuple(entry for shape in SHAPES for entry in shape(record))
