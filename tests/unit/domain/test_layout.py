"""How a person wants the columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alyxtui.domain.columns import choose_columns
from alyxtui.domain.layout import Layout, Layouts, laid_out, offered
from alyxtui.schema.model import Action, Endpoint, Field
from alyxtui.settings.state import StateStore

READ = Action("read", "GET", "/x/{id}", record={"id": Field("id"), "qc": Field("qc")})
ENDPOINT = Endpoint("x", lookup="id", actions={"read": READ})
ROWS: list[dict[str, Any]] = [{"id": "1", "lab": "a", "no": 3, "json": {"n": 1, "a.b": 2}}]
NAMES = [column.name for column in choose_columns(ENDPOINT, ROWS)]


def names(layout: Layout, *, hidden: bool = False) -> list[str]:
    columns = laid_out(layout, choose_columns(ENDPOINT, ROWS), ENDPOINT, ROWS)
    return [column.name for column in columns if hidden or not column.hidden]


def test_nothing_is_changed_without_a_word() -> None:
    assert names(Layout()) == NAMES == ["lab", "no", "json", "id"]


def test_columns_are_hidden_shown_moved_pinned_and_resized() -> None:
    layout = Layout().with_toggled("no", NAMES)
    assert names(layout) == ["lab", "json", "id"]
    assert names(layout, hidden=True) == NAMES
    layout = layout.with_toggled("no", NAMES).with_moved("id", -2, NAMES)
    assert names(layout) == ["lab", "id", "no", "json"]
    layout = layout.with_pin("json").with_width("json", 30)
    columns = laid_out(layout, choose_columns(ENDPOINT, ROWS), ENDPOINT, ROWS)
    assert [column.name for column in columns] == ["json", "lab", "id", "no"]
    assert columns[0].pinned
    assert columns[0].width == 30
    assert Layout().with_width("lab", -5).widths["lab"] == 3


def test_nested_values_and_fields_of_the_detail_become_columns() -> None:
    assert offered(ENDPOINT, ROWS) == ["qc", "json.n", "json.a.b"]
    layout = Layout().with_toggled("json.n", NAMES).with_toggled("qc", NAMES)
    columns = {
        one.name: one for one in laid_out(layout, choose_columns(ENDPOINT, ROWS), ENDPOINT, ROWS)
    }
    assert columns["json.n"].cell(ROWS[0]).text == "1"
    assert columns["json.n"].title == "json.n"
    assert not columns["json.n"].detail
    assert columns["qc"].detail
    assert names(layout.with_toggled("qc", NAMES)) == [*NAMES, "json.n"]


def test_a_field_that_the_server_adds_stands_behind() -> None:
    layout = Layout(order=("json", "lab", "no"))
    assert names(layout) == ["json", "lab", "no", "id"]


def test_layouts_are_kept_for_each_server_and_endpoint(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "state.toml")
    layout = Layout(
        ("b.c", "a"), frozenset({"no"}), ("b.c",), frozenset({"a"}), {"a": 20, "é \n": 4}
    )
    one = Layouts("https://one.example", store=store)
    one.put("sessions", layout)
    one.put("labs", Layout())
    one.write("sessions")
    one.write("labs")
    Layouts("https://two.example", store=store).write("sessions")
    again = Layouts("https://one.example", store=store)
    again.read()
    assert again.get("sessions") == layout
    assert again.get("labs") == Layout()
    other = Layouts("https://two.example", store=store)
    other.read()
    assert other.get("sessions") == Layout()
    assert not store.take_warnings()


def test_nothing_is_kept_when_nothing_is_to_be(tmp_path: Path) -> None:
    store = StateStore(tmp_path / "state.toml")
    layouts = Layouts("https://one.example", keep=False, store=store)
    layouts.put("sessions", Layout(order=("a",)))
    layouts.write("sessions")
    layouts.read()
    assert not (tmp_path / "state.toml").exists()
    assert layouts.get("sessions").order == ("a",)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(
            ["order", "hidden", "added", "pinned", "widths"]), inner),
    )
)  # fmt: skip
def test_whatever_the_file_holds_is_read(table: object) -> None:
    layout = Layout.read(table)
    assert Layout.read(layout.as_table()) == layout
    assert set(NAMES) <= set(names(layout, hidden=True))
