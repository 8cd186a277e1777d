"""Keeps what is typed into a form on the disk while it is typed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual.app import App
from textual.timer import Timer

from alyxtui.domain.writes import drafts
from alyxtui.domain.writes.drafts import Draft, Slot
from alyxtui.ui import workers

_REST = 1.0  # seconds without a key before what was typed is written

Texts = Mapping[str, str]


class DraftKeeper:
    """Keeps the draft of one form.

    Args:
        app: whose timers are used.
        slot: which form it is.
        begun: what stands in the form when nothing was typed; that is no draft.
        base: the value that is to be changed, if one is; a draft has its own.

    Attributes:
        begun: as given.
        texts: what stands in the form now.
        problem: why it cannot be kept, empty when it can.
    """

    def __init__(self, app: App[int], slot: Slot, begun: Texts, base: object = None) -> None:
        self.begun = self.texts = begun
        self.problem = ""
        self._app, self._slot, self._base = app, slot, base
        self._is_written = True
        self._timer: Timer | None = None
        self._lock = asyncio.Lock()

    async def load(self) -> Draft | None:
        """What was typed before and not sent, of the base it had; it stands in the form now."""
        draft = await asyncio.to_thread(drafts.load, self._slot)
        if draft is not None:
            self.texts, self._base = draft.texts, draft.base
        return draft

    def note(self, texts: Texts) -> None:
        """What stands in the form now, to be written once the person rests."""
        if texts == self.texts:
            return
        self.texts, self._is_written = texts, False
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._app.set_timer(_REST, self._rested)

    def _rested(self) -> None:
        workers.begin(self._app, "draft", self.keep)

    async def keep(self) -> bool:
        """Write what was typed; gives whether there is a draft."""
        async with self._lock:
            if not self._is_written:
                self._is_written = True
                await asyncio.to_thread(self._save, self.texts)
        return self.texts != self.begun and not self.problem

    def keep_now(self) -> None:
        """Write what is not written yet, where nothing can be awaited any more."""
        if not self._is_written:
            self._is_written = True
            self._save(self.texts)

    async def drop(self) -> None:
        """It is sent, or not wanted: forget what was typed."""
        self.texts, self._is_written = self.begun, True
        async with self._lock:
            await asyncio.to_thread(drafts.drop, self._slot)

    def _save(self, texts: Texts) -> None:
        self.problem = ""
        if texts == self.begun:
            drafts.drop(self._slot)
            return
        try:
            drafts.save(self._slot, texts, self._base)
        except OSError as error:
            self.problem = f"What you typed cannot be kept: {error.strerror or error}."
