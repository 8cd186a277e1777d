"""The part of the app that edits many records at once: it goes on whatever screen is open."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.timer import Timer
from textual.worker import WorkerError

from alyxtui.domain.connection import Connection
from alyxtui.domain.start import Start
from alyxtui.text import plural, safe
from alyxtui.ui import screens, status, workers
from alyxtui.ui.downloading import Downloading
from alyxtui.ui.messages import BatchUndoWanted, BulkWanted, OutboxWanted, Written
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.screens.main import MainScreen

if TYPE_CHECKING:
    from textual.worker import Worker

    from alyxtui.domain.writes.job import BulkJob
    from alyxtui.domain.writes.target import Target
    from alyxtui.ui.screens.bulk import BulkScreen
    from alyxtui.ui.writing import Writer

_LOOK_EVERY = 0.5  # seconds between looks for the status line
_PATIENCE = 10.0  # seconds that rows under way may take when one leaves the server


class Bulking(Downloading):
    """Runs one bulk edit of the connection in use.

    Args:
        connection: the first one; closed with the app.
        start: what to open first.
    """

    def __init__(self, connection: Connection, start: Start | None = None) -> None:
        super().__init__(connection, start)
        self._job: BulkJob | None = None
        self._work: Worker[None] | None = None
        self._ticker: Timer | None = None

    @property
    def _writer(self) -> Writer:
        from alyxtui.ui.writing import Writer  # who only looks does not wait for it

        return Writer(self, self.connection)

    @property
    def _sends(self) -> bool:
        """Whether rows are being sent."""
        return self._job is not None and self._job.is_under_way

    # Choosing what is done.

    @on(BulkWanted)
    def _bulk_wanted(self, event: BulkWanted) -> None:
        """Show the one under way, else ask what is to be done."""
        if self._job is not None:
            self._show_job(self._job)
        elif event.target is None:
            self.notify("Open the list that holds the records.", markup=False)
        else:
            self._writer.start(partial(self._ask, event.target))

    async def _ask(self, target: Target) -> None:
        """Let a person say what is to be done, and look at what it would do.

        Raises:
            AlyxTuiError: nothing may be written, or these records cannot be changed.
        """
        from alyxtui.domain.writes.change import Change
        from alyxtui.domain.writes.job import edit_job
        from alyxtui.domain.writes.review import endpoint_of

        writes = self.connection.writes
        writes.ensure_allowed()
        endpoint_of(writes.api, Change.patch(target.endpoint.name, "", {}))
        form = screens.BulkForm(writes.client, writes.api, target, self._writer.where)
        draft = await self.push_screen_wait(form)
        if draft is not None:
            operations = {name: one.operation for name, one in draft.wanted.items()}
            conditions = list(draft.conditions.values())
            self._take(edit_job(writes, target, operations, conditions, draft.words))

    @on(BatchUndoWanted)
    def _batch_undo_wanted(self, event: BatchUndoWanted) -> None:
        if self._job is not None:
            self.notify("Another bulk edit is open; B shows it.", markup=False)
        else:
            self._writer.start(partial(self._undo, event.batch))

    async def _undo(self, batch: str) -> None:
        """Look at what taking back writes that were confirmed together would do.

        Raises:
            AlyxTuiError: none of them can be taken back, or the journal cannot be read.
        """
        from alyxtui.domain.writes.job import undo_job
        from alyxtui.domain.writes.undo_batch import taken_back

        writes = self.connection.writes
        writes.ensure_allowed()
        entries = await asyncio.to_thread(writes.journal.batch, batch)
        bulk, lost = taken_back(writes, entries)
        self._take(undo_job(bulk, lost))

    @on(OutboxWanted)
    def _outbox_wanted(self) -> None:
        writer = self._writer
        writer.start(writer.offer, behind=True)

    # The job and its screen.

    def _take(self, job: BulkJob) -> None:
        """Have a job, plan it and show it."""
        self._job = job
        self._show_job(job)
        self._work = workers.begin(self, "bulk", self._plan, job)

    def _show_job(self, job: BulkJob) -> None:
        screen = self._job_screen
        if screen is None:
            self.push_screen(screens.BulkScreen(job, self._writer.where))
        else:
            screen.show(job)

    @property
    def _job_screen(self) -> BulkScreen | None:
        """The screen of the job, if it is open."""
        found = (one for one in self.screen_stack if isinstance(one, screens.BulkScreen))
        return next(found, None) if self._job is not None else None

    async def _plan(self, job: BulkJob) -> None:
        await job.plan()
        if (screen := self._job_screen) is not None:
            screen.look()

    def on_bulk_screen_send_wanted(self) -> None:
        """Ask once more, and send."""
        if self._job is not None:
            self._writer.start(partial(self._confirm, self._job))

    async def _confirm(self, job: BulkJob) -> None:
        from alyxtui.domain.writes.rows import MANY, RowState

        bulk, count = job.bulk, job.count(RowState.READY)
        if bulk is None:
            return
        words = [str(count)] if count > MANY else []
        names = list(bulk.named)
        lost = [*job.lost, *bulk.losses, *(f"{one} is public or protected." for one in names)]
        screen = screens.ReviewScreen(
            job.heading,
            self._writer.where,
            (),
            notes=[
                f"{plural(count, 'record')} will be written, each read anew just before;"
                " who was faster is told."
            ],
            losses=lost,
            word=", ".join([*words, *names]),
            twice=self.connection.profile.production,
        )
        if await self.push_screen_wait(screen) and job is self._job:
            self._work = workers.begin(self, "bulk", self._run, job, names)

    async def _run(self, job: BulkJob, names: list[str]) -> None:
        self._ticker = self.set_interval(_LOOK_EVERY, self._say_sending)
        try:
            await job.run(names)
        finally:
            self._ticker.stop()
            self._say_sending()
        self.post_message(Written(job.endpoint, ""))
        if isinstance(self.screen, screens.BulkScreen):
            self.screen.look()
        else:
            self._say_ended(job)

    def _say_ended(self, job: BulkJob) -> None:
        from alyxtui.domain.writes.job import OPEN
        from alyxtui.domain.writes.rows import RowState

        failed, waiting = job.count(*OPEN), job.count(RowState.WAITING)
        words = [f"{job.count(RowState.DONE):,} done"]
        words += [f"{failed:,} not"] if failed else []
        words += [f"{waiting:,} in the outbox"] if waiting else []
        self.notify(
            f"{', '.join(words)}; B shows each.",
            title="bulk edit ended",
            severity="warning" if failed or waiting else "information",
            markup=False,
        )

    def _say_sending(self) -> None:
        bottom = self.screen_stack[0] if self.screen_stack else None
        if isinstance(bottom, MainScreen):
            job = self._job
            bottom.show_sending(status.sending(job.progress if job and self._sends else None))

    def on_bulk_screen_again_wanted(self) -> None:
        """Plan what failed or was not sent anew."""
        if self._job is not None and not self._sends:
            self._take(self._job.again())

    def on_bulk_screen_undo_wanted(self) -> None:
        """Plan taking back what was done."""
        job = self._job
        if job is not None and job.bulk is not None and not self._sends:
            self._writer.start(partial(self._undo, job.bulk.name))

    def on_bulk_screen_left(self) -> None:
        """Close the screen; who sends nothing wants nothing more of it."""
        screen = self._job_screen
        if not self._sends:
            if self._work is not None:
                self._work.cancel()
            self._job = None
        if screen is not None:
            screen.dismiss()

    # Leaving.

    async def action_quit(self) -> None:
        """Leave; while rows are being sent the user is asked."""
        job = self._job
        if job is None or not self._sends or isinstance(self.screen, GateScreen):
            await super().action_quit()
            return
        if isinstance(self.screen, screens.QuestionScreen):
            self.exit()
            return
        progress = job.progress
        left = progress.total - progress.done if progress is not None else 0
        then = "They are not sent then. The journal (H) knows which were, and takes them back."
        question = screens.QuestionScreen(
            f"▲ {plural(left, 'record')} still to be written", then, yes="leave", no="stay"
        )
        self.push_screen(question, self._leave)

    async def _use(self, connection: Connection, *, ask: bool = False) -> None:
        """Show a connection in place of the present one; no more rows of that one are sent."""
        if connection is not self.connection:
            await self._end_job()
        await super()._use(connection, ask=ask)

    async def _end_job(self) -> None:
        job, running = self._job, self._work
        if job is None:
            return
        if job.is_under_way:
            job.cancel()
            words = "The bulk edit has ended; H and tab show what was written."
            self.notify(words, title=safe(self.connection.profile.url), markup=False)
        elif running is not None:
            running.cancel()
        if running is not None and not running.is_finished:
            with suppress(asyncio.TimeoutError, WorkerError):
                await asyncio.wait_for(running.wait(), _PATIENCE)
        self._job = None
