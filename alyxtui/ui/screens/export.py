"""The export form: format, file, columns; and how far the export is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Label, Static
from textual.worker import Worker

from alyxtui.client.client import AlyxClient
from alyxtui.domain.export import FILE_FORMATS, Export, Target, format_of
from alyxtui.domain.formats import Format
from alyxtui.domain.marks import Marks
from alyxtui.domain.queries import Asked
from alyxtui.schema.model import Endpoint
from alyxtui.text import plural, safe
from alyxtui.ui import status
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.exports import Exports, Job
from alyxtui.ui.faults import report_fault
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.field import Field

_LOOK_EVERY = 0.25  # seconds between looks at how far it is
_BAR_CELLS = 40
_FORM_KEYS = (
    Command("export-start", Scope.FORM, "ctrl+s", "", "write the file", "start"),
    Command("export-format", Scope.FORM, "ctrl+t", "", "format", "the next format"),
    Command("export-formulas", Scope.FORM, "ctrl+o", "", "formulas", "keep formulas in CSV"),
    Command("export-next", Scope.FORM, "tab", "", "next field", "to the next field"),
    Command("export-leave", Scope.FORM, "esc", "", "leave", "close the form"),
)
_RUN_KEYS = (
    Command("export-stop", Scope.FORM, "c", "", "stop", "stop the export"),
    Command("export-behind", Scope.FORM, "esc", "", "leave, it goes on", "close the screen"),
)
_END_KEYS = (Command("export-close", Scope.FORM, "esc", "", "close", "close the screen"),)


class ExportScreen(ModalScreen[None]):
    """Asks for a file and shows the export, which goes on when the screen is left.

    Args:
        exports: where exports run; one under way is shown instead of the form.
        client: the server.
        endpoint: whose list it is.
        asked: what is asked of it.
        columns: the fields that the table shows.
        marks: only these records; all where none is marked.
        count: rows of the whole list.
    """

    AUTO_FOCUS = ""  # an input that is hidden would take the keys of an export under way
    BINDINGS = [
        ("escape", "leave", ""),
        ("ctrl+s,f2", "start", ""),
        ("ctrl+t", "next_format", ""),
        ("ctrl+o", "formulas", ""),
        ("c", "stop", ""),
    ]
    DEFAULT_CSS = """
    ExportScreen {
        align: center middle;
        background: $background 60%;
        & #form { width: 76; max-width: 96%; height: auto; max-height: 100%; background: $panel; padding: 1 2; }
        & #format { margin-top: 1; height: 1; }
        & Label { color: $label; margin-top: 1; }
        & #words { height: auto; margin-top: 1; }
        & HintLine { margin-top: 1; padding: 0; }
        & #ask { height: auto; }
        &.-job #ask { display: none; }
    }
    """

    def __init__(
        self,
        exports: Exports,
        client: AlyxClient,
        endpoint: Endpoint,
        asked: Asked,
        columns: Sequence[str],
        marks: Marks,
        count: int,
    ) -> None:
        super().__init__()
        self._exports, self._client = exports, client
        self._endpoint, self._asked = endpoint, asked
        self._columns = tuple(columns)
        self._marks, self._count = marks or None, count
        self._keep_formulas = False
        self._replace: Path | None = None  # an existing file that the user was asked about
        self._shown: Content | None = None

    def compose(self) -> ComposeResult:
        """Format, file, columns, what is to be said, keys."""
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("export ", "$label"),
                    (f"{self._marked}{safe(self._endpoint.name)}", "bold $foreground"),
                ),
                markup=False,
            )
            with Vertical(id="ask"):
                yield Static(id="format", markup=False)
                yield Label("file", markup=False)
                yield Field(f"{self._endpoint.name}.csv", id="path")
                yield Label("fields, all when empty; a dot leads into one", markup=False)
                yield Field(
                    placeholder=", ".join(self._columns[:4]) or "id, extended_qc.task",
                    id="fields",
                )
            yield Static("", id="words", markup=False)
            yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show the form, or the export under way."""
        self._exports.watched = True
        self.set_interval(_LOOK_EVERY, self._look)
        if self._exports.running and self._exports.job is not None:
            self._show_job()
        else:
            self._keys(_FORM_KEYS)
            self.query_one("#path").focus()

    def on_unmount(self) -> None:
        """From now on the end of the export is to be said elsewhere."""
        self._exports.watched = False

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    @property
    def _marked(self) -> str:
        return "" if self._marks is None else f"{self._marks.count(self._count):,} marked "

    # The form.

    @on(Input.Changed, "#path")
    def _path_changed(self, event: Input.Changed) -> None:
        """The name of the file tells its format."""
        self._show_format(format_of(Path(event.value)))

    def _show_format(self, chosen: Format) -> None:
        parts: list[tuple[str, str]] = [("format", "$label")]
        for one in FILE_FORMATS:
            mark, style = ("●", "$foreground") if one is chosen else (" ", "$label")
            parts += [(f"   {mark} ", "$primary"), (one.value, style)]
        if chosen is Format.CSV:
            words = "are kept" if self._keep_formulas else "become text"
            parts.append((f"   = + - @ {words}", "$warning" if self._keep_formulas else "$label"))
        self.query_one("#format", Static).update(Content.assemble(*parts))

    def action_formulas(self) -> None:
        """Leave texts as they are that a spreadsheet would run, or make them harmless again."""
        self._keep_formulas = not self._keep_formulas
        self._show_format(format_of(Path(self.query_one("#path", Input).value)))

    def action_next_format(self) -> None:
        """Give the file the name of the next format."""
        path = self.query_one("#path", Input)
        place = FILE_FORMATS.index(format_of(Path(path.value)))
        following = FILE_FORMATS[(place + 1) % len(FILE_FORMATS)]
        stem = path.value.removesuffix(Path(path.value).suffix)
        path.value = f"{stem}.{following.value}"

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_start()

    @work(group="start", exclusive=True, exit_on_error=False)
    async def action_start(self) -> None:
        """Write the file, if nothing is in the way."""
        if self.has_class("-job"):
            return
        name = self.query_one("#path", Input).value.strip()
        if not name:
            self._say(Content.styled("✕ A file needs a name.", "$error"))
            return
        try:
            path, taken = await asyncio.to_thread(_looked_up, name)
        except (OSError, RuntimeError, ValueError) as error:
            words = getattr(error, "strerror", None) or str(error)
            self._say(Content.styled(f"✕ {safe(name)} cannot be a file: {safe(words)}.", "$error"))
            return
        if taken and self._replace != path:
            self._replace = path
            words = f"▲ {safe(str(path))} is there already; once more replaces it."
            self._say(Content.styled(words, "$warning"))
            return
        fields = [one.strip() for one in self.query_one("#fields", Input).value.split(",")]
        names = tuple(dict.fromkeys(filter(None, fields)))
        target = Target(path, format_of(path), names, self._keep_formulas)
        parts = self._asked.requests
        export = Export(self._client, self._endpoint, parts, target, marks=self._marks)
        last = self._exports.job
        if last is not None and last.can_go_on:
            before = last.export
            export.resume = (before.target, before.job) == (export.target, export.job)
        self._exports.start(export)
        self._show_job()

    # The export.

    def _show_job(self) -> None:
        self.add_class("-job")
        self.set_focus(None)
        self._keys(_RUN_KEYS)
        self._look()

    def _look(self) -> None:
        job = self._exports.job
        if job is None or not self.has_class("-job"):
            return
        self._say(describe(job))
        if job.running:
            return
        if job.can_go_on:
            self.remove_class("-job")
            self._keys(_FORM_KEYS)
            self._replace = job.export.target.path
            self.query_one("#path").focus()
        else:
            self._keys(_END_KEYS)

    def action_stop(self) -> None:
        """End the export and remove what it has fetched."""
        self._exports.stop()

    def action_leave(self) -> None:
        """Close the screen; an export under way goes on."""
        self.dismiss()

    def _say(self, words: Content) -> None:
        if self._shown != words:
            self._shown = words
            self.query_one("#words", Static).update(words)

    def _keys(self, commands: Sequence[Command]) -> None:
        line = self.query_one(HintLine)
        line.commands = commands
        line.redraw()


