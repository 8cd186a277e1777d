"""Exports that run behind the screens: started on one, they go on when it is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.worker import Worker

from alyxtui.domain.export import Export, Progress
from alyxtui.domain.verdict import Verdict
from alyxtui.errors import AlyxTuiError
from alyxtui.text import plural, safe
from alyxtui.ui import workers
from alyxtui.ui.messages import Fault


@dataclass
class Job:
    """One export and what became of it.

    Attributes:
        export: the work.
        progress: how far it is.
        verdict: what came, None until the end.
        error: why it ended early, None otherwise.
        stopped: whether the user stopped it.
        running: whether it goes on.
    """

    export: Export
    progress: Progress
    verdict: Verdict | None = None
    error: AlyxTuiError | None = None
    stopped: bool = False
    running: bool = True

    @property
    def can_go_on(self) -> bool:
        """Whether another run can go on with what this one has left."""
        return (
            not self.running
            and not self.stopped
            and (self.verdict is None or bool(self.verdict.missing))
        )


class Exports:
    """Runs one export at a time, on the app, and says how it ended.

    Args:
        app: whose workers run it.

    Attributes:
        job: the one under way, else the last one, None before any.
        watched: whether a screen shows the job, so that nothing else need be said.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._worker: Worker[None] | None = None
        self.job: Job | None = None
        self.watched = False

    @property
    def running(self) -> bool:
        """Whether one is under way."""
        return self.job is not None and self.job.running

    def start(self, export: Export) -> Job:
        """Begin an export; there must be none under way."""
        job = self.job = Job(export, Progress(0, None, None))
        self._worker = workers.begin(self._app, "export", self._run, job)
        return job

    def stop(self) -> None:
        """End the one under way and remove what it has fetched."""
        if self.job is not None and self.job.running and self._worker is not None:
            self.job.stopped = True
            self._worker.cancel()

    async def _run(self, job: Job) -> None:
        def show(progress: Progress) -> None:
            job.progress = progress

        try:
            job.verdict = await job.export.run(show)
        except AlyxTuiError as error:
            job.error = error
        except asyncio.CancelledError:
            if not job.stopped:  # the app ends; what came can be gone on with
                raise
            await asyncio.to_thread(job.export.discard)
        except Exception as problem:
            self._app.post_message(Fault(problem))
        finally:
            job.running = False
        if not self.watched:
            self._say(job)

    def _say(self, job: Job) -> None:
        path = safe(str(job.export.target.path))
        if job.stopped:
            self._app.notify(f"{path} is not written", title="export stopped", markup=False)
            return
        error = job.error or (job.verdict and job.verdict.error())
        if error:
            self._app.notify(
                safe(error.message), title=error.heading, severity="error", markup=False
            )
        if job.verdict is not None and not job.verdict.missing:
            words = [f"{plural(job.verdict.held, 'record')} in {path}", *job.verdict.notes]
            self._app.notify(safe("\n".join(words), lines=True), title="exported", markup=False)
