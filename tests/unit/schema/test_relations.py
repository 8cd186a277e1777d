"""The relation graph compared with what Django knows of a real server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alyxtui.schema.hints import MINE_PATHS, targets
from alyxtui.schema.hints.choices import CODES
from alyxtui.schema.hints.filters import EQUIVALENTS, OBSOLETE, OBSOLETE_FIELDS
from alyxtui.schema.hints.relations import (
    MODEL_FIELDS,
    codes_of,
    model_fields,
    model_of,
    slug_of,
)
from alyxtui.schema.model import Kind

_KINDS: dict[str, Kind] = {
    "ArrayField": Kind.UNKNOWN,
    "BigIntegerField": Kind.INTEGER,
    "BooleanField": Kind.BOOLEAN,
    "CharField": Kind.TEXT,
    "CharNullField": Kind.TEXT,
    "DateField": Kind.DATE,
    "DateTimeField": Kind.DATETIME,
    "EmailField": Kind.EMAIL,
    "FloatField": Kind.NUMBER,
    "ImageField": Kind.TEXT,
    "IntegerField": Kind.INTEGER,
    "JSONField": Kind.JSON,
    "PositiveIntegerField": Kind.INTEGER,
    "SmallIntegerField": Kind.INTEGER,
    "TextField": Kind.TEXT,
    "URLField": Kind.URI,
    "UUIDField": Kind.UUID,
}
_TO_ONE = {"many-to-one", "one-to-one", "reverse one-to-one"}
_SAME = dict.fromkeys(targets.SESSION_KINDS, "actions.Session")
_SUBJECTS_UNDER_OTHER_NAMES = {"subjects.AdverseEffect", "subjects.CullSubject"}
_LEFT_OUT = {("misc.LabMember", "password"), ("misc.LabMember", "auth_token")}


@pytest.fixture(scope="module")
def models(captured: Path) -> dict[str, Any]:
    """Every model of a real server with its fields and relations."""
    loaded: dict[str, Any] = json.loads((captured / "relations.json").read_text("utf-8"))
    return loaded


def test_every_field_and_relation_is_there(models: dict[str, Any]) -> None:
    expected = set(models) - set(_SAME) - _SUBJECTS_UNDER_OTHER_NAMES
    assert set(MODEL_FIELDS) == expected
    for model in expected:
        fields = {
            name: field
            for name, field in models[model]["fields"].items()
            if field["type"] != "GenericForeignKey" and (model, name) not in _LEFT_OUT
        }
        known = model_fields(model)
        assert set(known) == set(fields), model
        for name, field in fields.items():
            target = field.get("to") or ""
            assert known[name].target == _SAME.get(target, target), (model, name)
            if target:
                assert known[name].many is (field["kind"] not in _TO_ONE), (model, name)
                assert known[name].kind is Kind.OBJECT
            else:
                assert known[name].kind is _KINDS[field["type"]], (model, name)


def test_the_stored_values_of_labels(models: dict[str, Any]) -> None:
    for (model, name), codes in CODES.items():
        assert codes == dict(models[model]["fields"][name]["choices"]), (model, name)
    assert codes_of("subjects.Subject", "nickname") == {}


def leads_somewhere(endpoint: str, path: str) -> bool:
    model = model_of(endpoint)
    for name in (
        path.removesuffix("__range").removesuffix("__lte").removesuffix("__gte").split("__")
    ):
        field = model_fields(model).get(name)
        if field is None:
            return name == "date"
        model = field.target
    return True


def test_replacements_lead_somewhere() -> None:
    for table in (EQUIVALENTS, OBSOLETE):
        for endpoint, rows in table.items():
            for target in rows.values():
                assert "__" not in target or leads_somewhere(endpoint, target), (endpoint, target)
    for (model, _), name in OBSOLETE_FIELDS.items():
        assert name in model_fields(model)
    for endpoint, path in MINE_PATHS.items():
        assert leads_somewhere(endpoint, path), (endpoint, path)


def test_models_of_endpoints_and_names_of_records() -> None:
    assert model_of("sessions") == "actions.Session"
    assert model_of("water-restricted-subjects") == "subjects.Subject"
    assert model_of("nothing") == ""
    assert model_fields("no.Model") == {}
    assert [slug_of(f"{one}") for one in ("subjects.Subject", "misc.LabMember", "misc.Lab")] == [
        "nickname",
        "username",
        "name",
    ]
