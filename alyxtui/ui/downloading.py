"""The part of the app that knows of downloads: they go on whatever screen is open."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from textual import on, work
from textual.timer import Timer

from alyxtui.domain.connection import Connection
from alyxtui.domain.start import Start
from alyxtui.errors import AlyxTuiError
from alyxtui.text import plural, safe
from alyxtui.ui import screens, status
from alyxtui.ui.messages import DataSignInWanted, Settled
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.sending import under_way
from alyxtui.ui.switching import Switching

if TYPE_CHECKING:
    from alyxtui.domain.downloads.item import Item, Totals
    from alyxtui.domain.downloads.queue import Downloads

_SOON = 0.25  # seconds in which what changes is said once
_WRITING = (
    "{} has no answer yet. It is in the journal: without an answer by then it waits in the outbox, "
    "and is looked up before it is sent again."
)
_COMING = ("running", "verifying", "waiting")


class Downloading(Switching):
    """Watches the downloads of the connection in use.

    Args:
        connection: the first one; closed with the app.
        start: what to open first.
    """

    def __init__(self, connection: Connection, start: Start | None = None) -> None:
        super().__init__(connection, start)
        self._watched: Downloads | None = None
        self._soon: Timer | None = None
        self._coming = 0
        self._asked: set[str] = set()  # data hosts that a person would not sign in to

    @on(Settled)
    @work(group="downloads", exclusive=True, exit_on_error=False)
    async def _take_up(self) -> None:
        """Watch the downloads, and go on with what an earlier run has left."""
        downloads = await self._watch()
        from alyxtui.domain.downloads.queue import LEFT  # loaded by now

        if not self.connection.user:
            with suppress(AlyxTuiError):  # then the files that have no known owner are taken up
                await self.connection.check_owner()
        left = [item for item in await downloads.load() if item.reason == LEFT]
        if left:
            downloads.resume(left)
            words = f"{plural(len(left), 'file')} that the last time did not end; Q shows them."
            self.notify(words, title="downloading", markup=False)

    async def _watch(self) -> Downloads:
        """The downloads of the connection in use; what becomes of them is said from now on."""
        from alyxtui.ui.fetching import opened  # not for the first frame

        downloads = await opened(self.connection)
        if self._watched is not downloads:
            self._watched = downloads
            self._asked.clear()
            downloads.on_change = partial(self._downloads_changed, downloads)
        return downloads

    @work(group="queue", exclusive=True, exit_on_error=False)
    async def action_downloads(self) -> None:
        """The files that come and came, unless they are on the screen."""
        downloads = await self._watch()
        if not any(isinstance(one, screens.QueueScreen) for one in self.screen_stack):
            self.push_screen(screens.QueueScreen(downloads))

    # How far they are.

    def _downloads_changed(self, downloads: Downloads, items: Sequence[Item]) -> None:
        if any(item.asks and item.asks not in self._asked for item in items):
            self._ask_passwords(downloads)
        if self._soon is None:
            self._soon = self.set_timer(_SOON, self._say_fetching)

    def _say_fetching(self) -> None:
        self._soon = None
        if self._watched is None:
            return
        totals = self._watched.totals
        before, self._coming = self._coming, _coming_of(totals)
        bottom = self.screen_stack[0] if self.screen_stack else None
        if isinstance(bottom, MainScreen):
            bottom.show_fetching(status.fetching(totals))
        if before and not self._coming and not isinstance(self.screen, screens.QueueScreen):
            words = {state.value: count for state, count in totals.counts.items()}
            failed = words.get("failed", 0)
            said = [f"{plural(words.get('done', 0), 'file')} are here"] if "done" in words else []
            said += [f"{failed:,} failed; Q says why"] if failed else []
            self.notify(
                ", ".join(said) or "Nothing comes any more.",
                title="downloads",
                severity="warning" if failed else "information",
                markup=False,
            )

    def _count_coming(self) -> int:
        return _coming_of(self._watched.totals) if self._watched is not None else 0

    # Passwords of data hosts.

    @on(DataSignInWanted)
    def _sign_in_wanted(self, event: DataSignInWanted) -> None:
        self._asked.discard(event.origin)
        if self._watched is not None:
            self._ask_passwords(self._watched)

    @work(group="data-sign-in", exit_on_error=False)
    async def _ask_passwords(self, downloads: Downloads) -> None:
        """Ask for the sign-ins that files wait for, each once."""
        for origin in [one for one in downloads.asks if one not in self._asked]:
            self._asked.add(origin)
            await self.connections.lock.opened()
            form = screens.DataSignIn(
                origin,
                self.connection.profile.data_user or "",
                refused=downloads.access.has(origin),
                may_keep=not self.connection.settings.once,
            )
            given = await self.push_screen_wait(form)
            if given is None:
                continue
            self._asked.discard(origin)
            kept = await downloads.give_password(
                origin, given.user, given.password, keep=given.keep
            )
            if given.keep and not kept:
                words = "The password is known for now, and could not be kept."
                self.notify(words, severity="warning", markup=False)

    # Leaving.

    async def action_quit(self) -> None:
        """Leave; while something is written, or files come, the user is asked."""
        writes, coming = under_way(self), self._count_coming()
        is_asked = isinstance(self.screen, (GateScreen, screens.QuestionScreen))
        if is_asked or not (writes or coming):
            self.exit()
            return
        title, words, no = f"{plural(coming, 'file')} still to come", self._then(), "stay"
        if writes:
            then = f"\n\n{title}. {words}" if coming else ""
            title, no = "a write is under way", "wait"
            words = _WRITING.format(", ".join(writes)) + then
        question = screens.QuestionScreen(f"▲ {title}", words, yes="leave", no=no)
        self.push_screen(question, self._leave)

    def _then(self) -> str:
        """What becomes of the files that still come."""
        if self.connection.settings.once:
            return "What came of them is kept; download them again to go on with it."
        return "They go on from where they are when alyxtui is started again."

    def _leave(self, yes: bool | None) -> None:
        if yes:
            self.exit()

    async def _use(self, connection: Connection, *, ask: bool = False) -> None:
        """Show a connection in place of the present one; the downloads of that one rest."""
        former, coming = self.connection, self._count_coming()
        if former is not connection:
            self._watched, self._coming = None, 0
        await super()._use(connection, ask=ask)
        if coming and former is not connection:
            words = (
                f"{plural(coming, 'file')} of {safe(former.profile.url)} rest until one is back."
            )
            self.notify(words, title="downloads", markup=False)


def _coming_of(totals: Totals) -> int:
    """How many files are still to come."""
    return sum(count for state, count in totals.counts.items() if state.value in _COMING)
