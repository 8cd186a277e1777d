"""The app: wiring of connection, screens, themes and signals."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import RenderableType
from textual import events, on
from textual._compositor import CompositorUpdate
from textual._context import active_message_pump
from textual.command import CommandPalette, Provider
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.filter import LineFilter, Monochrome, NoColor
from textual.screen import Screen
from textual.worker import Worker

from alyxtui.client.heard import Notice
from alyxtui.domain.connection import Connection
from alyxtui.domain.start import Start
from alyxtui.errors import OwnFault
from alyxtui.text import safe
from alyxtui.ui import screens
from alyxtui.ui.bulking import Bulking
from alyxtui.ui.commands import Scope, bindings
from alyxtui.ui.faults import report_fault
from alyxtui.ui.messages import Fault, Settled, Written
from alyxtui.ui.net import ControlNet
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.signals import leaving_on_signals
from alyxtui.ui.sparing import Shown, Sparing
from alyxtui.ui.themes import DARK, FALLBACKS, LEAN, THEMES
from alyxtui.ui.typeahead import TypeAhead

_HERE = Path(__file__).parent
_NO_COLOR = NoColor()


def _commands() -> type[Provider]:
    """What the palette offers; not for the first frame."""
    from alyxtui.ui.palette import AlyxCommands

    return AlyxCommands


class AlyxApp(Bulking):
    """The browser.

    Args:
        connection: the server and the user; closed with the app.
        start: what to open first.

    Attributes:
        when_settled: done once, when the first place has come.
    """

    TITLE = "alyxtui"
    BINDINGS = bindings(Scope.APP)
    COMMANDS = {_commands}
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    CSS_PATH = [_HERE / "base.tcss", _HERE / "screens" / "main.tcss"]

    def __init__(self, connection: Connection, start: Start | None = None) -> None:
        self._net = ControlNet()
        self._shown = Shown()
        self.problem: BaseException | None = None
        self.when_settled: Callable[[], None] | None = None
        super().__init__(connection, start)
        self._typed = TypeAhead(self, super().on_event)
        self.connections.on_wait = self._say_waiting
        self.connections.on_notice = self._say_notice
        for theme in THEMES:
            self.register_theme(theme)
        settings = connection.settings
        wanted = connection.profile.theme or settings.theme or DARK.name
        if settings.lean:
            wanted = LEAN.name
            self.animation_level = "none"
        self.theme = wanted if wanted in self.available_themes else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables, for themes that do not know them."""
        return FALLBACKS

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the net that lets no control byte through."""
        # With NO_COLOR Textual 8.2.8 chooses its filter before the theme is known, and its greys
        # draw a terminal's own colours as black on black.
        filters = (
            _NO_COLOR if isinstance(one, Monochrome) and self.native_ansi_color else one
            for one in super().get_line_filters()
        )
        return [*filters, self._net]

    async def on_event(self, event: events.Event) -> None:
        """Keys one at a time; all else as Textual does."""
        if isinstance(event, (events.Resize, events.AppFocus)):
            self._shown.forget()  # another size, or something else may have been drawn meanwhile
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self._typed.take(event)
        else:
            await super().on_event(event)

    def on_mount(self) -> None:
        """Hear of faults in tasks that nobody awaits, and of nobody being there."""
        asyncio.get_running_loop().set_exception_handler(self._say_unawaited)
        self.watch_idle()
        self.app_resume_signal.subscribe(self, lambda app: self.action_redraw(), immediate=True)

    async def on_unmount(self) -> None:
        """Leave no connection and no server behind."""
        await self.connections.aclose()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that fails says so."""
        report_fault(self, event)

    def action_help(self) -> None:
        """Help for where the user is."""
        screen = screens.help_for(self.screen)
        if screen is not None:
            self.push_screen(screen)

    def key_question_mark(self) -> None:
        """Help on a screen that lies over others too, where keys of the app are not bound."""
        if self.screen.is_modal and self.check_action("help", ()):
            self.action_help()

    def action_command_palette(self) -> None:
        """Textual's name for our palette, and the key that it binds before all others."""
        self.action_palette()

    def action_palette(self) -> None:
        """Commands and endpoints by name."""
        from alyxtui.ui.palette import Palette  # not for the first frame

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def action_requests(self) -> None:
        """What went over the wire, unless that is on the screen."""
        if not any(isinstance(one, screens.RequestsScreen) for one in self.screen_stack):
            client = self.connection.client
            self.push_screen(
                screens.RequestsScreen(client.trace, client.base_url, self.connection.api)
            )

    def action_next_theme(self) -> None:
        """The next of our themes."""
        names = [theme.name for theme in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]

    def _say_waiting(self, seconds: float, reason: str) -> None:
        self.notify(
            f"going on in {seconds:,.0f} s", title=safe(reason), timeout=seconds, markup=False
        )

    def _say_notice(self, notice: Notice) -> None:
        self.notify(
            notice.text,
            title="the server says",
            severity="warning" if notice.urgent else "information",
            markup=False,
        )

    def _say_unawaited(
        self, loop: asyncio.AbstractEventLoop, context: Mapping[str, object]
    ) -> None:
        problem = context.get("exception")
        if isinstance(problem, Exception):
            self.post_message(Fault(problem))

    @on(Settled)
    def _settled(self) -> None:
        done, self.when_settled = self.when_settled, None
        if done is not None:
            done()

    @on(Written)
    def _written(self, event: Written) -> None:
        """What is shown of a record is stale."""
        apart = [one for one in self.screen_stack if isinstance(one, screens.RecordScreen)]
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.browser.written(event, apart=bool(apart))
                screen.count_waiting()
        for record in apart:
            record.written(event)

    @on(Fault)
    def _say_fault(self, event: Fault) -> None:
        fault = self._written_down(event.problem)
        self.notify(fault.message, title=fault.heading, severity="error", markup=False)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, CompositorUpdate):
            renderable = Sparing(renderable, self._shown)
        super()._display(screen, renderable)

    def action_redraw(self) -> None:
        """Draw all anew, whatever the terminal shows."""
        self._shown.forget()
        self.screen.refresh()

    def _handle_exception(self, error: Exception) -> None:
        # A message may come to a widget that is being taken down, its children gone before it.
        # What it looks for in vain then is wanted no more: no reason to end the app.
        node = active_message_pump.get(None)
        if isinstance(error, NoMatches) and isinstance(node, DOMNode) and self._is_leaving(node):
            return
        super()._handle_exception(error)

    def _is_leaving(self, node: DOMNode) -> bool:
        """Whether a widget is being taken down, by itself or with the app."""
        return not self._running or any(
            one._pruning or one._closing for one in node.ancestors_with_self
        )

    def _fatal_error(self) -> None:
        # Textual 8.2.8 would print the local variables of every frame, tokens and passwords among
        # them (measured). The app ends as it would; `run_browser` says why. The first fault is the
        # cause, those after it come of a screen half built.
        self.problem = self.problem or sys.exc_info()[1]
        self._close_messages_no_wait()

    def _written_down(self, problem: BaseException) -> OwnFault:
        from alyxtui.domain.crash import write_report

        report = write_report(problem, sys.argv[1:], self.connection.secrets)
        where = f"the report is in {report}" if report else "no report could be written"
        return OwnFault(f"{type(problem).__name__}; {where}")

    def end(self) -> int:
        """The exit code, after the app has ended.

        Raises:
            OwnFault: it ended by a fault; what happened is in the report.
        """
        if self.problem is not None:
            raise self._written_down(self.problem)
        return self.return_code or 0


def run_browser(connection: Connection, *, start: Start | None = None) -> int:
    """Run the browser until the user leaves.

    Args:
        connection: the server and the user; closed at the end.
        start: what to open first, None for the start endpoint.

    Returns:
        The exit code for the shell.

    Raises:
        OwnFault: the app ended by a fault.
    """
    app = AlyxApp(connection, start)
    # Looking for garbage among all that was loaded would hold up the keys for a tenth of a second.
    app.when_settled = gc.freeze
    with leaving_on_signals(lambda code: app.exit(return_code=code)):
        app.run(mouse=not connection.settings.lean)
    return app.end()
