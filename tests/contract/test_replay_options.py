"""The captured OPTIONS of a real server, asked of the demo: what its forms look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract import traffic
from tests.contract.files import files

RECORDS = {
    "sessions": "7dad358c-e18b-4628-bdc6-6ce09aa6420c",
    "tasks": "4b695004-9660-4331-9e01-deed34a069bd",
}


@pytest.mark.parametrize("path", files("options"))
def test_same_forms(path: Path, client: httpx.Client) -> None:
    exchange = traffic.read(path)
    target = exchange.target
    for endpoint, real in RECORDS.items():
        if real in target:
            mine = client.get(f"/{endpoint}?limit=1").json()["results"][0]["id"]
            target = target.replace(real, mine)
    answer = client.options(target, headers={"Accept": exchange.accept})
    assert answer.status_code == exchange.status
    assert answer.headers["Content-Type"] == exchange.kind
    assert answer.headers["Allow"] == exchange.allow
    told = answer.json()
    assert list(told) == list(exchange.answer)
    if exchange.status == 500:
        assert told == exchange.answer
        return
    # The demo describes its endpoints in words of its own.
    assert told | {"description": ""} == exchange.answer | {
        "description": "",
        **({"actions": own_help(exchange.answer, told)} if "actions" in told else {}),
    }


def own_help(real: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The real forms, with the demo's words of help in the places of the real ones."""
    forms: dict[str, Any] = {}
    for method, fields in real["actions"].items():
        mine = told["actions"][method]
        assert list(mine) == list(fields)
        forms[method] = {
            name: {key: value for key, value in field.items() if key != "help_text"}
            | {key: value for key, value in mine[name].items() if key == "help_text"}
            for name, field in fields.items()
        }
    return forms
