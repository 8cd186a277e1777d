"""``/docs/``, the Core API document and what a browser sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo_server import SIZE, start_demo

COREAPI = {"Accept": "application/coreapi+json"}
# Alyx 3.6.1's document is a frozen one of an older server.
EXPLAINED = {
    # References to records with numbers for keys.
    "brain_region",
    "parent",
    "content_type",
    # Its numbers behind labels, an enum there.
    "provenance",
    # Filters that are no more.
    "cull_method",
    "reduced",
}


def links(document: dict[str, Any], *place: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every action of a Core API document by its place."""
    for name, part in document.items():
        if name.startswith("_"):
            continue
        if part.get("_type") == "link":
            yield (*place, name), part
        else:
            yield from links(part, *place, name)


def fields(link: dict[str, Any]) -> dict[tuple[str, str], tuple[str, Any]]:
    """The kind and the choices of each field of an action."""
    return {
        (field["name"], field["location"]): (field["schema"]["_type"], field["schema"].get("enum"))
        for field in link.get("fields", ())
        if field["name"] not in EXPLAINED
    }


def test_the_same_document_as_a_real_server(captured: Path, stranger: httpx.Client) -> None:
    answer = stranger.get("/docs/", headers=COREAPI)
    assert answer.headers["Content-Type"] == "application/json"
    mine = dict(links(answer.json()))
    text = (captured / "schema" / "coreapi.json").read_text(encoding="utf-8")
    real = dict(links(json.loads(text)))
    assert mine.keys() == real.keys()
    for place, link in mine.items():
        for part in ("url", "action", "encoding"):
            assert link.get(part) == real[place].get(part), place
        assert fields(link) == fields(real[place]), place


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_a_page_for_everybody_else(stranger: httpx.Client, accept: str) -> None:
    answer = stranger.get("/docs/", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/docs", "/cache/info", "/cache/info/a%20tag"])
def test_only_some_addresses_get_their_slash(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"{path}/"


def test_there_is_no_root(stranger: httpx.Client) -> None:
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin")


def test_lists_are_pages_for_browsers(client: httpx.Client) -> None:
    answer = client.get("/sessions?limit=1", headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Session Api List</h1>" in answer.text
    assert "offset=1&amp;" in answer.text or "&amp;offset=1" in answer.text


def test_pages_hold_no_markup_of_records(client: httpx.Client) -> None:
    address = "/tags?limit=1000&x=<b>"
    text = client.get(address, headers={"Accept": "text/html"}).text
    assert "<b>" not in text


def test_an_older_server(tmp_path: Path) -> None:
    with start_demo(tmp_path, SIZE, "--dialect", "coreapi") as url:
        answer = httpx.get(f"{url}/api/schema", headers={"Accept": "application/json"})
        assert answer.status_code == 404
        assert "sessions" in httpx.get(f"{url}/docs/", headers=COREAPI).json()
