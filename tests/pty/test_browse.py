"""A user's way through the real program, from the first key to the shell's prompt."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

from tests.pty.terminal import Terminal, assert_left_as_found, signed_in

pytestmark = pytest.mark.pty

FIRST_BUILD = 60.0  # seconds for the demo's data


def serves(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_demo_from_an_empty_home(home: Path) -> None:
    with Terminal("demo") as terminal:
        terminal.until_shown("1 of 2,000 rows", "enter open", seconds=FIRST_BUILD)
        assert len(re.findall(r"20\d\d-\d\d-\d\d \d\d:\d\d", terminal.text)) > 15
        found = re.search(r"127\.0\.0\.1:(\d+)", terminal.text)
        assert found is not None
        port = int(found[1])
        assert serves(port)

        terminal.send("f")
        terminal.until_shown("find one by a word", "esc cancel")
        terminal.send("lab")
        terminal.until_gone("atlas_acronym")
        terminal.send("\rcortexlab")
        terminal.until_shown("lab=cortexlab")
        terminal.send("\x13")
        terminal.until_shown(" lab cortexlab ", "sessions › sessions", "1 of ")
        rows = [line for line in terminal.screen if re.search(r" 20\d\d-\d\d-\d\d ", line)]
        assert len(rows) > 15
        assert all("cortexlab" in row for row in rows)

        terminal.send("\r")
        terminal.until_shown("extended_qc", "read ", " ms")
        terminal.send("\x1b")
        terminal.until_shown(" lab cortexlab ", "1 of ")
        terminal.send("\x11")
        assert terminal.code() == 0
        assert_left_as_found(terminal)
        assert not serves(port)
    assert list(home.glob("state/crash-*")) == []


@pytest.mark.parametrize("flags", [(), ("--lean",)])
def test_keys_typed_faster_than_they_are_served_are_all_served(
    demo_url: str, flags: tuple[str, ...]
) -> None:
    with Terminal(*flags, env=signed_in(demo_url)) as terminal:
        terminal.until_shown("1 of ")
        terminal.send("j" * 40)
        terminal.until_shown(" 41 of ")


def test_a_terminal_that_changes_its_size(demo_url: str) -> None:
    with Terminal(size=(160, 44), env=signed_in(demo_url)) as terminal:
        terminal.until_shown("1 of ", "Experiments", "extended_qc")
        terminal.resize(80, 24)
        # What the terminal cuts off by itself is no redraw; one puts the ends where they belong.
        terminal.until(lambda: "alyxtui" in terminal.screen[0] and "help" in terminal.screen[23])
        terminal.until_gone("Experiments")
        terminal.resize(160, 44)
        terminal.until(lambda: "alyxtui" in terminal.screen[0] and "help" in terminal.screen[43])
        terminal.until_shown("1 of ", "Experiments", "extended_qc")


def test_what_another_program_wrote_over_is_drawn_again(demo_url: str) -> None:
    with Terminal(size=(120, 40), env=signed_in(demo_url)) as terminal:
        terminal.until_shown("1 of ", "Experiments", "extended_qc")
        terminal.rest()
        terminal.wipe()
        assert not terminal.text.strip()
        terminal.send(":redraw\r")
        terminal.until_shown("alyxtui", "1 of ", "Experiments", "extended_qc")
        terminal.rest()
        terminal.wipe()
        terminal.send("\x1b[O\x1b[I")  # the window was left, and is looked at again
        terminal.until_shown("alyxtui", "1 of ", "Experiments", "extended_qc")


def test_what_an_editor_leaves_on_the_terminal_is_drawn_over(demo_url: str) -> None:
    rubbish = "print('rubbish ' * 2000)"
    editor = f'{sys.executable} -c "{rubbish}"'
    env = {**signed_in(demo_url), "EDITOR": editor, "VISUAL": editor}
    with Terminal(size=(120, 40), env=env) as terminal:
        terminal.until_shown("1 of ", "Experiments", "extended_qc")
        terminal.rest()
        terminal.send("E")
        terminal.until_shown("rubbish rubbish")
        terminal.until_gone("rubbish")
        terminal.until_shown("alyxtui", "1 of ", "Experiments", "extended_qc")
