"""What a server has come to offer, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from alyxtui.schema.changes import changes
from alyxtui.schema.model import Action, Api, Endpoint, Field, Parameter


def api(*endpoints: Endpoint) -> Api:
    return Api(endpoints={one.name: one for one in endpoints})


def endpoint(name: str = "mice", *actions: Action, **more: Any) -> Endpoint:
    return Endpoint(name, actions={one.name: one for one in actions}, **more)


def action(name: str = "list", *fields: Field, **more: Any) -> Action:
    return Action(name, "GET", "/mice", fields={one.name: one for one in fields}, **more)


def parameters(*names: str) -> dict[str, Parameter]:
    return {name: Parameter(name) for name in names}


COLOUR = Field("colour", enum=("red", "blue"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ([endpoint()], [endpoint()], []),
        ([], [endpoint("lasers"), endpoint("x\x1b[0m")], ["new endpoints lasers, x␛[0m"]),
        ([endpoint("lasers")], [], ["no more endpoint lasers"]),
        (
            [endpoint(lookup="id")],
            [endpoint(lookup="name")],
            ["mice: named by name instead of id"],
        ),
        ([endpoint()], [endpoint("mice", action())], ["mice: new action list"]),
        (
            [endpoint("mice", action(parameters=parameters("a")))],
            [endpoint("mice", action(parameters=parameters("b", "c")))],
            ["mice list: new parameters b, c", "mice list: no more parameter a"],
        ),
        (
            [endpoint("mice", action("create"), action("partial_update"))],
            [endpoint("mice", action("create", COLOUR), action("partial_update", COLOUR))],
            ["mice create, partial update: new field colour"],
        ),
        (
            [endpoint("mice", action("create", COLOUR))],
            [endpoint("mice", action("create", replace(COLOUR, required=True)))],
            ["mice create: colour is required now"],
        ),
        (
            [endpoint("mice", action("create", COLOUR))],
            [endpoint("mice", action("create", replace(COLOUR, enum=("red",))))],
            ["mice create: other choices for colour"],
        ),
        (
            [endpoint("mice", action("create"))],
            [endpoint("mice", action("create", replace(COLOUR, read_only=True)))],
            [],
        ),
        (
            [endpoint("mice", action())],
            [endpoint("mice", replace(action(), path="/v2/mice"))],
            ["mice list: now GET /v2/mice"],
        ),
    ],
)
def test_changes(old: list[Endpoint], new: list[Endpoint], words: list[str]) -> None:
    assert list(changes(api(*old), api(*new))) == words
