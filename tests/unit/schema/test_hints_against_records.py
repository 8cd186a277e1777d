"""The tables compared with the records and errors of a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from alyxtui.schema import hints
from alyxtui.schema.hints import choices, endpoints, filters, references
from alyxtui.schema.load import load
from alyxtui.schema.model import Api, Field, Kind


@pytest.fixture(scope="module")
def api(captured: Path) -> Api:
    """The captured schema of the same server, completed."""
    return load(json.loads((captured / "schema/api_schema.as_served.json").read_text("utf-8")))


def test_every_endpoint_has_a_heading_and_every_heading_its_endpoints(api: Api) -> None:
    named = {name for names in hints.GROUPS.values() for name in names}
    assert named == set(api.endpoints)


def records_of(captured: Path, folder: str, name: str) -> list[dict[str, Any]]:
    """The records of a captured answer; one that was cut short gives those that are whole."""
    path = captured / folder / f"{name}.txt"
    if not path.is_file():
        return []
    text = path.read_text("utf-8")
    found = re.search(r"^\{\n|^\[\n", text, re.MULTILINE)
    if found is None:
        return []
    decoder = json.JSONDecoder(strict=False)
    try:
        value, _ = decoder.raw_decode(text, found.start())
    except json.JSONDecodeError:
        start = text.find('"results": [')
        brace = text.find("{", start)
        if start < 0:
            return []
        value, _ = decoder.raw_decode(text, brace)
    if isinstance(value, dict) and "results" in value:
        listed: list[dict[str, Any]] = value["results"]
        return listed
    return [value] if isinstance(value, dict) and "status_code" not in value else []


def test_key_fields_stand_in_the_list_records(captured: Path, api: Api) -> None:
    checked = 0
    for name, keys in endpoints.KEY_FIELDS.items():
        for record in records_of(captured, "lists", name):
            checked += 1
            if not keys:
                assert not {"id", "url", "name"} & set(record)
                continue
            assert keys[0] in record, name
            lookup = api.endpoints[name].lookup
            assert keys[0] in {lookup, "url"} or not lookup, name
        if keys and api.endpoints[name].lookup:
            assert keys[0] in api.endpoints[name].actions["list"].record
    assert checked > 100
    assert set(endpoints.KEY_FIELDS) == {n for n, e in api.endpoints.items() if e.is_list}


def field_at(api: Api, endpoint: str, action: str, path: str) -> Field | None:
    """A field of the completed schema at a dotted path."""
    found = api.endpoints[endpoint].actions.get(action)
    if found is None:
        return None
    level: Mapping[str, Field] = {**found.fields, **found.record}
    field: Field | None = None
    for part in path.split("."):
        field = level.get(part)
        if field is None:
            return None
        level = {inner.name: inner for inner in field.fields}
    return field


_PYTHON: Mapping[Kind, tuple[type, ...]] = {
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.BOOLEAN: (bool,),
    Kind.OBJECT: (dict,),
}


def misfit(field: Field, value: object) -> str:
    """Why a value of a record does not fit its field, or empty."""
    if field.kind is Kind.JSON and not field.many:
        return ""
    if value is None:
        return "" if field.nullable else "null"
    if field.many:
        if not isinstance(value, list):
            return f"not a list: {value!r}"
        return next(filter(None, (single(field, item) for item in value)), "")
    return single(field, value)


def single(field: Field, value: object) -> str:
    """Why one value does not fit."""
    if field.kind is Kind.JSON:
        return ""
    if isinstance(value, bool) and field.kind is not Kind.BOOLEAN:
        return "a boolean"
    if not isinstance(value, _PYTHON.get(field.kind, (str,))):
        return f"{value!r:.40}"
    if isinstance(value, dict):
        inner = {nested.name: nested for nested in field.fields}
        for name, item in value.items():
            if name in inner and (why := misfit(inner[name], item)):
                return f"{name}: {why}"
    return ""


@pytest.mark.parametrize(("folder", "action"), [("lists", "list"), ("details", "read")])
def test_captured_records_fit_the_completed_schema(
    captured: Path, api: Api, folder: str, action: str
) -> None:
    wrong: list[tuple[str, str, str]] = []
    for name, endpoint in api.endpoints.items():
        if action not in endpoint.actions or not endpoint.is_list:
            continue
        fields = endpoint.actions[action].record
        for record in records_of(captured, folder, name):
            missing = set(fields) - set(record)
            unknown = set(record) - set(fields)
            wrong += [(name, key, "missing") for key in missing]
            wrong += [(name, key, "unknown") for key in unknown]
            for key in set(fields) & set(record):
                if why := misfit(fields[key], record[key]):
                    wrong.append((name, key, why))
    assert wrong == []


_REAL = {
    "integer": {Kind.INTEGER},
    "number": {Kind.NUMBER},
    "boolean": {Kind.BOOLEAN},
    "array": set(Kind),
}


def test_every_measured_difference_of_the_schema_is_mended(captured: Path, api: Api) -> None:
    text = (captured / "schema_vs_reality.txt").read_text("utf-8")
    endpoint, action, checked = "", "", 0
    for line in text.partition("## declared query parameters")[0].splitlines():
        if line.startswith("/"):
            route = line.split()[0]
            endpoint = route.strip("/").split("/{")[0]
            action = "read" if "{" in route else "list"
            continue
        found = re.match(r"\s+\.(\S+): (schema string, real (\w+)|null but not nullable)", line)
        if found is None or action not in api.endpoints[endpoint].actions:
            continue
        path = found[1].removeprefix("results[].").replace("[]", "")
        field = field_at(api, endpoint, action, path)
        assert field is not None, (endpoint, path)
        if found[3] is None:
            assert field.nullable, (endpoint, path)
        else:
            assert field.kind in _REAL[found[3]], (endpoint, path)
            assert field.many == (found[3] == "array"), (endpoint, path)
        checked += 1
    assert checked > 40


def test_broken_filters_are_declared_and_fail(captured: Path, api: Api) -> None:
    text = (captured / "filters.txt").read_text("utf-8")
    reality = (captured / "schema_vs_reality.txt").read_text("utf-8")
    failing = set(re.findall(r"500 /([\w-]+)\?limit=2&(\w+)=", text))
    part = ""
    for line in reality.partition("## declared query parameters")[2].splitlines():
        if line.startswith("/"):
            part = line.strip().strip("/")
        elif found := re.match(r"\s+(\w+)=.*-> 500", line):
            failing.add((part, found[1]))
    silent = {("users", "password"), ("subjects", "json"), ("tasks", "arguments")}
    for endpoint, row in filters.BROKEN.items():
        for name in row:
            assert name in api.endpoints[endpoint].actions["list"].parameters
            if endpoint == "check-protected":
                continue
            if (endpoint, name) in silent:
                assert re.search(rf"200 /{endpoint}\?limit=2&{name}=.*\n.*count=0 ", text)
            else:
                assert (endpoint, name) in failing


def test_every_filter_that_a_table_names_is_declared(api: Api) -> None:
    tables: tuple[Mapping[str, Any], ...] = (
        references.PARAMETERS,
        choices.PARAMETERS,
        filters.REPEATS_ROWS,
        filters.MATCHES,
        filters.COMMA_LISTS,
        filters.KINDS,
        filters.NOTES,
    )
    for table in tables:
        for endpoint, names in table.items():
            parameters = next(
                action.parameters
                for action in api.endpoints[endpoint].actions.values()
                if action.method == "GET"
            )
            assert set(names) <= set(parameters), endpoint
    used = {
        name
        for endpoint in api.endpoints.values()
        for action in endpoint.actions.values()
        for name in action.parameters
    }
    assert set(filters.HELP) <= used


def test_titles_times_and_states_are_fields_of_the_lists(api: Api) -> None:
    for endpoint, paths in endpoints.TITLE_FIELDS.items():
        for path in paths if api.endpoints[endpoint].is_list else ():
            assert field_at(api, endpoint, "list", path) is not None, (endpoint, path)
    for endpoint, name in endpoints.TIME_FIELDS.items():
        field = field_at(api, endpoint, "list", name)
        assert field is not None, (endpoint, name)
        assert field.kind in {Kind.DATE, Kind.DATETIME}
    for endpoint, paths in choices.STATUS_FIELDS.items():
        for path in paths:
            assert field_at(api, endpoint, "read", path) is not None, (endpoint, path)
    names = {
        name
        for endpoint in api.endpoints.values()
        for action in endpoint.actions.values()
        for name in (*action.record, *action.fields)
    }
    assert names >= endpoints.LONG_TEXT_FIELDS - {"adverse_effects"}


def test_guards_are_of_actions_that_exist_or_are_refused(api: Api) -> None:
    for endpoint, guards in endpoints.WRITE_GUARDS.items():
        missing = set(guards) - set(api.endpoints[endpoint].actions)
        assert missing <= ({"partial_update"} if endpoint == "weighings" else set())
    for endpoint, names in endpoints.SEND_ALONG.items():
        assert set(names) <= set(api.endpoints[endpoint].actions["partial_update"].fields)


def test_choices_of_filters_are_those_the_server_lists(captured: Path, api: Api) -> None:
    said = re.findall(
        r"500 /([\w-]+)\?limit=2&(\w+)=\w+ .*?\n.*?choices are: ([^\"]+)\"",
        (captured / "filters.txt").read_text("utf-8"),
    )
    assert {(endpoint, name) for endpoint, name, _ in said} >= {
        ("sessions", "qc"),
        ("tasks", "status"),
        ("trajectories", "provenance"),
        ("datasets", "qc"),
    }
    for endpoint, name, listed in said:
        enum = api.endpoints[endpoint].actions["list"].parameters[name].enum
        assert ", ".join(enum) == listed
    assert "200 /fov-location?limit=2&provenance=Estimate" in (captured / "filters.txt").read_text(
        "utf-8"
    )
