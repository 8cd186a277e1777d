"""Both captured OpenAPI documents of real servers, read and completed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from alyxtui.schema.load import load
from alyxtui.schema.model import Api, By, Kind

_NEWEST = "schema/api_schema.as_served.json"
_OLDER = "schema/older/openapi_3.0_2025.json"


def api_of(captured: Path, name: str) -> Api:
    """One captured document, loaded."""
    return load(json.loads((captured / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def api(captured: Path) -> Api:
    """Alyx 3.6.1."""
    return api_of(captured, _NEWEST)


@pytest.mark.parametrize(("name", "count"), [(_NEWEST, 41), (_OLDER, 40)])
def test_nothing_is_left_unread(captured: Path, name: str, count: int) -> None:
    loaded = api_of(captured, name)
    assert loaded.problems == ()
    assert len(loaded.endpoints) == count
    for endpoint in loaded.endpoints.values():
        for action in endpoint.actions.values():
            kinds = {value.kind for value in (*action.fields.values(), *action.record.values())}
            assert Kind.UNKNOWN not in kinds
            if action.name in {"list", "read"} and endpoint.is_list:
                assert action.record


def test_the_older_document_lacks_only_the_notices(captured: Path, api: Api) -> None:
    older = api_of(captured, _OLDER)
    assert set(api.endpoints) - set(older.endpoints) == {"data-notices"}
    for name, endpoint in older.endpoints.items():
        assert endpoint.lookup == api.endpoints[name].lookup
        assert list(endpoint.actions) == list(api.endpoints[name].actions)


def test_the_number_of_parameters_is_that_of_the_document(captured: Path, api: Api) -> None:
    raw = json.loads((captured / _NEWEST).read_text(encoding="utf-8"))
    declared = sum(
        parameter["in"] == "query"
        for path, item in raw["paths"].items()
        if path not in {"/api/schema", "/auth-token", "/docs/"}
        for operation in item.values()
        for parameter in operation.get("parameters", ())
    )
    extra = 2 + 3  # water-requirement, check-protected: known to the hints only
    read = sum(
        len(action.parameters)
        for endpoint in api.endpoints.values()
        for action in endpoint.actions.values()
    )
    assert read == declared + extra


def test_actions_of_the_special_ones(api: Api) -> None:
    actions = {name: list(endpoint.actions) for name, endpoint in api.endpoints.items()}
    assert actions["water-type"] == ["list", "create", "list_2", "create_2"]
    assert actions["cache"] == ["list"]
    assert actions["cache.zip"] == ["list"]
    assert actions["uploaded"] == ["read"]
    assert actions["water-requirement"] == ["read"]
    assert actions["sync-file-status"] == ["list", "create"]
    assert actions["register-file"] == ["create"]
    assert actions["weighings"] == ["list", "create", "read", "delete"]
    assert not api.endpoints["check-protected"].is_list


def test_a_session(api: Api) -> None:
    sessions = api.endpoints["sessions"]
    assert (sessions.lookup, sessions.lookup_kind) == ("id", Kind.UUID)
    create = sessions.actions["create"].fields
    assert {name for name, field in create.items() if field.required} == {"subject"}
    assert create["extended_qc"].kind is Kind.JSON
    assert create["auto_datetime"].read_only
    assert not any(field.required for field in sessions.actions["partial_update"].fields.values())
    assert set(sessions.actions["list"].record) == {
        "id",
        "subject",
        "start_time",
        "number",
        "lab",
        "projects",
        "task_protocol",
        "url",
    }
    read = sessions.actions["read"].record
    assert read["notes"].many
    assert {field.name: field for field in read["notes"].fields}["user"].reference is not None


def test_filters_have_their_mined_help(api: Api) -> None:
    helps = {
        name: parameter.help
        for name, parameter in api.endpoints["sessions"].actions["list"].parameters.items()
    }
    assert helps["users"] == "experimenters (exact)"
    assert helps["performance_gte"] == "percentage of successful trials gte/lte"
    assert helps["dataset_qc_lte"].endswith("\n/sessions?dataset_qc_lte=WARNING")
    assert "\n- gte lookup: /sessions/?extended_qc=" in helps["extended_qc"]
    assert "brain_region" not in helps
    assert all("**" not in words for words in helps.values())


def test_what_the_schema_hides_is_there(api: Api) -> None:
    parameters = api.endpoints["weighings"].actions["list"].parameters
    assert parameters["lab"].broken
    assert not parameters["subject"].broken
    assert "id" in parameters["user"].note
    reference = api.endpoints["tasks"].actions["list"].record["session"].reference
    assert reference is not None
    assert (reference.endpoint, reference.by) == ("sessions", By.UUID)
    assert api.endpoints["tasks"].actions["create"].fields["status"].enum[0] == "Waiting"
    assert api.endpoints["notes"].actions["create"].fields["image"].kind is Kind.FILE
    assert api.endpoints["notes"].actions["list"].record["image"].kind is Kind.URI


def test_loading_takes_far_less_than_a_tenth_of_a_second(captured: Path) -> None:
    document = json.loads((captured / _NEWEST).read_text(encoding="utf-8"))
    best = min(_seconds(document) for _ in range(5))
    reference = min(_reference_seconds() for _ in range(5))
    # Against work of a known size, so that a slow or busy machine changes both.
    assert best < 12 * reference


def _seconds(document: object) -> float:
    start = time.perf_counter()
    load(document)
    return time.perf_counter() - start


def _reference_seconds() -> float:
    """The time of 100,000 small steps, about 10 ms where loading takes 50."""
    start = time.perf_counter()
    total = 0
    for number in range(100_000):
        total += len(str(number))
    assert total
    return time.perf_counter() - start
