"""The write chain against the demo: what is sent, what is compared, what is verified."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.conflict import Clashed, settled
from alyxtui.domain.writes.entry import State
from alyxtui.domain.writes.hanging import hanging
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.operations import (
    Add,
    Assign,
    Clear,
    Edit,
    Operation,
    Remove,
    apply,
    merge,
)
from alyxtui.domain.writes.outcome import Stored
from alyxtui.domain.writes.rows import RowState
from alyxtui.domain.writes.values import same
from alyxtui.errors import BadAnswer, ChangeRefused, NotFound, ReadOnly
from alyxtui.schema.model import Action, Api, Endpoint, Field
from tests.client.stub_server import Reply, Request, StubServer, json_answer
from tests.writes.conftest import Join, Server, asked

Record = dict[str, Any]


async def test_the_smallest_change_is_sent_and_kept(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    server.delete("/_demo/requests")
    operations = {"narrative": Assign("after"), "lab": Assign("cortexlab")}
    ready = await writes.review(Change.patch("sessions", session["id"], operations))
    assert dict(ready.body) == {"narrative": "after"}
    assert [(one.label, one.old, one.new) for one in ready.differences] == [
        ("narrative", "before", "after")
    ]
    outcome = await writes.send(ready)
    path = f"/sessions/{session['id']}"
    assert asked(server) == [f"GET {path}", f"GET {path}", f"PATCH {path}"]
    assert outcome.record["narrative"] == "after"
    kept = writes.journal.get(outcome.entry)
    assert kept is not None
    assert (kept.state, kept.before, kept.after) == (
        State.DONE,
        {"narrative": "before"},
        {"narrative": "after"},
    )
    again = await writes.send(ready)
    assert again.unchanged
    assert asked(server, "PATCH") == [f"PATCH {path}"]


@pytest.mark.parametrize("time", ["2021-01-01T12:00:00Z", "2021-01-01T16:00:00+02:00"])
async def test_a_time_with_an_offset_is_not_taken_for_another(
    join: Join, server: Server, session: Record, time: str
) -> None:
    path, former = f"/sessions/{session['id']}", "2021-01-01T10:00:00"
    server.patch(path, json={"start_time": former}).raise_for_status()
    writes = (await join()).writes
    change = Change.patch("sessions", session["id"], {"start_time": Assign(time)})
    outcome = await writes.send(await writes.review(change))
    assert not outcome.unchanged
    assert server.get(path).json()["start_time"] != former


async def test_create_and_delete(join: Join, server: Server) -> None:
    writes = (await join()).writes
    values = {"subject": "KS022", "weight": 21.5}
    ready = await writes.review(Change.create("weighings", values))
    assert "." in str(ready.body["date_time"])
    made = await writes.send(ready)
    assert server.get(f"/weighings/{made.key}").json()["date_time"] == ready.body["date_time"]
    gone = await writes.review(Change.delete("weighings", made.key))
    assert any("Mails" in loss for loss in gone.losses)
    outcome = await writes.send(gone)
    assert server.get(f"/weighings/{made.key}").status_code == 404
    kept = writes.journal.get(outcome.entry)
    assert kept is not None
    assert kept.before["weight"] == 21.5
    with pytest.raises(NotFound):
        await writes.review(Change.delete("weighings", made.key))


async def test_the_server_makes_a_nickname_of_the_line(join: Join, server: Server) -> None:
    writes = (await join()).writes
    values = {"nickname": "-", "lab": "cortexlab", "line": "C57BL/6J"}
    made = await writes.send(await writes.review(Change.create("subjects", values)))
    assert made.key.startswith("C57BL6J_")
    server.delete(f"/subjects/{made.key}").raise_for_status()


async def test_what_the_server_does_not_offer_is_said(join: Join) -> None:
    writes = (await join()).writes
    with pytest.raises(ChangeRefused, match="delete it and make a new one") as caught:
        await writes.review(Change.patch("weighings", "x", {"weight": Assign(2.0)}))
    assert "create, delete" in caught.value.hint


Case = tuple[dict[str, Operation], Record, Record | None]
SAME: dict[str, Operation] = {"narrative": Assign("mine")}
CASES: dict[str, Case] = {
    "same field": (SAME, {"narrative": "theirs"}, None),
    "same value": (SAME, {"narrative": "mine"}, {"narrative": "mine"}),
    "other field": (SAME, {"n_trials": 7}, {"narrative": "mine", "n_trials": 7}),
    "json siblings": (
        {"extended_qc": merge({"mine": "PASS"})},
        {"extended_qc": {"a": 1, "theirs": "FAIL"}},
        {"extended_qc": {"a": 1, "theirs": "FAIL", "mine": "PASS"}},
    ),
    "same json key": ({"extended_qc": merge({"a": 2})}, {"extended_qc": {"a": 3}}, None),
    "json removed": (
        {"extended_qc": Edit(removes=(("a",),))},
        {"extended_qc": {"a": 1, "theirs": 2}},
        {"extended_qc": {"theirs": 2}},
    ),
    "json replaced": ({"extended_qc": Assign({"b": 2})}, {"extended_qc": {"a": 1, "x": 2}}, None),
    "list added to": (
        {"projects": Add(("matlab",))},
        {"users": ["test_user"]},
        {"users": ["test_user"]},
    ),
}


@pytest.mark.parametrize("case", CASES)
async def test_two_people_write_one_record(
    join: Join, server: Server, session: Record, case: str
) -> None:
    operations, theirs, expected = CASES[case]
    path = f"/sessions/{session['id']}"
    names = [one["name"] for one in server.get("/projects").json()["results"]]
    if "projects" in operations:
        operations = {"projects": Add((names[0],))}
        theirs = {"projects": [names[1]]}
        expected = {"projects": sorted(names[:2])}
    server.patch(path, json={"extended_qc": {"a": 1}}).raise_for_status()
    writes = (await join()).writes
    ready = await writes.review(Change.patch("sessions", session["id"], operations))
    server.patch(path, json=theirs).raise_for_status()
    if expected is None:
        with pytest.raises(Clashed) as caught:
            await writes.send(ready)
        assert len(caught.value.comparison.clashes) == 1
        assert {name: server.get(path).json()[name] for name in theirs} == theirs
        clash = caught.value.comparison.clashes[0]
        mine = settled(caught.value, {clash.label})
        outcome = await writes.send(await writes.review(mine))
        assert not outcome.unchanged
        given_up = settled(caught.value, set())
        assert not given_up.operations
        return
    outcome = await writes.send(ready)
    now = server.get(path).json()
    found = {name: now[name] for name in expected}
    assert {k: sorted(v) if isinstance(v, list) else v for k, v in found.items()} == expected
    if case == "other field":
        assert any("n_trials" in note for note in outcome.notes)


@pytest.mark.parametrize("whose", ["mine", "theirs"])
@pytest.mark.parametrize(
    ("theirs", "place"),
    [({"probe": "removed", "k": 0}, "json.probe"), ({"k": 0}, "json.probe"), ("removed", "json")],
    ids=["a text", "nothing", "no object at all"],
)
async def test_somebody_has_replaced_what_a_place_is_in(
    join: Join, server: Server, session: Record, theirs: object, place: str, whose: str
) -> None:
    """The deepest place that is there is shown; mine is what was seen, theirs stays whole."""
    path, was = f"/sessions/{session['id']}", {"probe": {"x": 1}, "k": 0}
    server.patch(path, json={"json": was}).raise_for_status()
    writes = (await join()).writes
    operations: dict[str, Operation] = {
        "json": Edit(((("probe", "b"), 2),)),
        "lab": Assign("mainenlab"),
    }
    ready = await writes.review(Change.patch("sessions", session["id"], operations))
    server.patch(path, json={"json": theirs}).raise_for_status()
    with pytest.raises(Clashed) as caught:
        await writes.send(ready)
    (clash,) = caught.value.comparison.clashes
    assert clash.label == place
    ready = await writes.review(settled(caught.value, {place} if whose == "mine" else set()))
    assert {one.path[0] for one in ready.differences} == (
        {"lab", "json"} if whose == "mine" else {"lab"}
    )
    await writes.send(ready)
    yours = {"probe": {"x": 1, "b": 2}, "k": 0}
    assert server.get(path).json()["json"] == (yours if whose == "mine" else theirs)


async def test_a_list_in_another_order_is_nobodys_change(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    base = {"users": ["olivier", "test_user"], "narrative": "before"}
    users = [*base["users"], "owner"]
    operations: dict[str, Operation] = {"users": Assign(users), "narrative": Assign("mine")}
    change = Change.patch("sessions", session["id"], operations, base)
    present = {**session, "users": ["test_user", "olivier"], "narrative": "theirs"}
    ready = await writes.review(change, present=present)
    assert [one.label for one in ready.comparison.clashes] == ["narrative"]
    left = settled(Clashed(change, ready.comparison, present), set())
    assert left.operations == {"users": Assign(users)}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        ({"narrative": Assign("a")}, {"narrative": Assign("b")}, False),
        ({"narrative": Assign("a")}, {"n_trials": Assign(5)}, True),
        ({"json": merge({"a": 1})}, {"json": merge({"b": 2})}, True),
        ({"json": merge({"a": 1})}, {"json": merge({"a": 2})}, False),
        ({"json": Edit(removes=(("x",),))}, {"json": merge({"y": {"k": 2}}, deep=True)}, True),
        ({"users": Add(("test_user",))}, {"users": Add(("olivier",))}, True),
    ],
    ids=["field", "fields", "siblings", "key", "removed", "list"],
)
async def test_two_have_reviewed_and_send_in_any_order(
    join: Join,
    server: Server,
    session: Record,
    first: dict[str, Operation],
    second: dict[str, Operation],
    both: bool,
    order: tuple[int, int],
) -> None:
    key, path = session["id"], f"/sessions/{session['id']}"
    server.patch(path, json={"json": {"x": 0, "y": {"l": 1}}}).raise_for_status()
    people = [(await join(journal=name)).writes for name in ("a", "b")]
    reviews = [
        await writes.review(Change.patch("sessions", key, operations))
        for writes, operations in zip(people, (first, second), strict=True)
    ]
    await people[order[0]].send(reviews[order[0]])
    last = people[order[1]].send(reviews[order[1]])
    if not both:
        with pytest.raises(Clashed):
            await last
    else:
        await last
    written = [reviews[index] for index in (order if both else order[:1])]
    now = server.get(path).json()
    for ready in written:
        fields = ready.endpoint.actions["partial_update"].fields
        for name, operation in ready.change.operations.items():
            # What was done is still so: doing it again changes nothing.
            assert same(apply(operation, now[name], fields[name]), now[name], fields[name])


async def test_deleted_meanwhile(join: Join, server: Server, session: Record) -> None:
    writes = (await join()).writes
    ready = await writes.review(Change.patch("sessions", session["id"], SAME))
    server.delete(f"/sessions/{session['id']}").raise_for_status()
    with pytest.raises(NotFound):
        await writes.send(ready)
    assert writes.journal.recent(writes.server) == []


async def test_what_hangs_on_a_record(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    key = session["id"]
    about = {"content_type": "session", "object_id": key, "user": "test_user", "text": "x"}
    server.post("/notes", json=about).raise_for_status()
    for name in ("probe00", "probe01"):
        server.post("/insertions", json={"name": name, "session": key}).raise_for_status()
    client = (await join()).client
    found = await hanging(client, api, api.endpoints["sessions"], key, session)
    counts = {one.endpoint: one.count for one in found}
    assert (counts["notes"], counts["insertions"]) == (1, 2)
    # No tasks, and not the weighings and surgeries of its subject either.
    assert not {"tasks", "subjects", "weighings", "surgeries"} & set(counts)
    user = server.get("/users/test_user").json()
    found = await hanging(client, api, api.endpoints["users"], "test_user", user)
    assert next(one.count for one in found if (one.endpoint, one.by) == ("notes", "user"))


async def test_what_hangs_is_what_goes(
    join: Join, server: Server, session: Record, api: Api
) -> None:
    server.post("/projects", json={"name": "ibl", "users": []}).raise_for_status()
    client = (await join()).client

    async def told(endpoint: str, key: str) -> dict[str, int | None]:
        record = server.get(f"/{endpoint}/{key}").raise_for_status().json()
        found = await hanging(client, api, api.endpoints[endpoint], key, record)
        return {f"{one.endpoint} {one.by}".strip(): one.count for one in found}

    def count(endpoint: str) -> int:
        counted: int = server.get(f"/{endpoint}", params={"limit": 1}).json()["count"]
        return counted

    # Other projects, whose names hold this one's, have all the sessions.
    assert await told("projects", "ibl") == {}
    server.delete("/projects/ibl").raise_for_status()

    repository = {"name": "disk", "repository_type": "Scrap", "data_url": "http://a.example/"}
    server.post("/data-repository-type", json={"name": "Scrap"}).raise_for_status()
    server.post("/data-repository", json=repository).raise_for_status()
    task = {"name": "x", "status": "Waiting", "data_repository": "disk", "session": session["id"]}
    server.post("/tasks", json=task).raise_for_status()
    assert await told("data-repository", "disk") == {"tasks data_repository": 1}
    assert await told("data-repository-type", "Scrap") == {"data-repository repository_type": 1}
    tasks, repositories = count("tasks"), count("data-repository")
    writes = (await join()).writes
    ready = await writes.review(Change.delete("data-repository-type", "Scrap"))
    assert ready.losses[0].startswith("What belongs to this record is deleted")
    server.delete("/data-repository-type/Scrap").raise_for_status()
    assert (count("tasks"), count("data-repository")) == (tasks - 1, repositories - 1)


async def test_a_delete_of_what_somebody_has_changed(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    ready = await writes.review(Change.delete("sessions", session["id"]))
    server.patch(f"/sessions/{session['id']}", json={"narrative": "new"}).raise_for_status()
    with pytest.raises(Clashed, match="narrative"):
        await writes.send(ready)


async def test_lists_and_nothing(join: Join, server: Server, session: Record) -> None:
    writes = (await join()).writes
    key = session["id"]
    for operation, users in (
        (Add(("test_user",)), ["test_user"]),
        (Add(("test_user",)), ["test_user"]),
        (Remove(("test_user",)), []),
        (Assign(["test_user"]), ["test_user"]),
        (Clear(), []),
    ):
        ready = await writes.review(Change.patch("sessions", key, {"users": operation}))
        await writes.send(ready)
        assert server.get(f"/sessions/{key}").json()["users"] == users
    ready = await writes.review(Change.patch("sessions", key, {"narrative": Clear()}))
    assert (await writes.send(ready)).record["narrative"] == ""
    with pytest.raises(ChangeRefused, match="lab cannot be empty"):
        await writes.review(Change.patch("sessions", key, {"lab": Clear()}))


async def test_put_gives_all_fields(join: Join, server: Server, session: Record) -> None:
    writes = (await join()).writes
    with pytest.raises(ChangeRefused) as caught:
        await writes.review(Change.update("sessions", session["id"], {"narrative": "x"}))
    assert "subject" in caught.value.fields
    values = {"subject": "KS022", "narrative": "x", "projects": []}
    outcome = await writes.send(
        await writes.review(Change.update("sessions", session["id"], values))
    )
    assert server.get(f"/sessions/{outcome.key}").json()["narrative"] == "x"


async def test_a_renamed_record_is_found_under_its_new_name(join: Join, server: Server) -> None:
    server.delete("/tags/old-name")
    server.delete("/tags/new-name")
    server.post("/tags", json={"name": "old-name"}).raise_for_status()
    writes = (await join()).writes
    ready = await writes.review(Change.patch("tags", "old-name", {"name": Assign("new-name")}))
    assert any("another address" in loss for loss in ready.losses)
    assert (await writes.send(ready)).key == "new-name"


async def test_a_success_that_is_no_record_is_looked_into(
    join: Join, server: Server, session: Record
) -> None:
    writes = (await join()).writes
    change = Change.patch("sessions", session["id"], {"task_protocol": Assign("x")})
    ready = await writes.review(change)
    server.post("/_demo/faults", json={"body": "shape", "method": "PATCH"}).raise_for_status()
    with pytest.raises(BadAnswer):
        await writes.send(ready)
    (kept,) = writes.journal.recent(writes.server)
    assert kept.state is State.REFUSED
    assert server.get(f"/sessions/{session['id']}").json()["task_protocol"] == ""


async def test_a_silent_non_change_is_an_error(tmp_path: Path) -> None:
    """A server that answers 200 and ignores a field: Alyx does so with what it does not know."""

    def answer(request: Request) -> Reply:
        return json_answer({"id": "a", "narrative": "before"})

    fields = {"narrative": Field("narrative")}
    actions = {
        "read": Action("read", "GET", "/sessions/{id}"),
        "partial_update": Action("partial_update", "PATCH", "/sessions/{id}", fields=fields),
    }
    api = Api({"sessions": Endpoint("sessions", "id", actions=actions)})
    stub = StubServer(answer)
    await stub.start()
    client, journal = AlyxClient(stub.url), Journal(tmp_path / "journal.sqlite3")
    writes = Writes(client, lambda: api, journal, who=lambda: "me", read_only=lambda: False)
    ready = await writes.review(Change.patch("sessions", "a", {"narrative": Assign("after")}))
    with pytest.raises(Stored, match="narrative is as it was"):
        await writes.send(ready)
    (kept,) = journal.recent(client.base_url)
    assert (kept.state, kept.after) == (State.DONE, {"narrative": "before"})
    bulk = Bulk.of(writes, [ready.change])
    await bulk.run()
    assert (bulk.rows[0].state, bulk.rows[0].entry) == (RowState.FAILED, kept.id + 1)
    await client.aclose()
    await stub.stop()
    journal.close()


@pytest.mark.parametrize("how", ["setting", "rights"])
async def test_who_may_only_read_writes_nothing(
    join: Join, server: Server, session: Record, how: str
) -> None:
    connection = await (join(read_only=True) if how == "setting" else join(user="public_user"))
    change = Change.patch("sessions", session["id"], SAME)
    server.delete("/_demo/requests")
    with pytest.raises(ReadOnly):
        await connection.writes.review(change)
    with pytest.raises(ReadOnly):
        await connection.writes.raw("DELETE", f"/sessions/{session['id']}")
    assert asked(server) == []
