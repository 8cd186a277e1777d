"""Filters from cells, and the filter by user."""

from __future__ import annotations

import pytest

from alyxtui.query import mend, render
from alyxtui.query.cell import Relation, by_cell, mine
from alyxtui.query.model import Query
from alyxtui.schema.model import Api
from tests.unit.query.checking import ensure

EID = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"


@pytest.mark.parametrize(
    ("endpoint", "column", "value", "relation", "sent"),
    [
        ("sessions", "subject", "KS022", Relation.IS, "subject__nickname,KS022"),
        ("sessions", "subject", "437", Relation.IS_NOT, "~subject__nickname,('437')"),
        ("sessions", "lab", None, Relation.IS, "lab__isnull,True"),
        ("sessions", "task_protocol", "a, b", Relation.CONTAINS, "task_protocol__icontains,('a, b')"),
        ("sessions", "start_time", "2021-02-05T10:00:00.5", Relation.IS, "start_time__date,2021-02-05"),
        ("sessions", "start_time", "2021-02-05T10:00:00", Relation.AFTER,
         "start_time__date__gt,2021-02-05"),
        ("sessions", "number", 1, Relation.BEFORE, "number__lt,1"),
        ("sessions", "qc", "FAIL", Relation.IS, "qc,40"),
        ("sessions", "id", EID, Relation.IS, f"id,{EID}"),
        ("sessions", "extended_qc._video.0", True, Relation.IS, "extended_qc___video__0,True"),
        ("tasks", "session", EID, Relation.IS, f"session,{EID}"),
        ("tasks", "status", "Errored", Relation.IS_NOT, "~status,40"),
        ("subjects", "responsible_user", "olivier", Relation.IS, "responsible_user__username,olivier"),
        ("subjects", "death_date", "2021-02-05", Relation.BEFORE, "death_date__lt,2021-02-05"),
    ],
)  # fmt: skip
def test_what_the_server_understands(
    api: Api, endpoint: str, column: str, value: object, relation: Relation, sent: str
) -> None:
    owner = api.endpoints[endpoint]
    query = by_cell(Query(endpoint), owner, column, value, relation)
    assert query is not None
    assert render.filters(query) == [("django", sent)]
    assert mend.mend(query, owner).query == query
    ensure(query, owner)
    assert by_cell(query, owner, column, value, relation) == query or relation is Relation.IS_NOT


def test_of_several_values_each_is_wanted(api: Api) -> None:
    sessions = api.endpoints["sessions"]
    query = by_cell(Query("sessions"), sessions, "projects", ["a", "b", "c"])
    assert query is not None
    sent = "projects__name,a,projects__name__exact,b,projects__name__in,['c']"
    assert render.filters(query) == [("django", sent)]
    ensure(query, sessions)
    assert by_cell(Query("sessions"), sessions, "projects", [*"abcd"]) is None
    assert by_cell(Query("sessions"), sessions, "projects", [*"ab"], Relation.CONTAINS) is None


def test_columns_that_cannot_be_asked_for(api: Api) -> None:
    assert by_cell(Query("subjects"), api.endpoints["subjects"], "expected_water", 1.0) is None
    assert by_cell(Query("projects"), api.endpoints["projects"], "name", "x") is None


def test_mine(api: Api) -> None:
    sessions, weighings = api.endpoints["sessions"], api.endpoints["weighings"]
    on = mine(Query("sessions"), sessions, "olivier")
    assert on == Query("sessions", (("users", "olivier"),))
    assert mine(on, sessions, "olivier") == Query("sessions")
    weighed = mine(Query("weighings"), weighings, "olivier")
    assert weighed is not None
    assert render.filters(weighed) == [("django", "user__username,olivier")]
    assert mine(weighed, weighings, "olivier") == Query("weighings")
    assert mine(Query("projects"), api.endpoints["projects"], "olivier") is None
