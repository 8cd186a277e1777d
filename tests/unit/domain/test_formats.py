"""Records as text, and back again."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain import formats
from alyxtui.domain.formats import escaped, unescaped

# NUL is refused by the csv module of Python 3.10 when it reads; a surrogate cannot be encoded.
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
RECORDS = st.lists(st.dictionaries(st.text(), VALUES, max_size=4), max_size=4)


def read(text: str) -> list[list[str]]:
    """As Python's csv module reads what was written to a file."""
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=5))
def test_csv_comes_back(rows: list[list[str]]) -> None:
    records = [dict(zip("ab", row, strict=True)) for row in rows]
    text = "".join(formats.csv_lines(["a", "b"], records, keep_formulas=True))
    assert read(text) == [["a", "b"], *rows]
    mended = read("".join(formats.csv_lines(["a", "b"], records)))
    assert [[unescaped(cell) for cell in row] for row in mended] == [["a", "b"], *rows]


@given(TEXT, VALUES)
def test_one_column_comes_back(text: str, value: object) -> None:
    records: list[Mapping[str, object]] = [{"a": text}, {"a": value}]
    written = "".join(formats.csv_lines(["a"], records, keep_formulas=True))
    rows = read(written.replace("\x00", ""))
    assert rows[:2] == [["a"], [text]]
    assert len(rows) == 3
    if isinstance(value, list | dict) and "\\u0000" not in written and "\x00" not in written:
        assert json.loads(rows[2][0]) == value


def test_csv_as_rfc_4180_has_it() -> None:
    records: list[Mapping[str, object]] = [
        {"a": 'say "x"', "b": None},
        {"a": "1,2", "b": [1, {"k": "é"}]},
        {"a": True},
    ]
    assert "".join(formats.csv_lines(["a", "b"], records)) == (
        'a,b\r\n"say ""x""",\r\n"1,2","[1,{""k"":""é""}]"\r\ntrue,\r\n'
    )


@given(st.text())
def test_no_spreadsheet_runs_it(text: str) -> None:
    safe = escaped(text)
    assert unescaped(safe) == text
    if safe[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        float(safe)  # a number, which is no formula


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("-3.5e-2", "-3.5e-2"),
        ("'=x", "''=x"),
        ("it's", "it's"),
        ("'quoted'", "'quoted'"),
    ],
)
def test_formulas(text: str, written: str) -> None:
    assert escaped(text) == written


@given(RECORDS)
def test_json_comes_back(records: list[dict[str, object]]) -> None:
    lines = formats.encoded("".join(formats.json_lines(records))).decode()
    assert [json.loads(line) for line in lines.split("\n")[:-1]] == records
    document = formats.encoded("".join(formats.json_document(records))).decode()
    assert json.loads(document) == records


def test_numbers_that_are_none_stay() -> None:
    assert formats.plain(math.nan) == "NaN"
    assert "".join(formats.json_lines([{"x": math.inf}])) == '{"x": Infinity}\n'


def test_tables_to_paste() -> None:
    records: list[Mapping[str, object]] = [{"a": "x\ty\nz", "b": 1.5}, {"a": "|*_", "b": None}]
    assert "".join(formats.tsv_lines(["a", "b"], records)) == "a\tb\nx y z\t1.5\n|*_\t\n"
    assert "".join(formats.markdown_lines(["a", "b"], records)) == (
        "| a | b |\n| --- | --- |\n| x y z | 1.5 |\n| \\|\\*\\_ |  |\n"
    )


@given(st.lists(st.text(), min_size=1, max_size=3), st.lists(VALUES, max_size=3))
def test_a_row_stays_a_line(names: list[str], values: list[object]) -> None:
    records: list[Mapping[str, object]] = [dict.fromkeys(names, value) for value in values]
    for lines in (formats.tsv_lines(names, records), formats.markdown_lines(names, records)):
        assert all(len(line.splitlines()) == 1 for line in lines if line.strip("\t\n"))


def test_fields_by_path() -> None:
    record = {"extended_qc": {"task": "FAIL"}, "a.b": 1}
    assert formats.picked(record, ["extended_qc.task", "a.b", "no.such"]) == {
        "extended_qc.task": "FAIL",
        "a.b": 1,
        "no.such": None,
    }
    assert formats.picked(record, []) == record
