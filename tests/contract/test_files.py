"""Registering files, downloads, syncing, and the cache tables."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import httpx


def register(client: httpx.Client, **body: Any) -> httpx.Response:
    """Register ``spikes.times.npy`` of the first session that has a number."""
    return client.post("/register-file", json=body)


def place(client: httpx.Client) -> str:
    """subject/date/number of a session."""
    records = client.get("/sessions?number=1&lab=cortexlab").json()["results"]
    record = next(one for one in records if one["start_time"])
    return f"{record['subject']}/{record['start_time'][:10]}/001"


def test_registering_twice_changes_the_same_dataset(client: httpx.Client) -> None:
    path = f"{place(client)}/alf/new_probe"
    body = {"path": path, "filenames": ["spikes.times.npy"], "filesizes": [10], "qc": ["PASS"]}
    made = register(client, **body, hashes=["0" * 32], name="cortexlab_SR")
    assert made.status_code == 201, made.text
    record = made.json()[0]
    assert record["url"].endswith(record["id"])
    assert (record["collection"], record["qc"]) == ("alf/new_probe", "PASS")
    exists = {one["data_repository"]: one["exists"] for one in record["file_records"]}
    assert exists.pop("cortexlab_SR") is True
    assert exists
    assert not any(exists.values())
    again = register(client, **body, hashes=["1" * 32], name="cortexlab_SR").json()[0]
    assert (again["id"], again["hash"]) == (record["id"], "1" * 32)
    paths = client.get("/sync-file-status?limit=1").json()
    assert f"{path}/spikes.times.npy" in paths
    assert client.post("/sync-file-status").json() == client.get("/sync-file-status").json() + paths
    assert client.get("/sync-file-status").json() == []
    client.delete(record["url"])


def test_what_cannot_be_registered(client: httpx.Client) -> None:
    path = place(client)
    subject = path.partition("/")[0]
    for body, words in (
        ({"path": f"{subject}/1999-01-01/001"}, f"A base session for {subject} on 1999-01-01 does not exist"),
        ({"path": "odd"}, "The path odd is not of the form subject/date/number/collection."),
        ({"path": path, "name": "nowhere"}, 'A repository with name "nowhere" does not exist.'),
        ({"path": path, "filenames": "odd.thing.npy"}, 'No dataset type found for filename "odd.thing.npy"'),
        ({"path": path, "filenames": "spikes.times.odd"}, 'No data format found for filename "spikes.times.odd"'),
    ):  # fmt: skip
        answer = register(client, **body)
        assert answer.json() == {"status_code": 400, "error": words}


def test_protected_files(client: httpx.Client) -> None:
    found = client.get("/datasets", params={"protected": True, "limit": 1}).json()["results"][0]
    session = client.get(found["session"]).json()
    path = f"{session['subject']}/{session['start_time'][:10]}/{session['number']:03}"
    asked = {"path": f"{path}/{found['collection']}", "filenames": found["name"]}
    answer = client.get("/check-protected", params=asked)
    assert answer.status_code == 403
    assert answer.json()["error"] == "One or more datasets is protected"
    assert found["name"] in answer.json()["details"][0]
    refused = register(client, **asked, check_protected=True)
    assert refused.status_code == 403
    free = client.get("/check-protected", params=asked | {"filenames": "other.npy"})
    assert free.status_code == 200


def test_counting_downloads(client: httpx.Client) -> None:
    record = client.get("/datasets?limit=1").json()["results"][0]
    key = record["url"].rpartition("/")[2]
    body = {"datasets": [key], "projects": []}
    first, second = (client.post("/new-download", json=body) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert list(first.json()) == ["download", "count"]
    assert first.json()["download"] == second.json()["download"]
    assert second.json()["count"] == [first.json()["count"][0] + 1]
    download = client.get(f"/downloads/{first.json()['download'][0]}").json()
    assert (download["dataset"], download["user"]) == (key, "test_user")


def test_the_public_user_registers_nothing(public: httpx.Client) -> None:
    for address in ("/register-file", "/new-download", "/sync-file-status"):
        assert public.post(address, json={}).status_code == 403


def test_cache_tables(client: httpx.Client) -> None:
    answer = client.get("/cache.zip", headers={"Range": "bytes=0-99"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'inline; filename="cache.zip"'
    assert int(answer.headers["Content-Length"]) == len(answer.content) < 100_000
    info = client.get("/cache/info/").json()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["sessions.pqt", "datasets.pqt", "cache_info.json"]
        for name in ("sessions", "datasets"):
            table = archive.read(f"{name}.pqt")
            assert table[:4] == table[-4:] == b"PAR1"
            assert len(table) == info["tables"][name]["size"]


def test_cache_tables_of_a_release(client: httpx.Client, stranger: httpx.Client) -> None:
    tag = client.get("/tags?limit=1").json()["results"][0]["name"]
    assert client.get(f"/cache/info/{tag}/").json()["database_tags"] == [tag]
    unknown = client.get("/cache/info/nope/")
    assert (unknown.status_code, unknown.text) == (404, "Tag matching query does not exist.")
    assert stranger.get("/cache.zip").status_code == 403
