"""Servers from before OpenAPI, and servers that have changed since they were asked."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from alyxtui.client.schema_store import SchemaStore
from tests.cli.conftest import Run


def test_a_server_before_openapi(ask: Run, older_url: str) -> None:
    ended = ask("endpoints", "--format", "json", ALYXTUI_URL=older_url)
    assert (ended.code, ended.err) == (0, "")
    names = [endpoint["name"] for endpoint in json.loads(ended.out)]
    assert {"cache", "sessions", "check-protected"} <= set(names)
    rows = ask("list", "sessions", "--limit", "2", "--fields", "id,lab", ALYXTUI_URL=older_url)
    assert rows.code == 0, rows.err
    assert [set(json.loads(line)) for line in rows.out.splitlines()] == [{"id", "lab"}] * 2
    refused = ask("list", "sessions", "subjct=KS022", ALYXTUI_URL=older_url)
    assert refused.code == 2
    assert "subject" in refused.err


def test_the_schema_is_kept_and_its_changes_are_said(ask: Run, demo_url: str, home: Path) -> None:
    assert ask("endpoints").code == 0
    store = SchemaStore()
    kept = store.load(demo_url)
    assert kept is not None
    fewer = {name: one for name, one in kept.api.endpoints.items() if name != "labs"}
    store.save(demo_url, replace(kept.api, endpoints=fewer))
    unknown = ask("list", "labs")
    assert (unknown.code, unknown.err.count("has changed")) == (2, 0)
    (path,) = home.rglob("schemas/*.json")
    head, _, body = path.read_text().partition("\n")
    path.write_text(json.dumps({**json.loads(head), "at": 0}) + "\n" + body)
    known = ask("list", "labs", "--limit", "1")
    assert known.code == 0
    assert "the server has changed: new endpoint labs" in known.err
    assert "has changed" not in ask("list", "labs", "--limit", "1").err
