"""The browser with a fault built in; secrets stand in local variables and in the error's words."""

from __future__ import annotations

import sys
from collections.abc import Callable

from textual.app import ComposeResult

from alyxtui.cli.main import main
from alyxtui.domain.connection import Connection
from alyxtui.domain.start import Start
from alyxtui.schema.model import Api
from alyxtui.ui.screens.main import MainScreen
from alyxtui.ui.widgets.browser import Browser
from alyxtui.ui.widgets.record_table import RecordTable


def fail(connection: Connection) -> None:
    """Raise an error that nobody foresaw."""
    password = connection.settings.password
    token = connection.client.token
    header = {"Authorization": f"Token {token}"}
    raise RuntimeError(f"lost {token} and {password} in {header} of {connection.settings!r}")


def _starting() -> None:
    def compose(self: MainScreen) -> ComposeResult:
        fail(self.connection)
        yield from ()

    MainScreen.compose = compose  # type: ignore[method-assign]


def _drawing() -> None:
    def draw(self: RecordTable, index: int) -> list[object]:
        screen = self.screen
        assert isinstance(screen, MainScreen)
        fail(screen.connection)
        return []

    RecordTable.draw = draw  # type: ignore[assignment, method-assign]


def _after_the_schema(act: Callable[[Browser], None]) -> None:
    original = Browser.show_api

    def show_api(self: Browser, api: Api, start: Start | None) -> None:
        original(self, api, start)
        act(self)

    Browser.show_api = show_api  # type: ignore[method-assign]


def _callback() -> None:
    _after_the_schema(lambda browser: void(browser.app.call_later(fail, browser.connection)))


def _timer() -> None:
    _after_the_schema(
        lambda browser: void(browser.set_timer(0.01, lambda: fail(browser.connection)))
    )


def _key() -> None:
    Browser.action_reload = lambda self: fail(self.connection)  # type: ignore[method-assign]


def void(value: object) -> None:
    """Drop a value."""


FAULTS = {
    "starting": _starting,
    "drawing": _drawing,
    "callback": _callback,
    "timer": _timer,
    "key": _key,
}

if __name__ == "__main__":
    FAULTS[sys.argv.pop(1)]()
    sys.exit(main())
