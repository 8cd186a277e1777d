"""The inputs of the filter editor: what can stand in them is offered as one types."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Protocol, runtime_checkable

from textual import events

from alyxtui.query.complete import Candidate, Completion
from alyxtui.ui.widgets.field import Field

Complete = Callable[[str, int], Completion]
"""What can stand at a cursor: the text and the cursor's index in it."""


@runtime_checkable
class FieldHost(Protocol):
    """The screen that such inputs stand on."""

    def field_key(self, field: EditorField, key: str) -> bool:
        """Do at once what a key does in one of the inputs; False when that is nothing."""

    def field_paste(self, field: EditorField, text: str) -> bool:
        """Take what was pasted into one of the inputs; False to put its first line in."""


class Days(Enum):
    """What a field takes of a calendar."""

    NONE = "nothing"
    ONE = "a day"
    SPAN = "a span of days"


class EditorField(Field):
    """An input with completion.

    Args:
        value: text to begin with.
        complete: what can stand in it; nothing is offered without.
        placeholder: what an empty input says.
        help: a few words on what is wanted, for the help line.
        days: what it takes of a calendar; nothing without.
        id: as for every widget.
        classes: as for every widget.
    """

    DEFAULT_CSS = """
    EditorField.-blank { background: $background; }
    EditorField.-blank:focus { background: $cursor; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        complete: Complete | None = None,
        placeholder: str = "",
        help: Callable[[], str] | None = None,
        days: Callable[[], Days] | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            id=id,
            classes=f"{classes or ''} {'' if value else '-blank'}",
            select_on_focus=False,
        )
        self._complete = complete
        self._help = help
        self._days = days

    @property
    def help_text(self) -> str:
        """What is wanted here."""
        return self._help() if self._help else ""

    @property
    def days(self) -> Days:
        """What a calendar may put in."""
        return self._days() if self._days else Days.NONE

    def completion(self) -> Completion:
        """What can stand at the cursor."""
        if self._complete is None:
            return Completion(0, 0)
        return self._complete(self.value, self.cursor_position)

    def accept(self, candidate: Candidate, start: int, end: int, behind: str = "") -> None:
        """Put a candidate in the place of a part of the text.

        Args:
            candidate: what is put there.
            start: where the part begins.
            end: where it ends.
            behind: put behind the candidate.
        """
        put = candidate.text + behind
        self.value = self.value[:start] + put + self.value[end:]
        self.cursor_position = start + len(put)

    def watch_value(self, value: str) -> None:
        """An empty input is drawn more quietly."""
        self.set_class(not value, "-blank")

    def show(self, text: str) -> None:
        """Show another text without telling that anything was typed."""
        if text != self.value:
            with self.prevent(self.Changed):
                self.value = text

    def on_paste(self, event: events.Paste) -> None:
        """Textual 8.2.8 keeps the first line only; a ONE call may have several."""
        screen = self.screen
        if isinstance(screen, FieldHost) and screen.field_paste(self, event.text):
            event.stop()
            event.prevent_default()

    def on_key(self, event: events.Key) -> None:
        """The screen's keys first, then the input's own."""
        screen = self.screen
        if isinstance(screen, FieldHost) and screen.field_key(self, event.key):
            event.stop()
            event.prevent_default()
