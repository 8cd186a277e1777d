"""Signs that not every terminal has."""

from __future__ import annotations

import pytest

from alyxtui.text import width
from alyxtui.ui.glyphs import link_sign


@pytest.mark.parametrize(("terminal", "sign"), [("xterm-256color", "↗"), ("", "↗"), ("linux", ">")])
def test_the_arrow_of_links(terminal: str, sign: str) -> None:
    assert link_sign({"TERM": terminal}) == sign
    assert width(sign) == 1
