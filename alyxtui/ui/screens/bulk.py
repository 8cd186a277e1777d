"""A bulk edit: what each row would do, how far it is, and what became of each row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from alyxtui.domain.field_path import MISSING
from alyxtui.domain.json_text import as_text
from alyxtui.domain.writes.job import OPEN, BulkJob, Phase
from alyxtui.domain.writes.rows import Row, RowState
from alyxtui.text import plural, safe
from alyxtui.ui import screens, status
from alyxtui.ui.commands import Command, Scope, bindings, footer
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.bulk_list import BulkList, line

_LOOK_EVERY = 0.25  # seconds between looks at how far it is
_BAR = 20  # cells
_ORDER = (
    *(RowState.FAILED, RowState.WAITING, RowState.DONE, RowState.READY),
    *(RowState.SKIPPED, RowState.EQUAL, RowState.NEW),
)
_TOLD = 3  # differences of the row under the cursor that are told


class BulkScreen(Screen[None]):
    """Shows a bulk edit; while rows are sent, leaving it changes nothing.

    Args:
        job: the bulk edit.
        where: user and server.
    """

    class SendWanted(Message):
        """The rows are to be sent."""

    class AgainWanted(Message):
        """What failed or was not sent is to be tried again."""

    class UndoWanted(Message):
        """All that was done is to be taken back."""

    class Left(Message):
        """The screen was left; it is not needed any more unless rows are being sent."""

    BINDINGS = bindings(Scope.BULK)
    DEFAULT_CSS = """
    BulkScreen {
        background: $background;
        color: $foreground;
        & #heading { height: 4; padding: 0 1 1 1; background: $background; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        & BulkList { height: 1fr; }
        & #about { height: 4; padding: 0 1; background: $panel; color: $label; }
    }
    """

    def __init__(self, job: BulkJob, where: str) -> None:
        super().__init__()
        self.job = job
        self._where = where
        self._only: RowState | None = None
        self._counts = job.counts
        self._shown: dict[str, Content] = {}

    def compose(self) -> ComposeResult:
        """What it is and how far, the rows, the one under the cursor, keys."""
        yield Static("", id="heading", markup=False)
        yield BulkList(id="bulk")
        yield Static("", id="about", markup=False)
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        self._list.focus()
        self.set_interval(_LOOK_EVERY, self.look)
        self.look()

    @property
    def _list(self) -> BulkList:
        return self.query_one(BulkList)

    def show(self, job: BulkJob) -> None:
        """Show another bulk edit."""
        self.job, self._only = job, None
        self.look()

    @on(BulkList.Moved)
    def look(self) -> None:
        """Draw what has changed."""
        job = self.job
        self._counts = job.counts
        rows: Sequence[Row] = job.bulk.rows if job.bulk is not None else ()
        if self._only is not None:
            rows = [row for row in rows if row.state is self._only]
        self._list.titles = job.titles
        self._list.look(rows)
        self._say("heading", Content("\n").join(self._heading()))
        current = self._list.current
        self._say("about", _nothing(job) if current is None else _about(current))
        self._show_keys()

    def _say(self, where: str, words: Content) -> None:
        if self._shown.get(where) != words:
            self._shown[where] = words
            self.query_one(f"#{where}", Static).update(words)

    def _heading(self) -> Iterator[Content]:
        job = self.job
        yield Content.styled(safe(job.heading), "bold $foreground")
        yield Content.assemble((safe(far(job)), "$foreground"), (self._counted(), "$label"))
        lost = [*job.lost, *(job.bulk.losses if job.bulk is not None else ())]
        if job.bulk is not None and job.bulk.stopped is not None:
            lost = [f"Stopped: {job.bulk.stopped.message}"]
        if job.error is not None:
            yield Content.styled(f"✕ {safe(f'{job.error.message} {job.error.hint}')}", "$error")
            return
        where = (safe(self._where), "$primary")
        if lost and not job.is_under_way:
            more = f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""
            yield Content.assemble(where, (f"  ▲ {safe(lost[0])}{more}", "$warning"))
        else:
            yield Content.assemble(where)

    def _counted(self) -> str:
        found = [(self._counts[state], state.value) for state in _ORDER]
        counts = "".join(f" · {count:,} {words}" for count, words in found if count)
        return f"{counts}   only {self._only.value}" if self._only is not None else counts

    # Keys.

    def _show_keys(self) -> None:
        keys = self.query_one(HintLine)
        offered = [self._worded(one) for one in footer((Scope.BULK,)) if self._is_offered(one)]
        if offered != keys.commands:
            keys.commands = offered
            keys.redraw()

    def _worded(self, command: Command) -> Command:
        if command.name == "pause-bulk" and self.job.phase is Phase.PAUSED:
            return replace(command, label="go on")
        if command.name == "leave-bulk" and self.job.is_under_way:
            return replace(command, label="leave, it goes on")
        return command

    def _is_offered(self, command: Command) -> bool:
        job, counts = self.job, self._counts
        ended = job.phase is Phase.ENDED and job.bulk is not None
        return {
            "send-bulk": job.phase is Phase.PLANNED and bool(counts[RowState.READY]),
            "pause-bulk": job.is_under_way,
            "cancel-bulk": job.is_under_way,
            "retry-bulk": ended and any(counts[one] for one in OPEN),
            "undo-bulk": ended and bool(counts[RowState.DONE]),
        }.get(command.name, True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what fits how far it is."""
        command = next((one for one in footer((Scope.BULK,)) if one.action == action), None)
        return command is None or self._is_offered(command)

    def action_send(self) -> None:
        """Go on to the confirmation."""
        self.post_message(self.SendWanted())

    def action_pause(self) -> None:
        """Send no more for now, or go on."""
        self.job.pause()
        self.look()

    def action_cancel(self) -> None:
        """Send no more."""
        self.job.cancel()
        self.look()

    def action_retry(self) -> None:
        """Try again what failed or was not sent."""
        self.post_message(self.AgainWanted())

    def action_undo_all(self) -> None:
        """Take back all that was done."""
        self.post_message(self.UndoWanted())

    def action_only(self) -> None:
        """Only the rows of the next state that there is; at the end all again."""
        there: list[RowState | None] = [one for one in _ORDER if self._counts[one]]
        there = [None, *there]
        place = there.index(self._only) if self._only in there else 0
        self._only = there[(place + 1) % len(there)]
        self.look()

    def action_both(self) -> None:
        """All that becomes different in a row, whole, in a pager."""
        row = self._list.current
        if row is not None:
            self.app.push_screen(screens.Pager(safe(row.change.key), lambda: _texts(row)))

    def action_leave(self) -> None:
        """Back to where one was; what is being sent goes on."""
        self.post_message(self.Left())


