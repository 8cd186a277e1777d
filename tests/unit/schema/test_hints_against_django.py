"""The tables compared with what Django knows of a real server.

This is the proof of the tables: every row of a link, choice or filter is looked up in the captured
introspection of Alyx 3.6.1, and in both directions where that is possible.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from alyxtui.query import union
from alyxtui.query.fields import Fields
from alyxtui.schema import hints
from alyxtui.schema.hints import choices, endpoints, filters, references, targets, types
from alyxtui.schema.load import load
from alyxtui.schema.model import Api, By, Kind, Reference

_BY_NUMBER = {"experiments.BrainRegion", "contenttypes.ContentType", "auth.Group"} | {
    "auth.Permission"
}
# Rows that no serializer names: computed fields, seen in the captured records.
_SEEN = {
    ("chronic-insertions", "probe_insertion"),
    ("subjects", "session_projects"),
    ("users", "lab"),
    ("water-requirement", "subject"),
    ("water-restricted-subjects", "nickname"),
}
_SEEN_IN_READ = {("insertions", "datasets")}
# Filters by methods of the server's own, which name no model path: read in their names and tried.
_BY_METHOD = {"dataset_types", "tag", "atlas_id"}
_NESTED = {
    "SessionListSerializer": "actions.Session",
    "SessionWaterAdminSerializer": "actions.WaterAdministration",
    "SessionDatasetsSerializer": "data.Dataset",
    "ProbeInsertionListSerializer": "experiments.ProbeInsertion",
    "FOVSerializer": "experiments.FOV",
    "FOVLocationListSerializer": "experiments.FOVLocation",
    "NoteSerializer": "misc.Note",
    "DatasetFileRecordsSerializer": "data.FileRecord",
    "ZygosityListSerializer": "subjects.Zygosity",
    "WeighingDetailSerializer": "actions.Weighing",
    "WaterAdministrationDetailSerializer": "actions.WaterAdministration",
}


@pytest.fixture(scope="module")
def routes(captured: Path) -> dict[str, Any]:
    """What Django knows of each route."""
    loaded: dict[str, Any] = json.loads((captured / "introspection.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def models(captured: Path) -> dict[str, Any]:
    """What Django knows of each model."""
    loaded: dict[str, Any] = json.loads((captured / "relations.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def api(captured: Path) -> Api:
    """The captured schema of the same server, completed."""
    return load(json.loads((captured / "schema/api_schema.as_served.json").read_text("utf-8")))


def same(model: str) -> str:
    """A model, sessions of one kind as sessions."""
    return "actions.Session" if model in targets.SESSION_KINDS else model


def split(route: str) -> tuple[str, bool]:
    """The endpoint of a route and whether it is one record's."""
    name, brace, _ = route.strip("/").partition("/<")
    return name, bool(brace)


