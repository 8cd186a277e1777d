"""``alyxtui list`` as a whole process, beside the same through ONE's client."""

from __future__ import annotations

import subprocess

from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds, processor_time
from tests.benchmarks.world import PASSWORD, USER, World, program, world

_ROWS = 250
_ONE = f"""
import sys, warnings
warnings.simplefilter("ignore")
from one.webclient import AlyxClient
client = AlyxClient(base_url=sys.argv[1], username={USER!r}, password=(sys.argv[2] or None),
                    silent=True, cache_dir=sys.argv[3])
rows = client.rest("sessions", "list", limit={_ROWS}, no_cache=True)
print(len(rows[:{_ROWS}]))
"""


def rows(options: Options) -> list[Row]:
    """250 sessions, with the sign-in and the schema at hand as both programs keep them."""
    with world() as demo:
        ours = program("list", "sessions", "--limit", str(_ROWS), "--format", "jsonl")
        assert demo.run(ours).count("\n") == _ROWS
        if not has_one(options.one_python):
            (value,) = in_turn(lambda: milliseconds(lambda: demo.run(ours)), times=options.times)
            return [Row(f"`list sessions --limit {_ROWS}` (no ONE-api here)", value, "ms")]
        theirs = [options.one_python, "-c", _ONE, demo.url]
        sign_in(demo, theirs)
        cached = [*theirs, "", demo.env["HOME"]]
        value, work, other, other_work = in_turn(
            lambda: milliseconds(lambda: demo.run(ours)),
            lambda: processor_time(lambda: demo.run(ours)),
            lambda: milliseconds(lambda: demo.run(cached)),
            lambda: processor_time(lambda: demo.run(cached)),
            times=options.times,
        )
    return [
        Row(f"`list sessions --limit {_ROWS}`", value, "ms", "ONE-api", other, most_times=0.6),
        Row("its processor time", work, "ms", "ONE-api", other_work),
    ]


def sign_in(demo: World, theirs: list[str]) -> None:
    """Let ONE keep its token and the schema."""
    demo.run([*theirs, PASSWORD, demo.env["HOME"]])


def has_one(python: str) -> bool:
    """Whether an interpreter has ONE-api."""
    found = subprocess.run([python, "-c", "import one.webclient"], capture_output=True, check=False)
    return found.returncode == 0