def far(job: BulkJob) -> str:
    """How far a bulk edit is, in a few words."""
    progress = job.progress
    if job.phase is Phase.FETCHING and job.come:
        return f"{job.phase.value}, {job.come:,} so far"
    if job.is_under_way and progress is not None:
        done = round(_BAR * progress.done / max(progress.total, 1))
        bar = "━" * done + "─" * (_BAR - done)
        left = "" if job.phase is Phase.PAUSED else status.duration(progress.seconds_left)
        of = f"{progress.done:,} of {progress.total:,}"
        return f"{bar} {of}, {f'{left} left' if left else job.phase.value}"
    return job.phase.value


def _nothing(job: BulkJob) -> Content:
    words = "no records" if job.phase in {Phase.PLANNED, Phase.ENDED} else "one moment …"
    return Content.styled(words, "$label")


def _about(row: Row) -> Content:
    """The record, and what becomes different in it or why not."""
    first = Content.styled(safe(f"{row.change.endpoint}/{row.change.key}"), "$whisper")
    parts = [first]
    if row.said:
        bad = row.state in {RowState.FAILED, RowState.WAITING}
        hint = row.error.hint if row.error is not None else ""
        words = safe(f"{row.said} {hint}".strip())
        parts.append(Content.styled(words, "$error" if bad else "$label"))
    parts += [Content.styled(line(one), "$foreground") for one in row.differences[:_TOLD]]
    more = len(row.differences) - _TOLD
    if more > 0:
        parts[-1] += Content.styled(f"   … and {plural(more, 'more change')}", "$label")
    return Content("\n").join(parts)


def _texts(row: Row) -> str:
    """Both values of every change; runs in a thread."""
    parts = [f"{one.label}\n\n- {_text(one.old)}\n\n+ {_text(one.new)}" for one in row.differences]
    return "\n\n".join([row.said, *parts] if row.said else parts)


def _text(value: object) -> str:
    return "not there" if value is MISSING else as_text(value)
