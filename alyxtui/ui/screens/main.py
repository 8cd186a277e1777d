"""The main screen: loads the panes, connects, and begins what the first rows do not wait for."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from importlib import import_module

from textual import on, work
from textual.app import ComposeResult
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import Worker

from alyxtui.client.scheduler import Priority
from alyxtui.domain import lock
from alyxtui.domain.connections import Connections
from alyxtui.domain.start import Start
from alyxtui.errors import AlyxTuiError, OwnFault, Unreachable
from alyxtui.text import safe
from alyxtui.ui import screens, status, troubles
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import (
    Abandoned,
    LockWanted,
    Moved,
    Opened,
    OutboxWanted,
    Reconnect,
    SchemaWanted,
    Settled,
)
from alyxtui.ui.screens.edges import EdgedScreen
from alyxtui.ui.tally import Tally
from alyxtui.ui.widgets.bars import HintLine, StatusLine, TitleLine

_PANES = "alyxtui.ui.widgets.browser"
_SOON = 0.15  # seconds that the panes wait for the first rows: long enough for kept ones
_CHANGES_SHOWN, _CHANGES_SECONDS = 6, 15.0


class MainScreen(EdgedScreen):
    """The browser with a title above, status and keys below.

    Args:
        connections: the one in use is shown, as long as this screen lives.
        start: what to open first, None for the start endpoint.
        ask: a person is to sign in, even if there is a token at hand.

    The panes are loaded behind the first frame, which would take twice as long with them.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-medium"), (140, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (36, "-tall")]

    # Textual 8.2.8 draws the whole screen again when the focus moves. Who has it, had it or holds
    # it looks different then, and draws itself.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(
        self, connections: Connections, start: Start | None = None, *, ask: bool = False
    ) -> None:
        super().__init__(connections.current)
        # Textual 8.2.8 takes the styles of a new screen for old, and reads all CSS once more.
        self._css_update_count = self.app._css_update_count
        self.start = start
        self._answered = asyncio.Event()
        self._drawn = False
        self._connections = connections
        self._ask = ask
        self._tally = Tally(self.connection)
        self._told = False
        self._rights_wanted = False
        self._said_read_only = False
        self._has_room = False  # for a record beside or below the list

    def compose(self) -> ComposeResult:
        """Title, room for the panes, status, keys."""
        # Textual 8.2.8 sets these after the first layout, which would then be made twice.
        self.add_class(*_fitting(self.app.size), update=False)
        yield TitleLine(id="title")
        yield Static("opening …", id="opening", markup=False)
        yield StatusLine(id="status")
        yield HintLine(id="keys")

    def on_mount(self) -> None:
        """Show who and where at once, and load the panes behind it."""
        self.watch(self, "focused", self._show_keys)
        self.show_title()
        self.call_after_refresh(self._load_panes)

    @work(group="panes", exclusive=True, exit_on_error=False)
    async def _load_panes(self) -> None:
        """Put the panes in their place, connect, and keep the age of the rows true."""
        await asyncio.to_thread(import_module, _PANES)
        from alyxtui.ui.widgets.browser import Browser

        panes = Browser(self.connection, id="body")
        # Drawn once with the first rows, if those come soon, and not once more without them.
        with self.app.batch_update():
            await self.query_one("#opening").remove()
            await self.mount(panes, after="#title")
            self.panes = panes
            self._keep_focus()
            self.set_interval(status.AGE_EVERY, self._show_status)
            reach = self.connection.client.reach
            reach.on_change = lambda: self.call_next(self._network_changed)
            self._say_connecting()
            self.connect(ask=self._ask)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._answered.wait(), _SOON)
        self.call_after_refresh(self._panes_drawn)

    def _panes_drawn(self) -> None:
        self._drawn = True
        self._go_on()

    def _network_changed(self) -> None:
        """The server went away, or is back."""
        self.show_title()
        if self.connection.client.reach.since is None:
            self.browser.come_back()
            self.post_message(OutboxWanted())

    def on_resize(self) -> None:
        """A pane that a smaller terminal has no room for takes the focus with it.

        A record that was open there goes on a screen of its own.
        """
        self.call_after_refresh(self._keep_focus)

    def _keep_focus(self) -> None:
        if self.panes is None or not self.is_current:
            return
        had_room, self._has_room = self._has_room, self.panes.shows_detail
        if had_room and not self._has_room:
            self.panes.stay()
        if self.focused is None:
            self.panes.focus_records()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    # Connecting.

    @work(group="connect", exclusive=True, exit_on_error=False)
    async def connect(self, *, ask: bool = False) -> None:
        """Sign in, read the schema, open the first list.

        Args:
            ask: a person is to sign in, even if there is a token at hand.
        """
        connection = self.connection
        self._unreachable = False
        try:
            if not await self._sign_in(ask):
                self.browser.say(
                    "not signed in",
                    "The server shows its records to its users only.",
                    keys="ctrl+r sign in   : another server   ctrl+q quit",
                )
                return
            api = await connection.load_api(stale=True)
        except AlyxTuiError as error:
            self._unreachable = isinstance(error, Unreachable)
            self.browser.say_error(error)
            self.show_title()
            return
        except Exception as problem:
            self.browser.say_error(OwnFault(type(problem).__name__))
            raise
        await self._tally.read(self.browser)
        await self._connections.lock.opened()
        self.browser.trail = self._connections.trail
        self._rights_wanted = True
        self.browser.show_api(api, self.start)
        if not self.connection.offer.is_fresh:
            self.refresh_schema()

    async def _sign_in(self, ask: bool) -> bool:
        """Sign in with what is at hand, else ask; gives whether somebody is signed in.

        Raises:
            AlyxTuiError: the server refuses what is at hand, or cannot be asked.
        """
        connection = self.connection
        if connection.signed_in:
            return True
        if not ask and await self._sign_in_silently():
            return True
        users = await connection.known_users()
        if users and (ask or connection.user not in users):
            user = await self.app.push_screen_wait(
                screens.UserScreen(connection.profile.url, users)
            )
            if user is None:
                return False
            connection.user = user
            if user and await self._sign_in_silently():
                return True
        return await self.app.push_screen_wait(screens.SignInScreen(connection))

    async def _sign_in_silently(self) -> bool:
        """Sign in with what is at hand; who left a locked screen comes back to one."""
        if not await self.connection.sign_in_silently():
            return False
        if await asyncio.to_thread(lock.was_locked, self.connection):
            self._connections.lock.close()
            self.post_message(LockWanted())
        return True

    def _say_connecting(self) -> None:
        self.browser.say(
            "connecting …", safe(self.connection.profile.url), keys="esc leave   ctrl+q quit"
        )
        self.show_title()

    @on(Reconnect)
    def _reconnect(self) -> None:
        self._say_connecting()
        self.connect()

    @on(Abandoned)
    def _abandon(self) -> None:
        if not self.workers.cancel_group(self, "connect"):
            return  # why there is nothing to see stays on the screen
        self.browser.say("not connected", "Nothing more is asked.", keys="ctrl+r connect")

    # What there is to ask and to say once the first records are here, not before.

    @work(group="rights", exclusive=True, exit_on_error=False)
    async def _find_rights(self) -> None:
        with suppress(AlyxTuiError):  # the list says it, in more words
            if not self.connection.user:
                await self.connection.check_owner()
            await self.connection.check_rights(Priority.COUNT)
            self.show_title()
        if self.connection.read_only and not self._said_read_only:
            self._said_read_only = True
            words = f"Nothing can be written here. {self.connection.why_read_only}"
            self.notify(safe(words), title="read-only", markup=False)

    @work(group="outbox", exclusive=True, exit_on_error=False)
    async def count_waiting(self) -> None:
        """Say how many writes wait in the outbox."""
        connection = self.connection
        with suppress(AlyxTuiError):  # who writes is told
            self._waiting = await asyncio.to_thread(
                lambda: connection.writes.journal.waiting(connection.writes.server)
            )
            self._show_status()

    @work(group="problems", exit_on_error=False)
    async def _say_problems(self) -> None:
        await troubles.tell(self.app, self._connections)

    # What the server offers.

    @on(SchemaWanted)
    def _schema_wanted(self) -> None:
        self.refresh_schema(asked=True)

    @work(group="schema", exclusive=True, exit_on_error=False)
    async def refresh_schema(self, *, asked: bool = False) -> None:
        """Read the schema anew behind the records, and say what has changed.

        Args:
            asked: by the user, who is told also that nothing has changed, or why it failed.
        """
        offer = self.connection.offer
        try:
            api = await offer.refresh(Priority.FOREGROUND if asked else Priority.PREFETCH)
        except AlyxTuiError as error:
            if asked:
                self.notify(error.message, title=error.heading, severity="error", markup=False)
            return
        changed = offer.take_changes()
        if changed:
            self.browser.endpoints.show(api)
        if changed or asked:
            shown = changed[:_CHANGES_SHOWN]
            more = len(changed) - len(shown)
            words = [*shown, *([f"and {more} more"] if more else [])]
            self.notify(
                "\n".join(words) or "The server offers what it did.",
                title="the server has changed" if changed else "nothing has changed",
                timeout=_CHANGES_SECONDS,
                markup=False,
            )

    @on(Opened)
    def _opened(self, event: Opened) -> None:
        self._tally.opened(event.name)
        if self._told:
            self._note_uses()

    @work(group="usage", thread=True, exit_on_error=False)
    def _note_uses(self) -> None:
        self._tally.note()

    @on(Moved)
    def _moved(self) -> None:
        self.show_title()
        self._show_status()
        self._show_keys()
        if self.browser.has_answer:
            self._answered.set()
        self._go_on()

    def _go_on(self) -> None:
        """Begin what the first rows do not wait for, once they are here and drawn."""
        if not (self._drawn and self.browser.has_answer):
            return
        self._tally.show(self.browser)
        if self._rights_wanted:
            self._rights_wanted = False
            self._find_rights()
        if not self._told:
            self._told = True
            self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self._note_uses()
        self.count_waiting()
        if self.connection.profile.sends_waiting:
            self.post_message(OutboxWanted())
        self._say_problems()
        self.post_message(Settled())


def _fitting(size: Size) -> set[str]:
    """The classes of the breakpoints that fit a terminal."""
    wide, tall = MainScreen.HORIZONTAL_BREAKPOINTS, MainScreen.VERTICAL_BREAKPOINTS
    sides = ((size.width, wide), (size.height, tall))
    return {max(one for one in points if one[0] <= cells)[1] for cells, points in sides}
