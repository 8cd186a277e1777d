"""The real program, killed at every step of a write: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from alyxtui.domain.writes.chain import Writes
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.entry import State
from alyxtui.domain.writes.journal import Journal
from alyxtui.domain.writes.operations import Assign
from alyxtui.domain.writes.outbox import Outbox
from alyxtui.errors import JournalFailed
from alyxtui.schema.model import Api
from tests.client.helpers import until
from tests.writes.conftest import COMMAND, Join, Server, trouble

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
Record = dict[str, Any]


@dataclass(frozen=True)
class Moment:
    """When the program is killed.

    Attributes:
        rule: what holds the server up, so that there is time to.
        method: of the request that it is killed in, empty for that of the write.
        answered: whether the server has carried it out at that time.
        there: whether it is on the server in the end, before the outbox is looked at.
    """

    rule: Record
    method: str = ""
    answered: bool = False
    there: bool = True


MOMENTS = {
    "while it asks": Moment({"delay": 1.5}, method="GET", there=False),
    "while it is carried out": Moment({"delay": 1.5}),
    "before the server dies of it": Moment({"delay": 1.5, "drop": 1}, there=False),
    "while the answer comes": Moment({"trickle": 5}, answered=True),
}
VERBS = {
    "patch": ("PATCH", ("patch", "tags", "kill", "description=after")),
    "create": ("POST", ("create", "tasks", "name=kill", "status=Held", "session:=null")),
    "delete": ("DELETE", ("delete", "tags", "kill")),
}

NONE = {
    ("create", "while it asks"),  # it asks nothing
    ("delete", "while the answer comes"),  # which has no body that could come slowly
}


def killed(
    variables: dict[str, str],
    server: Server,
    arguments: tuple[str, ...],
    moment: Moment,
    number: signal.Signals = signal.SIGKILL,
    stdin: str = "",
) -> Callable[[], bool]:
    """Start the program, kill it at a moment, and tell when the server is through."""
    method = moment.method or VERBS[arguments[0]][0]
    trouble(server, method=method, path="^/(tags|tasks)", **moment.rule)

    def found() -> list[Record]:
        told = server.get("/_demo/requests").json()["requests"]
        return [one for one in told if one["method"] == method and one["path"][:3] == "/ta"]

    def is_through() -> bool:
        return all(one["seconds"] for one in found())

    with subprocess.Popen(
        [*COMMAND, *arguments, "--yes"],
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as child:
        assert child.stdin is not None
        child.stdin.write(stdin.encode())
        child.stdin.close()
        while not any(one["status"] or not moment.answered for one in found()):
            assert child.poll() is None
        child.send_signal(number)
        child.wait(30)
    return is_through


@pytest.fixture
def tag(server: Server) -> str:
    """A record to be changed and deleted, and no task yet."""
    for task in server.get("/tasks?name=kill&limit=100").json()["results"]:
        server.delete(f"/tasks/{task['id']}")
    server.delete("/tags/kill")
    server.post("/tags", json={"name": "kill"}).raise_for_status()
    return "/tags/kill"


def is_there(server: Server, verb: str) -> bool:
    if verb == "create":
        count = server.get("/tasks?name=kill").json()["count"]
        assert count <= 1, "it was doubled"
        return bool(count)
    answer = server.get("/tags/kill")
    return (
        answer.status_code == 404 if verb == "delete" else answer.json()["description"] == "after"
    )


@pytest.mark.parametrize(
    ("verb", "when", "how"),
    [
        *(
            (verb, when, "SIGKILL")
            for verb in VERBS
            for when in MOMENTS
            if (verb, when) not in NONE
        ),
        ("patch", "while it is carried out", "SIGHUP"),
        ("patch", "while it is carried out", "SIGTERM"),
        ("patch", "while it is carried out", "SIGINT"),
    ],
)
async def test_killed(
    variables: dict[str, str], server: Server, join: Join, tag: str, verb: str, when: str, how: str
) -> None:
    moment = MOMENTS[when]
    is_through = killed(variables, server, VERBS[verb][1], moment, signal.Signals[how])
    await until(is_through)
    server.delete("/_demo/faults")
    assert is_there(server, verb) is moment.there
    outbox = Outbox((await join()).writes)
    entries = await outbox.entries()
    if moment.method:
        assert entries == []
        return
    (entry,) = entries
    assert entry.state is State.UNKNOWN
    (result,) = await outbox.flush()
    if verb == "create":
        # Nothing in a task tells it from another one: a person has the last word.
        assert result.asks
        assert is_there(server, verb) is moment.there
        if moment.there:
            await outbox.drop(entry.id)
        else:
            await outbox.flush(repeat=[entry.id])
    else:
        assert result.state is State.DONE
    assert is_there(server, verb)
    assert await outbox.entries() == []


async def test_killed_amid_many(variables: dict[str, str], server: Server, join: Join) -> None:
    keys = []
    for number in range(8):
        body = {"name": "bulk", "status": "Errored", "session": None, "arguments": number}
        keys.append(server.post("/tasks", json=body).raise_for_status().json()["id"])
    stdin = "\n".join(keys)
    arguments = ("patch", "tasks", "-", "status=Waiting", "--if", "status=Errored")
    is_through = killed(variables, server, arguments, Moment({"delay": 0.4}), stdin=stdin)
    await until(is_through)
    server.delete("/_demo/faults")

    def states() -> list[str]:
        return [server.get(f"/tasks/{key}").json()["status"] for key in keys]

    assert "Errored" in states()
    outbox = Outbox((await join()).writes)
    assert all(one.state is State.DONE for one in await outbox.flush())
    pipe = asyncio.subprocess.PIPE
    again = await asyncio.create_subprocess_exec(
        *COMMAND, *arguments, "--yes", env=variables, stdin=pipe, stdout=pipe, stderr=pipe
    )
    await again.communicate(stdin.encode())
    assert again.returncode == 0
    assert set(states()) == {"Waiting"}
    for key in keys:
        server.delete(f"/tasks/{key}")


def test_a_disk_that_fills_up_before_it_is_sent(
    variables: dict[str, str], server: Server, tag: str
) -> None:
    limited = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", *COMMAND, *VERBS["patch"][1], "--yes"]
    done = subprocess.run(limited, env=variables, capture_output=True, timeout=60, text=True)
    assert done.returncode == 1
    assert "journal of writes cannot be used" in done.stderr
    assert not is_there(server, "patch")


async def test_a_disk_that_fills_up_after_it_is_sent(
    server: Server, join: Join, tag: str, tmp_path: Any
) -> None:
    class Full(Journal):
        """A journal on a disk that is full as soon as the request has left."""

        def end(self, number: int, state: State, **values: object) -> None:
            raise JournalFailed("disk full")

    connection = await join()
    full = Full()
    writes = Writes(
        connection.client,
        lambda: connection.api or Api(),
        full,
        who=lambda: "test_user",
        read_only=lambda: False,
    )
    change = Change.patch("tags", "kill", {"description": Assign("after")})
    outcome = await writes.send(await writes.review(change))
    assert any("disk full" in note for note in outcome.notes)
    full.close()
    (result,) = await Outbox(connection.writes).flush()
    assert (result.state, result.said) == (State.DONE, "It had been carried out.")
