"""The runner finds its modules, and the table says what is kept."""

from __future__ import annotations

from tests.benchmarks.__main__ import modules
from tests.benchmarks.row import Row, in_turn, kept, table


def test_modules_are_found_by_name() -> None:
    assert {"bench_headless", "bench_record", "bench_schema", "bench_start"} <= set(modules())
    assert modules(["schema"]) == ["bench_schema"]


def test_the_table() -> None:
    good = Row("one", 12.34, "ms", "other", 10, most_times=1.6, most=20)
    bad = Row("two", 2500, "MB", most=90)
    assert table([good, bad]).splitlines()[2:] == [
        "| one | 12.3 ms | other: 10.0 ms | 1.23 | 1.6 x, 20 ms | kept |",
        "| two | 2,500 MB |  |  | 90 MB | ✕ not kept |",
    ]
    assert kept([good])
    assert not kept([good, bad])


def test_the_first_figure_does_not_count() -> None:
    one, two = iter([100.0, 1, 5, 2]), iter([0.0, 7, 7, 7])
    assert in_turn(lambda: next(one), lambda: next(two), times=3) == [2, 7]
