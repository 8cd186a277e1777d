"""All records of a list: how fast, and with how much memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import httpx

from alyxtui.client.scheduler import IN_FLIGHT
from tests.benchmarks.bench_headless import has_one, sign_in
from tests.benchmarks.list_server import list_server
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds
from tests.benchmarks.world import MANY, USER, World, program, world

_RECORDS, _EXPORTED = 20_000, 200_000
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
    """20,000 records beside the same pages in turn and beside ONE-api; the memory of exports."""
    with world() as demo, tempfile.TemporaryDirectory() as name:
        schema = Path(name, "schema.json")
        accept = {"Accept": "application/json"}
        schema.write_bytes(httpx.get(f"{demo.url}/api/schema", headers=accept).content)
        with list_server(_PAGE_MS, schema) as url:
            found = [*_in_process(options, url, Path(name)), *_beside_one(options, url, demo)]
    with world(MANY) as demo:
        return [*found, _on_the_demo(demo)]


def _on_the_demo(demo: World) -> Row:
    """Every session of the demo comes, and it sees how many requests are under way together."""
    count = int(demo.run(program("list", "sessions", "--count")))
    httpx.delete(f"{demo.url}/_demo/requests").raise_for_status()
    ours = program("list", "sessions", "--all", "--format", "jsonl")
    assert demo.run(ours).count("\n") == count >= MANY
    most = httpx.get(f"{demo.url}/_demo/requests").json()["most_at_once"]["api"]
    return Row(f"`list sessions --all`, demo of {MANY:,}", most, "at once", most=IN_FLIGHT)


def _in_process(options: Options, url: str, folder: Path) -> list[Row]:
    def measured(count: int, way: str) -> tuple[float, float]:
        words = [f"{url}/{count}", way, str(folder / "out.csv")]
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
    many = measured(_EXPORTED, "export")
    what = f"all of {_RECORDS:,} records, {_PAGE_MS} ms a page"
    memory = f"memory of an export of {_EXPORTED:,} records"
    of_few = f"{_RECORDS:,} records"
    return [
        Row(what, whole, "ms", "page after page", one_by_one, most_times=0.6),
        Row(memory, many[1], "MB", of_few, few[1], most_times=1.15),
        Row(f"export of {_EXPORTED:,} records", many[0], "ms", of_few, few[0]),
    ]


def _beside_one(options: Options, url: str, demo: World) -> list[Row]:
    """The whole program, as a process, on the same server."""
    server = f"{url}/{_RECORDS}"
    demo = replace(demo, url=server, env={**demo.env, "ALYXTUI_URL": server})
    ours = program("list", "sessions", "--all", "--format", "jsonl")
    assert demo.run(ours).count("\n") == _RECORDS
    what = f"`list sessions --all`, {_RECORDS:,} records"
    times = min(options.times, 5)
    if not has_one(options.one_python):
        (value,) = in_turn(lambda: milliseconds(lambda: demo.run(ours)), times=times)
        return [Row(f"{what} (no ONE-api here)", value, "ms")]
    theirs = [options.one_python, "-c", _ONE, demo.url]
    sign_in(demo, theirs)
    cached = [*theirs, "", demo.env["HOME"]]
    assert int(demo.run(cached)) == _RECORDS
    value, other = in_turn(
        lambda: milliseconds(lambda: demo.run(ours)),
        lambda: milliseconds(lambda: demo.run(cached)),
        times=times,
    )
    return [Row(what, value, "ms", "ONE-api", other, most_times=0.45)]
