"""Pictures of the interface on the demo, with all that differs from run to run made equal."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from alyxtui.domain import live_count
from alyxtui.domain.connection import Connection
from alyxtui.domain.counts import Counts
from alyxtui.domain.start import Start
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from alyxtui.ui import status
from alyxtui.ui.screens import download
from tests.ui.driver import Browsing, PatientApp

Steps = Callable[[Browsing], Awaitable[None]]
Picture = Callable[..., bool]


class StillApp(PatientApp):
    """The app, its pictures without the port of the demo and what derives from it."""

    def export_screenshot(self, *, title: str | None = None, simplify: bool = False) -> str:
        svg = super().export_screenshot(title=title, simplify=simplify)
        # A cell may end within the port.
        svg = re.sub(r"(?<=127\.0\.0\.1:)\d{1,5}", lambda port: "0" * len(port[0]), svg)
        return re.sub(r"terminal-\d+", "terminal-0", svg)


async def rows(it: Browsing) -> None:
    """The first rows are here, and the record under the cursor where it is shown."""
    await it.until(lambda: bool(it.table.columns))
    records = it.browser.listing.records
    assert records is not None
    # The page ahead too: the status line counts what is loaded.
    await it.until(lambda: records.loaded >= min(120, records.count or 0))
    if it.browser.shows_detail:
        await it.until_shown("read 83 ms")


@pytest.fixture
def picture(
    demo_url: str, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> Picture:
    """Compares the screen after some steps with the picture of record."""
    monkeypatch.setattr(status, "took", lambda seconds: "83 ms")
    monkeypatch.setattr(status, "moment", lambda at: "2026-11-20 10:12")
    monkeypatch.setattr(status, "clock", lambda at: "10:12:13")
    monkeypatch.setattr(download, "free_at", lambda root: 84_000_000_000)
    # Other tests write to the same demo.
    monkeypatch.setattr(Counts, "get", lambda self, name: len(name) ** 3)
    monkeypatch.setattr(live_count, "SLOW", 60.0)

    def compare(
        steps: Steps,
        size: tuple[int, int],
        start: str = "",
        *,
        user: str = "test_user",
        url: str = demo_url,
        lean: bool = False,
        theme: str = "",
        nothing_set: bool = False,
        **filters: str,
    ) -> bool:
        profile = Profile("demo", url, user, page_size=60)
        password = "TapetesBloc18" if user else ""
        settings = Settings(
            profile,
            password=password,
            once=bool(user),
            lean=lean,
            theme=theme,
            nothing_set=nothing_set,
        )
        place = Start(start, "", tuple(filters.items())) if start else None
        app = StillApp(Connection(settings, TokenStore()), place)

        async def run_before(pilot: Pilot[int]) -> None:
            it = Browsing(app, pilot)
            await steps(it)
            await pilot.pause()

        return snap_compare(app, terminal_size=size, run_before=run_before)

    return compare
