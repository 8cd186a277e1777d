"""A measured figure beside its reference, and how several are printed."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was measured.
        value: the figure.
        unit: of figure and reference.
        reference: what it stands beside, measured in the same run; empty for none.
        reference_value: its figure, 0 for none.
        most_times: the largest allowed ratio to the reference, 0 for none.
        most: the largest allowed figure, 0 for none.
    """

    what: str
    value: float
    unit: str
    reference: str = ""
    reference_value: float = 0.0
    most_times: float = 0.0
    most: float = 0.0

    @property
    def ratio(self) -> float:
        """The figure as a multiple of its reference, 0 without one."""
        return self.value / self.reference_value if self.reference_value else 0.0

    @property
    def is_kept(self) -> bool:
        """Whether every bound is kept."""
        return not (
            (self.most_times and self.ratio > self.most_times)
            or (self.most and self.value > self.most)
        )

    @property
    def bound(self) -> str:
        """The bounds in words."""
        bounds = [f"{self.most_times:.3g} x"] if self.most_times else []
        bounds += [f"{self.most:,.0f} {self.unit}"] if self.most else []
        return ", ".join(bounds)


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | measured | beside | ratio | at most | |", "|---|--:|---|--:|--:|---|"]
    for row in rows:
        beside = f"{row.reference}: {_figure(row.reference_value)} {row.unit}"
        ratio = f"{row.ratio:.2f}" if row.ratio else ""
        mark = "" if not row.bound else "kept" if row.is_kept else "✕ not kept"
        lines.append(
            f"| {row.what} | {_figure(row.value)} {row.unit} | {beside if row.reference else ''}"
            f" | {ratio} | {row.bound} | {mark} |"
        )
    return "\n".join(lines)


def in_turn(*measures: Callable[[], float], times: int) -> list[float]:
    """The medians of several measures taken in turn (A B A B ...), so that a drift meets all.

    Args:
        measures: each takes one figure.
        times: figures of each that count; one more comes first and does not.
    """
    taken: list[list[float]] = [[] for _ in measures]
    for turn in range(times + 1):
        for figures, measure in zip(taken, measures, strict=True):
            figure = measure()
            if turn:
                figures.append(figure)
    return [statistics.median(figures) for figures in taken]


def milliseconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def processor_time(work: Callable[[], object]) -> float:
    """Milliseconds of processor time of the programs that some work runs to their end."""
    before = os.times()
    work()
    after = os.times()
    user = after.children_user - before.children_user
    return (user + after.children_system - before.children_system) * 1000


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 20 else f"{value:.1f}"


def kept(rows: Iterable[Row]) -> bool:
    """Whether every row keeps its bounds."""
    return all(row.is_kept for row in rows)
