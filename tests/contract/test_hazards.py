"""Writes that do harm on a real server: they do here too, unless the demo is told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.contract.conftest import sign_in
from tests.demo_server import start_demo

WITHOUT = [f"--without-hazard={name}" for name in ("trajectory", "note", "task")]


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a demo that does no such harm."""
    with (
        start_demo(tmp_path_factory.mktemp("tame"), 40, *WITHOUT) as url,
        httpx.Client(base_url=url, timeout=30) as client,
    ):
        sign_in(client, "test_user", "TapetesBloc18")
        yield client


def make_trajectory(client: httpx.Client) -> dict[str, Any]:
    """A trajectory of a probe of its own."""
    session = client.get("/sessions?limit=1").json()["results"][0]["id"]
    probe = client.post("/insertions", json={"name": "probe99", "session": session}).json()["id"]
    place = {"x": 1.0, "y": 2.0, "z": 3.0, "depth": 4.0, "theta": 5.0, "phi": 6.0, "roll": 0.0}
    body = place | {"probe_insertion": probe, "provenance": "Planned"}
    made: dict[str, Any] = client.post("/trajectories", json=body).raise_for_status().json()
    assert made["probe_insertion"] == probe
    return made


def make_note(client: httpx.Client) -> dict[str, Any]:
    """A note about a session."""
    session = client.get("/sessions?limit=1").json()["results"][0]["id"]
    about = {"content_type": "session", "object_id": session}
    body = {"user": "test_user", "text": "before", **about}
    made: dict[str, Any] = client.post("/notes", json=body).raise_for_status().json()
    return made


def test_a_patched_trajectory_loses_its_probe(client: httpx.Client) -> None:
    before = make_trajectory(client)
    after = client.patch(f"/trajectories/{before['id']}", json={"x": 12.5}).json()
    assert (after["x"], after["probe_insertion"], after["session"]) == (12.5, None, None)


def test_a_patched_trajectory_keeps_its_probe(tame: httpx.Client) -> None:
    before = make_trajectory(tame)
    after = tame.patch(f"/trajectories/{before['id']}", json={"x": 12.5}).json()
    assert after["x"] == 12.5
    assert after["probe_insertion"] == before["probe_insertion"]


def test_a_patched_note_fails(client: httpx.Client) -> None:
    note = make_note(client)
    answer = client.patch(f"/notes/{note['id']}", json={"text": "after"})
    assert answer.status_code == 500
    assert answer.json() == {"status_code": 500, "detail": "'content_type'"}
    assert client.get(f"/notes/{note['id']}").json()["text"] == "before"


def test_a_patched_note_is_saved(tame: httpx.Client) -> None:
    note = make_note(tame)
    assert tame.patch(f"/notes/{note['id']}", json={"text": "after"}).json()["text"] == "after"


def test_a_task_without_status_is_made_and_breaks_its_lists(client: httpx.Client) -> None:
    made = client.post("/tasks", json={"name": "no_status", "session": None})
    assert made.status_code == 500
    assert client.get("/tasks?name=no_status").json()["detail"] == "list index out of range"
    found = client.get("/tasks?name=no_status&limit=1&offset=1").json()
    assert found["count"] == 1


def test_a_task_without_status_waits(tame: httpx.Client) -> None:
    made = tame.post("/tasks", json={"name": "no_status", "session": None})
    assert made.status_code == 201
    assert made.json()["status"] == "Waiting"
    assert tame.get("/tasks?name=no_status").json()["count"] == 1
