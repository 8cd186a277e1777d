"""The client that most people use, ONE-api, on the demo: both dialects, without a network."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.demo_server import SIZE, start_demo

webclient = pytest.importorskip("one.webclient", reason="ONE-api is not installed (extra: one)")

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
ENDPOINTS = {
    "brain-regions", "channels", "datasets", "insertions", "labs", "notes", "sessions", "subjects",
    "tasks", "trajectories", "users", "water-administrations", "weighings",
}  # fmt: skip


@pytest.fixture(scope="module", params=["openapi", "coreapi"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo that describes itself in one of two ways."""
    dialect = str(request.param)
    with start_demo(tmp_path_factory.mktemp(dialect), SIZE, f"--dialect={dialect}") as url:
        yield url


@pytest.fixture
def alyx(url: str, tmp_path: Path) -> Any:
    """ONE's client, signed in; it keeps no answers."""
    return webclient.AlyxClient(
        base_url=url,
        username="test_user",
        password="TapetesBloc18",
        cache_dir=tmp_path / "one",
        silent=True,
        cache_rest=None,
    )


@pytest.fixture
def session(alyx: Any) -> Iterator[dict[str, Any]]:
    """A session of one's own, deleted at the end."""
    body = {
        "subject": "KS022",
        "users": ["test_user"],
        "projects": [],
        "lab": "cortexlab",
        "task_protocol": "made by ONE",
        "start_time": "2026-01-02T03:04:05",
        "number": 1,
    }
    made: dict[str, Any] = alyx.rest("sessions", "create", data=body)
    yield made
    with contextlib.suppress(webclient.requests.HTTPError):
        alyx.rest("sessions", "delete", id=made["id"])


def test_signing_in(alyx: Any, url: str) -> None:
    assert alyx.is_logged_in
    assert alyx.user == "test_user"
    with pytest.raises(webclient.requests.HTTPError, match="authentication failed"):
        webclient.AlyxClient(url, "test_user", "wrong", silent=True)


def test_what_it_reads_in_the_description(alyx: Any) -> None:
    assert set(alyx.list_endpoints()) >= ENDPOINTS
    schemes = alyx.rest_schemes
    assert {"list", "read", "create", "update", "partial_update", "delete"} <= set(
        schemes.actions("sessions")
    )
    assert {"subject", "django", "limit", "task_protocol"} <= set(
        schemes.field_names("sessions", "list")
    )
    assert {"subject", "narrative", "qc"} <= set(schemes.field_names("sessions", "partial_update"))
    alyx.print_endpoint_info("sessions")


def test_pages(alyx: Any) -> None:
    records = alyx.rest("sessions", "list", limit=50, django="subject__nickname__isnull,False")
    assert len(records) == SIZE
    keys = [record["id"] for record in records]
    assert len(set(keys)) == SIZE
    assert records[-1]["id"] == keys[-1]


def test_filters(alyx: Any) -> None:
    found = alyx.rest("sessions", "list", subject="KS022", date_range=["2018-01-01", "2030-01-01"])
    assert TUTORIAL in [record["id"] for record in found]
    assert len(alyx.rest("sessions", "list", id=TUTORIAL)) == 1
    query = "extended_qc__has_key,dlcLeft"
    assert len(alyx.rest("sessions", "list", django=query)) > 0
    with pytest.raises(webclient.requests.HTTPError, match="Cannot resolve keyword"):
        alyx.rest("sessions", "list", django="nothing,1")


def test_reading(alyx: Any) -> None:
    record = alyx.rest("sessions", "read", id=TUTORIAL)
    assert record["subject"] == "KS022"
    with pytest.raises(webclient.requests.HTTPError) as caught:
        alyx.rest("sessions", "read", id=TUTORIAL[:-1] + "b")
    assert caught.value.response.status_code == 404


def test_writing(alyx: Any, session: dict[str, Any]) -> None:
    key = session["id"]
    there = ("sessions", key, "json")
    patched = alyx.rest("sessions", "partial_update", id=key, data={"narrative": "seen"})
    assert patched["narrative"] == "seen"
    put = alyx.rest("sessions", "update", id=key, data={"subject": "KS022", "lab": "cortexlab"})
    assert (put["narrative"], put["task_protocol"]) == ("seen", "made by ONE")
    assert alyx.json_field_write(*there, data={"a": 1, "b": 2}) == {"a": 1, "b": 2}
    assert alyx.json_field_update(*there, data={"b": 3}) == {"a": 1, "b": 3}
    assert alyx.json_field_remove_key(*there, key="a") == {"b": 3}
    assert alyx.json_field_delete(*there) is None
    assert alyx.rest("sessions", "read", id=key)["json"] is None
    with pytest.raises(webclient.requests.HTTPError, match="qc"):
        alyx.rest("sessions", "partial_update", id=key, data={"qc": 50})


def test_deleting(alyx: Any, session: dict[str, Any]) -> None:
    alyx.rest("sessions", "delete", id=session["id"])
    assert len(alyx.rest("sessions", "list", id=session["id"], no_cache=True)) == 0


def test_a_note_with_a_picture(alyx: Any, session: dict[str, Any], tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "picture.png"
    Image.new("RGB", (20, 10), "red").save(path)
    body = {
        "user": "test_user",
        "content_type": "session",
        "object_id": session["id"],
        "text": "by ONE",
        "width": "orig",
    }
    with path.open("rb") as file:
        note = alyx.rest("notes", "create", data=body, files={"image": file})
    assert note["text"] == "by ONE"
    assert urlsplit(note["image"]).path.startswith("/uploaded/")


@pytest.mark.parametrize(
    "name", ["_ibl_trials.table.pqt", "_iblrig_leftCamera.raw.mp4", "spikes.times.npy"]
)
def test_downloading(alyx: Any, tmp_path: Path, name: str) -> None:
    (dataset,) = alyx.rest("datasets", "list", session=TUTORIAL, name=name)
    (address,) = [one["data_url"] for one in dataset["file_records"] if one["data_url"]]
    server = urlsplit(address)
    # What the setup of ONE asks for: the third file is in a closed area.
    settings = {
        "HTTP_DATA_SERVER": f"{server.scheme}://{server.netloc}",
        "HTTP_DATA_SERVER_LOGIN": "iblmember",
        "HTTP_DATA_SERVER_PWD": "GrayMatter19",
    }
    for setting, value in settings.items():
        alyx._par = alyx._par.set(setting, value)
    path, md5 = alyx.download_file(address, target_dir=tmp_path, return_md5=True)
    assert (path.stat().st_size, md5) == (dataset["file_size"], dataset["hash"])


def test_cache_tables(alyx: Any, tmp_path: Path) -> None:
    files = alyx.download_cache_tables(destination=tmp_path / "tables")
    assert {path.name for path in files} >= {"sessions.pqt", "datasets.pqt"}
    assert all(path.stat().st_size for path in files)
