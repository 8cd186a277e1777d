"""Two lines under the table that appear when they have something to say."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message

from alyxtui.ui.widgets.bars import Bar
from alyxtui.ui.widgets.field import Field


class WorkLine(Bar):
    """Tells how far long work has come."""

    DEFAULT_CSS = """
    WorkLine { display: none; padding: 0 1; background: $panel; color: $foreground; }
    """

    @property
    def is_shown(self) -> bool:
        """Whether something is under way."""
        return bool(self.display)

    def tell(self, words: str) -> None:
        """Show how far it has come, and how to stop it."""
        self.display = True
        self.say(
            Content.assemble((words, "$foreground"), ("   esc ", "$primary"), ("stops", "$label"))
        )

    def hide(self) -> None:
        """Nothing is under way."""
        self.display = False


class FindLine(Field):
    """The line where a text to look for is typed; escape leaves it and shows no matches."""

    BINDINGS = [("escape", "leave", "")]
    DEFAULT_CSS = """
    FindLine { display: none; }
    """

    class Left(Message):
        """Nothing is to be looked for any more."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="search in the rows that are here", id=id)

    def action_leave(self) -> None:
        """Look for nothing."""
        self.post_message(self.Left())
