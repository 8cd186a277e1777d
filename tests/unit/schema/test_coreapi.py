"""The description of older servers, and what it has in common with the newer one."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.errors import SchemaError
from alyxtui.schema.load import load
from alyxtui.schema.model import Action, Api, Kind

# The endpoints that ONE-api lists in seed 000.
_SEED = """
    brain-regions cache cache.zip channels chronic-insertions data-formats data-repository
    data-repository-type dataset-types datasets downloads fields-of-view files fov-location
    imaging-stack insertions labs locations new-download notes procedures projects register-file
    revisions sessions subjects surgeries sync-file-status tags tasks trajectories uploaded users
    water-administrations water-requirement water-restricted-subjects water-restriction water-type
    weighings
"""
# Alyx 3.6.1: what its frozen Core API document lacks, and what it has besides.
_UNTOLD = {
    ("sessions", "create"): {
        "end_time", "extended_qc", "json", "location", "n_correct_trials", "n_trials",
        "narrative", "parent_session", "procedures", "qc", "type", "users",
    },
    ("fov-location", "create"): {"field_of_view", "json"},
    ("imaging-stack", "create"): {"json", "name"},
}  # fmt: skip
_OTHER_REQUIRED = {("sessions", "create", "projects")}
_FORMER_PARAMETERS = {("subjects", "list"): {"cull_method", "reduced"}}


def _of(captured: Path, name: str) -> Api:
    return load(json.loads((captured / "schema" / name).read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def older(captured: Path) -> Api:
    return _of(captured, "coreapi.json")


@pytest.fixture(scope="module")
def newer(captured: Path) -> Api:
    return _of(captured, "api_schema.as_served.json")


def test_the_endpoints_are_those_of_the_seed(older: Api, newer: Api) -> None:
    assert older.problems == ()
    assert older.dialect == "coreapi"
    assert set(older.endpoints) == {*_SEED.split(), "check-protected"}
    assert set(newer.endpoints) == {*older.endpoints, "data-notices"}


def test_both_dialects_give_the_same_endpoints(older: Api, newer: Api) -> None:
    for name, endpoint in older.endpoints.items():
        other = newer.endpoints[name]
        for part in ("lookup", "lookup_kind", "group", "key_fields", "mine", "is_list"):
            assert getattr(endpoint, part) == getattr(other, part), (name, part)
        assert set(endpoint.actions) == set(other.actions), name


def test_both_dialects_give_the_same_actions(older: Api, newer: Api) -> None:
    for name, endpoint in older.endpoints.items():
        for action in endpoint.actions.values():
            other = newer.endpoints[name].actions[action.name]
            place = (name, action.name)
            assert (action.method, action.path) == (other.method, other.path)
            assert action.paginated == other.paginated
            former = _FORMER_PARAMETERS.get(place, set())
            assert set(action.parameters) - former == set(other.parameters), place
            untold = _UNTOLD.get(place, set())
            written, others = _writable(action), _writable(other)
            assert set(written) == set(others) - untold, place
            for field, required in written.items():
                if (*place, field) not in _OTHER_REQUIRED:
                    assert required == others[field], (*place, field)


def _writable(action: Action) -> dict[str, bool]:
    """Whether each field that a client may send is required."""
    return {field.name: field.required for field in action.fields.values() if not field.read_only}


def test_hints_and_mined_help_reach_the_older_one(older: Api) -> None:
    sessions = older.endpoints["sessions"].actions["list"].parameters
    assert sessions["qc"].enum[0] == "CRITICAL"
    assert "experimenters (exact)" in sessions["users"].help
    datasets = older.endpoints["datasets"].actions["list"].parameters
    assert datasets["session"].kind is Kind.UUID
    assert "record shows the URL" in datasets["session"].note
    assert older.endpoints["weighings"].actions["list"].parameters["lab"].broken
    task = older.endpoints["tasks"].actions["create"].fields
    assert task["arguments"].kind is Kind.JSON
    assert (task["parents"].kind, task["parents"].many) == (Kind.UUID, True)
    assert older.endpoints["notes"].actions["create"].fields["image"].kind is Kind.FILE
    assert older.endpoints["sessions"].actions["read"].record == {}


def _document(**parts: object) -> dict[str, Any]:
    return {"_type": "document", "_meta": {"title": "old"}, **parts}


def _link(url: str = "/things", method: str = "get", *fields: object) -> dict[str, object]:
    return {"_type": "link", "url": url, "action": method, "fields": list(fields)}


def _field(name: str, location: str, kind: str = "string", **more: object) -> dict[str, object]:
    schema = {"_type": kind, "title": "", "description": "words"}
    return {"name": name, "location": location, "schema": {**schema, **more}}


def test_a_link_becomes_an_action() -> None:
    path = _field("id", "path", description="A UUID string identifying this thing.")
    body = _field("colour", "form", "enum", enum=["red", "blue"]) | {"required": True}
    api = load(
        _document(
            things={
                "list": _link("http://a.example/things", "get", _field("name", "query")),
                "update": _link("/things/{id}", "put", path, body, _field("n", "form", "integer")),
            }
        )
    )
    assert (api.title, api.problems) == ("old", ())
    thing = api.endpoints["things"]
    assert (thing.lookup, thing.lookup_kind, thing.is_list) == ("id", Kind.UUID, False)
    assert thing.actions["list"].parameters["name"].help == "words"
    update = thing.actions["update"]
    assert (update.method, update.path) == ("PUT", "/things/{id}")
    assert (update.fields["colour"].enum, update.fields["colour"].required) == (
        ("red", "blue"),
        True,
    )
    assert (update.fields["n"].kind, update.fields["n"].required) == (Kind.INTEGER, False)


def test_a_list_is_known_by_its_paging() -> None:
    paging = [_field(name, "query", "integer") for name in ("limit", "offset")]
    api = load(_document(things={"list": _link("/things", "get", *paging)}))
    assert api.endpoints["things"].is_list


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"x": 3}, "x: an object was expected"),
        ({"x": {"_type": "link", "action": "get"}}, "without an address"),
        ({"x": _link("http://[", "get")}, "without an address"),
        ({"x": {"a": _link(), "b": _link()}}, "a second get of /things"),
        ({"x": _link("/y", "get", {"location": "query"})}, "a field without a name"),
        ({"x": _link("/y", "get", _field("a", "cookie"))}, "a field of the text 'cookie'"),
        ({"x": _link("/y", "get", _field("a", "query", "file"))}, "unknown type the text 'file'"),
        ({"x": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {}}}}}}}}}, "nested deeper"),
    ],
)
def test_a_broken_part_is_named_and_the_rest_is_usable(
    parts: dict[str, object], words: str
) -> None:
    api = load(_document(rest={"list": _link("/rest", "get")}, **parts))
    assert "rest" in api.endpoints
    assert any(words in problem for problem in api.problems), api.problems


@pytest.mark.parametrize("parts", [{}, {"x": 3}, {"auth-token": {"c": _link("/auth-token")}}])
def test_nothing_usable_is_refused(parts: dict[str, object]) -> None:
    with pytest.raises(SchemaError, match="no endpoint"):
        load(_document(**parts))


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["_type", "url", "action", "fields", "name", "location", "schema", "enum"]
            )
            | st.text(max_size=4),
            inner
            | st.sampled_from(["link", "/a", "/a/{b}", "get", "post", "query", "form", "array"]),
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(min_size=1, max_size=3), _ANY, max_size=4))
def test_anything_is_read_or_refused(parts: dict[str, object]) -> None:
    with suppress(SchemaError):
        assert load(_document(**parts)).endpoints
