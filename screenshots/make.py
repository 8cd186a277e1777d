"""Make the pictures of this directory anew from the demo: ``python screenshots/make.py``."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from unittest.mock import patch

from textual import events
from textual.css.query import NoMatches
from textual.pilot import Pilot

from alyxtui.domain.connection import Connection
from alyxtui.domain.demo_process import DemoProcess
from alyxtui.domain.start import Start
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui.app import AlyxApp
from alyxtui.ui.screens import download
from alyxtui.ui.widgets.browser import Browser
from alyxtui.ui.widgets.editor_field import EditorField
from alyxtui.ui.widgets.file_lists import FileList
from alyxtui.ui.widgets.json_view import JsonView
from alyxtui.ui.widgets.outcome_panel import OutcomePanel

HERE = Path(__file__).parent
_TUTORIAL = Start("sessions", "", (("id", "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"),))
Steps = Callable[["Shot"], Awaitable[None]]


class Shot:
    """A browser whose picture is taken."""

    def __init__(self, app: AlyxApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def browser(self) -> Browser:
        """The panes."""
        return self.app.screen_stack[0].query_one(Browser)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition."""
        for _ in range(2000):
            try:
                if condition():
                    return
            except NoMatches:
                pass
            await self.pilot.pause(0.01)
        raise RuntimeError("the screen never came to what the picture shows")

    async def ready(self) -> None:
        """Wait for the first rows, and for the whole record where it is shown."""
        await self.until(lambda: bool(self.browser.listing.table.columns))
        if self.browser.shows_detail:
            known = self.browser.detail
            await self.until(lambda: "read" in str(known.query_one("#heading").render()))
        await self.pilot.pause(0.2)


async def sessions(shot: Shot) -> None:
    """The list of sessions with one record beside it, its quality checks open."""
    await shot.ready()
    await shot.pilot.press("j", "j", "j", "enter")
    await shot.ready()
    view = shot.app.screen.query_one(JsonView)
    labels = [line.label for line in view.document.lines]
    view.move_to(labels.index("extended_qc"))
    await shot.pilot.press("enter")


async def as_they_come(shot: Shot) -> None:
    """The first rows."""
    await shot.ready()


async def filtering(shot: Shot) -> None:
    """The filter editor with a filter, a condition and what completion offers for the next."""
    await shot.ready()
    await shot.pilot.press("f")
    await shot.until(lambda: isinstance(shot.app.screen.focused, EditorField))
    await shot.pilot.press("ctrl+l")
    shot.app.post_message(events.Paste("lab=cortexlab django=subject__nickname__icontains,KS"))
    await shot.pilot.press("ctrl+n", *"qc", "enter", *"gt")
    await shot.until(lambda: "match" in str(shot.app.screen.query_one(OutcomePanel).render()))


async def choosing_files(shot: Shot) -> None:
    """The chooser of files on a session with spike sorting, one kind of file left out."""
    await shot.ready()
    await shot.pilot.press("d")
    await shot.until(lambda: bool(shot.app.screen.query_one(FileList).files))
    await shot.pilot.press("j", "j", "j", "j", "space")


PICTURES: tuple[tuple[str, tuple[int, int], Start | None, Steps], ...] = (
    ("main_160x44", (160, 44), None, sessions),
    ("main_120x40", (120, 40), Start("tasks"), as_they_come),
    ("main_80x24", (80, 24), None, as_they_come),
    ("filter_120x40", (120, 40), None, filtering),
    ("download_120x40", (120, 40), _TUTORIAL, choosing_files),
)


async def take(
    url: str, user: str, password: str, size: tuple[int, int], start: Start | None, steps: Steps
) -> str:
    """One picture as SVG."""
    settings = Settings(Profile("demo", url, user), password=password, once=True)
    with tempfile.TemporaryDirectory() as folder:
        tokens = TokenStore(Path(folder) / "tokens.json")
        app = AlyxApp(Connection(settings, tokens), start)
        async with app.run_test(size=size) as pilot:
            # What is free differs from machine to machine.
            with patch.object(download, "free_at", lambda folder: 734_000_000_000):
                await steps(Shot(app, pilot))
            await pilot.pause(0.3)
            svg = app.export_screenshot()
    # The port is another one each time.
    svg = re.sub(r"127\.0\.0\.1([:_])\d{5}", r"127.0.0.1\g<1>08000", svg)
    return re.sub(r"terminal-\d+", "terminal-0", svg)


def main() -> None:
    """Start a demo with data of its own and take every picture."""
    with (
        tempfile.TemporaryDirectory() as folder,
        DemoProcess(state_dir=Path(folder)) as demo,
    ):
        for name, size, start, steps in PICTURES:
            svg = asyncio.run(take(demo.url, demo.user, demo.password, size, start, steps))
            (HERE / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
