"""The demo's description of itself against a real server's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

OPENAPI = "application/vnd.oai.openapi+json"
# Small differences: a format beside "number", and columns that are nullable there.
EXPLAINED = {
    "atlas_id",
    "performance_gte",
    "performance_lte",
    "SessionDetail.procedures",
    "PatchedSessionDetail.procedures",
    "ImagingStackDetail.name",
}


@pytest.fixture(scope="session")
def mine(client: httpx.Client) -> dict[str, Any]:
    """The demo's schema."""
    answer = client.get("/api/schema", headers={"Accept": OPENAPI})
    document: dict[str, Any] = answer.raise_for_status().json()
    return document


@pytest.fixture(scope="session")
def real(captured: Path) -> dict[str, Any]:
    """A real server's schema."""
    document: dict[str, Any] = json.loads(
        (captured / "schema" / "api_schema.as_served.json").read_text(encoding="utf-8")
    )
    return document


@pytest.mark.parametrize(
    ("accept", "status", "kind"),
    [
        (OPENAPI, 200, OPENAPI),
        ("application/json", 200, "application/json"),
        ("*/*", 200, "application/vnd.oai.openapi; charset=utf-8"),
        ("text/html", 406, ""),
    ],
)
def test_accept_decides_the_form(
    stranger: httpx.Client, accept: str, status: int, kind: str
) -> None:
    answer = stranger.get("/api/schema", headers={"Accept": accept})
    assert answer.status_code == status
    if kind:
        assert answer.headers["Content-Type"] == kind
        assert answer.text.startswith("{" if "json" in kind else "openapi:")


def test_no_trailing_slash(stranger: httpx.Client) -> None:
    assert stranger.get("/api/schema/").status_code == 404


def test_same_paths_and_operations(mine: dict[str, Any], real: dict[str, Any]) -> None:
    assert set(mine["paths"]) == set(real["paths"])
    for path, operations in mine["paths"].items():
        assert set(operations) == set(real["paths"][path])
        for method, operation in operations.items():
            wanted = real["paths"][path][method]
            for part in ("operationId", "tags", "responses", "requestBody", "security"):
                assert operation.get(part) == wanted.get(part), (path, method, part)


def test_same_parameters(mine: dict[str, Any], real: dict[str, Any]) -> None:
    for path, operations in mine["paths"].items():
        for method, operation in operations.items():
            told = _by_name(operation)
            wanted = _by_name(real["paths"][path][method])
            assert told.keys() == wanted.keys(), (path, method)
            for name in told.keys() - EXPLAINED:
                assert told[name] == wanted[name], (path, name)


def test_same_components(mine: dict[str, Any], real: dict[str, Any]) -> None:
    told, wanted = mine["components"], real["components"]
    assert told["securitySchemes"] == wanted["securitySchemes"]
    assert told["schemas"].keys() == wanted["schemas"].keys()
    for name, component in told["schemas"].items():
        other = wanted["schemas"][name]
        assert set(component.get("required", ())) == set(other.get("required", ())), name
        fields, others = component.get("properties", {}), other.get("properties", {})
        assert list(fields) == list(others), name
        for field in fields:
            if f"{name}.{field}" not in EXPLAINED:
                assert _bare(fields[field]) == _bare(others[field]), (name, field)


def test_lists_describe_their_filters(mine: dict[str, Any]) -> None:
    text = mine["paths"]["/sessions"]["get"]["description"]
    assert text.startswith("get: **FILTERS**")
    assert "-   **task_protocol** (icontains)" in text


def _by_name(operation: dict[str, Any]) -> dict[str, Any]:
    return {parameter["name"]: parameter for parameter in operation.get("parameters", ())}


def _bare(value: Any) -> Any:
    """Without the words for people, which are the demo's own."""
    if isinstance(value, dict):
        return {
            key: _bare(part) for key, part in value.items() if key not in {"description", "title"}
        }
    return [_bare(part) for part in value] if isinstance(value, list) else value
