"""Public and protected tags: nothing touches one whose name was not said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from alyxtui.domain.writes.bulk import Bulk
from alyxtui.domain.writes.change import Change
from alyxtui.domain.writes.named import NotNamed
from alyxtui.domain.writes.operations import Add, Assign, Operation, Remove
from tests.writes.conftest import Ask, Join, Server, asked

Record = dict[str, Any]


@pytest.fixture
def tags(server: Server) -> Iterator[tuple[str, str, str]]:
    """A plain tag, a public one and a protected one."""
    names = tuple(f"{kind}-{uuid4().hex[:6]}" for kind in ("plain", "public", "protected"))
    for name, kind in zip(names, ("", "public", "protected"), strict=True):
        flags = {kind: True} if kind else {}
        server.post("/tags", json={"name": name, **flags}).raise_for_status()
    yield (names[0], names[1], names[2])
    for name in names:
        server.patch(f"/tags/{name}", json={"protected": False})
        server.delete(f"/tags/{name}")


@pytest.fixture
def datasets(server: Server, tags: tuple[str, str, str]) -> Iterator[list[Record]]:
    """Two datasets of one's own, the first with the public tag."""
    made = []
    for number in range(2):
        body = {
            "name": f"spikes.times.{uuid4().hex[:6]}.npy",
            "dataset_type": "spikes.times",
            "data_format": "npy",
            "created_by": "test_user",
            "collection": f"alf/{number}",
        }
        record = server.post("/datasets", json=body).raise_for_status().json()
        made.append({"id": record["url"].rpartition("/")[2], **record})
    path = f"/datasets/{made[0]['id']}"
    server.patch(path, json={"tags": [tags[1]]}).raise_for_status()
    server.delete("/_demo/requests")
    yield made
    for one in made:
        server.patch(f"/datasets/{one['id']}", json={"tags": []})
        server.delete(f"/datasets/{one['id']}")


async def test_which_writes_ask_for_which_names(
    join: Join, tags: tuple[str, str, str], datasets: list[Record]
) -> None:
    writes = (await join()).writes
    plain, public, protected = tags
    tagged, bare = (one["id"] for one in datasets)

    async def names(key: str, operation: Operation) -> tuple[str, ...]:
        ready = await writes.review(Change.patch("datasets", key, {"tags": operation}))
        return tuple(sorted(ready.named))

    assert await names(bare, Add((plain,))) == ()
    assert await names(bare, Add((plain, public, protected))) == (protected, public)
    assert await names(tagged, Add((public,))) == (), "it is there already"
    assert await names(tagged, Remove((public,))) == (public,)
    assert await names(tagged, Assign([protected])) == (protected, public)
    both = [Change.delete("datasets", tagged), Change.patch("tags", public, {"json": Assign(1)})]
    assert [(await writes.review(one)).named for one in both] == [(public,)] * 2
    flag: dict[str, Operation] = {"public": Assign(True)}
    assert (await writes.review(Change.patch("tags", plain, flag))).named == (plain,)
    assert (await writes.review(Change.create("tags", {"name": "new", "public": True}))).named == ()


async def test_many_are_not_sent_without_the_name(
    join: Join, server: Server, tags: tuple[str, str, str], datasets: list[Record]
) -> None:
    writes = (await join()).writes
    operations: dict[str, Operation] = {"tags": Add((tags[2],))}
    bulk = Bulk.of(writes, [Change.patch("datasets", one["id"], operations) for one in datasets])
    server.delete("/_demo/requests")
    await bulk.plan()
    assert list(bulk.named) == [tags[2]]
    assert len([one for one in asked(server, "GET") if one.startswith("GET /tags")]) == 1, (
        "once for all"
    )
    with pytest.raises(NotNamed):
        await bulk.run()
    assert asked(server, "PATCH") == []


def test_a_script_says_the_name(
    ask: Ask, server: Server, tags: tuple[str, str, str], datasets: list[Record]
) -> None:
    plain, public, _ = tags
    key = datasets[1]["id"]
    change = ("patch", "datasets", key, "--add", f"tags={plain},{public}", "--yes")
    refused = ask(*change)
    assert (refused.code, refused.out) == (2, "")
    assert f"--confirm-tag {public}" in refused.err
    assert ask(*change, "--confirm-tag", plain).code == 2
    assert asked(server, "PATCH") == []
    assert ask(*change, "--confirm-tag", public).code == 0
    assert sorted(server.get(f"/datasets/{key}").json()["tags"]) == sorted([plain, public])
    many = ("patch", "datasets", "-", "--remove", f"tags={public}", "--yes")
    ids = "\n".join(one["id"] for one in datasets)
    assert ask(*many, stdin=ids).code == 2
    assert ask(*many, "--confirm-tag", public, stdin=ids).code == 0
    assert server.get(f"/datasets/{key}").json()["tags"] == [plain]
    undo = ("journal", "undo", "--yes")
    assert ask(*undo).code == 2
    assert ask(*undo, "--confirm-tag", public).code == 0
    assert public in server.get(f"/datasets/{key}").json()["tags"]
