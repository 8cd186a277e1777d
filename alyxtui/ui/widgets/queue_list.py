"""The files of the queue, a line each."""

from __future__ import annotations

from rich.filesize import decimal
from rich.segment import Segment

from alyxtui.domain.cells import Role
from alyxtui.domain.downloads.item import Item, State
from alyxtui.text import elide, fit, safe
from alyxtui.ui import status
from alyxtui.ui.commands import Scope
from alyxtui.ui.widgets.item_lines import ItemLines

_SIGNS = {
    State.WAITING: ("○", Role.LABEL),
    State.RUNNING: ("↓", Role.LINK),
    State.VERIFYING: ("≡", Role.LINK),
    State.PAUSED: ("‖", Role.WARNING),
    State.DONE: ("●", Role.GOOD),
    State.FAILED: ("✕", Role.BAD),
    State.CANCELLED: ("–", Role.WHISPER),
}
_STATE, _AMOUNT, _PACE = 12, 20, 18  # cells
_WIDE = 110  # cells from which on the folder has a column


class QueueList(ItemLines[Item]):
    """Draws the files."""

    scope = Scope.QUEUE

    def draw(self, index: int) -> list[Segment]:
        """State, name, folder, how much of how much, and how fast or why not."""
        item = self.items[index]
        sign, role = _SIGNS[item.state]
        room = max(self.scrollable_content_region.width - 2 - _STATE, 8)
        state = Segment(f"{sign} {item.state.value:<{_STATE - 2}}", self.styled(role))
        if item.word:
            name = min(room // 2, 44)
            word = elide(safe(item.word), max(room - name - 1, 1))
            said = Role.BAD if item.state is State.FAILED else Role.LABEL
            text = Segment(fit(safe(item.wanted.name), name) + " ", self.styled(Role.TEXT))
            return [state, text, Segment(fit(word, room - name - 1), self.styled(said))]
        folder = (room - _AMOUNT - _PACE) // 2 if room >= _WIDE - _STATE else 0
        name = max(room - folder - _AMOUNT - _PACE, 8)
        return [
            state,
            Segment(fit(safe(item.wanted.name), name), self.styled(Role.TEXT)),
            Segment(fit(safe(item.wanted.collection), folder), self.styled(Role.LABEL)),
            Segment(f"{amount(item):>{_AMOUNT}}", self.styled(Role.NUMBER)),
            Segment(f"{pace(item):>{_PACE}}", self.styled(Role.LABEL)),
        ]


def amount(item: Item) -> str:
    """How much of how much."""
    total = item.total
    if item.state is State.DONE:
        return decimal(total or 0)
    done = item.progress.done
    if not done:
        return "" if total is None else decimal(total)
    if not total:
        return decimal(done)
    return f"{min(done / total, 1.0):>4.0%} of {decimal(total)}"


def pace(item: Item) -> str:
    """How fast it comes, and for how long yet."""
    speed = item.meter.speed if item.state is State.RUNNING else 0.0
    if not speed:
        return ""
    return f"{decimal(int(speed))}/s {status.duration(item.left / speed):>6}"
