"""The hazards of a real server's writes, on the demo, which has them all: each is kept away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from alyxtui.domain.links import UUID
from alyxtui.domain.writes.candidates import candidates, target_of
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.operations import Assign
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Api
from tests.writes.conftest import Join, Server

Record = dict[str, Any]


def made(server: Server, path: str, **values: object) -> Record:
    record: Record = server.post(path, json=values).raise_for_status().json()
    return record


async def patched(join: Join, endpoint: str, key: str, **values: object) -> Any:
    writes = (await join()).writes
    operations = {name: Assign(value) for name, value in values.items()}
    ready = await writes.review(Change.patch(endpoint, key, operations))
    return (await writes.send(ready)).record


async def test_a_trajectory_keeps_its_insertion(
    join: Join, server: Server, session: Record
) -> None:
    probe = made(server, "/insertions", name="probe42", session=session["id"])["id"]
    place = {"x": 1.0, "y": 2.0, "z": 3.0, "depth": 4.0, "theta": 5.0, "phi": 6.0}
    record = made(server, "/trajectories", probe_insertion=probe, provenance="Planned", **place)
    after = await patched(join, "trajectories", record["id"], x=12.5)
    assert (after["x"], after["probe_insertion"]) == (12.5, probe)


async def test_a_note_is_saved(join: Join, server: Server, session: Record) -> None:
    about = {"content_type": "session", "object_id": session["id"]}
    note = made(server, "/notes", user="test_user", text="before", **about)
    assert (await patched(join, "notes", note["id"], text="after"))["text"] == "after"


async def test_the_image_of_a_note_is_sent_as_a_file(
    join: Join, server: Server, session: Record, tmp_path: Path
) -> None:
    writes = (await join()).writes
    file = tmp_path / "my fig é.png"
    Image.new("RGB", (20, 10), "red").save(file)
    values = {
        "user": "test_user",
        "content_type": "session",
        "object_id": session["id"],
        "text": "with an image",
        "json": {"a": [1, 2]},
        "image": str(file),
    }
    with pytest.raises(ChangeRefused, match="no file here"):
        await writes.review(Change.create("notes", {**values, "image": f"{file}.gone"}))
    note = (await writes.send(await writes.review(Change.create("notes", values)))).record
    assert (note["json"], note["text"]) == ({"a": [1, 2]}, "with an image")
    assert str(note["image"]).startswith(f"{writes.server}/uploaded/")
    again = await patched(join, "notes", str(note["id"]), text="other", image=str(file), width="9")
    assert again["text"] == "other"
    assert again["image"] != note["image"]
    ready = await writes.review(Change.patch("notes", str(note["id"]), {"text": Assign("x")}))
    assert "the picture that is there is lost" in " ".join(ready.losses)


async def test_a_task_is_not_made_without_its_status(join: Join, server: Server) -> None:
    writes = (await join()).writes
    with pytest.raises(ChangeRefused) as caught:
        await writes.review(Change.create("tasks", {"name": "no_status"}))
    assert caught.value.fields == {"status": ("It must be given.",)}
    assert server.get("/tasks?name=no_status&limit=1&offset=1").json()["count"] == 0


@pytest.mark.parametrize("endpoint", ["dataset-types", "tags", "revisions"])
@pytest.mark.parametrize("values", [{"description": "x"}, {"name": ""}])
async def test_a_record_is_not_made_without_the_name_that_is_its_address(
    join: Join, endpoint: str, values: Record
) -> None:
    writes = (await join()).writes
    with pytest.raises(ChangeRefused) as caught:
        await writes.review(Change.create(endpoint, values))
    assert caught.value.fields["name"] == ("It must be given.",)


async def test_what_can_be_chosen_is_what_the_field_takes(join: Join, api: Api) -> None:
    client = (await join()).client

    async def offered(endpoint: str, name: str) -> list[str]:
        field = api.endpoints[endpoint].actions["partial_update"].fields[name]
        target = target_of(api, field)
        assert target is not None
        return [one.value for one in await candidates(client, field, target, "")]

    assert "Behavior training/tasks" in await offered("sessions", "procedures")
    assert "test_user" in await offered("sessions", "users")
    assert all(map(UUID.fullmatch, await offered("surgeries", "procedures")))
    for name in ("lab", "location"):
        with pytest.raises(ChangeRefused, match=f"{name} takes an id"):
            await offered("surgeries", name)


async def test_a_dataset_with_an_odd_collection_is_not_made(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    values = {"name": "a.npy", "dataset_type": "spikes.times", "collection": "a [b]"}
    with pytest.raises(ChangeRefused, match="letters, digits"):
        await writes.review(Change.create("datasets", values))


async def test_a_session_is_named_by_its_address_where_that_is_wanted(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    values = {"name": "a.npy", "dataset_type": "spikes.times", "session": session["id"]}
    assert server.post("/datasets", json=values).status_code == 400
    outcome = await writes.send(await writes.review(Change.create("datasets", values)))
    assert str(outcome.record["session"]).endswith(f"/sessions/{session['id']}")


@pytest.mark.parametrize(
    ("endpoint", "field", "value", "said"),
    [
        ("sessions", "qc", "pass", "Did you mean PASS"),
        ("sessions", "qc", 10, "A text was expected"),
        ("tasks", "status", "waiting", "Did you mean Waiting"),
        ("sessions", "lab", None, "though it may be read as null"),
        ("tasks", "data_repository", None, "though it may be read as null"),
        ("tasks", "session", "KS022", "no uuid"),
        ("datasets", "session", "KS022", "by its address"),
        ("sessions", "subject", "http://127.0.0.1/subjects/KS022", "by its name"),
        ("sessions", "start_time", "02/01/2026", "2026-03-01T14:30:00"),
        ("sessions", "narrative", "a\0b", "NUL"),
        ("sessions", "json", {"a": float("nan")}, "finite"),
        ("sessions", "n_trials", 2**40, "more than"),
        ("sessions", "type", "x" * 300, "255 are allowed"),
        ("sessions", "users", "test_user", "A list was expected"),
        ("sessions", "auto_datetime", "2000-01-01T00:00:00", "ignores what is sent"),
        ("sessions", "narative", "x", "Did you mean narrative"),
        ("subjects", "birth_date", "yesterday", "A day such as"),
        ("datasets", "number", 77, "Only a new record takes it"),
        ("datasets", "subject", "KS022", "Only a new record takes it"),
        ("notes", "width", "100", "with a new image only"),
        ("sessions", "json", {"a": ["x", {"b": "\ud800"}]}, r"At a\[1\]\.b "),
        ("sessions", "json", {"\udc00": 1}, "cannot be sent"),
        ("fov-location", "n_xyz", [1, None], "null is none"),
    ],
)
async def test_what_the_server_refuses_or_ignores_is_not_sent(
    join: Join, endpoint: str, field: str, value: object, said: str
) -> None:
    writes = (await join()).writes
    change = Change.patch(endpoint, "a key", {field: Assign(value)})
    with pytest.raises(ChangeRefused, match=said) as caught:
        await writes.review(change, present={field: "another"})
    assert list(caught.value.fields) == [field]


def test_the_demo_has_the_hazards(server: Server, session: Record) -> None:
    """Else the tests above would show nothing."""
    about = {"content_type": "session", "object_id": session["id"]}
    note = made(server, "/notes", user="test_user", text="before", **about)
    answer: httpx.Response = server.patch(f"/notes/{note['id']}", json={"text": "after"})
    assert answer.status_code == 500
    assert server.patch(f"/sessions/{session['id']}", json={"qc": "pass"}).status_code == 400
    assert server.patch(f"/sessions/{session['id']}", json={"lab": None}).status_code == 400
