"""A record of 5 MB and one of 200,000 lines: its first lines, folding, searching, texts.

Processor time, beside Python's own reading of the same JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from alyxtui.client.exact import read_json
from alyxtui.domain.json_search import SearchIndex
from alyxtui.domain.jsondoc import JsonDocument
from alyxtui.domain.shapes import summaries
from alyxtui.domain.text_rows import TextRows
from alyxtui.ui.themes import FALLBACKS
from alyxtui.ui.widgets.record_tools import RecordTools
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn

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


class Viewer(App[None]):
    """The JSON view with its search, and nothing else."""

    CSS = "Lines { scrollbar-background: black; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The program's colours."""
        return FALLBACKS

    def compose(self) -> ComposeResult:
        """One record."""
        yield RecordTools()


class OnScreen:
    """A record in the view; every step ends when its lines are on the screen.

    Args:
        value: the record.
        pilot: of the app.
    """

    def __init__(self, value: dict[str, object], pilot: Pilot[None]) -> None:
        self.value, self.pilot = value, pilot
        self.tools = pilot.app.query_one(RecordTools)
        self.index = SearchIndex(value)

    async def timed(self, work: Callable[[], object]) -> float:
        """Milliseconds of processor time until the screen shows what some work did."""
        begun = time.process_time()
        work()
        await self.pilot.app.workers.wait_for_complete()
        await self.pilot.pause()
        return (time.process_time() - begun) * 1000

    def first(self) -> None:
        """The first lines of the record."""
        document = JsonDocument(self.value, sections=summaries(self.value))
        self.tools.show_document(document, same=False)

    def unfold(self) -> None:
        """Open all."""
        self.tools.view.action_unfold_all()

    def fold(self) -> None:
        """Close the largest branch while all is open."""
        self.tools.view.reveal(("rows",))
        self.tools.view.action_fold()

    def search(self) -> None:
        """Find something far down, and go there."""
        found = self.index.find("row_21999")
        self.tools.view.reveal(self.index.path(found[-1]))

    async def steps(self) -> list[float]:
        """One of each, in turn."""
        works = (self.first, self.unfold, self.fold, self.search)
        return [await self.timed(work) for work in works]


async def on_screen(value: dict[str, object], times: int) -> list[float]:
    """The medians of the steps."""
    async with Viewer().run_test(size=(120, 40)) as pilot:
        shown = OnScreen(value, pilot)
        taken = [await shown.steps() for _ in range(times + 1)][1:]
    return [statistics.median(figures) for figures in zip(*taken, strict=True)]


def rows(options: Options) -> Iterable[Row]:
    """The steps on a screen of 120 x 40, and what is made for them in threads."""
    value = record()
    text = json.dumps(value)
    log = "a line of a log, 2026-11-21 10:12:00 INFO\n" * 240_000  # 10 MB
    first, unfold, fold, search = asyncio.run(on_screen(value, options.times))
    reading, exact, index, pages = in_turn(
        lambda: timed(lambda: json.loads(text)),
        lambda: timed(lambda: read_json(text.encode())),
        lambda: timed(lambda: SearchIndex(value)),
        lambda: timed(lambda: TextRows(log, 100)),
        times=options.times,
    )
    size = f"record of {len(text) / 1e6:.1f} MB"
    return [
        Row(f"{size}: first lines", first, "ms", _READING, reading, most=150),
        Row(f"{size}: fold", fold, "ms", _READING, reading, most=50),
        Row(f"{size}: search", search, "ms", _READING, reading, most=100),
        Row(f"{size}: open all, in a thread", unfold, "ms", _READING, reading),
        Row(f"{size}: index for searches, once", index, "ms", _READING, reading),
        Row(f"{size}: read digit by digit", exact, "ms", _READING, reading),
        Row("text of 10 MB in the pager", pages, "ms", _READING, reading),
    ]
