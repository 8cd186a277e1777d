"""A record of 5 MB and one of 200,000 lines: its first lines, folding, searching, texts.

Processor time, beside Python's own reading of the same JSON.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable

from alyxtui.domain.json_search import SearchIndex
from alyxtui.domain.jsondoc import JsonDocument
from alyxtui.domain.shapes import summaries
from alyxtui.domain.text_rows import TextRows
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn

SCREEN = 50  # lines
_READING = "json.loads"


def record() -> dict[str, object]:
    """About 5 MB in 200,000 values: objects, lists, numbers, texts."""
    dice = random.Random(1)
    rows = {
        f"row_{number:05}": {
            "id": f"{dice.getrandbits(128):032x}",
            "share": dice.random(),
            "label": "a label of some words " * 3,
            "place": [dice.random(), dice.random(), dice.random()],
        }
        for number in range(22_000)
    }
    return {"subject": "KS022", "rows": rows, "counts": list(range(20_000)), "log": "line\n" * 9000}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds of processor time that some work takes."""
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


class Screen:
    """A record as it is shown."""

    def __init__(self, value: dict[str, object]) -> None:
        self.value = value
        self.first()
        self.document.open_to(9)
        self.index = SearchIndex(value)

    def first(self) -> None:
        """The first lines."""
        self.document = JsonDocument(self.value, room=118, sections=summaries(self.value))
        self.draw(0)

    def draw(self, first: int) -> None:
        """A screen of lines."""
        for number in range(first, min(first + SCREEN, len(self.document.lines))):
            self.document.line(number)

    def fold(self) -> None:
        """Close the largest branch while all is open, and open it again."""
        index = self.document.index_of(("rows",))
        self.document.toggle(index)
        self.draw(index)

    def unfold_all(self) -> None:
        """Open everything."""
        self.document.open_to(9)
        self.draw(100_000)

    def search(self) -> None:
        """Find something, and go there."""
        numbers = self.index.find("row_21999")
        self.draw(self.document.reveal(self.index.path(numbers[-1])))


def rows(options: Options) -> Iterable[Row]:
    """The steps one after the other."""
    value = record()
    text = json.dumps(value)
    screen = Screen(value)
    log = "a line of a log, 2026-11-21 10:12:00 INFO\n" * 240_000  # 10 MB
    reading, first, fold, search, index, unfold, pages = in_turn(
        lambda: timed(lambda: json.loads(text)),
        lambda: timed(screen.first),
        lambda: timed(screen.fold),
        lambda: timed(screen.search),
        lambda: timed(lambda: SearchIndex(value)),
        lambda: timed(screen.unfold_all),
        lambda: timed(lambda: TextRows(log, 100)),
        times=options.times,
    )
    size = f"record of {len(text) / 1e6:.1f} MB"
    return [
        Row(f"{size}: first lines", first, "ms", _READING, reading, most=150),
        Row(f"{size}: fold", fold, "ms", _READING, reading, most=50),
        Row(f"{size}: search", search, "ms", _READING, reading, most=100),
        Row(f"{size}: index for it, once, in a thread", index, "ms", _READING, reading),
        Row(f"{size}: open all", unfold, "ms", _READING, reading),
        Row("text of 10 MB in the pager", pages, "ms", _READING, reading),
    ]
