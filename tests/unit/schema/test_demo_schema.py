"""The demo's own schema, asked for over HTTP: there wherever the project is."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from alyxtui.client.identity import key_of
from alyxtui.schema import hints
from alyxtui.schema.load import load
from alyxtui.schema.model import Api, Kind

_ACCEPT = {"Accept": "application/vnd.oai.openapi+json"}


@pytest.fixture(scope="module")
def api(demo_url: str) -> Api:
    """The demo's schema, loaded."""
    return load(httpx.get(f"{demo_url}/api/schema", headers=_ACCEPT).json())


@pytest.fixture(scope="module")
def signed_in(demo_url: str) -> Iterator[httpx.Client]:
    """Someone who may read."""
    answer = httpx.post(
        f"{demo_url}/auth-token", json={"username": "test_user", "password": "TapetesBloc18"}
    )
    token = {"Authorization": f"Token {answer.json()['token']}"}
    with httpx.Client(base_url=demo_url, headers=token) as client:
        yield client


def test_nothing_is_left_unread(api: Api) -> None:
    assert api.problems == ()
    for endpoint in api.endpoints.values():
        for action in endpoint.actions.values():
            kinds = {value.kind for value in (*action.fields.values(), *action.record.values())}
            assert Kind.UNKNOWN not in kinds, (endpoint.name, action.name)


def test_every_endpoint_is_one_that_the_hints_know(api: Api) -> None:
    groups = {name: endpoint.group for name, endpoint in api.endpoints.items()}
    assert [name for name, group in groups.items() if group == hints.OTHER] == []
    assert {"sessions", "subjects", "datasets", "tasks", "insertions", "labs"} <= set(groups)


def test_lists_answer_with_the_declared_fields_and_a_key(api: Api, signed_in: httpx.Client) -> None:
    looked_at = 0
    for endpoint in api.endpoints.values():
        if not endpoint.is_list:
            continue
        listed = endpoint.actions["list"]
        answer = signed_in.get(listed.path, params={"limit": "2"})
        assert answer.status_code == 200, endpoint.name
        for record in answer.json()["results"]:
            looked_at += 1
            assert set(record) <= set(listed.record), endpoint.name
            if "read" in endpoint.actions:
                assert key_of(endpoint, record), endpoint.name
    assert looked_at > len(api.endpoints) // 2


def test_what_a_reference_names_is_an_endpoint(api: Api) -> None:
    for endpoint in api.endpoints.values():
        for action in endpoint.actions.values():
            references = [
                *(parameter.reference for parameter in action.parameters.values()),
                *(field.reference for field in action.record.values()),
            ]
            named = {one.endpoint for one in references if one and one.endpoint}
            assert named <= set(api.endpoints), (endpoint.name, action.name)


def test_filters_have_their_mined_help(api: Api) -> None:
    parameters = api.endpoints["sessions"].actions["list"].parameters
    assert all("**" not in parameter.help for parameter in parameters.values())
    assert sum(bool(parameter.help) for parameter in parameters.values()) > len(parameters) // 2
