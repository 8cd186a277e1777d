"""Whatever goes wrong: a confirmed write is on the server once, or in the outbox, or refused."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest

from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.entry import State
from alyxtui.domain.writes.operations import Assign
from alyxtui.domain.writes.outbox import Outbox
from alyxtui.domain.writes.review import Review
from alyxtui.domain.writes.undo import inverse
from alyxtui.errors import AlyxTuiError, JournalFailed, Waiting, WaitingForSignIn
from alyxtui.schema.model import Api
from tests.client.helpers import until
from tests.writes.conftest import Join, Server, asked, trouble

Record = dict[str, Any]

# What goes wrong at the request that writes, what the journal says, whether the server has it, and
# whether the outbox can tell by looking.
FAULTS: dict[str, tuple[Record, State, bool]] = {
    "hung up before it is done": ({"drop": 1}, State.UNKNOWN, False),
    "hung up after it is done": ({"lose": 1}, State.UNKNOWN, True),
    "cut in the answer": ({"cut": 5}, State.DONE, True),
    "too slow": ({"delay": 1.5}, State.UNKNOWN, True),
    "login lost": ({"revoked": 1}, State.WAITING, False),
    "right lost": ({"status": 403}, State.REFUSED, False),
    "server error": ({"status": 500}, State.REFUSED, False),
    "bad gateway": ({"status": 502}, State.UNKNOWN, False),
    "asked to wait too long": ({"status": 429, "retry": 100000}, State.WAITING, False),
    "unavailable": ({"status": 503, "retry": 1}, State.UNKNOWN, False),
    "a login page": ({"body": "html"}, State.REFUSED, False),
    "broken JSON": ({"body": "broken"}, State.REFUSED, False),
    "nothing": ({"body": "empty"}, State.REFUSED, False),
}


def values(server: Server, stamp: str) -> int:
    """How often a weighing of a time is on the server."""
    return int(server.get(f"/weighings?django=date_time,{stamp}").json()["count"])


class Attempt:
    """One write that something happens to, and whether it is on the server."""

    METHODS: ClassVar = {"patch": "PATCH", "create": "POST", "delete": "DELETE"}

    def __init__(self, server: Server, verb: str) -> None:
        self.server = server
        self.verb = verb
        self.method = self.METHODS[verb]
        weighing = server.post("/weighings", json={"subject": "KS022", "weight": 20.0}).json()
        self.key = weighing["url"].rpartition("/")[2]
        server.delete("/tags/loss")
        server.post("/tags", json={"name": "loss"}).raise_for_status()

    async def review(self, writes: Writes) -> Review:
        self.ready = await writes.review(
            {
                "patch": Change.patch("tags", "loss", {"description": Assign("after")}),
                "create": Change.create("weighings", {"subject": "KS022", "weight": 21.0}),
                "delete": Change.delete("weighings", self.key),
            }[self.verb]
        )
        return self.ready

    def is_there(self) -> bool:
        if self.verb == "patch":
            return bool(self.server.get("/tags/loss").json()["description"] == "after")
        if self.verb == "delete":
            return self.server.get(f"/weighings/{self.key}").status_code == 404
        made = values(self.server, str(self.ready.body["date_time"]))
        assert made <= 1, "it was doubled"
        return made == 1


@pytest.mark.parametrize(
    ("verb", "fault"),
    [
        (verb, fault)
        for verb in ("patch", "create", "delete")
        for fault in FAULTS
        # A deleted record has no body whose form could be told.
        if verb != "delete" or "body" not in FAULTS[fault][0]
    ],
)
async def test_a_write_that_something_happens_to(
    join: Join, server: Server, verb: str, fault: str
) -> None:
    rule, state, there = FAULTS[fault]
    writes = (await join(read=0.5 if fault == "too slow" else 20.0)).writes
    attempt, outbox = Attempt(server, verb), Outbox(writes)
    ready = await attempt.review(writes)
    trouble(server, method=attempt.method, **rule)
    error: AlyxTuiError | None = None
    try:
        await writes.send(ready)
    except AlyxTuiError as caught:
        error = caught
    (entry,) = writes.journal.recent(writes.server)
    assert (entry.state, isinstance(error, Waiting)) == (state, state.is_pending)
    if fault == "too slow":
        await finished(server, attempt.method)
    assert attempt.is_there() is there
    assert [one.id for one in await outbox.entries()] == ([entry.id] if state.is_pending else [])
    server.delete("/_demo/faults")  # all is well again
    results = await outbox.flush()
    if verb == "create" and state is State.UNKNOWN and not there:
        assert (results[0].asks, attempt.is_there()) == (True, False)
        results = await outbox.flush(repeat=[entry.id])
    assert [one.state for one in results] == ([State.DONE] if state.is_pending else [])
    assert attempt.is_there() is (there or state.is_pending)
    assert await outbox.entries() == []


@pytest.mark.parametrize("verb", ["create", "rename"])
async def test_what_was_found_carried_out_can_be_taken_back(
    join: Join, server: Server, api: Api, verb: str
) -> None:
    writes = (await join()).writes
    for name in ("old-name", "new-name"):
        server.delete(f"/tags/{name}")
    server.post("/tags", json={"name": "old-name"}).raise_for_status()
    change = Change.patch("tags", "old-name", {"name": Assign("new-name")})
    if verb == "create":
        change = Change.create("weighings", {"subject": "KS022", "weight": 22.4})
    ready = await writes.review(change)
    trouble(server, lose=1, times=1, method=ready.method)
    with pytest.raises(Waiting):
        await writes.send(ready)
    (done,) = await Outbox(writes).flush()
    assert (done.state, done.said) == (State.DONE, "It had been carried out.")
    entry = writes.journal.get(done.entry.id)
    assert entry is not None
    assert entry.new_key
    back = await writes.send(await writes.review(inverse(entry, api).change), undoes=entry.id)
    if verb == "create":
        assert server.get(f"/weighings/{entry.new_key}").status_code == 404
    else:
        assert back.key == "old-name"


async def finished(server: Server, method: str) -> None:
    """Wait until the server is through with a request whose client has gone."""

    def is_through() -> bool:
        told = server.get("/_demo/requests").json()["requests"]
        return any(one["method"] == method and one["status"] for one in told)

    await until(is_through)


async def test_nobody_listens(join: Join, server: Server, session: Record) -> None:
    connection = await join()
    writes, outbox = connection.writes, Outbox(connection.writes)
    change = Change.patch("sessions", session["id"], {"narrative": Assign("after")})
    edit = await writes.review(change)
    create = await writes.review(Change.create("weighings", {"subject": "KS022", "weight": 5.0}))
    for ready in (edit, create):
        trouble(server, drop=1, path="^/(sessions|weighings)")
        with pytest.raises(Waiting):
            await writes.send(ready)
    server.delete("/_demo/faults")
    first, second = await outbox.entries()
    # The record could not even be asked, so the edit was never sent; of the create nothing is known.
    assert (first.state, second.state) == (State.WAITING, State.UNKNOWN)
    results = await outbox.flush(repeat=[second.id])
    assert [one.state for one in results] == [State.DONE, State.DONE]
    kept = server.get("/weighings?limit=1000").json()["results"]
    # It is of the time when it was made, not when it was sent.
    assert [one for one in kept if one["date_time"] == create.body["date_time"]]


async def test_the_login_is_lost_and_somebody_else_signs_in(
    join: Join, server: Server, session: Record
) -> None:
    connection = await join()
    writes = connection.writes
    change = Change.patch("sessions", session["id"], {"narrative": Assign("after")})
    ready = await writes.review(change)
    trouble(server, revoked=1, path="^/sessions")
    with pytest.raises(WaitingForSignIn):
        await writes.send(ready)
    server.delete("/_demo/faults")
    connection.user = "somebody else"
    (left,) = await Outbox(writes).flush()
    assert (left.state, "test_user" in left.said) == (State.WAITING, True)
    connection.user = "test_user"
    (done,) = await Outbox(writes).flush()
    assert done.state is State.DONE


async def test_one_record_stops_at_the_first_that_fails_and_others_go_on(
    join: Join, server: Server, session: Record
) -> None:
    connection = await join()
    writes, outbox = connection.writes, Outbox(connection.writes)
    server.post("/tags", json={"name": "other record"})
    reviews = [
        await writes.review(Change.patch(endpoint, key, {field: Assign(value)}))
        for endpoint, key, field, value in (
            ("sessions", session["id"], "narrative", "first"),
            ("sessions", session["id"], "task_protocol", "second"),
            ("tags", "other record", "description", "third"),
        )
    ]
    trouble(server, revoked=1, path="^/(sessions|tags)")
    for ready in reviews:
        with pytest.raises(Waiting):
            await writes.send(ready)
    server.delete("/_demo/faults")
    path = f"/sessions/{session['id']}"
    server.patch(path, json={"narrative": "theirs"}).raise_for_status()
    server.delete("/_demo/requests")
    first, second, third = await outbox.flush()
    assert (first.state, second.state, third.state) == (
        State.WAITING,
        State.WAITING,
        State.DONE,
    )
    assert "Somebody else" in first.said
    assert asked(server, "PATCH") == ["PATCH /tags/other record"]
    assert server.get(path).json()["narrative"] == "theirs"
    await outbox.drop(first.entry.id)
    (done,) = await outbox.flush()
    assert (done.state, server.get(path).json()["task_protocol"]) == (State.DONE, "second")
    dropped = writes.journal.get(first.entry.id)
    assert dropped is not None
    assert dropped.state is State.DROPPED
    server.delete("/tags/other record")


async def test_two_who_empty_the_outbox_at_once(
    join: Join, server: Server, session: Record
) -> None:
    mine, other = (await join()).writes, (await join()).writes
    change = Change.patch("sessions", session["id"], {"narrative": Assign("after")})
    ready = await mine.review(change)
    trouble(server, revoked=1, path="^/sessions")
    with pytest.raises(Waiting):
        await mine.send(ready)
    server.delete("/_demo/faults")
    trouble(server, method="PATCH", delay=0.3)
    results = await asyncio.gather(Outbox(mine).flush(), Outbox(other).flush())
    assert asked(server, "PATCH") == [f"PATCH /sessions/{session['id']}"]
    assert [one.asks for found in results for one in found] == [False, False]
    assert await Outbox(mine).entries() == []


async def test_what_the_server_refuses_stays_in_the_outbox(
    join: Join, server: Server, session: Record
) -> None:
    connection = await join()
    writes, outbox = connection.writes, Outbox(connection.writes)
    change = Change.patch("sessions", session["id"], {"narrative": Assign("after")})
    ready = await writes.review(change)
    trouble(server, revoked=1, path="^/sessions")
    with pytest.raises(Waiting):
        await writes.send(ready)
    for rule in ({"status": 403}, {"status": 400}, {"status": 404}):
        server.delete("/_demo/faults")
        trouble(server, method="PATCH", **rule)
        (left,) = await outbox.flush()
        assert left.state.is_pending
        assert len(await outbox.entries()) == 1


async def test_a_journal_that_cannot_be_written_sends_nothing(
    join: Join, server: Server, session: Record
) -> None:
    connection = await join(journal="broken")
    writes = connection.writes
    change = Change.patch("sessions", session["id"], {"narrative": Assign("after")})
    ready = await writes.review(change)
    writes.journal._path.mkdir()  # a directory stands where the file should
    server.delete("/_demo/requests")
    with pytest.raises(JournalFailed):
        await writes.send(ready)
    assert asked(server, "PATCH") == []