def serializers(routes: Mapping[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Endpoint, action, model and fields of every serializer."""
    for route, view in routes.items():
        name, is_record = split(route)
        for method, serializer in view.get("serializers", {}).items():
            if isinstance(serializer, dict):
                action = "read" if is_record else "list" if method == "GET" else "create"
                yield name, action, view.get("model") or "", serializer["fields"]


def flat(
    fields: Mapping[str, Any], model: str, prefix: str = ""
) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Fields by dotted path, nested ones too, each with the model it belongs to."""
    for name, field in fields.items():
        yield f"{prefix}{name}", field, model
        inner = field.get("fields")
        if isinstance(inner, dict):
            yield from flat(inner, _NESTED[serializer(field)], f"{prefix}{name}.")


def serializer(field: Mapping[str, Any]) -> str:
    """The class of a serializer's field, without the word for a list."""
    kind: str = field["class"].split(":")[-1]
    return kind


def expected_reference(
    path: str, field: Mapping[str, Any], model: str, models: Mapping[str, Any]
) -> tuple[str, By] | None:
    """The model and form of a serializer's field as Django knows them, or None for no reference."""
    if serializer(field) in _NESTED:
        return _NESTED[serializer(field)], By.NESTED
    by = field.get("by")
    if by is None:
        return None
    if serializer(field) == "HyperlinkedIdentityField":
        return model, By.URL
    own = models[model]["fields"].get(path.rpartition(".")[2], {})
    target = field.get("target") or own.get("to")
    if target is None:
        return None
    if by.startswith("url:"):
        return same(target), By.URL
    if by in {"id", "pk"}:
        return same(target), By.NUMBER if target in _BY_NUMBER else By.UUID
    return same(target), By.SLUG


def told(reference: Reference | None) -> tuple[str, By] | None:
    """What the tables say, in the form of ``expected_reference``."""
    return None if reference is None else (reference.model, reference.by)


def test_every_reference_of_a_field_is_what_django_knows(
    routes: Mapping[str, Any], models: Mapping[str, Any]
) -> None:
    wrong: list[tuple[object, ...]] = []
    compared: set[tuple[str, str]] = set()
    for endpoint, action, model, fields in serializers(routes):
        for path, field, owner in flat(fields, model):
            expected = expected_reference(path, field, owner, models)
            hinted = told(hints.reference_of(endpoint, path, action))
            if expected is not None:
                compared.add((endpoint, path))
            seen = (endpoint, path) in (_SEEN | _SEEN_IN_READ if action == "read" else _SEEN)
            if expected != hinted and not seen:
                wrong.append((endpoint, action, path, expected, hinted))
    assert wrong == []
    tables = (references.FIELDS, references.READ_FIELDS)
    rows = {(name, path) for table in tables for name, row in table.items() for path in row}
    assert rows - compared - _SEEN == set()
    assert len(compared) > 100


def test_the_endpoint_of_each_model_serves_that_model(routes: Mapping[str, Any]) -> None:
    served = {split(route)[0]: view.get("model") for route, view in routes.items()}
    for model, endpoint in targets.MODELS.items():
        assert served[endpoint] == model


def filter_target(models: Mapping[str, Any], model: str, path: str) -> tuple[str, str]:
    """The last model on a filter's path, and what is left of the path after it."""
    parts = path.split("__")
    last = ""
    for position, part in enumerate(parts):
        field = models.get(model, {}).get("fields", {}).get(part)
        if field is None or "to" not in field:
            return last, "__".join(parts[position:])
        model = last = field["to"]
    return last, ""


def all_filters(
    routes: Mapping[str, Any], models: Mapping[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any], str, str]]:
    """Endpoint, parameter, filter, target model and rest of the path, broken ones left out."""
    for route, view in routes.items():
        endpoint, _ = split(route)
        for name, found in view.get("filters", {}).items():
            if name not in filters.BROKEN.get(endpoint, {}):
                target, rest = filter_target(models, view["model"], found["field"])
                yield endpoint, name, found, same(target), rest


def expected_filter(
    found: Mapping[str, Any], target: str, rest: str, api: Api
) -> tuple[str, By] | None:
    """What a filter's value names, as Django knows it."""
    if not target or found["class"] == "BooleanFilter":
        return None
    if rest in {"", "id"} and found["class"] != "CharFilter":
        return target, By.NUMBER if target in _BY_NUMBER else By.UUID
    endpoint = targets.MODELS.get(target, "")
    slug = api.endpoints[endpoint].lookup if endpoint in api.endpoints else "name"
    slug = slug or "name"  # procedures have no lookup; they are named by their name everywhere
    return (target, By.SLUG) if rest == slug else None


def test_every_reference_of_a_filter_is_what_django_knows(
    routes: Mapping[str, Any], models: Mapping[str, Any], api: Api
) -> None:
    wrong: list[tuple[object, ...]] = []
    compared: set[tuple[str, str]] = set()
    for endpoint, name, found, target, rest in all_filters(routes, models):
        expected = expected_filter(found, target, rest, api)
        hinted = told(references.PARAMETERS.get(endpoint, {}).get(name))
        compared.add((endpoint, name))
        if expected != hinted and name not in _BY_METHOD:
            wrong.append((endpoint, name, expected, hinted))
    assert wrong == []
    rows = {(name, key) for name, row in references.PARAMETERS.items() for key in row}
    assert rows - compared == set()


def test_filters_that_are_not_exact_are_all_known(
    routes: Mapping[str, Any], models: Mapping[str, Any]
) -> None:
    words = {"iexact": "any case", "icontains": "part, any case"}
    expected = {
        (endpoint, name): words[found["lookup"]]
        for endpoint, name, found, _, _ in all_filters(routes, models)
        if found["lookup"] in words and not found["method"]
    }
    hinted = {
        (name, key): match for name, row in filters.MATCHES.items() for key, match in row.items()
    }
    assert hinted == expected


def test_text_filters_on_dates_and_numbers_are_typed(
    routes: Mapping[str, Any], models: Mapping[str, Any]
) -> None:
    kinds = {"date": Kind.DATE, "number": Kind.INTEGER}
    expected = {
        (endpoint, name): kinds[found["field"].rpartition("__")[2]]
        for endpoint, name, found, _, _ in all_filters(routes, models)
        if found["class"] == "CharFilter"
        and found["field"].rpartition("__")[2] in kinds
        and "__" in found["field"]
    }
    hinted = {(name, key): kind for name, row in filters.KINDS.items() for key, kind in row.items()}
    assert hinted == expected


def test_mine_takes_a_user_name(routes: Mapping[str, Any]) -> None:
    for endpoint, name in endpoints.MINE.items():
        path = routes[f"/{endpoint}"]["filters"][name]["field"]
        assert path.rpartition("__")[2] == "username"
    candidates = {
        split(route)[0]
        for route, view in routes.items()
        for name, found in view.get("filters", {}).items()
        if found["field"].endswith("username")
        and name not in filters.BROKEN.get(split(route)[0], {})
    }
    assert candidates == set(endpoints.MINE)


def test_every_choice_is_what_django_knows(routes: Mapping[str, Any]) -> None:
    seen: set[tuple[str, str]] = set()
    for endpoint, _, model, fields in serializers(routes):
        for path, field, _ in flat(fields, model):
            enum = field.get("enum")
            if enum is None:
                continue
            assert set(choices.FIELDS[endpoint][path]) == set(map(str, enum)), (endpoint, path)
            if isinstance(enum, dict) and set(enum) != set(enum.values()):
                assert dict(choices.LABELS[endpoint, path]) == enum
            seen.add((endpoint, path))
    rows = {(name, path) for name, row in choices.FIELDS.items() for path in row}
    assert rows == seen


def test_json_fields_are_those_of_django(routes: Mapping[str, Any]) -> None:
    expected: dict[str, set[str]] = {}
    for endpoint, _, _, fields in serializers(routes):
        for name, field in fields.items():
            if field["class"] == "JSONField":
                expected.setdefault(endpoint, set()).add(name)
    assert {name: set(fields) for name, fields in types.JSON_FIELDS.items()} == expected


def test_file_fields_are_those_of_django(routes: Mapping[str, Any]) -> None:
    expected = {
        (endpoint, path)
        for endpoint, _, _, fields in serializers(routes)
        for path, field in fields.items()
        if field["class"] in {"ImageField", "FileField"}
    }
    assert {(name, key) for name, keys in types.FILE_FIELDS.items() for key in keys} == expected


def test_lookups_are_those_of_the_routes(routes: Mapping[str, Any], api: Api) -> None:
    for route, view in routes.items():
        endpoint, is_record = split(route)
        if is_record and view.get("lookup"):
            assert api.endpoints[endpoint].lookup == view["lookup"].replace("pk", "id")


def test_long_texts_are_the_text_fields_of_the_models(models: Mapping[str, Any]) -> None:
    expected = {
        name
        for model in targets.MODELS
        for name, field in models[model]["fields"].items()
        if field.get("type") == "TextField"
    }
    assert endpoints.LONG_TEXT_FIELDS - {"description_html"} == expected


def test_what_filters_compare(api: Api, routes: dict[str, Any]) -> None:
    """Filters of which ``a | b`` becomes one condition compare just that path, and so."""
    lookups = {None: "exact", "any case": "iexact", "part, any case": "icontains"}
    # Methods of the server's own, read: a label for its number, and every one of some names.
    by_label_or_list = {"enum_field_filter", "filter_users"}
    seen = 0
    for name, endpoint in api.endpoints.items():
        if endpoint.is_list:
            known = routes[f"/{name}"].get("filters", {})
            fields = Fields(endpoint)
            for one in endpoint.actions["list"].parameters:
                found = union.compared(one, fields)
                if found is not None:
                    django = known[one]
                    assert (django["field"], django["lookup"]) == (found[0], lookups[found[1]])
                    assert django["method"] is None or django["method"] in by_label_or_list
                    seen += 1
    assert seen > 150
