"""What servers said of themselves, kept on the disk."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from alyxtui.client import schema_store
from alyxtui.client.schema_store import SchemaStore
from alyxtui.schema.model import Action, Api, Endpoint

URL = "http://alyx.example"
API = Api({"mice": Endpoint("mice", actions={"list": Action("list", "GET", "/mice")})})


@pytest.fixture
def store(tmp_path: Path) -> SchemaStore:
    return SchemaStore(tmp_path / "schemas")


def file_of(store: SchemaStore) -> Path:
    (path,) = store._directory.glob("*.json")
    return path


def test_what_is_kept_is_found_again(store: SchemaStore) -> None:
    assert store.load(URL) is None
    store.save(URL, API)
    kept = store.load(URL)
    assert kept is not None
    assert kept.api == API
    assert kept.is_fresh
    assert store.load("http://other.example") is None


def test_a_kept_one_grows_old(store: SchemaStore) -> None:
    store.save(URL, API)
    path = file_of(store)
    head, _, body = path.read_text().partition("\n")
    for at, fresh in ((time.time() - 86_000, True), (time.time() - 87_000, False), (9e12, False)):
        path.write_text(f"{json.dumps({**json.loads(head), 'at': at})}\n{body}")
        kept = store.load(URL)
        assert kept is not None
        assert kept.is_fresh is fresh


def test_half_a_file_is_none(store: SchemaStore) -> None:
    store.save(URL, API)
    path = file_of(store)
    whole = path.read_bytes()
    for end in range(0, len(whole), 7):
        path.write_bytes(whole[:end])
        assert store.load(URL) is None


def test_a_changed_file_is_none(store: SchemaStore) -> None:
    store.save(URL, API)
    path = file_of(store)
    path.write_text(path.read_text().replace("/mice", "/rats"))
    assert store.load(URL) is None


def test_another_program_wrote_it(store: SchemaStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save(URL, API)
    monkeypatch.setattr(schema_store, "__version__", "99")
    assert store.load(URL) is None


def test_a_disk_that_takes_no_file(tmp_path: Path) -> None:
    (tmp_path / "schemas").write_text("in the way")
    store = SchemaStore(tmp_path / "schemas")
    store.save(URL, API)
    assert store.load(URL) is None
