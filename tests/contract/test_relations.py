"""The models of a real server, field by field: queries go through their names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

# Kinds of columns that only PostgreSQL or another package has, and what stands for them.
SAME = {
    "HostedURLField": "URLField",
    "NanFloatField": "FloatField",
    "FileField": "ImageField",  # a picture is never opened to read its size
    "CharField": "CharNullField",
    "ForeignKey": "TreeForeignKey",
    "JSONField": "ArrayField",
}
# Models that no endpoint shows and no record leads to.
EXPLAINED = {"actions.Notification", "actions.NotificationRule", "subjects.AdverseEffect"}
EXPLAINED |= {"subjects.CullSubject"}  # a part of the administration's own pages
# Reverse names of those and of Django's own record of changes.
REVERSE = {"notification", "notificationrule", "logentry", "revision"}
LISTING = """
import json
import django
django.setup()
from django.apps import apps
def told(field):
    of = {"type": type(field).__name__}
    if field.auto_created or field.many_to_many:
        return of
    return of | {"null": bool(getattr(field, "null", False))}
print(json.dumps({
    model._meta.label: {field.name: told(field) for field in model._meta.get_fields()}
    for model in apps.get_models()
}))
"""


@pytest.fixture(scope="module")
def mine() -> dict[str, dict[str, Any]]:
    """The demo's models: name, field, and what Django says of it."""
    listed = subprocess.run(
        [sys.executable, "-c", LISTING],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "alyxtui.demo.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    models: dict[str, dict[str, Any]] = json.loads(listed.stdout)
    return models


def test_same_models_and_fields(captured: Path, mine: dict[str, dict[str, Any]]) -> None:
    real = json.loads((captured / "relations.json").read_text("utf-8"))
    assert set(real) - set(mine) == EXPLAINED
    wrong = []
    for label in set(real) - EXPLAINED:
        for name, field in real[label]["fields"].items():
            told = mine[label].get(name)
            if told is None:
                wrong += [] if name in REVERSE else [(label, name, "missing")]
                continue
            if field["type"] not in {told["type"], SAME.get(told["type"])}:
                wrong.append((label, name, told["type"]))
            if "null" in told and told["null"] != field.get("null", False):
                wrong.append((label, name, "null"))
    assert not wrong
