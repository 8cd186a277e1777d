"""Nothing that a record, a filter or an answer holds acts on the terminal."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.odd_records import EVIL, bodies, odd_server
from tests.pty.output import Output, take_apart
from tests.pty.terminal import Terminal, signed_in

KINDS = ("CONFIG", "STATE", "CACHE")
pytestmark = pytest.mark.pty

# Too low for the record to stand below the list: it opens on a screen of its own.
SIZE = (120, 35)
PAIRS, PAGES = 100, 4  # how much of one record is unfolded, and looked at
# Textual's own new lines; there are none where only what has changed is sent.
OWN = {"\r", "\n"}


def settle(terminal: Terminal) -> str:
    """Wait until all keys sent have done their work; keys are served in their order.

    Returns:
        What stands on the screen then.
    """
    terminal.send("?")
    terminal.until_shown("closes this help")
    terminal.send("\x1b")
    terminal.until_gone("closes this help")
    return terminal.text


def page_through(terminal: Terminal) -> None:
    """Look at a record from its first line on."""
    terminal.send("g")
    before = settle(terminal)
    for _ in range(PAGES):
        terminal.send("\x04")
        after = settle(terminal)
        if after == before:
            return
        before = after


def read_rows(terminal: Terminal, rows: Iterable[int]) -> None:
    """Open these rows of a list one after the other, unfold all in them, and page through."""
    for row in rows:
        place = f" {row + 1:,} of "
        terminal.send("g" + "j" * row)
        terminal.until_shown(place)
        terminal.send("\r")
        terminal.until_gone(place)
        terminal.until(lambda: " ms" in terminal.text or "✕" in terminal.text)
        terminal.send("lj" * PAIRS)
        page_through(terminal)
        terminal.send("\x1b")
        terminal.until_shown(place)


def leave(terminal: Terminal) -> Output:
    terminal.send("\x11")
    assert terminal.code() == 0
    return take_apart(bytes(terminal.raw))


@pytest.fixture(scope="module")
def clean(demo_url: str, tmp_path_factory: pytest.TempPathFactory) -> Output:
    """What a session without anything odd sends."""
    home = str(tmp_path_factory.mktemp("home"))
    own = dict.fromkeys(["HOME", *(f"ALYXTUI_{kind}_DIR" for kind in KINDS)], home)
    arguments = ("open", "sessions", "lab=cortexlab")
    with Terminal(*arguments, size=SIZE, env=signed_in(demo_url) | own) as terminal:
        terminal.until_shown(" 1 of ")
        read_rows(terminal, [0])
        return leave(terminal)


def assert_harmless(sent: Output, clean: Output) -> None:
    assert sent.kinds <= clean.kinds
    assert sent.attributes <= clean.attributes
    assert sent.acting <= OWN


@pytest.mark.parametrize(
    ("target", "rows", "pieces"),
    [
        (
            ("sessions", "subject=hostile"),
            range(8, 12),
            ["␛[31mred", "␛]52;c;ZXZpbA==␇", "c1<9b>31m", "<202e>", "[/foo]"],
        ),
        (("subjects", "nickname=hostile"), range(1), ["␛[2J␛[H"]),
        (("projects",), range(2), ["[b]markup[/] project"]),
        (("tasks", "django=session__subject__nickname,hostile"), range(1), ["␛[31mred"]),
    ],
)
def test_records(
    demo_url: str, clean: Output, target: tuple[str, ...], rows: range, pieces: list[str]
) -> None:
    with Terminal("open", *target, size=SIZE, env=signed_in(demo_url)) as terminal:
        terminal.until_shown(" 1 of ")
        read_rows(terminal, rows)
        sent = leave(terminal)
    assert_harmless(sent, clean)
    # What would have acted is there to be read.
    assert [piece for piece in pieces if piece not in sent.text] == []


def test_records_that_are_not_sound(demo_url: str, clean: Output) -> None:
    odd = bodies()
    with (
        odd_server(demo_url, list(odd.values())) as url,
        Terminal("open", "sessions", size=SIZE, env=signed_in(url)) as terminal,
    ):
        terminal.until_shown(" 1 of ")
        for row in range(len(odd)):
            place = f" {row + 1:,} of "
            terminal.send("g" + "j" * row)
            terminal.until_shown(place)
            terminal.send("\r")
            terminal.until_gone(place)
            terminal.until(lambda: " ms" in terminal.text or "✕" in terminal.text)
            terminal.send("Zjl\x04")
            settle(terminal)
            terminal.send("Gv")
            settle(terminal)
            terminal.send("\x1b")
            terminal.send("\x1b")
            terminal.until_shown(place)
        sent = leave(terminal)
    assert_harmless(sent, clean)
    # What would have acted is there to be read, or refused with a word.
    for piece in ("␛]52;c;ZXZpbA==␇", "10,000,000 characters", "JSON in UTF-8", "came twice"):
        assert piece in sent.text


@pytest.mark.parametrize("name", ["subject", "django"])
def test_filters_and_the_words_of_the_server_on_them(
    demo_url: str, clean: Output, name: str
) -> None:
    arguments = ("open", "sessions", f"{name}={EVIL}")
    with Terminal(*arguments, size=SIZE, env=signed_in(demo_url)) as terminal:
        terminal.until(lambda: "no rows match" in terminal.text or "✕" in terminal.text)
        terminal.until_shown("␛]52;c;ZXZpbA==␇")
        terminal.send("f")
        terminal.until_shown("esc cancel")
        terminal.send("\x1b")
        terminal.until_gone("esc cancel")
        sent = leave(terminal)
    assert_harmless(sent, clean)


def test_names_of_endpoints(demo_url: str, clean: Output) -> None:
    with Terminal("open", EVIL, size=SIZE, env=signed_in(demo_url)) as terminal:
        terminal.until_shown("no endpoint")
        sent = leave(terminal)
    assert_harmless(sent, clean)
