"""Moving in the record table: processor time and bytes a key, beside Textual's own table."""

from __future__ import annotations

import os
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.options import Options
from tests.benchmarks.row import Row
from tests.benchmarks.terminal import drain, processor_ms, terminal, until
from tests.benchmarks.world import program, world

_OURS = """
import sys
from textual.app import App
from alyxtui.domain.columns import Column
from alyxtui.ui.themes import DARK, FALLBACKS
from alyxtui.ui.widgets.record_table import RecordTable
class Rows:
    count = int(sys.argv[1])
    def get(self, index):
        return {f"c{place}": f"v{index * place}" for place in range(12)}
    def request(self, first, last):
        pass
    def is_missing(self, index):
        return False
    def is_repeat(self, index):
        return False
class Ours(App):
    def get_theme_variable_defaults(self):
        return FALLBACKS
    def compose(self):
        yield RecordTable()
    def on_mount(self):
        table = self.query_one(RecordTable)
        table.show(Rows())
        table.set_columns([Column(f"c{place}", f"c{place}", 10) for place in range(12)])
        table.rows_changed()
        table.focus()
Ours().run()
"""
_THEIRS = """
import sys
from textual.app import App
from textual.widgets import DataTable
class Theirs(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns(*(f"c{place}" for place in range(12)))
        for index in range(int(sys.argv[1])):
            table.add_row(*(f"v{index * place}" for place in range(12)))
        table.focus()
Theirs().run()
"""
_DOWNS, _PAGES = 60, 12
_REPEAT = 0.04  # seconds between two keys, as a held one sends them
_SETTLED = 1.5  # seconds after the first rows


@dataclass(frozen=True)
class Cost:
    """What a key costs.

    Attributes:
        bytes: written to the terminal.
        work: milliseconds of processor time.
    """

    bytes: float
    work: float


def rows(options: Options) -> list[Row]:
    """Our table beside Textual's, then the whole browser; Linux only."""
    if not Path("/proc/self/schedstat").exists():
        return []
    with world() as demo:
        few, many, theirs = _in_turn(
            options.times,
            demo.env,
            _script(_OURS, 1000),
            _script(_OURS, 1_000_000),
            _script(_THEIRS, 1000),
        )
        browser = program("open", "sessions")
        lean_env = {**demo.env, "ALYXTUI_LEAN": "1"}
        full, full_page = _often(options.times, browser, demo.env)
        lean, lean_page = _often(options.times, browser, lean_env)
    one = "Textual's DataTable, 1,000 rows"
    return [
        Row("down, 1,000,000 rows", many.work, "ms", "1,000 rows", few.work, 1.1, 5),
        Row("down, 1,000 rows", few.work, "ms", one, theirs.work),
        Row("bytes of a down, table alone", many.bytes, "B", one, theirs.bytes),
        Row("bytes of a down, browser", full.bytes, "B", most=1200),
        Row("the same, lean", lean.bytes, "B", most=600),
        Row("bytes of a page down, browser", full_page.bytes, "B", most=24_000),
        Row("the same, lean", lean_page.bytes, "B", most=10_000),
    ]


def _script(text: str, count: int) -> list[str]:
    return [sys.executable, "-c", text, str(count)]


def _in_turn(times: int, env: Mapping[str, str], *commands: Sequence[str]) -> list[Cost]:
    """The medians of a down's cost, the programs measured in turn."""
    taken: list[list[Cost]] = [[] for _ in commands]
    for _ in range(times):
        for costs, command in zip(taken, commands, strict=True):
            costs.append(_costs(command, env, b"c11", pages=0)[0])
    return [_median(costs) for costs in taken]


def _often(times: int, command: Sequence[str], env: Mapping[str, str]) -> tuple[Cost, Cost]:
    """The medians of what a down and a page down cost in the browser."""
    taken = [_costs(command, env, b"start_time") for _ in range(times)]
    return _median([down for down, _ in taken]), _median([page for _, page in taken])


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(one.bytes for one in costs), statistics.median(one.work for one in costs)
    )


def _costs(
    command: Sequence[str], env: Mapping[str, str], words: bytes, *, pages: int = _PAGES
) -> tuple[Cost, Cost]:
    """What a down and a page down cost in a program that has drawn some words."""
    with terminal(command, env) as (child, screen):
        until(child, screen, words)
        drain(screen, _SETTLED)
        down = _cost(child.pid, screen, b"\x1b[B", _DOWNS)
        page = _cost(child.pid, screen, b"\x1b[6~", pages) if pages else Cost(0, 0)
        return down, page


def _cost(pid: int, screen: int, key: bytes, times: int) -> Cost:
    written, before = 0, processor_ms(pid)
    for _ in range(times):
        os.write(screen, key)
        written += len(drain(screen, _REPEAT))
    written += len(drain(screen, _SETTLED))
    return Cost(written / times, (processor_ms(pid) - before) / times)
