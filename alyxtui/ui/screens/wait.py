"""What stands on top while a write is under way and nothing else of it is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.text import safe
from alyxtui.ui.commands import Scope, bindings

_UNSEEN = 0.3  # seconds in which nothing is shown: most answers come sooner
_T = TypeVar("_T")


class GivenUp(Exception):
    """A person did not want to wait, and nothing was sent."""


class _Words(Static, can_focus=True):
    """Has the focus, so that a key is known to be for nobody and does not wait for a taker."""


class WaitScreen(ModalScreen[None]):
    """Keeps keys and clicks from what lies below, for as long as a write is under way.

    Forms and reviews of the write lie on top of it. It goes by ``end``; when its connection goes
    first, the work ends with it unless it is being sent.
    """

    BINDINGS = bindings(Scope.WAIT)
    DEFAULT_CSS = """
    WaitScreen {
        align: center middle;
        background: $background 0%;
        & _Words {
            width: auto; max-width: 96%; padding: 1 2; background: $panel; visibility: hidden;
        }
        &.-seen _Words { visibility: visible; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.worker: Worker[None] | None = None
        self._work: asyncio.Task[object] | None = None
        self._is_sending = self._is_over = self._is_left = self._is_gone = False

    def compose(self) -> ComposeResult:
        """The words."""
        yield _Words(markup=False)

    def on_screen_resume(self) -> None:
        """Go, if there is nothing to wait for any more."""
        if self._is_over:
            self._go()

    def on_unmount(self) -> None:
        """What nobody waits for is not asked any more."""
        if not (self._is_over or self._is_left or self._is_sending) and self.worker is not None:
            self.worker.cancel()

    async def asking(self, work: Coroutine[None, None, _T], words: str) -> _T:
        """Wait for an answer that one may do without.

        Args:
            work: what is awaited.
            words: what it is, a few words.

        Raises:
            GivenUp: the person has left.
        """
        task = asyncio.create_task(work)
        self._work = task
        seen = self._say_soon(words)
        try:
            return await task
        except asyncio.CancelledError:
            if self._work is None:
                raise GivenUp from None
            raise
        finally:
            self._work = None
            self._unsay(seen)

    async def sending(self, work: Coroutine[None, None, _T], words: str) -> _T:
        """Wait for what must run to its end; a person may go on meanwhile.

        Args:
            work: what is awaited.
            words: what it is, a few words.
        """
        self._is_sending = True
        self._call_it(safe(words))
        seen = self._say_soon(words)
        try:
            return await work
        finally:
            self._is_sending = False
            self._call_it("")
            self._unsay(seen)

    def end(self) -> None:
        """It is over: go, now or when what lies on top has gone."""
        self._is_over = True
        self._go()

    def action_leave(self) -> None:
        """Do without the answer; what is being sent goes on, and its outcome is told."""
        if self._work is not None:
            task, self._work = self._work, None
            task.cancel()
        elif self._is_sending:
            self._is_left = True
            self._go()

    def _go(self) -> None:
        # Not `is_current`: in Textual 8.2.8 that is true of what lies below a modal screen too.
        if self.is_active and self.app.is_running and not self._is_gone:
            self._is_gone = True
            self.dismiss()

    def _call_it(self, words: str) -> None:
        if self.worker is not None:
            self.worker.name = words

    def _say_soon(self, words: str) -> asyncio.TimerHandle:
        doing, then = ("sending ", "go on meanwhile") if self._is_sending else ("", "leave")
        said = Content.assemble(
            (f"{doing}{safe(words)} …", "$label"), ("   esc ", "$primary"), (then, "$label")
        )
        return asyncio.get_running_loop().call_later(_UNSEEN, self._say, said)

    def _say(self, said: Content) -> None:
        if self.is_attached:
            self.query_one(_Words).update(said)
            self.add_class("-seen")

    def _unsay(self, seen: asyncio.TimerHandle) -> None:
        seen.cancel()
        self.remove_class("-seen")
