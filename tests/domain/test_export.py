"""Files that are whole or not there."""

from __future__ import annotations

import asyncio
import csv
import importlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.domain import parquet
from alyxtui.domain.export import Export, ExportError, Progress, Target, format_of
from alyxtui.domain.formats import Format
from alyxtui.errors import UsageError
from alyxtui.query.model import Query
from tests.client.helpers import until
from tests.domain.listed import QUERY, SESSIONS, Listed, files

Make = Callable[..., Export]
ODD = {"text": '=1+1, "x"\n\ud800', "nested": {"qc": [1, None]}, "n": -3, "yes": True, "none": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the exports go."""
    made = tmp_path / "out"
    made.mkdir()
    return made


@pytest.fixture
def make(listed: Listed, client: AlyxClient, folder: Path) -> Make:
    """Makes exports in pages of 100 rows."""
    listed.record = lambda row: {"id": row, **ODD}

    def export(
        name: str = "out.jsonl",
        *,
        fields: tuple[str, ...] = (),
        query: Query = QUERY,
        resume: bool = False,
        limit: int | None = None,
    ) -> Export:
        path = folder / name
        target = Target(path, format_of(path), fields)
        return Export(client, SESSIONS, [query], target, resume=resume, limit=limit, page_size=100)

    return export


def read(folder: Path, name: str) -> str:
    assert files(folder) == [name]
    return (folder / name).read_bytes().decode()


async def test_json_lines(make: Make, folder: Path, listed: Listed) -> None:
    verdict = await make().run()
    assert verdict.is_complete
    records = [json.loads(line) for line in read(folder, "out.jsonl").splitlines()]
    assert records == [{"id": row, **ODD} for row in listed.rows]


async def test_json_and_fields_by_path(make: Make, folder: Path, listed: Listed) -> None:
    await make("out.json", fields=("id", "nested.qc.0")).run()
    records = json.loads(read(folder, "out.json"))
    assert records == [{"id": row, "nested.qc.0": 1} for row in listed.rows]


async def test_csv(make: Make, folder: Path) -> None:
    await make("out.csv").run()
    heading, first, *_ = csv.reader(read(folder, "out.csv").splitlines(keepends=True))
    assert heading == ["id", *ODD]
    assert first == ["r0", '\'=1+1, "x"\n\\ud800', '{"qc":[1,null]}', "-3", "true", ""]


async def test_no_records(make: Make, folder: Path, listed: Listed) -> None:
    listed.rows = []
    await make("out.json").run()
    assert read(folder, "out.json") == "[]\n"
    (folder / "out.json").unlink()
    await make("out.csv", fields=("id", "lab")).run()
    assert read(folder, "out.csv") == "id,lab\r\n"


async def test_a_limit(make: Make, folder: Path) -> None:
    await make(limit=130).run()
    assert len(read(folder, "out.jsonl").splitlines()) == 130


async def test_parquet(make: Make, folder: Path, listed: Listed) -> None:
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    listed.record = lambda row: {"id": row, **ODD, "mixed": row if row == "r5" else 1.5}
    await make("out.parquet").run()
    assert files(folder) == ["out.parquet"]
    table = pq.read_table(folder / "out.parquet")
    kinds = {field.name: str(field.type) for field in table.schema}
    assert kinds == {
        "id": "string",
        "text": "string",
        "nested": "string",
        "n": "int64",
        "yes": "bool",
        "none": "string",
        "mixed": "string",
    }
    assert table.num_rows == 1000
    row = table.slice(5, 1).to_pylist()[0]
    assert (row["n"], row["nested"], row["mixed"]) == (-3, '{"qc":[1,null]}', '"r5"')


async def test_parquet_without_pyarrow(
    make: Make, listed: Listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(name: str) -> None:
        """Finds nothing, as on most machines."""

    monkeypatch.setattr(importlib.util, "find_spec", find)
    with pytest.raises(UsageError, match="pyarrow"):
        await make("out.parquet").run()
    assert listed.asked == 0


def test_the_types_of_columns() -> None:
    types = parquet.Types(["a", "b", "c", "d", "e"])
    types.look({"a": 1, "b": 2**70, "c": "x", "d": 2**53 + 1, "e": -(2**60)})
    types.look({"a": 1.5, "b": None, "c": None, "d": 0.5, "e": 3})
    assert [types.of(name) for name in "abcde"] == ["double", "string", "string", "string", "int64"]
    assert [types.value("d", one) for one in (2**53 + 1, 0.5)] == ["9007199254740993", "0.5"]
    assert types.value("b", 2**70) == str(2**70)
    assert types.value("c", "x") == "x"


async def test_what_failed_is_asked_for_when_it_goes_on(
    make: Make, folder: Path, listed: Listed
) -> None:
    (folder / "out.csv").write_text("what was there before")
    listed.fail = {300: 2}
    verdict = await make("out.csv").run()
    assert [one.words for one in verdict.missing] == ["301 to 400"]
    assert (folder / "out.csv").read_text() == "what was there before"
    asked = listed.asked
    verdict = await make("out.csv", resume=True).run()
    assert verdict.is_complete
    assert listed.asked == asked + 1
    rows = list(csv.reader(read(folder, "out.csv").splitlines(keepends=True)))
    assert sorted(row[0] for row in rows[1:]) == sorted(listed.rows)


@pytest.mark.parametrize("at", [1, 4, 9])
async def test_cancelled_and_gone_on_with(
    make: Make, folder: Path, listed: Listed, at: int
) -> None:
    def before(number: int) -> None:
        if number == at:
            listed.gate.clear()

    listed.before = before
    task = asyncio.create_task(make().run())
    await until(lambda: listed.asked > at)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "out.jsonl" not in files(folder)
    listed.gate.set()
    listed.before = lambda number: None
    verdict = await make(resume=True).run()
    assert verdict.is_complete
    records = [json.loads(line) for line in read(folder, "out.jsonl").splitlines()]
    assert [record["id"] for record in records] == listed.rows


async def test_what_was_written_after_the_ledger_is_cut(
    make: Make, folder: Path, listed: Listed
) -> None:
    listed.fail = {900: 2}
    await make().run()
    part = folder / ".out.jsonl.part"
    part.write_bytes(part.read_bytes() + b'{"id": "half a rec')
    await make(resume=True).run()
    assert len(read(folder, "out.jsonl").splitlines()) == 1000


async def test_another_query_is_not_gone_on_with(make: Make, folder: Path, listed: Listed) -> None:
    listed.fail = {900: 2}
    await make().run()
    with pytest.raises(UsageError, match="another query"):
        await make(resume=True, query=QUERY.with_filter("lab", "x")).run()
    export = make(query=QUERY.with_filter("lab", "x"))
    assert (await export.run()).is_complete
    assert files(folder) == ["out.jsonl"]


async def test_discarded(make: Make, folder: Path, listed: Listed) -> None:
    listed.fail = {900: 2}
    export = make()
    await export.run()
    export.discard()
    assert files(folder) == []


async def test_a_file_is_written_by_one_at_a_time(make: Make, folder: Path, listed: Listed) -> None:
    def before(number: int) -> None:
        if number == 3:
            listed.gate.clear()

    listed.before = before
    first = asyncio.create_task(make().run())
    await until(lambda: listed.asked > 3)
    for resume in (False, True):
        second = make(query=QUERY.with_filter("lab", "x"), resume=resume)
        with pytest.raises(ExportError, match="Another export is writing"):
            await second.run()
        second.discard()
        assert not second.begun
    listed.gate.set()
    assert (await first).is_complete
    assert len(read(folder, "out.jsonl").splitlines()) == 1000


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
async def test_only_plain_files_are_replaced(make: Make, folder: Path, listed: Listed) -> None:
    os.mkfifo(folder / "pipe.csv")
    with pytest.raises(UsageError, match="no plain file"):
        await make("pipe.csv").run()
    assert (folder / "pipe.csv").is_fifo()
    assert listed.asked == 0
    with pytest.raises(ExportError, match="too long"):
        await make("x" * 250 + ".csv").run()
    (folder / "below").mkdir()
    (folder / "link.csv").symlink_to("below/real.csv")
    await make("link.csv").run()
    assert files(folder) == ["below", "link.csv", "pipe.csv"]
    assert (folder / "link.csv").is_symlink()
    assert len(read(folder / "below", "real.csv").splitlines()) == 2001  # a break in each record


async def test_places_that_cannot_be_written(make: Make, folder: Path, listed: Listed) -> None:
    (folder / "taken.csv").mkdir()
    for name in ("taken.csv", "no such folder/out.csv"):
        with pytest.raises(ExportError):
            await make(name).run()
    assert listed.asked == 0


async def test_progress(make: Make) -> None:
    said: list[Progress] = []
    await make().run(said.append)
    assert (said[0].done, said[0].total) == (0, None)
    assert [one.done for one in said] == sorted(one.done for one in said)
    assert said[-1] == Progress(1000, 1000, None, writing=True)
    assert all(one.left is not None for one in said[1:-1])


def test_formats_by_name() -> None:
    names = ("x.csv", "x.JSON", "x.pqt", "x.ndjson", "x")
    assert [format_of(Path(name)) for name in names] == [
        Format.CSV,
        Format.JSON,
        Format.PARQUET,
        Format.JSONL,
        Format.JSONL,
    ]
