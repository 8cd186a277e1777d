"""Downloads as they go: bars on a terminal, one line a file elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.filesize import decimal
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.text import Text

from alyxtui.cli import diagnostics, output
from alyxtui.domain.downloads.choose import one_line
from alyxtui.domain.downloads.item import ENDED, Item, State
from alyxtui.text import elide, plural, safe

if TYPE_CHECKING:
    from alyxtui.domain.downloads.queue import Downloads

_NAME = 28  # cells
_MOVING = (State.RUNNING, State.VERIFYING)


class Reporter:
    """Says of each file once how it ended.

    Args:
        items: the files.
        as_json: a line of JSON each, also for what failed; else the local path of each that is
            there on stdout, and a word on each that failed on stderr.
    """

    def __init__(self, items: Sequence[Item], *, as_json: bool) -> None:
        self._items = items
        self._as_json = as_json
        self._waiting = dict.fromkeys(items)
        self.look(items)

    def look(self, changed: Sequence[Item]) -> None:
        """Say what has come; what failed may yet be tried again."""
        self._say([item for item in changed if item.state is State.DONE])

    def end(self) -> None:
        """Say what is left to say, and what it all came to."""
        self._say(list(self._waiting))
        done = [item for item in self._items if item.state is State.DONE]
        fetched = [item for item in done if item.url]
        words = f"{plural(len(fetched), 'file')} fetched"
        if len(done) > len(fetched):
            words += f", {len(done) - len(fetched):,} there already"
        failed = len(self._items) - len(done)
        words += f", {failed:,} failed" if failed else ""
        size = sum(item.size or 0 for item in fetched)
        diagnostics.note(f"{words}; {decimal(size)}")

    def _say(self, items: list[Item]) -> None:
        new = [item for item in items if item in self._waiting]
        for item in new:
            del self._waiting[item]
            if self._as_json:
                output.record(_values(item))
            elif item.state is State.DONE:
                if not output.is_terminal():
                    output.line(str(item.path))
                for note in item.notes:
                    diagnostics.warning(f"{item.wanted.name}: {note}")
            else:
                words = " ".join(filter(None, (item.reason or item.state.value, item.remedy)))
                diagnostics.warning(f"{item.wanted.name or 'a file'}: {words}")
        if new:
            output.finish()


@contextmanager
def shown(downloads: Downloads) -> Iterator[None]:
    """Show on a terminal what moves, for as long as the block runs; stderr, as all words."""
    console = Console(stderr=True)
    if not console.is_terminal or console.is_dumb_terminal:
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    bars = Progress(
        *columns, TransferSpeedColumn(), TimeRemainingColumn(), console=console, transient=True
    )
    reported = downloads.on_change
    lines = _Lines(bars, downloads)

    def look(changed: Sequence[Item]) -> None:
        if reported is not None:
            reported(changed)
        if not changed:
            lines.draw()

    downloads.on_change = look
    try:
        with bars:
            yield
    finally:
        downloads.on_change = reported


class _Lines:
    """One line for all files, and one for each that moves."""

    def __init__(self, bars: Progress, downloads: Downloads) -> None:
        self._bars = bars
        self._downloads = downloads
        self._all = bars.add_task("all files", total=None)
        self._tasks: dict[Item, TaskID] = {}

    def draw(self) -> None:
        """Bring the lines up to date."""
        items = self._downloads.items
        ended = sum(item.ended in ENDED for item in items)
        totals = self._downloads.totals
        words = f"{ended:,} of {len(items):,} files"
        self._bars.update(
            self._all, description=words, completed=totals.done, total=totals.total or None
        )
        moving = [item for item in items if item.state in _MOVING]
        for item in [one for one in self._tasks if one not in moving]:
            self._bars.remove_task(self._tasks.pop(item))
        for item in moving:
            if item not in self._tasks:
                self._tasks[item] = self._bars.add_task("", total=None)
            name = Text(elide(safe(item.wanted.name), _NAME)).markup
            words = f" ({item.state.value})" if item.state is State.VERIFYING else ""
            self._bars.update(
                self._tasks[item],
                description=name + words,
                completed=item.progress.done,
                total=item.total,
            )


def _values(item: Item) -> dict[str, object]:
    wanted = item.wanted
    return {
        "state": item.state.value,
        "path": str(item.path) if wanted.path else None,
        "url": item.url or None,
        "size": item.size,
        "md5": item.md5 or None,
        "dataset": wanted.dataset or None,
        "session": wanted.session or None,
        "notes": list(item.notes),
        "reason": item.reason or None,
        "remedy": item.remedy or None,
        "one": one_line(wanted) or None,
    }
