"""The downloads: what comes, what waits, what came, what failed and why."""

from __future__ import annotations

from rich.filesize import decimal
from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.domain.downloads.choose import one_line
from alyxtui.domain.downloads.item import Item, State, Totals
from alyxtui.domain.downloads.queue import Downloads
from alyxtui.text import elide, safe
from alyxtui.ui import screens, status
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import DataSignInWanted
from alyxtui.ui.peeking import peek_at
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.queue_list import QueueList

_LOOK_EVERY = 0.5  # seconds between looks at how far they are
_LONG = 400  # characters of an address that are shown


class QueueScreen(Screen[None]):
    """Shows the files of a queue; leaving it changes nothing.

    Args:
        downloads: the queue.
    """

    BINDINGS = bindings(Scope.QUEUE)
    DEFAULT_CSS = """
    QueueScreen {
        background: $background;
        color: $foreground;
        & #heading { height: 3; padding: 0 1 1 1; background: $background; color: $label; text-wrap: nowrap; text-overflow: ellipsis; }
        & QueueList { height: 1fr; }
        & #about { height: 4; padding: 0 1; background: $panel; color: $label; }
    }
    """

    def __init__(self, downloads: Downloads) -> None:
        super().__init__()
        self._downloads = downloads
        self._shown: dict[str, Content] = {}

    def compose(self) -> ComposeResult:
        """All together, the files, the one under the cursor, keys."""
        yield Static("", id="heading", markup=False)
        yield QueueList(id="queue")
        yield Static("", id="about", markup=False)
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.QUEUE,))
        keys.redraw()
        self._list.focus()
        self.set_interval(_LOOK_EVERY, self._look)
        self._look()

    @property
    def _list(self) -> QueueList:
        return self.query_one(QueueList)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @on(QueueList.Moved)
    def _look(self) -> None:
        self._list.look(self._downloads.items)
        counts, far = _totals(self._downloads.totals)
        heading = Content.assemble(counts, "\n", far, self._where())
        self._say("heading", heading)
        item = self._list.current
        nothing = Content.styled("d on a record fetches its files.", "$label")
        self._say("about", nothing if item is None else _about(item))

    def _where(self) -> Content:
        if self._downloads.problem:
            return Content.styled(f"▲ {safe(self._downloads.problem)}", "$warning")
        return Content.styled(f"into {status.place(self._downloads.root)}", "$whisper")

    def _say(self, where: str, words: Content) -> None:
        if self._shown.get(where) != words:
            self._shown[where] = words
            self.query_one(f"#{where}", Static).update(words)

    # One file.

    def action_peek(self) -> None:
        """Look into the file under the cursor, once it is here."""
        item = self._list.current
        if item is not None and item.state is State.DONE:
            peek_at(self.app, item.path)
        elif item is not None:
            self.notify("It can be looked into when it is here.", markup=False)

    def action_pause(self) -> None:
        """Hold the file under the cursor."""
        self._downloads.pause(self._chosen)
        self._look()

    def action_resume(self) -> None:
        """Go on with the file under the cursor, try it again, or sign in for it."""
        item = self._list.current
        if item is not None and item.asks:
            self.post_message(DataSignInWanted(item.asks))
        self._downloads.resume([one for one in self._chosen if not one.asks])
        self._look()

    def action_cancel(self) -> None:
        """Give the file under the cursor up."""
        self._downloads.cancel(self._chosen)
        self._look()

    def action_shift_by(self, places: int) -> None:
        """Put the file under the cursor before or behind its neighbour."""
        item = self._list.current
        if item is not None:
            self._downloads.move(item, places)
            self._list.move_to(self._downloads.items.index(item))
            self._look()

    @property
    def _chosen(self) -> list[Item]:
        item = self._list.current
        return [] if item is None else [item]

    # All files.

    def action_pause_all(self) -> None:
        """Hold all files."""
        self._downloads.pause(self._downloads.items)
        self._look()

    def action_resume_all(self) -> None:
        """Go on with all files that are held or failed."""
        again = {State.PAUSED, State.FAILED}
        items = [item for item in self._downloads.items if item.state in again]
        for origin in self._downloads.asks:
            self.post_message(DataSignInWanted(origin))
        self._downloads.resume([item for item in items if not item.asks])
        self._look()

    def action_clear(self) -> None:
        """Take what is done or given up off the list."""
        self._downloads.clear()
        self._look()

    # Taking out.

    def action_copy_path(self) -> None:
        """Copy where the file is, or will be, on this machine."""
        item = self._list.current
        if item is not None:
            self._copy(str(item.path), "local path")

    def action_copy_one(self) -> None:
        """Copy the ONE call that loads the file."""
        item = self._list.current
        line = one_line(item.wanted) if item is not None else ""
        if line:
            self._copy(line, "ONE call")
        else:
            self.notify("ONE has no call for this file.", markup=False)

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def _copy(self, text: str, what: str) -> None:
        await copy_and_say(self.app, text, what)

    @work(group="log", exclusive=True, exit_on_error=False)
    async def action_log(self) -> None:
        """What was fetched from this server."""
        lines = await self._downloads.log()
        self.app.push_screen(screens.FetchedScreen(lines))

    def action_leave(self) -> None:
        """Back to where one was; the files go on."""
        self.dismiss()


def _totals(totals: Totals) -> tuple[Content, Content]:
    """How many files are at what, and how far they all are."""
    counts = [f"{totals.counts[one]:,} {one.value}" for one in State if one in totals.counts]
    words = " · ".join(counts) or "nothing is wanted"
    first = Content.assemble(("downloads  ", "bold $foreground"), (words, "$label"))
    far = [f"{decimal(totals.done)} of {decimal(totals.total)}"] if totals.total else []
    far += [f"{decimal(int(totals.speed))}/s"] if totals.speed else []
    far += [f"{status.duration(totals.seconds)} left"] if totals.seconds is not None else []
    return first, Content.styled("".join(f"{one} · " for one in far), "$label")


def _about(item: Item) -> Content:
    """Why a file failed; else where it goes, where from, and what there is to say of it."""
    if item.state is State.FAILED:
        again = "r signs in and tries again" if item.asks else "r tries again"
        said = f"✕ {safe(item.reason)} {safe(item.remedy)}".rstrip()
        return Content.assemble((said, "$error"), (f"  {again}", "$label"))
    url = item.url or item.progress.url or item.wanted.url
    was_there = item.state is State.DONE and not item.url
    source = "it was there already" if was_there else f"from {elide(safe(url), _LONG)}"
    lines = [(elide(safe(item.wanted.path), _LONG), "$foreground"), (source, "$label")]
    lines += [(f"▲ {safe(note)}", "$warning") for note in item.notes]
    return Content("\n").join(Content.styled(*line) for line in lines)
