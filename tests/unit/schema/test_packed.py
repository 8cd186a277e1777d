"""The model as plain values and back, without loss."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.schema.load import load
from alyxtui.schema.model import Action, Api, By, Endpoint, Field, Kind, Parameter, Reference
from alyxtui.schema.packed import pack, unpack

_TEXT = st.text(max_size=5)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=4,
)
_REFERENCES = st.none() | st.builds(Reference, _TEXT, st.sampled_from(By), _TEXT)
_ENUMS = st.lists(_TEXT, max_size=3).map(tuple)
_BOUNDS = st.none() | st.floats(allow_nan=False)
_PARAMETERS = st.builds(
    Parameter, name=_TEXT, kind=st.sampled_from(Kind), enum=_ENUMS, reference=_REFERENCES
)
_FIELDS = st.recursive(
    st.builds(
        Field,
        name=_TEXT,
        kind=st.sampled_from(Kind),
        enum=_ENUMS,
        default=_JSON,
        minimum=_BOUNDS,
        maximum=_BOUNDS,
        max_length=st.none() | st.integers(),
        reference=_REFERENCES,
    ),
    lambda inner: st.builds(Field, name=_TEXT, fields=st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)


def _by_name(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.lists(values, max_size=3).map(lambda found: {one.name: one for one in found})


_ACTIONS = st.builds(
    Action,
    name=_TEXT,
    method=_TEXT,
    path=_TEXT,
    parameters=_by_name(_PARAMETERS),
    fields=_by_name(_FIELDS),
    record=_by_name(_FIELDS),
    paginated=st.booleans(),
)
_ENDPOINTS = st.builds(
    Endpoint,
    name=_TEXT,
    lookup_kind=st.sampled_from(Kind),
    actions=_by_name(_ACTIONS),
    key_fields=_ENUMS,
    write_guards=st.dictionaries(_TEXT, _TEXT, max_size=2),
)


@given(st.builds(Api, endpoints=_by_name(_ENDPOINTS), problems=_ENUMS))
def test_what_is_packed_comes_back(api: Api) -> None:
    assert unpack(json.loads(json.dumps(pack(api)))) == api


@pytest.mark.parametrize("name", ["api_schema.as_served.json", "coreapi.json"])
def test_real_models_come_back(captured: Path, name: str) -> None:
    api = load(json.loads((captured / "schema" / name).read_text(encoding="utf-8")))
    packed = pack(api)
    assert unpack(packed) == api
    assert len(packed["fields"]) < 500


@pytest.mark.parametrize("packed", [{}, {"fields": 3}, {"fields": [[]]}, {"fields": [[1, "x"]]}])
def test_something_else_is_refused(packed: dict[str, object]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        unpack(packed)
