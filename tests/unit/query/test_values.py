"""Values as a person types them."""

from __future__ import annotations

import pytest

from alyxtui.query import values
from alyxtui.schema.model import Kind, Parameter


@pytest.mark.parametrize(
    ("parameter", "text", "is_fine"),
    [
        (Parameter("number", Kind.INTEGER), "3", True),
        (Parameter("number", Kind.INTEGER), "3.5", False),
        (Parameter("number", Kind.INTEGER), "1_000", False),
        (Parameter("age", Kind.NUMBER), "-0.5", True),
        (Parameter("age", Kind.NUMBER), "old", False),
        (Parameter("alive", Kind.BOOLEAN), "true", True),
        (Parameter("alive", Kind.BOOLEAN), "1", False),
        (Parameter("id", Kind.UUID), "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a", True),
        (Parameter("id", Kind.UUID), "4ecb5d24", False),
        (Parameter("day", Kind.DATE), "2021-02-30", False),
        (Parameter("start_time", Kind.DATETIME), "2021-02-03T10:00:00", True),
        (Parameter("qc", enum=("PASS", "FAIL")), "pass", True),
        (Parameter("qc", enum=("PASS", "FAIL")), "good", False),
        (Parameter("ids", Kind.INTEGER, many=True), "1, 2", True),
        (Parameter("ids", Kind.INTEGER, many=True), "1, b", False),
        (Parameter("users", broken="the server fails on it"), "anne", False),
        (Parameter("users", broken="the server fails on it"), "", True),
    ],
)
def test_what_may_be_typed(parameter: Parameter, text: str, is_fine: bool) -> None:
    assert (values.problem(parameter, text) == "") is is_fine


def test_values_are_sent_as_the_server_wants_them() -> None:
    assert values.sent(Parameter("alive", Kind.BOOLEAN), "yes") == "True"
    assert values.sent(Parameter("qc", enum=("PASS", "FAIL")), " fail ") == "FAIL"
    assert values.sent(Parameter("lab"), " a b ") == "a b"
