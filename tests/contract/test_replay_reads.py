"""The captured lists and records of a real server, asked of the demo."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import pytest

from tests.contract import traffic
from tests.contract.files import files, filters

# Fields whose kinds differ, and why.
OTHER_KINDS = {
    # JSON fields hold anything; the captured page just held other kinds.
    "json",
    "arguments",
}
# A captured record holds a nested answer where the key is the whole address.
KEYS = ("id", "nickname", "username", "name")


@pytest.mark.parametrize("path", files("lists"))
def test_lists_have_the_same_envelope_fields_and_kinds(path: Path, client: httpx.Client) -> None:
    exchange = traffic.read(path)
    answer = client.get(exchange.target)
    assert answer.status_code == exchange.status
    assert answer.headers["Content-Type"] == exchange.kind
    if not isinstance(exchange.answer, dict):
        return  # a page, an archive, or a list that is cut off
    told = answer.json()
    assert list(told) == list(exchange.answer)
    if "results" not in told:
        assert traffic.field_kinds([told]) == traffic.field_kinds([exchange.answer])
        return
    if not told["results"]:
        pytest.skip("the demo has no such record")
    same_fields(told["results"], exchange.answer["results"])


@pytest.mark.parametrize("path", files("details"))
def test_records_have_the_same_fields_and_kinds(path: Path, client: httpx.Client) -> None:
    exchange = traffic.read(path)
    endpoint = exchange.target.split("/")[1]
    if not isinstance(exchange.answer, dict):
        pytest.skip("the captured record is cut off")
    answer = client.get(f"/{endpoint}/{first_key(client, endpoint)}")
    assert answer.status_code == exchange.status
    if endpoint == "water-type":
        return  # the list again
    same_fields([answer.json()], [exchange.answer])


def test_filters_give_the_same_statuses_and_words(captured: Path, client: httpx.Client) -> None:
    session = client.get("/sessions?limit=1").json()["results"][0]["id"]
    wrong = []
    for case in filters(captured):
        if case.target in EXPLAINED:
            continue
        target = case.target
        for known in REAL_SESSIONS:
            target = target.replace(known, session)
        answer = client.get(target, headers={"Accept": "application/json"})
        if answer.status_code != case.status or not case.matches(answer):
            wrong.append((case.target, case.words, answer.status_code, answer.text[:200]))
    assert not wrong


REAL_SESSIONS = (
    "70ab054c-eb80-4f7e-b7e3-24d38f831ea2",
    "7dad358c-e18b-4628-bdc6-6ce09aa6420c",
)
EXPLAINED = {
    # The demo's web server takes what follows two slashes for a host, so this is its root.
    "//sessions",
    # A mistake in the real server's own text.
    "/fov-location?limit=2&provenance=E",
    # The demo takes literals only; a real server looks the name up.
    "/sessions?limit=2&django=number__in%2C%5B__import__%5D",
    # The dataset of the real server does not exist here.
    "/files?limit=2&dataset=fedaf207-3a87-4e9b-a7e6-f987bd340b6c",
}


def same_fields(mine: list[dict[str, Any]], real: list[dict[str, Any]]) -> None:
    """The same fields in the same order, and no field with only values of another kind."""
    assert list(mine[0]) == list(real[0])
    told, wanted = traffic.field_kinds(mine), traffic.field_kinds(real)
    other = {
        name: (told[name], wanted[name])
        for name in told
        if name not in OTHER_KINDS and told[name] and wanted[name] and not told[name] & wanted[name]
    }
    other.pop("extended_qc", None)  # JSON too
    assert not other


def first_key(client: httpx.Client, endpoint: str) -> str:
    """What the address of the first record ends in."""
    record = client.get(f"/{endpoint}?limit=1").json()["results"][0]
    if "url" in record:
        return urlsplit(str(record["url"])).path.rpartition("/")[2]
    by_name = endpoint in {"tags", "revisions", "data-formats", "dataset-types"}
    keys = ("name",) if by_name else ("username",) if endpoint == "users" else KEYS
    return quote(str(next(record[key] for key in keys if key in record)), safe="")
