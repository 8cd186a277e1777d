"""Choosing files: kinds at the left, files at the right, what they come to below."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.filesize import decimal
from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from textual.worker import Worker

from alyxtui.domain.downloads.choose import Sum, present, sum_of
from alyxtui.domain.downloads.disk import free_at
from alyxtui.domain.downloads.find import Found
from alyxtui.domain.downloads.model import Wanted
from alyxtui.domain.downloads.selection import Selection
from alyxtui.errors import AlyxTuiError, UsageError
from alyxtui.text import plural, safe
from alyxtui.ui import status
from alyxtui.ui.clipboard import copy_and_say
from alyxtui.ui.commands import Scope, bindings, footer
from alyxtui.ui.faults import report_fault
from alyxtui.ui.screens.small_form import Entry, SmallForm
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field
from alyxtui.ui.widgets.file_lists import FileList, KindList


class _Pattern(Field):
    BINDINGS = [("escape,down", "leave", "")]

    def action_leave(self) -> None:
        """Back to the files."""
        self.screen.query_one(FileList).focus()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is to be fetched.

    Attributes:
        files: at least one.
        again: also what is there already.
    """

    files: list[Wanted]
    again: bool = False


class DownloadScreen(ModalScreen[Chosen | None]):
    """Gives back what is to be fetched, or None when it is left.

    Args:
        heading: what the files are of, safe or not.
        find: asks the server for them.
        root: the directory that they go to.
    """

    BINDINGS = bindings(Scope.CHOOSER)
    DEFAULT_CSS = """
    DownloadScreen {
        align: center middle;
        background: $background 60%;
        & #chooser { width: 130; max-width: 98%; height: 94%; max-height: 44; background: $panel; padding: 1 2 0 2; }
        & #heading { height: 1; margin-bottom: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        & #sides { height: 1fr; margin-top: 1; }
        & KindList { width: 3fr; margin-right: 2; }
        & FileList { width: 5fr; height: 1fr; }
        & #about { height: 3; margin-top: 1; color: $label; }
        & HintLine { padding: 0; }
    }
    """

    def __init__(self, heading: str, find: Callable[[], Awaitable[Found]], root: Path) -> None:
        super().__init__()
        self._heading, self._find, self._root = heading, find, root
        self._there: set[str] = set()
        self._free: int | None = None
        self.selection: Selection | None = None

    def compose(self) -> ComposeResult:
        """Heading, pattern, kinds and files, what they come to, keys."""
        with Vertical(id="chooser"):
            yield Static(
                Content.assemble(
                    ("download ", "$label"), (safe(self._heading), "bold $foreground")
                ),
                id="heading",
                markup=False,
            )
            yield _Pattern(
                placeholder="/ names, paths or types: spikes.* *.pqt",
                id="pattern",
                on_enter=self.action_other_side,
            )
            with Horizontal(id="sides"):
                yield KindList(id="kinds")
                yield FileList(id="files")
            yield Static("asking the server …", id="about", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Ask for the files."""
        keys = self.query_one(HintLine)
        keys.commands = footer((Scope.CHOOSER,))
        keys.redraw()
        self._files.focus()
        self._load()

    @property
    def _files(self) -> FileList:
        return self.query_one(FileList)

    @property
    def _kinds(self) -> KindList:
        return self.query_one(KindList)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @work(group="files", exclusive=True, exit_on_error=False)
    async def _load(self) -> None:
        try:
            found = await self._find()
        except AlyxTuiError as error:
            words = f"✕ {safe(error.heading)}: {safe(error.message)}\n{safe(error.hint)}"
            self._say(Content.styled(words.strip(), "$error"))
            return
        self._there = await asyncio.to_thread(present, found.files, self._root)
        self._free = await asyncio.to_thread(free_at, self._root)
        self.selection = Selection(found.files)
        has_kinds = bool(self.selection.groups)
        self._kinds.display = has_kinds
        self._kinds.show(self.selection)
        self._show()
        if has_kinds and not self.query_one(_Pattern).has_focus:
            self._kinds.focus()

    # What is chosen.

    def _show(self) -> None:
        if self.selection is not None:
            self._files.show(self.selection, self._there)
            self._kinds.refresh_changed()

    @on(FileList.Moved)
    def _moved(self) -> None:
        if self.selection is None:
            return
        total = sum_of(self.selection.wanted, self._there)
        words = Content.styled(f"into {status.place(self._root)}", "$label")
        file = self._files.current
        if file is not None and (file.problem or self._files.has_focus):
            shown = f"✕ {file.problem}" if file.problem else file.path
            words = Content.styled(safe(shown), "$error" if file.problem else "$label")
        said = _sum_words(total, len(self.selection.files))
        self._say(Content.assemble((said, "$foreground"), self._room_for(total), "\n", words))

    def _room_for(self, total: Sum) -> tuple[str, str]:
        """What is free on the disk, in a colour."""
        if self._free is None:
            return "", ""
        if total.to_come > self._free:
            return f" · ▲ only {decimal(self._free)} free", "$warning"
        return f" · {decimal(self._free)} free", "$label"

    def _say(self, words: Content) -> None:
        self.query_one("#about", Static).update(words)

    @on(Input.Changed, "#pattern")
    def _typed(self, event: Input.Changed) -> None:
        if self.selection is not None:
            self.selection.pattern = event.value
            self._show()

    def action_switch(self) -> None:
        """Take what is under the cursor, or leave it."""
        if self.selection is None:
            return
        kind, file = self._kinds.current, self._files.current
        if not self._kinds.has_focus:
            if file is not None:
                self.selection.take(file)
                self._files.action_cursor_by(1)
        elif kind is not None and kind.facet is not None:
            self.selection.switch(kind.group, kind.facet.value)
        self._show()

    def action_only(self) -> None:
        """Of the kinds beside it take only the one under the cursor."""
        kind = self._kinds.current
        if self.selection is None or kind is None or kind.facet is None:
            return
        if self._kinds.has_focus:
            self.selection.only(kind.group, kind.facet.value)
            self._show()

    def action_take_all(self) -> None:
        """Take all files that are shown, or none of them."""
        if self.selection is not None:
            self.selection.take_all()
            self._show()

    # Moving.

    def action_find(self) -> None:
        """To the pattern."""
        self.query_one(_Pattern).focus()

    def action_other_side(self) -> None:
        """From the kinds to the files, and back."""
        to_files = self._kinds.has_focus or not self._kinds.display
        (self._files if to_files or self.query_one(_Pattern).has_focus else self._kinds).focus()
        self.call_after_refresh(self._moved)

    # Taking out.

    def action_copy_path(self) -> None:
        """Copy where the file under the cursor goes; from the kinds: all that are chosen."""
        self._copy([str(self._root / file.path) for file in self._at_hand if file.path], "path")

    def action_copy_url(self) -> None:
        """Copy the address of the file under the cursor; from the kinds: of all that are chosen."""
        self._copy([file.url for file in self._at_hand if file.url], "URL")

    @property
    def _at_hand(self) -> list[Wanted]:
        file = self._files.current
        if self._files.has_focus:
            return [] if file is None else [file]
        return self.selection.wanted if self.selection is not None else []

    @work(group="copy", exclusive=True, exit_on_error=False)
    async def _copy(self, lines: list[str], what: str) -> None:
        if not lines:
            self.notify(f"There is no {what}.", markup=False)
            return
        await copy_and_say(self.app, "\n".join(lines), what if len(lines) == 1 else f"{what}s")

    # The end.

    def action_queue(self, again: bool = False) -> None:
        """Give back the files that are wanted.

        Args:
            again: fetch them although they are there.
        """
        wanted = self.selection.wanted if self.selection is not None else []
        if wanted:
            self.dismiss(Chosen(wanted, again))
        elif self.selection is not None:
            self.notify("Nothing is chosen.", markup=False)

    def action_leave(self) -> None:
        """Fetch nothing."""
        self.dismiss(None)


def _sum_words(total: Sum, of: int) -> str:
    """What the chosen files come to."""
    parts = [f"{total.count:,} of {plural(of, 'file')}"]
    if total.count:
        parts.append(decimal(total.size))
    if total.unknown:
        parts.append(f"{total.unknown:,} of unknown size")
    if total.there:
        parts.append(f"{total.there:,} there already")
        parts.append(f"{decimal(total.to_come)} to come")
    return " · ".join(parts)


def named_form() -> SmallForm[str]:
    """Asks what is to be downloaded."""

    def make(texts: Mapping[str, str]) -> str:
        if not texts["what"]:
            raise UsageError("Nothing is named.", hint="esc leaves.")
        return texts["what"]

    entry = Entry("what", "subject/date/number, an id, or an address of the server's files")
    return SmallForm("download", "What has files, by its id, path or address.", [entry], make)


def tables_form(root: Path) -> SmallForm[str]:
    """Asks of which release the cache tables are to be.

    Args:
        root: where ONE looks for them.
    """
    about = f"What ONE searches without asking the server; into {root}."
    entry = Entry("release", "a tag; empty for all that is there now")
    return SmallForm("fetch cache tables", about, [entry], lambda texts: texts["release"])
