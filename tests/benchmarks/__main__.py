"""``python -m tests.benchmarks``: everything that is measured, in one table.

Every module of this folder whose name begins with ``bench_`` is run; it has a function ``rows``
that takes the options and gives rows. Exit code 1 when a bound is not kept.
"""

from __future__ import annotations

import argparse
import importlib
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, kept, table

HERE = Path(__file__).parent


def modules(words: Sequence[str] = ()) -> list[str]:
    """The names of the modules to run, sorted.

    Args:
        words: only those whose names hold one of them; all when empty.
    """
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    return [name for name in names if not words or any(word in name for word in words)]


def main() -> int:
    """Measure and print.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("words", nargs="*", help="only modules whose names hold one of these")
    parser.add_argument("--times", type=int, default=7, help="figures that each median is of")
    parser.add_argument(
        "--one-python", default=sys.executable, help="an interpreter that has ONE-api installed"
    )
    given = parser.parse_args()
    options = Options(times=max(given.times, 1), one_python=given.one_python)
    rows: list[Row] = []
    for name in modules(given.words):
        sys.stderr.write(f"{name} …\n")
        rows += importlib.import_module(f"tests.benchmarks.{name}").rows(options)
    where = f"Python {platform.python_version()}, {platform.system()}"
    sys.stdout.write(f"{where}, medians of {options.times}:\n\n{table(rows)}\n")
    return 0 if kept(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
