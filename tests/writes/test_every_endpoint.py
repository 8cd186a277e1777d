"""Every endpoint that can be written: a record made like an existing one, edited, undone, deleted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from alyxtui.client.identity import key_of
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change, Verb
from alyxtui.domain.writes.diff import Difference
from alyxtui.domain.writes.fields import writable
from alyxtui.domain.writes.form import place
from alyxtui.domain.writes.operations import Assign, Operation, merge
from alyxtui.domain.writes.outcome import Outcome
from alyxtui.domain.writes.record_text import change_of, read, written
from alyxtui.domain.writes.undo import inverse
from alyxtui.schema.model import Api, Endpoint, Kind
from tests.writes.conftest import Join, Server

Record = dict[str, Any]
WRITABLE = [
    *("channels", "chronic-insertions", "data-formats", "data-notices", "data-repository"),
    *("data-repository-type", "dataset-types", "datasets", "fields-of-view", "files"),
    *("fov-location", "imaging-stack", "insertions", "labs", "notes", "procedures", "projects"),
    *("revisions", "sessions", "subjects", "tags", "tasks", "trajectories", "users"),
    *("water-administrations", "water-type", "weighings"),
]
# What tells a record from the one that it is made like, besides its name; and what the list lacks.
OWN: Mapping[str, Record] = {
    "tasks": {"arguments": {"own": True}},
    "trajectories": {"provenance": "Planned", "chronic_insertion": None},
    "users": {"subjects_responsible": [], "allowed_users": []},
    "notes": {"image": None},
}
TEXTS = ("description", "narrative", "text", "log", "version", "email", "task_protocol", "name")


def test_these_are_all(api: Api) -> None:
    made = {name for name, one in api.endpoints.items() if one.is_list and "create" in one.actions}
    assert made == set(WRITABLE)


def like_another(server: Server, endpoint: Endpoint) -> Record:
    """The values of a new record, those of an existing one with another name."""
    listed = server.get(f"/{endpoint.name}?limit=5").raise_for_status().json()["results"]
    record: Record = {}
    for one in listed:
        answer = server.get(f"/{endpoint.name}/{key_of(endpoint, one)}")
        if answer.status_code == 200 and "results" not in answer.json():
            record = answer.json()
            break
    record = record or listed[0]
    fields = writable(endpoint, Verb.CREATE)
    shown = endpoint.actions["read"].record if "read" in endpoint.actions else {}
    values = {
        name: record[name]
        for name, field in fields.items()
        if record.get(name) not in (None, "") and shown.get(name, field).kind is field.kind
    }
    mark = uuid.uuid4().hex[:8]
    for name in ("name", "nickname", "username", "relative_path", "filename_pattern"):
        if name in values:
            values[name] = f"{mark}{name.replace('_', '')}"
    return {
        name: value
        for name, value in {**values, **OWN.get(endpoint.name, {})}.items()
        if value is not None
    }


def edits(endpoint: Endpoint, record: Mapping[str, object]) -> dict[str, Operation]:
    """A text and a key inside JSON, where there are such fields."""
    found: dict[str, Operation] = {}
    for name, field in writable(endpoint, Verb.PATCH).items():
        if name not in record:
            continue
        if field.kind is Kind.JSON and not field.many:
            found[name] = merge({"edited": [1, None, "x"]})
        elif name in TEXTS and field.kind is Kind.TEXT and not field.enum:
            found[name] = Assign(f"{record[name] or ''}x"[-(field.max_length or 1000) :])
        elif field.kind is Kind.BOOLEAN:
            found[name] = Assign(not record[name])
    return found


async def send(writes: Writes, change: Change) -> Outcome:
    """Send a change, with the names of protected tags given where they are asked for."""
    ready = await writes.review(change)
    return await writes.send(ready, named=ready.named)


async def saved_untouched(
    writes: Writes, endpoint: Endpoint, key: str, record: Mapping[str, object]
) -> tuple[Difference, ...]:
    """What changes when the form of each field is opened and saved."""
    spots = [place(endpoint, key, record, (one,)) for one in writable(endpoint, Verb.PATCH)]
    changes = [one.change(one.text) for one in spots if one.field.name in record]
    operations = {name: one for change in changes for name, one in change.operations.items()}
    ready = await writes.review(
        Change.patch(endpoint.name, key, operations, record), present=record
    )
    return ready.differences


@pytest.mark.parametrize("name", WRITABLE)
async def test_created_edited_undone_deleted(
    join: Join, server: Server, api: Api, name: str
) -> None:
    endpoint, writes = api.endpoints[name], (await join()).writes
    made = await send(writes, Change.create(name, like_another(server, endpoint)))
    assert made.key
    if "partial_update" in endpoint.actions:
        before = await writes.review(Change.patch(name, made.key, {}))
        record = before.present
        # As an editor shows it, untouched, it is no change.
        text = written(endpoint, Verb.PATCH, record)
        assert change_of(endpoint, made.key, record, read(text)).operations == {}
        assert not await saved_untouched(writes, endpoint, made.key, record)
        operations = edits(endpoint, record)
        assert operations
        done = await send(writes, Change.patch(name, made.key, operations, record))
        entry = writes.journal.get(done.entry)
        assert entry is not None
        back = await send(writes, inverse(entry, api).change)
        now = {**server.get(f"/{name}/{back.key}").raise_for_status().json()}
        for one in ("auto_datetime", "datetime"):
            now.pop(one, None)
        assert now == {key: value for key, value in record.items() if key in now}
        made = back
    if "delete" in endpoint.actions:
        await send(writes, Change.delete(name, made.key))
        assert server.get(f"/{name}/{made.key}").status_code == 404
