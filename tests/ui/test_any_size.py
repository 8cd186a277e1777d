"""The table on a result of any size, on one that moves, and left in the middle of everything."""

from __future__ import annotations

from tests.client.stub_server import Reply, Request, page
from tests.ui.conftest import Open
from tests.ui.gate import Gate

MANY = 1_000_000


class Moving(Gate):
    """A demo whose sessions are a million, and shift when a test says so."""

    count = MANY
    shift = 0

    async def _forward(self, request: Request) -> Reply:
        if request.path != "/sessions":
            return await super()._forward(request)
        for word, event in list(self._held.items()):
            if word in request.target:
                await event.wait()
        return page(request, self.count, record=self._record)

    def _record(self, index: int) -> dict[str, object]:
        number = index - self.shift
        return {"id": f"r{number}", "subject": f"S{number % 7}", "number": number}


async def test_a_million_rows(browse: Open, demo_url: str) -> None:
    server = Moving(demo_url)
    async with server, browse(url=server.url, size=(120, 30)) as it:
        records = it.browser.listing.records
        assert records is not None
        assert it.table.line_count() == MANY
        before = len([one for one in server.targets if one.startswith("/sessions?")])
        await it.press("G")
        await it.until(lambda: it.browser.listing.record(MANY - 1) is not None)
        after = len([one for one in server.targets if one.startswith("/sessions?")])
        assert after - before <= 3
        assert it.browser.listing.key(MANY - 1) == f"r{MANY - 1}"
        for _ in range(5):
            await it.press("g", "ctrl+d", "G", "ctrl+u")
        assert records.loaded <= 41 * records.page_size
        await it.press("space", "s")
        await it.until_shown("loaded of 1,000,000 rows", "✓ 1 marked")
        await it.press("S")
        await it.until_shown("fetch 1,000,000 rows")
        await it.press("n")
        await it.until(lambda: it.table.has_focus)


async def test_rows_that_move_are_said_and_never_counted_twice(browse: Open, demo_url: str) -> None:
    server = Moving(demo_url)
    async with server, browse(url=server.url, size=(160, 40)) as it:
        records = it.browser.listing.records
        assert records is not None
        await it.until(lambda: records.loaded == 90)  # two pages on the screen, and one ahead
        await it.press("asterisk")
        server.shift, server.count = 5, MANY + 5
        it.table.move_to(100)
        await it.until_shown("1,000,000 became 1,000,005", "▲ 5 came again")
        assert it.browser.listing.key(90) == "r85"
        assert records.is_repeat(90)
        rows = it.browser.listing.rows
        assert rows.marks.count(records.count) == 90
        await it.press("asterisk")
        names = [record["id"] for record in rows.marks.records]
        assert len(names) == len(set(names)) == len(rows.loaded)
        await it.press("s")
        await it.until_shown("sorted by")
        assert len({row["id"] for _, row in rows.standing}) == it.table.line_count()


async def test_rows_that_vanish_leave_the_end_nearer(browse: Open, demo_url: str) -> None:
    server = Moving(demo_url)
    async with server, browse(url=server.url, size=(160, 40)) as it:
        server.count = 45
        it.table.move_to(500)
        await it.until_shown("1,000,000 became 45")
        await it.until(lambda: it.table.cursor == 44)


async def test_everything_can_be_left_in_the_middle(browse: Open, demo_url: str) -> None:
    server = Moving(demo_url)
    async with server, browse(url=server.url, size=(120, 30)) as it:
        server.count = 2000
        await it.press("ctrl+r")
        await it.until(lambda: it.table.line_count() == 2000)
        rows = it.browser.listing.rows
        server.hold("offset=250")
        await it.press("v", "S")
        await it.until_shown("fetching", "esc stops")
        await it.press("escape", "escape")
        assert not rows.work_line.is_shown
        assert it.table.range_from is None
        await it.press("slash", "r", "escape")
        await it.press("slash", "7", "enter", "ampersand", "escape", "escape")
        await it.until(lambda: it.table.source is it.browser.listing.records)
        assert rows.arrangement.is_plain
        assert it.table.find is None
        server.let_go("offset=250")
        await it.press("S")
        await it.until_shown("2,000 rows, all fetched")
        server.hold("/sessions?")
        await it.press("ctrl+r")
        await it.until_shown("asking the server")
        await it.press("escape")
        await it.until_shown("stopped")
        assert it.app.is_running
        server.let_go("/sessions?")
