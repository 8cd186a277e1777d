"""What can be done to a field of many records, and what typed text comes to."""

from __future__ import annotations

import pytest

from alyxtui.domain.writes.deeds import Deed, ManyPlace, Wanted, doings, wanted, words
from alyxtui.domain.writes.operations import Add, Assign, Edit, Operation, Remove
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Action, Endpoint, Field, Kind

FIELDS = {
    "name": Field("name"),
    "status": Field("status", enum=("Waiting", "Errored")),
    "log": Field("log", nullable=True),
    "n": Field("n", Kind.INTEGER, minimum=0),
    "json": Field("json", Kind.JSON, nullable=True),
    "users": Field("users", many=True),
    "tags": Field("tags", many=True),
    "image": Field("image", Kind.FILE),
    "id": Field("id", Kind.UUID, read_only=True),
}
DATASETS = Endpoint(
    "datasets",
    "name",
    actions={
        "partial_update": Action(
            "partial_update", "PATCH", "/datasets/{name}", fields=FIELDS, record=FIELDS
        )
    },
)


def given(name: str, deed: Deed, text: str) -> Wanted:
    place = ManyPlace(DATASETS, "", {}, FIELDS[name], (name,), deed)
    return wanted(place, text, place.change(text))


def test_what_is_offered() -> None:
    found: dict[str, set[Deed]] = {}
    for one in doings(DATASETS):
        found.setdefault(one.field.name, set()).add(one.deed)
    assert found == {
        "status": {Deed.SET},
        "log": {Deed.SET, Deed.CLEAR},
        "n": {Deed.SET},
        "json": {Deed.MERGE, Deed.DEEP, Deed.DROP, Deed.REPLACE, Deed.CLEAR},
        "users": {Deed.ADD, Deed.REMOVE, Deed.SET, Deed.CLEAR},
        "tags": {Deed.ADD, Deed.REMOVE},
    }


@pytest.mark.parametrize(
    ("name", "deed", "text", "operation", "said"),
    [
        ("status", Deed.SET, "Waiting", Assign("Waiting"), "set Waiting"),
        ("log", Deed.SET, "", Assign(""), "set an empty text"),
        ("n", Deed.SET, "7", Assign(7), "set 7"),
        ("tags", Deed.ADD, "a, b", Add(("a", "b")), "add a, b"),
        ("tags", Deed.REMOVE, "a", Remove(("a",)), "take out a"),
        ("json", Deed.MERGE, '{"a": {"b": 1}}', Edit(((("a",), {"b": 1}),)), 'merge keys {"a": '),
        ("json", Deed.DEEP, '{"a": {"b": 1}}', Edit(((("a", "b"), 1),)), "merge keys, deep"),
        ("json", Deed.DROP, "a, b.c", Edit(removes=(("a",), ("b", "c"))), "remove keys a, b.c"),
        ("json", Deed.REPLACE, "[1,\n2]", Assign([1, 2]), "replace [1, 2]"),
    ],
)
def test_text_becomes_an_operation(
    name: str, deed: Deed, text: str, operation: Operation, said: str
) -> None:
    found = given(name, deed, text)
    assert found.operation == operation
    assert words(found).startswith(said)


@pytest.mark.parametrize(
    ("name", "deed", "text", "reason"),
    [
        ("status", Deed.SET, "waiting", "Did you mean Waiting"),
        ("n", Deed.SET, "-1", "less than 0"),
        ("tags", Deed.ADD, " , ", "no value"),
        ("json", Deed.MERGE, "[1]", "JSON object"),
        ("json", Deed.MERGE, "{}", "JSON object"),
        ("json", Deed.REPLACE, "{", "no JSON"),
        ("json", Deed.DROP, "a..b", "no key"),
        ("json", Deed.DROP, "", "no key"),
    ],
)
def test_what_no_record_could_take_is_refused_at_once(
    name: str, deed: Deed, text: str, reason: str
) -> None:
    with pytest.raises(ChangeRefused, match=reason):
        given(name, deed, text)
