"""How little of a changed line is written."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

from alyxtui.ui.widgets.bars import changed_cells as changed_in_a_bar
from alyxtui.ui.widgets.lines import changed_cells, joined

_STYLES = [
    Style(),
    Style(color="red"),
    Style(bold=True),
    Style(bgcolor="blue"),
    Style(underline=True),
]
_SEGMENTS = st.lists(
    st.builds(Segment, st.text("ab ", min_size=1, max_size=4), st.sampled_from(_STYLES)), max_size=6
)


def test_only_the_right_end_of_a_line_is_saved() -> None:
    line = Strip([Segment("one "), Segment("two", Style(bold=True)), Segment(" three")])
    assert changed_cells(line, line) == 0
    assert changed_cells(line, Strip([Segment("one "), Segment("two"), Segment(" three")])) == 7
    assert changed_cells(line, Strip([Segment("xne "), *list(line)[1:]])) == 1
    assert changed_cells(line, Strip([Segment("longer than it was")])) == 18
    assert changed_cells(line, Strip([Segment("箱箱"), *list(line)[1:]])) == line.cell_length


def test_only_the_right_end_of_a_bar_is_saved() -> None:
    def bar(row: str, marks: str = "", style: str = "$label") -> Content:
        return Content.assemble((row, "bold"), (f" of 20 rows{marks}", style))

    assert changed_in_a_bar(bar("1"), bar("1")) == 0
    assert changed_in_a_bar(bar("1"), bar("2")) == 1
    assert changed_in_a_bar(bar("9"), bar("10")) == 13
    assert changed_in_a_bar(bar("1"), bar("1", style="$warning")) == 12


@settings(max_examples=100, deadline=None)
@given(_SEGMENTS)
def test_blanks_that_join_a_neighbour_look_the_same(segments: list[Segment]) -> None:
    def seen(parts: list[Segment]) -> list[tuple[str, object]]:
        cells: list[tuple[str, object]] = []
        for part in parts:
            style = part.style or Style()
            blank = (style.bgcolor, bool(style.underline))
            cells += [(one, blank if one == " " else style) for one in part.text]
        return cells

    assert seen(joined(segments)) == seen(segments)
    assert len(joined(segments)) <= len(segments)
