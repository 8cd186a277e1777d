"""All records of a list: how fast, and with how much memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_headless import has_one, sign_in
from tests.benchmarks.list_server import list_server
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds
from tests.benchmarks.world import SESSIONS, USER, program, world

_RECORDS, _MANY = 20_000, 200_000
_PAGE_MS = 50
_ONE = f"""
import sys, warnings
warnings.simplefilter("ignore")
from one.webclient import AlyxClient
client = AlyxClient(base_url=sys.argv[1], username={USER!r}, password=(sys.argv[2] or None),
                    silent=True, cache_dir=sys.argv[3])
print(len([row["id"] for row in client.rest("sessions", "list", no_cache=True)]))
"""


def rows(options: Options) -> list[Row]:
    """Fetches from a server with a fixed time a page; ONE-api on the demo; memory of exports."""
    return [*_from_a_stub(options), *_beside_one(options)]


def _from_a_stub(options: Options) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, list_server(_PAGE_MS) as url:

        def measured(count: int, way: str) -> tuple[float, float]:
            words = [f"{url}/{count}", way, str(Path(name, "out.csv"))]
            command = [sys.executable, "-m", "tests.benchmarks.fetching", *words]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            held, taken, megabytes = out.split()
            assert int(held) == count
            return float(taken), float(megabytes)

        whole, one_by_one = in_turn(
            lambda: measured(_RECORDS, "all")[0],
            lambda: measured(_RECORDS, "pages")[0],
            times=min(options.times, 5),
        )
        few = measured(_RECORDS, "export")
        many = measured(_MANY, "export")
    return [
        Row(
            f"all of {_RECORDS:,} records, {_PAGE_MS} ms a page",
            *(whole, "ms", "page after page", one_by_one),
            most_times=0.6,
        ),
        Row(
            f"memory of an export of {_MANY:,} records",
            *(many[1], "MB", f"{_RECORDS:,} records", few[1]),
            most_times=1.1,
        ),
        Row(f"export of {_MANY:,} records", many[0], "ms", f"{_RECORDS:,} records", few[0]),
    ]


def _beside_one(options: Options) -> list[Row]:
    with world() as demo:
        ours = program("list", "sessions", "--all", "--format", "jsonl")
        assert demo.run(ours).count("\n") == SESSIONS
        what = f"`list sessions --all`, {SESSIONS:,} of the demo"
        if not has_one(options.one_python):
            (value,) = in_turn(lambda: milliseconds(lambda: demo.run(ours)), times=options.times)
            return [Row(f"{what} (no ONE-api here)", value, "ms")]
        theirs = [options.one_python, "-c", _ONE, demo.url]
        sign_in(demo, theirs)
        cached = [*theirs, "", demo.env["HOME"]]
        value, other = in_turn(
            lambda: milliseconds(lambda: demo.run(ours)),
            lambda: milliseconds(lambda: demo.run(cached)),
            times=min(options.times, 5),
        )
    return [Row(what, value, "ms", "ONE-api", other, most_times=0.45)]
