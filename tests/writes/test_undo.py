"""What was done is taken back: any sequence of edits leaves the record as it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from alyxtui.client.client import AlyxClient
from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.conflict import Clashed
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.operations import Add, Assign, Clear, Edit, Operation, Remove, merge
from alyxtui.domain.writes.rows import RowState
from alyxtui.domain.writes.undo import inverse
from alyxtui.domain.writes.undo_batch import taken_back
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Api
from tests.writes.conftest import Join, Server

Record = dict[str, Any]
_keys = st.sampled_from(["a", "b", "c"])
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "PASS"]),
    lambda inner: st.dictionaries(_keys, inner, max_size=2) | st.lists(inner, max_size=2),
    max_leaves=4,
)
_objects = st.dictionaries(_keys, _values, max_size=3)
_paths = st.lists(_keys, min_size=1, max_size=2).map(tuple)
_users = st.lists(st.sampled_from(["test_user", "olivier"]), max_size=2, unique=True).map(tuple)


def dump(client: httpx.Client, path: str) -> Record:
    """A record without the time of its last change; lists of users have no order."""
    record: Record = client.get(path).raise_for_status().json()
    del record["auto_datetime"]
    return record | {"users": sorted(record["users"])}


@dataclass
class Place:
    """Where the edits are made."""

    server: Server
    key: str
    api: Api
    journals: Callable[[], Path]
    client: AlyxClient
    loop: asyncio.AbstractEventLoop

    def dump(self) -> Record:
        return dump(self.server, f"/sessions/{self.key}")

    def wait_for(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)


class Editing(RuleBasedStateMachine):
    """Edits of a session, all undone at the end."""

    place: ClassVar[Place]

    @initialize()
    def begin(self) -> None:
        place = self.place
        self.journal = Journal(place.journals() / "journal.sqlite3")
        self.writes = Writes(
            place.client,
            lambda: place.api,
            self.journal,
            who=lambda: "me",
            read_only=lambda: False,
        )
        self.before = place.dump()

    def edit(self, name: str, operation: Operation) -> None:
        change = Change.patch("sessions", self.place.key, {name: operation})
        try:
            ready = self.place.wait_for(self.writes.review(change))
        except ChangeRefused:  # a key of what is no object
            return
        self.place.wait_for(self.writes.send(ready, read_at=self.place.client.clock.now()))

    @rule(name=st.sampled_from(["json", "extended_qc"]), patch=_objects, deep=st.booleans())
    def merges(self, name: str, patch: Record, deep: bool) -> None:
        self.edit(name, merge(patch, deep=deep))

    @rule(name=st.sampled_from(["json", "extended_qc"]), path=_paths)
    def removes_a_key(self, name: str, path: tuple[str, ...]) -> None:
        self.edit(name, Edit(removes=(path,)))

    @rule(name=st.sampled_from(["json", "extended_qc"]), value=_values)
    def writes_json(self, name: str, value: object) -> None:
        self.edit(name, Assign(value))

    @rule(name=st.sampled_from(["json", "n_trials", "narrative", "location", "users"]))
    def clears(self, name: str) -> None:
        self.edit(name, Clear())

    @rule(users=_users, add=st.booleans())
    def changes_users(self, users: tuple[str, ...], add: bool) -> None:
        self.edit("users", Add(users) if add else Remove(users))

    @rule(pair=st.sampled_from([("qc", "PASS"), ("qc", "FAIL"), ("n_trials", 5)]))
    def assigns(self, pair: tuple[str, object]) -> None:
        self.edit(pair[0], Assign(pair[1]))

    def teardown(self) -> None:
        place = self.place
        with closing(self.journal):
            for entry in self.journal.recent(place.client.base_url, 100):
                ready = place.wait_for(self.writes.review(inverse(entry, place.api).change))
                place.wait_for(self.writes.send(ready, undoes=entry.id))
            assert place.dump() == self.before


def test_random_edits_are_undone(
    server: Server, session: Record, api: Api, tmp_path_factory: pytest.TempPathFactory
) -> None:
    token = server.headers["Authorization"].partition(" ")[2]
    client = AlyxClient(str(server.base_url), token=token, requests_per_minute=0)
    loop = asyncio.new_event_loop()
    key = session["id"]
    Editing.place = Place(server, key, api, lambda: tmp_path_factory.mktemp("undo"), client, loop)
    quick = settings(
        max_examples=8,
        stateful_step_count=8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Editing, settings=quick)  # type: ignore[no-untyped-call] # hypothesis
    finally:
        loop.run_until_complete(client.aclose())
        loop.close()


async def test_undo_keeps_what_others_have_done_since(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    writes = (await join()).writes
    path = f"/sessions/{session['id']}"
    server.patch(path, json={"extended_qc": {"old": 0}}).raise_for_status()
    change = Change.patch("sessions", session["id"], {"extended_qc": merge({"mine": 1})})
    done = await writes.send(await writes.review(change))
    theirs = {"extended_qc": {"old": 0, "mine": 1, "theirs": 2}, "narrative": "theirs"}
    server.patch(path, json=theirs).raise_for_status()
    entry = writes.journal.get(done.entry)
    assert entry is not None
    await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    now = server.get(path).json()
    assert (now["extended_qc"], now["narrative"]) == ({"old": 0, "theirs": 2}, "theirs")
    entry = writes.journal.get(done.entry)
    assert entry is not None
    with pytest.raises(ChangeRefused, match="taken back already"):
        inverse(entry, api)


async def test_undo_of_what_somebody_has_changed_again_is_a_conflict(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    writes = (await join()).writes
    change = Change.patch("sessions", session["id"], {"narrative": Assign("mine")})
    done = await writes.send(await writes.review(change))
    server.patch(f"/sessions/{session['id']}", json={"narrative": "theirs"}).raise_for_status()
    entry = writes.journal.get(done.entry)
    assert entry is not None
    with pytest.raises(Clashed):
        await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)


async def test_creates_and_deletes_are_taken_back(join: Join, server: Server, api: Api) -> None:
    writes = (await join()).writes
    made = await writes.send(
        await writes.review(Change.create("weighings", {"subject": "KS022", "weight": 19.0}))
    )
    entry = writes.journal.get(made.entry)
    assert entry is not None
    gone = await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    assert server.get(f"/weighings/{made.key}").status_code == 404
    entry = writes.journal.get(gone.entry)
    assert entry is not None
    undo = inverse(entry, api)
    assert any("new record" in one for one in undo.lost)
    again = await writes.send(await writes.review(undo.change), undoes=entry.id)
    assert again.key != made.key
    for name in ("subject", "weight", "date_time", "user"):
        assert again.record[name] == made.record[name]
    server.delete(f"/weighings/{again.key}")


async def test_a_dataset_without_hash_and_version_comes_back(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    values = {"name": "spikes.times.npy", "dataset_type": "spikes.times"}
    made = server.post("/datasets", json={**values, "session": session["url"]})
    key = made.raise_for_status().json()["url"].rsplit("/", 1)[1]
    writes = (await join()).writes
    gone = await writes.send(await writes.review(Change.delete("datasets", key)))
    entry = writes.journal.get(gone.entry)
    assert entry is not None
    assert (entry.before["hash"], entry.before["version"]) == ("", "")
    undo = inverse(entry, api)
    again = await writes.send(await writes.review(undo.change), undoes=entry.id)
    assert again.record["name"] == "spikes.times.npy"
    server.delete(f"/datasets/{again.key}").raise_for_status()


async def test_an_empty_text_that_was_null_is_nobodys_change(
    join: Join, server: Server, api: Api
) -> None:
    writes = (await join()).writes
    made = await writes.send(await writes.review(Change.create("dataset-types", {"name": "d.e"})))
    assert made.record["filename_pattern"] is None
    assert server.get("/dataset-types/d.e").json()["filename_pattern"] == ""
    change = Change.patch("dataset-types", "d.e", {"filename_pattern": Assign("d.e.*")})
    await writes.send(await writes.review(change))
    change = Change.patch("dataset-types", "d.e", {"filename_pattern": Assign(None)})
    await writes.send(await writes.review(change))
    for entry in writes.journal.recent(writes.server, 3):
        await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    assert server.get("/dataset-types/d.e").status_code == 404


async def test_a_subject_taken_from_its_user_does_not_go_back_there(
    join: Join, server: Server, api: Api
) -> None:
    server.patch("/subjects/KS022", json={"responsible_user": "olivier"}).raise_for_status()
    writes = (await join()).writes
    change = Change.patch("users", "test_user", {"subjects_responsible": Add(("KS022",))})
    ready = await writes.review(change)
    assert any("taken from whoever has it" in one for one in ready.losses)
    entry = writes.journal.get((await writes.send(ready)).entry)
    assert entry is not None
    undo = inverse(entry, api)
    assert any("belongs to nobody" in one for one in undo.lost)
    ready = await writes.review(undo.change)
    assert not any("taken from" in one for one in ready.losses)
    await writes.send(ready, undoes=entry.id)
    assert server.get("/subjects/KS022").json()["responsible_user"] is None
    server.patch("/subjects/KS022", json={"responsible_user": "olivier"}).raise_for_status()


async def test_what_was_taken_out_of_a_list_comes_back_in_its_place(
    join: Join, server: Server, api: Api
) -> None:
    """Only records are in no order, and each of them once."""
    key = server.get("/fov-location?limit=1").json()["results"][0]["id"]
    path = f"/fov-location/{key}"
    former = server.get(path).json()["z"]
    server.patch(path, json={"z": [-200.0, -100.0, -200.0, -50.0]}).raise_for_status()
    writes = (await join()).writes
    change = Change.patch("fov-location", key, {"z": Remove((-200.0,))})
    done = await writes.send(await writes.review(change))
    assert server.get(path).json()["z"] == [-100.0, -50.0]
    entry = writes.journal.get(done.entry)
    assert entry is not None
    await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    assert server.get(path).json()["z"] == [-200.0, -100.0, -200.0, -50.0]
    # Null stands for a coordinate that is not known.
    server.patch(path, json={"z": [None, 1.0]}).raise_for_status()
    done = await writes.send(
        await writes.review(Change.patch("fov-location", key, {"z": Assign([1.0])}))
    )
    entry = writes.journal.get(done.entry)
    assert entry is not None
    await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    assert server.get(path).json()["z"] == [None, 1.0]
    server.patch(path, json={"z": former}).raise_for_status()


async def test_many_are_taken_back_at_once(join: Join, server: Server) -> None:
    writes = (await join()).writes
    names = [f"many {number}" for number in range(5)]
    for name in names:
        server.post("/tags", json={"name": name}).raise_for_status()
    bulk = Bulk.of(
        writes, [Change.patch("tags", name, {"description": Assign(name)}) for name in names]
    )
    await bulk.plan()
    await bulk.run()
    assert bulk.count(RowState.DONE) == 5
    server.patch("/tags/many 3", json={"description": "theirs"}).raise_for_status()
    back, lost = taken_back(writes, writes.journal.batch(bulk.name))
    assert lost == ()
    await back.run()
    assert [row.state for row in back.rows].count(RowState.DONE) == 4
    (failed,) = [row for row in back.rows if row.state is RowState.FAILED]
    assert isinstance(failed.error, Clashed)
    told = [server.get(f"/tags/{name}").json()["description"] for name in names]
    assert told == ["", "", "", "theirs", ""]
    for name in names:
        server.delete(f"/tags/{name}")
