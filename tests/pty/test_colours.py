"""Colour where it is wanted, none where it is refused, few bytes on a slow line."""

from __future__ import annotations

import pytest

from tests.pty.output import Output, take_apart
from tests.pty.terminal import Terminal, signed_in

pytestmark = pytest.mark.pty

# Text attributes that are no colours: none, bold, dim, italic, underline, reverse.
PLAIN = {0, 1, 2, 3, 4, 7}
THE_TERMINALS_OWN = {39, 49}
MOUSE = {f"CSI ?{mode}h" for mode in (9, 1000, 1001, 1002, 1003, 1005, 1006, 1015, 1016)}


def tour(demo_url: str, *flags: str, **variables: str) -> Output:
    """See a list, the filter form, the help and a record."""
    with Terminal(*flags, env=signed_in(demo_url) | variables) as terminal:
        terminal.until_shown("1 of ")
        terminal.send("f")
        terminal.until_shown("esc cancel")
        terminal.send("\x1b")
        terminal.until_gone("esc cancel")
        terminal.send("?")
        terminal.until_shown("closes this help")
        terminal.send("\x1b")
        terminal.until_gone("closes this help")
        terminal.send("\r")
        terminal.until_shown("extended_qc", " ms")
        terminal.send("\x11")
        assert terminal.code() == 0
    return take_apart(bytes(terminal.raw))


def hues(sent: Output) -> set[tuple[int, int, int]]:
    return {colour for colour in sent.colours if len(set(colour)) > 1}


@pytest.mark.parametrize("depth", ["", "truecolor"])
def test_colours_by_default(demo_url: str, depth: str) -> None:
    sent = tour(demo_url, COLORTERM=depth)
    assert hues(sent)
    assert bool(sent.true_colours) is bool(depth)
    assert MOUSE & sent.kinds


@pytest.mark.parametrize("depth", ["", "truecolor"])
def test_no_color_leaves_greys_only(demo_url: str, depth: str) -> None:
    sent = tour(demo_url, NO_COLOR="1", COLORTERM=depth)
    assert hues(sent) == set()
    assert sent.attributes <= PLAIN
    assert len(sent.colours) > 5  # rank and cursor are still told apart


def test_lean_takes_the_terminals_own_colours_and_no_mouse(demo_url: str) -> None:
    sent = tour(demo_url, "--lean", COLORTERM="truecolor")
    assert sent.colours == set()
    assert sent.attributes > THE_TERMINALS_OWN
    assert not MOUSE & sent.kinds


def test_lean_without_colour_is_plain_text(demo_url: str) -> None:
    sent = tour(demo_url, "--lean", NO_COLOR="1", COLORTERM="truecolor")
    assert sent.colours == set()
    assert sent.attributes <= PLAIN | THE_TERMINALS_OWN
