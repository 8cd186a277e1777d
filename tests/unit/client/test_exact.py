"""JSON as it came."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given

from alyxtui.client.exact import Exact, Repeating, read_json
from alyxtui.domain.cells import digits, number
from alyxtui.domain.json_text import NotJson, as_text
from tests.unit.domain.json_values import JSON

LONG = "9" * 5000


@pytest.mark.parametrize(
    "text",
    ["0.10", "1e5", "1E-7", "-0.0", "12345678901234567890.12345", "1.0", "10", LONG, f"-{LONG}"],
)
def test_a_number_is_shown_as_it_was_sent(text: str) -> None:
    value = read_json(text.encode())
    assert isinstance(value, int | float)
    assert digits(value) == text
    assert as_text([value]) == f"[\n  {text}\n]"
    assert len(number(value)) <= 300


def test_what_python_would_hide_is_kept() -> None:
    value = read_json(b'{"a": 1, "b": NaN, "a": 2, "b": -Infinity}')
    assert isinstance(value, Repeating)
    assert digits(read_json(LONG.encode(), exact=False)) == LONG  # type: ignore[arg-type]
    assert value == {"a": 2, "b": -math.inf}
    assert value.repeated == ("a", "b")
    assert not isinstance(read_json(b'{"a": 1}'), Repeating)
    assert isinstance(read_json(b"1.50"), Exact)
    assert not isinstance(read_json(b"1.5"), Exact)


@pytest.mark.parametrize("body", [b'{"a": "\xff"}', b"{", b'"\x00"', b"", b"[" * 5])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        read_json(body)


@given(JSON)
def test_json_text_is_read_back(value: Any) -> None:
    if not isinstance(value, str):
        assert repr(read_json(as_text(value).encode("utf-8", "surrogatepass"))) == repr(
            json.loads(json.dumps(value))
        )


def test_json_text_of_odd_values() -> None:
    deep: Any = 1
    for _ in range(3000):
        deep = [deep]
    assert as_text(deep).count("[") == 3000
    ring: list[Any] = []
    ring.append({"a": ring})
    with pytest.raises(NotJson):
        as_text(ring)
