"""A query as request parameters."""

from __future__ import annotations

from alyxtui.query.model import Query
from alyxtui.query.render import params
from alyxtui.schema.model import Action, Endpoint, Parameter

LIST = Action(
    "list",
    "GET",
    "/datasets",
    parameters={"tags": Parameter("tags", many=True, repeat=True), "lab": Parameter("lab")},
)
DATASETS = Endpoint("datasets", actions={"list": LIST})


def test_filters_come_in_order_and_the_page_last() -> None:
    query = Query("datasets", (("lab", "a,b"), ("django", "name,x")))
    assert params(DATASETS, query, limit=50, offset=100) == [
        ("lab", "a,b"),
        ("django", "name,x"),
        ("limit", "50"),
        ("offset", "100"),
    ]


def test_a_parameter_that_is_repeated_is_repeated() -> None:
    query = Query("datasets", (("tags", "one, two"),))
    assert params(DATASETS, query) == [("tags", "one"), ("tags", "two")]


def test_filters_are_set_replaced_and_taken_away() -> None:
    query = Query("datasets").with_filter("lab", "a").with_filter("tags", "x")
    assert query.with_filter("lab", "b").filters == (("lab", "b"), ("tags", "x"))
    assert query.without("lab").filters == (("tags", "x"),)
    assert query.value("nothing") is None
