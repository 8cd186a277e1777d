"""A short list to choose one thing from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from textual.message import Message

from alyxtui.domain.cells import Role
from alyxtui.text import elide, fit, safe, width
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.widgets.lines import Lines

_GAP = 2  # cells between a name and the words on it


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose.

    Attributes:
        name: what it is called, and what the choice gives.
        about: a few words on it.
    """

    name: str
    about: str = ""


class Choices(Lines):
    """Names with a few words on each; as high as it has lines.

    Args:
        choices: at least one.
    """

    BINDINGS = bindings(Scope.CHOICE)
    DEFAULT_CSS = """
    Choices { width: 100%; max-height: 12; background: transparent; }
    """
    scope = Scope.CHOICE

    @dataclass
    class Moved(Message):
        """The cursor is on another choice.

        Attributes:
            index: its place.
        """

        index: int

    @dataclass
    class Chosen(Message):
        """One was chosen.

        Attributes:
            index: its place.
        """

        index: int

    def __init__(self, choices: Sequence[Choice], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = choices
        self._widest = max(width(safe(one.name)) for one in choices)

    def on_mount(self) -> None:
        """Take the height of the lines."""
        self.styles.height = len(self.choices)
        self.lines_changed()

    def line_count(self) -> int:
        """One for each choice."""
        return len(self.choices)

    def draw(self, index: int) -> list[Segment]:
        """The name, and what it is in grey."""
        one = self.choices[index]
        room = max(self.size.width - 2, 1)
        name = elide(fit(safe(one.name), self._widest), room)
        about = elide(safe(one.about), max(room - width(name) - _GAP, 0))
        return [
            Segment(f" {name}", self.styled(Role.TEXT)),
            Segment(" " * _GAP + about, self.styled(Role.LABEL)),
        ]

    def watch_cursor(self, old: int, new: int) -> None:
        """Say which choice the cursor is on."""
        super().watch_cursor(old, new)
        self.post_message(self.Moved(new))

    def chosen(self) -> None:
        """Give the choice under the cursor."""
        self.post_message(self.Chosen(self.cursor))
