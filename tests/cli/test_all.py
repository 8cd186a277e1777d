"""``list --all``, its formats, files and exit codes, on the demo."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from alyxtui.cli.listing import Wanted, printer
from alyxtui.client.scheduler import IN_FLIGHT
from alyxtui.schema.model import Endpoint
from tests.domain.listed import files

Run = Callable[..., Any]


@pytest.fixture
def fault(demo_url: str) -> Iterator[Callable[..., None]]:
    """Lets something go wrong at the demo until the test ends."""

    def add(**rule: object) -> None:
        httpx.post(f"{demo_url}/_demo/faults", json=rule).raise_for_status()

    yield add
    httpx.delete(f"{demo_url}/_demo/faults").raise_for_status()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where files go."""
    made = tmp_path / "out"
    made.mkdir()
    return made


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def rest(demo_url: str) -> None:
    """Wait until the demo has answered all that others have left."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        shown = httpx.get(f"{demo_url}/_demo/requests").json()["requests"]
        if all(one["seconds"] for one in shown):
            return
    raise AssertionError("the demo does not come to rest")


def test_all_of_them_each_once_and_never_too_many_at_once(ask: Run, demo_url: str) -> None:
    count = int(ask("list", "datasets", "--count").out)
    rest(demo_url)
    httpx.delete(f"{demo_url}/_demo/requests").raise_for_status()
    ended = ask("list", "datasets", "--all", "--format", "jsonl")
    assert (ended.code, ended.err) == (0, "")
    urls = [record["url"] for record in lines(ended.out)]
    assert len(urls) == len(set(urls)) == count > 1000
    shown = httpx.get(f"{demo_url}/_demo/requests").json()
    assert 1 < shown["most_at_once"]["api"] <= IN_FLIGHT


def test_every_format_says_the_same(ask: Run) -> None:
    query = ["list", "sessions", "--all", "--fields", "id,subject,projects,projects.0"]
    records = lines(ask(*query, "--format", "jsonl").out)
    assert json.loads(ask(*query, "--format", "json").out) == records
    heading, *rows = csv.reader(ask(*query, "--format", "csv").out.splitlines(keepends=True))
    assert heading == ["id", "subject", "projects", "projects.0"]
    assert [row[0] for row in rows] == [record["id"] for record in records]
    assert [json.loads(row[2]) for row in rows] == [record["projects"] for record in records]
    table = ask(*query, "--format", "table").out.splitlines()
    assert len(table) == len(records) + 1


@pytest.mark.parametrize("keep", [False, True])
def test_no_formulas_in_csv_unless_wanted(
    capsysbinary: pytest.CaptureFixture[bytes], keep: bool
) -> None:
    csv_printer = printer(Endpoint("x"), Wanted("csv", ("a",), keep_formulas=keep))
    csv_printer.add([{"a": "=1+1"}])
    csv_printer.add([{"a": "x\ud800"}])
    csv_printer.end()
    mark = b"" if keep else b"'"
    assert capsysbinary.readouterr().out == b"a\r\n" + mark + b"=1+1\r\nx\\ud800\r\n"


def test_fields_that_only_later_records_have(capsys: pytest.CaptureFixture[str]) -> None:
    csv_printer = printer(Endpoint("x"), Wanted("csv"))
    csv_printer.add([{"a": 1}])
    csv_printer.add([{"a": 2, "b": 3}])
    csv_printer.end()
    assert "only later records have b" in capsys.readouterr().err


def test_ids_of_sessions(ask: Run) -> None:
    sessions = {record["id"] for record in lines(ask("list", "sessions", "--all").out)}
    ended = ask("list", "sessions", "--all", "--ids")
    assert set(ended.out.split()) == sessions
    for endpoint in ("insertions", "datasets", "trajectories", "imaging-stack", "notes"):
        ended = ask("list", endpoint, "--limit", "50", "--ids")
        ids = ended.out.split()
        assert ended.code == 0
        assert 0 < len(ids) == len(set(ids))
        assert set(ids) <= sessions
    ended = ask("list", "labs", "--ids")
    assert (ended.code, ended.out) == (2, "")
    assert "no session" in ended.err


def test_files(ask: Run, folder: Path) -> None:
    records = lines(ask("list", "datasets", "--all").out)
    for name in ("out.jsonl", "out.json", "out.csv"):
        ended = ask("list", "datasets", "--all", "--output", str(folder / name))
        assert (ended.code, ended.out) == (0, "")
        assert f"{len(records):,} records in" in ended.err
    assert files(folder) == ["out.csv", "out.json", "out.jsonl"]
    assert lines((folder / "out.jsonl").read_text("utf-8")) == records
    assert json.loads((folder / "out.json").read_text("utf-8")) == records
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["url"] for row in rows] == [record["url"] for record in records]


def test_a_file_of_some_fields_and_a_format_of_its_own(ask: Run, folder: Path) -> None:
    path = folder / "data.txt"
    query = ["list", "sessions", "--limit", "7", "--output", str(path)]
    ended = ask(*query, "--format", "csv", "--fields", "subject,lab")
    assert ended.code == 0
    assert "7 of " in ended.err
    assert len(path.read_text().splitlines()) == 8
    ended = ask(*query, "--format", "csv", "--fields", "subjct")
    assert ended.code == 2
    assert "Did you mean subject" in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--count", "--ids"],
        ["--count", "--all"],
        ["--all", "--limit", "3"],
        ["--ids", "--format", "json"],
        ["--resume"],
        ["--format", "parquet"],
        ["--output", "x", "--format", "table"],
        ["--output", "-"],
        ["--output", "x.csv.gz"],
    ],
    ids=" ".join,
)
def test_flags_that_do_not_fit_together(run: Run, arguments: list[str]) -> None:
    ended = run("list", "sessions", "--url", "http://127.0.0.1:9", *arguments)
    assert (ended.code, ended.out) == (2, "")


def test_a_place_that_cannot_be_written(ask: Run, folder: Path) -> None:
    ended = ask("list", "sessions", "--output", str(folder / "no" / "such.csv"))
    assert (ended.code, ended.out) == (1, "")
    assert "no directory" in ended.err
    assert ask("list", "sessions", "--output", str(folder)).code == 1


def test_a_count_that_changes_while_paging(ask: Run, fault: Callable[..., None]) -> None:
    fault(count=3, path="/datasets", after=1, times=2)
    ended = ask("list", "datasets", "--all")
    urls = [record["url"] for record in lines(ended.out)]
    assert ended.code == 0
    assert len(urls) == len(set(urls)) == int(ask("list", "datasets", "--count").out)


def test_a_count_that_is_never_reached(ask: Run, fault: Callable[..., None], folder: Path) -> None:
    fault(count=3, path="/datasets")
    ended = ask("list", "datasets", "--all")
    assert ended.code == 5
    assert "does not give 3" in ended.err
    assert len(lines(ended.out)) > 1000
    path = folder / "out.jsonl"
    ended = ask("list", "datasets", "--all", "--output", str(path))
    assert ended.code == 5
    assert files(folder) == ["out.jsonl"]


def test_pages_that_fail(ask: Run, fault: Callable[..., None], folder: Path) -> None:
    fault(status=500, path="/datasets.*offset=")
    ended = ask("list", "datasets", "--all")
    assert ended.code == 5
    assert len(lines(ended.out)) == 250
    assert "Rows 251 to" in ended.err
    assert ask("list", "datasets", "--limit", "3").code == 0


def test_a_file_that_is_gone_on_with(
    ask: Run, fault: Callable[..., None], folder: Path, demo_url: str
) -> None:
    path = folder / "out.csv"
    fault(status=500, path="/datasets.*offset=")
    ended = ask("list", "datasets", "--all", "--output", str(path))
    assert ended.code == 5
    assert "--resume" in ended.err
    assert files(folder) == [".out.csv.part", ".out.csv.part.db"]
    httpx.delete(f"{demo_url}/_demo/faults").raise_for_status()
    ended = ask("list", "subjects", "--all", "--output", str(path), "--resume")
    assert ended.code == 2
    assert "another query" in ended.err
    ended = ask("list", "datasets", "--all", "--output", str(path), "--resume")
    assert ended.code == 0
    assert files(folder) == ["out.csv"]
    assert len(path.read_text().splitlines()) == 1 + int(ask("list", "datasets", "--count").out)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other interrupts")
def test_interrupted_it_leaves_nothing_half_written(
    ask: Run, fault: Callable[..., None], folder: Path, demo_url: str
) -> None:
    assert ask("list", "datasets", "--count").code == 0
    path = folder / "out.json"
    fault(delay=5, path="/datasets.*offset=")
    httpx.delete(f"{demo_url}/_demo/requests").raise_for_status()
    with subprocess.Popen(
        [sys.executable, "-m", "alyxtui", "list", "datasets", "--all", "--output", str(path)],
        env={
            **os.environ,
            "ALYXTUI_URL": demo_url,
            "ALYXTUI_USER": "test_user",
            "ALYXTUI_PASSWORD": "TapetesBloc18",
        },
        stderr=subprocess.PIPE,
        text=True,
    ) as child:
        for _ in range(600):
            shown = httpx.get(f"{demo_url}/_demo/requests").json()["requests"]
            if any("offset=" in one["path"] for one in shown):
                break
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "--resume goes on" in err
    assert "out.json" not in files(folder)
    httpx.delete(f"{demo_url}/_demo/faults").raise_for_status()
    assert ask("list", "datasets", "--all", "--output", str(path), "--resume").code == 0
    assert files(folder) == ["out.json"]
