"""What stands on stdout: JSON that means the same, and tables that fit."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alyxtui.cli import output
from alyxtui.cli.output import Heading
from alyxtui.text import safe, width


def test_json_cannot_act_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = {"a\x1b[2J": "\x9b31m \u202e \u200b \x7f \ud800 é 🐭 \U000e0041"}
    output.record(hostile)
    text = capsys.readouterr().out
    assert json.loads(text) == hostile
    assert "é 🐭" in text
    assert not [one for one in text.strip() if unicodedata.category(one) in {"Cc", "Cf", "Cs"}]


def test_nan_and_infinity_stay(capsys: pytest.CaptureFixture[str]) -> None:
    output.document([math.nan, math.inf, -math.inf])
    assert capsys.readouterr().out.split() == ["[", "NaN,", "Infinity,", "-Infinity", "]"]


_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_JSON)
def test_json_means_the_same(capsys: pytest.CaptureFixture[str], value: Any) -> None:
    output.record(value)
    text = capsys.readouterr().out
    assert json.loads(text) == value
    assert text.count("\n") == 1


HEADINGS = [Heading("name"), Heading("n", right=True), Heading("text")]
ROWS = [["KS014", "7", "x" * 50], ["s", "1234", "汉字" * 20]]


def test_a_table_elsewhere_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert output.table(HEADINGS, ROWS) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "name      n  text"
    assert lines[1] == "KS014     7  " + "x" * 50
    assert lines[2] == "s      1234  " + "汉字" * 20


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(st.text().map(safe), min_size=3, max_size=3), max_size=4),
    columns=st.integers(1, 100),
)
def test_a_table_on_a_terminal_fits(
    capsys: pytest.CaptureFixture[str], rows: list[list[str]], columns: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(columns))
        patch.setattr(output, "is_terminal", lambda: True)
        left_out = output.table(HEADINGS, rows)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(rows) + 1
    assert max(map(width, lines)) <= columns
    assert 0 <= left_out < 3
