"""Conditions on JSON find the rows that PostgreSQL finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

Find = Callable[[str], list[str]]

DOCUMENTS: dict[str, Any] = {
    "a": {"task": "FAIL", "n": 5, "pin": [9, True]},
    "b": {"task": "fail", "pin": [6]},
    "c": {"task": None},
    "d": {},
    "e": None,
    "f": {"task": "PASS", "dlcLeft": "PASS", "videoLeft": "PASS"},
    "g": {"dlcLeft": "PASS", "n": 7.5, "deep": {"a b": {"c,d": 1}}},
    "h": {"n": -3, "pin": [2, [1, 2]], "_dlc": True},
}
# Written out by hand from PostgreSQL's rules for jsonb, not from what the demo does.
JSON_CASES: list[tuple[str, str]] = [
    ("task,FAIL", "a"),
    ("task__iexact,fail", "ab"),
    ("task__in,['FAIL', 'PASS']", "af"),
    ("task,None", "c"),
    ("task__isnull,True", "degh"),
    ("task__isnull,False", "abcf"),
    ("task__icontains,a", "abf"),
    ("task__startswith,F", "a"),
    ("task__istartswith,f", "ab"),
    ("task__endswith,SS", "f"),
    ("task__regex,^(FAIL|PASS)$", "af"),
    ("n,5", "a"),
    ("n__gt,5", "g"),
    ("n__gte,5", "ag"),
    ("n,(-3)", "h"),
    ("n__lt,0", "h"),
    ("pin__0__gt,5", "ab"),
    ("pin__1,True", "a"),
    ("pin__1__1,2", "h"),
    ("_dlc,True", "h"),
    ("deep__a b__has_key,('c,d')", "g"),
    ("has_key,task", "abcf"),
    ("has_keys,['task', 'pin']", "ab"),
    ("has_any_keys,['deep', 'pin']", "abgh"),
    ("contains,({'dlcLeft': 'PASS'})", "fg"),
    ("contains,{'dlcLeft': 'PASS', 'videoLeft': 'PASS'}", "f"),
    ("contains,{'pin': [9]}", "a"),
    ("contains,{}", "abcdfgh"),
    ("contained_by,{'task': None, 'x': 1}", "cd"),
    ("contained_by,({'task': 'FAIL', 'n': 5, 'pin': [9, True, 3]})", "ad"),
    ("isnull,True", "e"),
]


@pytest.fixture(scope="module")
def documents(client: httpx.Client) -> Iterator[dict[str, str]]:
    """A session for each document, by id; deleted at the end."""
    made: dict[str, str] = {}
    for name, document in DOCUMENTS.items():
        body = {"subject": "KS022", "projects": [], "lab": "cortexlab", "extended_qc": document}
        made[client.post("/sessions", json=body).raise_for_status().json()["id"]] = name
    yield made
    for key in made:
        client.delete(f"/sessions/{key}")


@pytest.mark.parametrize(("text", "names"), JSON_CASES)
def test_lookups_of_json(text: str, names: str, find: Find, documents: dict[str, str]) -> None:
    found = find(f"sessions?django=extended_qc__{text},pk__in,{list(documents)}")
    assert "".join(sorted(documents[key] for key in found)) == names
