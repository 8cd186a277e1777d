"""A record in an editor: written with help, read back, errors at their lines."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.writes.change import Verb
from alyxtui.domain.writes.operations import Assign, Edit
from alyxtui.domain.writes.record_text import TextRefused, change_of, read, with_errors, written
from alyxtui.errors import ChangeRefused
from alyxtui.schema.model import Action, Endpoint, Field, Kind

FIELDS = {
    "id": Field("id", Kind.UUID, read_only=True),
    "narrative": Field("narrative", help="what\nhappened"),
    "qc": Field("qc", enum=("PASS", "FAIL")),
    "json": Field("json", Kind.JSON, nullable=True),
}
ENDPOINT = Endpoint(
    "sessions",
    "id",
    actions={
        name: Action(name, "PATCH", "/sessions/{id}", fields=FIELDS)
        for name in ("partial_update", "create")
    },
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.text(), values)
@settings(max_examples=80)
def test_what_is_written_is_read_back(narrative: str, json: Any) -> None:
    record = {"id": "1", "narrative": narrative, "qc": "PASS", "json": json}
    text = written(ENDPOINT, Verb.PATCH, record, ["sessions/1", "save and leave"])
    given_back = read(text)
    assert given_back == {name: record[name] for name in ("narrative", "qc", "json")}
    assert change_of(ENDPOINT, "1", record, given_back).operations == {}


def test_help_stands_above_its_field() -> None:
    text = written(ENDPOINT, Verb.PATCH, {"qc": "PASS", "narrative": ""}, ["top"])
    assert text.startswith("// top\n{\n  // text\n  // what happened\n")
    assert '  // text, one of PASS, FAIL\n  "qc": "PASS"\n}' in text
    assert set(read(written(ENDPOINT, Verb.CREATE, {}))) == {"narrative", "qc", "json"}
    assert read("// nothing but help\n") == {}


def test_only_what_differs_is_changed() -> None:
    base = {"narrative": "a", "qc": "PASS", "json": {"x": 1, "y": {"z": 2}}}
    edited = {"narrative": "b", "json": {"x": 1, "y": {}}}
    change = change_of(ENDPOINT, "1", base, edited)
    assert change.operations == {"narrative": Assign("b"), "json": Edit(removes=(("y", "z"),))}
    assert change.base == base


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{\n// help\n"qc": }', 3, "Expecting value"),
        ('{\n"qc": "a",\n\n"qc": "b"\n}', 4, "qc comes twice"),
        ("[1]", 1, "in braces"),
        ('{"a": 1', 1, "Expecting"),
    ],
)
def test_errors_are_told_at_their_lines(text: str, line: int, said: str) -> None:
    with pytest.raises(TextRefused, match=said) as caught:
        read(text)
    assert caught.value.line == line
    shown = with_errors(text, caught.value)
    assert shown.split("\n")[line - 1].startswith("// ✕ Line")
    # The text itself is untouched, and the next error replaces this one.
    assert [one for one in shown.split("\n") if "✕" not in one] == text.split("\n")
    with pytest.raises(TextRefused) as again:
        read(shown)
    assert with_errors(shown, again.value).count("✕") == 1


def test_errors_of_fields_stand_above_them() -> None:
    text = '{\n  "narrative": "a",\n  "qc": "pass"\n}'
    error = ChangeRefused("qc: no", fields={"qc": ("no", "never"), "lab": ("must be given",)})
    assert with_errors(text, error).split("\n") == [
        "// ✕ lab: must be given",
        "{",
        '  "narrative": "a",',
        "// ✕ qc: no",
        "// ✕ qc: never",
        '  "qc": "pass"',
        "}",
    ]
