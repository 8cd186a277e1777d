from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.answer import Page, Record
from alyxtui.client.pages import PageStore
from alyxtui.schema.model import Endpoint

ENDPOINT = Endpoint("things", lookup="id", key_fields=("id",))


def rows(*names: object) -> Page:
    records: tuple[Record, ...] = tuple({"id": name} for name in names)
    return Page(len(names), records, offset=0, size=0, elapsed=0.0, at=0.0)


def test_rows_are_found_by_their_offset() -> None:
    store = PageStore(ENDPOINT, 2)
    store.put(3, rows("a", "b"))
    assert store.get(6) == {"id": "a"}
    assert store.get(7) == {"id": "b"}
    assert store.get(8) is store.get(5) is None
    assert store.rows == 2


def test_the_lower_row_is_the_record_and_the_higher_the_repeat() -> None:
    store = PageStore(ENDPOINT, 2)
    store.put(1, rows("b", "c"))
    assert not store.is_repeat(2)
    store.put(0, rows("a", "b"))
    assert [store.is_repeat(index) for index in range(4)] == [False, False, True, False]
    store.put(0, rows("a", "x"))
    assert not store.is_repeat(2)


def test_records_without_a_key_are_no_repeats() -> None:
    store = PageStore(ENDPOINT, 2)
    store.put(0, rows(None, None))
    assert not store.is_repeat(1)


def test_the_least_used_page_goes_first_and_none_on_the_screen() -> None:
    store = PageStore(ENDPOINT, 1, kept=2)
    store.put(0, rows("a"))
    store.put(1, rows("b"))
    store.keep(range(1))
    store.put(2, rows("c"))
    assert [store.has(number) for number in range(3)] == [True, False, True]
    store.keep(range(5))
    for number in range(5):
        store.put(number, rows(number))
    assert store.rows == 5


def test_outdated_pages_stay_on_the_screen_until_new_ones_come() -> None:
    store = PageStore(ENDPOINT, 1)
    store.put(0, rows("a"))
    store.put(1, rows("b"))
    store.outdate(range(1))
    assert store.get(0) == {"id": "a"}
    assert store.lacks(0)
    assert not store.has(1)
    store.put(0, rows("c"))
    assert not store.lacks(0)


def test_pages_behind_the_end_go() -> None:
    store = PageStore(ENDPOINT, 2)
    for number in range(3):
        store.put(number, rows(number, -number))
    store.cut(2)
    assert store.rows == 2


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 5), max_size=3)), max_size=30))
def test_repeats_are_those_of_the_rows_held(puts: list[tuple[int, list[int]]]) -> None:
    store = PageStore(ENDPOINT, 3, kept=4)
    for number, names in puts:
        store.put(number, rows(*names))
    held = {index: store.get(index) for index in range(30)}
    present = {index: record["id"] for index, record in held.items() if record is not None}
    assert store.rows == len(present)
    for index, name in present.items():
        before = any(other < index and present[other] == name for other in present)
        assert store.is_repeat(index) is before