def _looked_up(name: str) -> tuple[Path, bool]:
    """A path as typed, and whether something is there.

    Raises:
        OSError: no file can have such a name, or nobody may look.
        RuntimeError: it begins with the home of a user that is not there.
        ValueError: it holds a NUL.
    """
    path = Path(name).expanduser()
    return path, path.exists()


def describe(job: Job) -> Content:
    """How far an export is, or how it ended."""
    path = safe(str(job.export.target.path))
    error = job.error or (job.verdict.error() if job.verdict is not None else None)
    if job.running:
        return Content.assemble((f"{path}\n", "$foreground"), _bar(job))
    if job.stopped:
        return Content.styled(f"stopped; {path} is not written", "$label")
    if error is not None:
        words = f"✕ {safe(error.heading)}: {safe(error.message)} {safe(error.hint)}".rstrip()
        again = f"{path} has the others"
        if job.can_go_on:
            again = "ctrl+s goes on with what is missing" if job.verdict else "ctrl+s tries again"
        return Content.assemble((f"{words}\n", "$error"), (again, "$label"))
    verdict = job.verdict
    if verdict is None:
        return Content.styled("✕ the export ended by a fault", "$error")
    done = Content.styled(f"● {plural(verdict.held, 'record')} in {path}", "$success")
    notes = [Content.styled(f"▲ {safe(note)}", "$warning") for note in verdict.notes]
    return Content("\n").join([done, *notes])


def _bar(job: Job) -> Content:
    progress = job.progress
    if progress.total is None:
        return Content.styled("asking the server …", "$label")
    if progress.writing:
        return Content.styled(f"{progress.done:,} records are here; writing the file …", "$label")
    done = min(progress.done / progress.total, 1.0) if progress.total else 1.0
    full = round(done * _BAR_CELLS)
    left = "" if progress.left is None else f" · {status.duration(progress.left)} left"
    return Content.assemble(
        ("━" * full, "$primary"),
        ("━" * (_BAR_CELLS - full), "$line"),
        (f"\n{progress.done:,} of {progress.total:,}{left}", "$label"),
    )
