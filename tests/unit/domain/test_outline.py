"""Folding, against a tree that is laid out whole."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from alyxtui.domain.jsondoc import JsonDocument, Place
from tests.unit.domain.json_values import CONTAINERS

ROOM = 10_000  # wide enough for every value of one line


def laid_out(value: Any, opened: set[Place], place: Place = ()) -> list[Place]:
    """All visible places, one after the other."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    places: list[Place] = []
    for name, inner in pairs:
        here = (*place, name)
        places.append(here)
        if here in opened and isinstance(inner, dict | list):
            places += laid_out(inner, opened, here)
    return places


class Folding(RuleBasedStateMachine):
    """Opens and closes at random."""

    def __init__(self) -> None:
        super().__init__()
        self.value: Any = {}
        self.document = JsonDocument({})
        self.opened: set[Place] = set()

    @rule(value=CONTAINERS)
    def show(self, value: Any) -> None:
        self.value, self.opened = value, set()
        self.document = JsonDocument(value, room=ROOM)

    @rule(index=st.integers(0, 30))
    def toggle(self, index: int) -> None:
        if index >= len(self.document.lines):
            return
        place = self.document.place(index)
        if isinstance(self._at(place), str):
            return  # one with a line break opens, too, into its rows
        if place in self.opened:
            assert self.document.close(index)
            self.opened = {one for one in self.opened if one[: len(place)] != place}
        elif self.document.open(index):
            self.opened.add(place)

    @rule(levels=st.integers(0, 4))
    def open_to(self, levels: int) -> None:
        assert self.document.open_to(levels)
        every = laid_out(self.value, All())
        self.opened = {one for one in every if len(one) <= levels and self._holds(one)}

    def _at(self, place: Place) -> Any:
        inner = self.value
        for name in place:
            inner = inner[name]
        return inner

    def _holds(self, place: Place) -> bool:
        inner = self._at(place)
        return isinstance(inner, dict | list) and bool(inner)

    @invariant()
    def lines_are_those_laid_out(self) -> None:
        document = self.document
        expected = laid_out(self.value, self.opened)
        lines = range(len(document.lines))
        assert [document.place(index) for index in lines] == expected
        assert [document.index_of(place) for place in expected] == list(lines)
        assert document.opened == self.opened
        for index in lines:
            line = document.lines[index]
            assert line.path == expected[index]
            assert line.is_open == (expected[index] in self.opened)
            parent = expected[index][:-1]
            assert document.parent(index) == (expected.index(parent) if parent else index)


class All(set[Place]):
    """Every place is open."""

    def __contains__(self, place: object) -> bool:
        return True


TestFolding = Folding.TestCase
TestFolding.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)


@given(CONTAINERS)
def test_any_path_is_revealed(value: Any) -> None:
    for place in laid_out(value, All()):
        document = JsonDocument(value, room=ROOM)
        assert document.place(document.reveal(place)) == place


def test_a_record_that_holds_itself_opens_once() -> None:
    record: dict[str, Any] = {"a": 1}
    record["self"] = [record, {"deeper": record}]
    document = JsonDocument(record)
    assert document.open_to(1000)
    said = [line.cell.text for line in document.lines if line.cell.text == "▲ holds itself"]
    assert len(said) == 2


def test_not_more_than_a_million_lines_open_at_once() -> None:
    row = [0] * 1000
    document = JsonDocument({"rows": [row] * 1500})
    assert not document.open_to(5)
    assert 900_000 < len(document.lines) <= 1_000_000
    assert document.lines[500_000].path[0] == "rows"
