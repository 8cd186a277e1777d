"""Files found by asking a server: many sessions, repeated rows, public buckets."""

from __future__ import annotations

import re
from typing import Any

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.domain.downloads.find import Finder
from alyxtui.domain.verdict import Incomplete
from alyxtui.errors import NotFound, UsageError
from alyxtui.schema.model import Action, Api, Endpoint
from tests.client.helpers import Serve
from tests.client.stub_server import Reply, Request, json_answer

SESSIONS = [f"00000000-0000-4000-8000-{number:012d}" for number in range(90)]
DATASET = "11111111-0000-4000-8000-000000000000"


def endpoint(name: str) -> Endpoint:
    lookup = "name" if name == "data-repository" else "id"
    read = Action("read", "GET", f"/{name}/{{{lookup}}}")
    listed = Action("list", "GET", f"/{name}", paginated=True)
    return Endpoint(
        name=name, lookup=lookup, key_fields=(lookup,), actions={"list": listed, "read": read}
    )


API = Api(
    {name: endpoint(name) for name in ("sessions", "datasets", "files", "notes", "data-repository")}
)


def dataset(session: str, key: str = "") -> dict[str, Any]:
    record = {
        "data_repository": "aws_cortexlab",
        "data_repository_path": "/data/lab/Subjects/",
        "relative_path": "s/2020-01-02/001/alf/a.b.npy",
        "data_url": None,
        "exists": True,
    }
    key = key or DATASET[:-4] + session[-4:]
    return {
        "url": f"http://inner/datasets/{key}",
        "name": "a.b.npy",
        "collection": "alf",
        "session": f"http://inner/sessions/{session}",
        "file_records": [record, {**record, "data_repository": "lab_SR"}],
    }


def handle(request: Request) -> Reply:
    """A small Alyx; of every list the first row comes twice."""
    name, _, key = request.path.strip("/").partition("/")
    if name == "data-repository":
        return json_answer({"name": key, "json": {"Secret access key": "s3cret"}})
    if key and key != DATASET:
        return json_answer({"detail": "No such record."}, 404)
    if key:
        return json_answer(dataset(SESSIONS[0]))
    asked = re.findall(r"[0-9a-f-]{36}", request.query.get("django", ""))
    known = [one for one in asked if one in SESSIONS]
    rows: list[dict[str, Any]] = [
        {"id": one, "lab": "lab", "subject": "s", "start_time": "2020-01-02T03:04:05", "number": 1}
        if name == "sessions"
        else dataset(one)
        for one in known
    ]
    rows = rows[:1] + rows
    return json_answer({"count": len(rows), "next": None, "previous": None, "results": rows})


@pytest.fixture
async def finder(serve: Serve) -> Any:
    server = await serve(handle)
    client = AlyxClient(server.url)
    yield Finder(client, API, ""), server
    await client.aclose()


async def test_many_sessions_take_few_requests(finder: Any) -> None:
    find, server = finder
    files = await find.of_sessions([*SESSIONS, SESSIONS[0].upper()])
    assert len(files) == len(SESSIONS)
    assert {file.session for file in files} == set(SESSIONS)
    assert len(server.targets) == 2 * 2 * 3 + 1  # a row that comes twice makes it look again
    assert max(map(len, server.targets)) < 4000
    (place,) = files[0].candidates
    assert place.url == (
        "https://ibl-brain-wide-map-public.s3.us-east-1.amazonaws.com/data/lab/Subjects/s/"
        f"2020-01-02/001/alf/a.b.{files[0].dataset}.npy"
    )
    assert "s3cret" not in repr(files)


@pytest.mark.parametrize("lost", [0, 1])
async def test_rows_that_move_between_pages(serve: Serve, lost: int) -> None:
    """While one pages the last row becomes the first; of another list a row never comes."""
    rows = [dataset(SESSIONS[0], f"{DATASET[:-4]}{number:04}") for number in range(600)]
    asked = 0

    def moving(request: Request) -> Reply:
        nonlocal asked
        if request.path == "/sessions":
            return handle(request)
        start, size = (int(request.query.get(name, 0)) for name in ("offset", "limit"))
        shown = rows if asked == 0 else [*rows[-1:], *rows[:-1]]
        asked += 1
        page = shown[: len(rows) - lost][start : start + size]
        return json_answer({"count": len(rows), "next": None, "previous": None, "results": page})

    client = AlyxClient((await serve(moving)).url)
    try:
        if lost:
            with pytest.raises(Incomplete, match="does not give 1"):
                await Finder(client, API, "").of_sessions(SESSIONS[:1])
        else:
            files = await Finder(client, API, "").of_sessions(SESSIONS[:1])
            assert len({file.dataset for file in files}) == 600
    finally:
        await client.aclose()


async def test_other_ways(finder: Any) -> None:
    find, server = finder
    found = await find.named(DATASET)
    assert [file.path for file in found.files] == ["lab/Subjects/s/2020-01-02/001/alf/a.b.npy"]
    at = await find.named(f"https://data.org/x/a.b.{DATASET}.npy")
    assert [place.url[:17] for place in at.files[0].candidates] == [
        "https://data.org/",
        "https://ibl-brain",
    ]
    unknown = await find.named(f"https://data.org/x/a.b.{SESSIONS[0]}.npy")
    assert unknown.files[0].path == "x/a.b.npy"
    note = await find.of_record("notes", {"image": f"{server.url}/uploaded/a.png"})
    assert note.files[0].path == "uploaded/a.png"
    with pytest.raises(UsageError, match="subjects have no files"):
        await find.of_record("subjects", {})
    for missing in ("22222222-0000-4000-8000-000000000000", "s/2020-01-03/002"):
        with pytest.raises(NotFound):
            await find.named(missing)
