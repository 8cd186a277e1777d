"""What is left out changes nothing on the terminal."""

from __future__ import annotations

from dataclasses import dataclass

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from alyxtui.ui.sparing import Shown, Sparing

WIDTH, HEIGHT = 16, 4
STYLES = [None, Style(bold=True), Style(color="red", bgcolor="blue"), Style(underline=True)]
CONSOLE = Console(color_system="truecolor", force_terminal=True, width=WIDTH, height=HEIGHT)


@dataclass(frozen=True)
class Drawing:
    """One update: all pieces of each line, and what of them is drawn; None for all."""

    lines: list[list[Strip]]
    spans: list[tuple[int, int, int]] | None

    def update(self) -> CompositorUpdate:
        """The same as Textual makes it, each time anew: a strip keeps what it rendered."""
        if self.spans is None:
            return LayoutUpdate(list(self.lines), Region(0, 0, WIDTH, HEIGHT))
        chops, ends = [], []
        for strips in self.lines:
            starts, first = [], 0
            for strip in strips:
                starts.append(first)
                first += strip.cell_length
            chops.append(dict(zip(starts, strips, strict=True)))
            ends.append([*starts[1:], WIDTH])
        return ChopsUpdate(chops, self.spans, ends)


@st.composite
def pieces(draw: st.DrawFn) -> list[Strip]:
    """One line in pieces of one or more segments, wide letters among them."""
    strips, left = [], WIDTH
    while left:
        cells = min(left, draw(st.integers(1, WIDTH)))
        segments, room = [], cells
        while room:
            wide = room >= 2 and draw(st.integers(0, 5)) == 0
            text = "漢" if wide else draw(st.sampled_from(["a", "b", " ", "x"]))
            segments.append(Segment(text, draw(st.sampled_from(STYLES))))
            room -= 2 if wide else 1
        strips.append(Strip(segments, cells))
        left -= cells
    return strips


@st.composite
def drawings(draw: st.DrawFn) -> list[Drawing]:
    """Updates one after the other; lines stay, or come again, more often than not."""
    kept = [draw(pieces()) for _ in range(HEIGHT)]
    found = []
    for _ in range(draw(st.integers(1, 6))):
        for y in draw(st.lists(st.integers(0, HEIGHT - 1), max_size=2)):
            kept[y] = draw(pieces())
        spans = None
        if draw(st.booleans()):
            ys = sorted(draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1)))
            edges = [
                sorted(draw(st.lists(st.integers(0, WIDTH), min_size=2, max_size=2))) for _ in ys
            ]
            spans = [(y, left, right) for y, (left, right) in zip(ys, edges, strict=True)]
        found.append(Drawing(list(kept), spans))
    return found


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    screen.reset_mode(7, private=True)  # as Textual sets it: no line wraps
    return screen, pyte.Stream(screen)


def cells(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@given(drawings())
def test_the_terminal_shows_the_same(steps: list[Drawing]) -> None:
    (plain, to_plain), (spared, to_spared), shown = terminal(), terminal(), Shown()
    for step in steps:
        to_plain.feed(step.update().render_segments(CONSOLE))
        to_spared.feed(Sparing(step.update(), shown).render_segments(CONSOLE))
        assert cells(spared) == cells(plain)


@given(drawings())
def test_what_stands_there_is_not_sent_again(steps: list[Drawing]) -> None:
    shown, whole = Shown(), Drawing(steps[-1].lines, None)
    for step in steps:
        Sparing(step.update(), shown).render_segments(CONSOLE)
    Sparing(whole.update(), shown).render_segments(CONSOLE)
    assert Sparing(whole.update(), shown).render_segments(CONSOLE) == ""
    shown.forget()
    assert Sparing(whole.update(), shown).render_segments(CONSOLE)


def test_an_update_of_another_kind_is_passed_on() -> None:
    class Other(CompositorUpdate):
        def render_segments(self, console: Console) -> str:
            return "other"

    shown = Shown()
    assert shown.put(0, 0, 2, "ab")
    assert not shown.put(0, 0, 2, "ab")
    assert Sparing(Other(), shown).render_segments(CONSOLE) == "other"
    assert shown.put(0, 0, 2, "ab")
