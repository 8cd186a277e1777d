"""An API made by hand, completed by the hints: no server, no captured files."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from alyxtui.schema.hints import enrich
from alyxtui.schema.model import Action, Api, Endpoint, Field, Kind, Parameter

_TEXT = ("subject", "lab", "project", "task_protocol", "users", "date_range", "dataset_types")
_NUMBERS = dict.fromkeys(("number", "atlas_id", "performance_gte", "x", "y"), Kind.NUMBER)
_KINDS: Mapping[str, Kind] = {
    **_NUMBERS,
    **dict.fromkeys(("histology", "alive", "exists"), Kind.BOOLEAN),
    **dict.fromkeys(("user", "species", "session", "id", "probe_insertion"), Kind.UUID),
}
_DECLARED: Mapping[str, tuple[str, ...]] = {
    "sessions": (
        *_TEXT,
        *("histology", "atlas_id", "atlas_acronym", "atlas_name", "performance_gte", "number"),
        *("qc", "dataset_qc_lte", "tag", "id", "extended_qc", "json", "datasets", "django"),
    ),
    "subjects": ("nickname", "lab", "sex", "alive", "species", "json", "django"),
    "insertions": ("atlas_id", "atlas_acronym", "atlas_name", "project", "model", "django"),
    "trajectories": ("provenance", "probe_insertion", "x", "y", "django"),
    "tasks": ("name", "status", "lab", "arguments", "django"),
    "datasets": ("session", "exists", "name", "tag", "created_date_gte", "django"),
    "weighings": ("user", "users", "lab", "location", "date_range", "subject", "json", "django"),
    "notes": ("django",),
    "projects": (),
    "novelties": ("colour", "django"),
}


def _list(name: str, parameters: tuple[str, ...]) -> Action:
    declared = {one: Parameter(one, _KINDS.get(one, Kind.TEXT)) for one in parameters}
    if name == "datasets":
        declared["tags"] = Parameter("tags", Kind.UUID, many=True, repeat=True)
    declared["limit"] = Parameter("limit", Kind.INTEGER)
    record = {"colour": Field("colour"), "when": Field("when", Kind.DATETIME)}
    return Action(
        "list",
        "GET",
        f"/{name}",
        parameters=MappingProxyType(declared),
        record=MappingProxyType(record if name == "novelties" else {}),
        paginated=True,
    )


@pytest.fixture(scope="session")
def api() -> Api:
    """Some endpoints of Alyx, and one that no hint knows."""
    endpoints = {
        name: Endpoint(name, lookup="id", actions={"list": _list(name, parameters)})
        for name, parameters in _DECLARED.items()
    }
    return enrich(Api(endpoints=MappingProxyType(endpoints)))
