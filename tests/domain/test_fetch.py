"""All records of a query, from a list that does not always stand still."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.scheduler import IN_FLIGHT
from alyxtui.domain.fetch import Fetch
from alyxtui.domain.ledger import Ledger
from alyxtui.errors import ExitCode, ServerError, Unreachable
from tests.client.helpers import until
from tests.domain.listed import QUERY, SESSIONS, Listed, files


async def names(fetch: Fetch, key: str = "id") -> list[str]:
    return [record[key] async for batch in fetch.batches() for record in batch.records]


async def test_all_in_order_and_never_more_at_once_than_allowed(
    listed: Listed, client: AlyxClient
) -> None:
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=50)
    assert await names(fetch) == listed.rows
    assert fetch.total == 1000
    assert 2 <= listed.server.busiest <= IN_FLIGHT
    assert listed.asked == 20
    verdict = fetch.verdict()
    assert verdict.is_complete
    assert verdict.notes == []
    assert verdict.error() is None


async def test_pages_grow_to_what_the_endpoint_can_do(listed: Listed, client: AlyxClient) -> None:
    listed.rows = [f"r{index}" for index in range(4250)]
    assert await names(Fetch(client, SESSIONS, [QUERY])) == listed.rows
    assert [request.query["limit"] for request in listed.server.requests] == ["250", *["1000"] * 4]


async def test_a_short_rest_is_shared(listed: Listed, client: AlyxClient) -> None:
    assert await names(Fetch(client, SESSIONS, [QUERY])) == listed.rows
    limits = [request.query["limit"] for request in listed.server.requests]
    assert limits == ["250", "188", "188", "188", "186"]
    assert listed.server.busiest > 1


async def test_a_limit_is_kept(listed: Listed, client: AlyxClient) -> None:
    assert await names(Fetch(client, SESSIONS, [QUERY], limit=333)) == listed.rows[:333]
    assert [request.query["limit"] for request in listed.server.requests] == [
        "250",
        "83",
    ]  # fewer than are worth sharing


async def test_a_server_that_gives_fewer_than_asked(listed: Listed, client: AlyxClient) -> None:
    listed.largest = 70
    fetch = Fetch(client, SESSIONS, [QUERY])
    assert await names(fetch) == listed.rows
    assert fetch.verdict().is_complete


async def test_no_rows(listed: Listed, client: AlyxClient) -> None:
    listed.rows = []
    fetch = Fetch(client, SESSIONS, [QUERY])
    assert await names(fetch) == []
    assert fetch.verdict().is_complete
    assert listed.asked == 1


async def test_rows_that_come_in_while_paging(listed: Listed, client: AlyxClient) -> None:
    def before(number: int) -> None:
        if number == 8:
            listed.rows.insert(0, "new")

    listed.before = before
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=50)
    got = await names(fetch)
    assert sorted(got) == sorted(listed.rows)
    verdict = fetch.verdict()
    assert verdict.is_complete
    assert (verdict.before, verdict.count) == (1000, 1001)
    assert 1 <= verdict.moved <= IN_FLIGHT  # one for each page that was on its way
    assert len(verdict.notes) == 2


async def test_rows_that_go_while_paging(listed: Listed, client: AlyxClient) -> None:
    def before(number: int) -> None:
        if number == 8:
            del listed.rows[0]

    listed.before = before
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=50)
    got = await names(fetch)
    assert sorted(got) == sorted([*listed.rows, "r0"])
    verdict = fetch.verdict()
    assert verdict.is_complete
    assert 1 <= verdict.moved <= IN_FLIGHT
    assert verdict.gone == 1


async def test_a_row_that_moves_while_paging(listed: Listed, client: AlyxClient) -> None:
    def before(number: int) -> None:
        if number == 8:
            listed.rows.append(listed.rows.pop(0))

    listed.before = before
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=50)
    got = await names(fetch)
    assert len(got) == len(set(got)) == 1000
    assert 1 <= fetch.verdict().moved <= IN_FLIGHT


async def test_a_list_that_repeats_rows(listed: Listed, client: AlyxClient) -> None:
    once = listed.rows
    listed.rows = [row for row in once for _ in range(2)]
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=300)
    assert await names(fetch) == once
    verdict = fetch.verdict()
    assert verdict.is_complete
    assert verdict.repeated == 1000
    assert "1,000 rows came again" in verdict.notes[0]


async def test_a_count_that_is_too_high(listed: Listed, client: AlyxClient) -> None:
    listed.added = 7
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=100)
    assert await names(fetch) == listed.rows
    error = fetch.verdict().error("do this")
    assert error is not None
    assert error.exit_code is ExitCode.PARTIAL
    assert "does not give 7" in error.message
    assert error.hint == "do this"


async def test_records_without_an_id(listed: Listed, client: AlyxClient) -> None:
    listed.record = lambda row: {"volume": row}
    listed.rows = ["same"] * 120
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=50)
    assert await names(fetch, "volume") == listed.rows
    assert "no id" in fetch.verdict().notes[0]


async def test_a_page_that_fails_once_comes_at_the_end(listed: Listed, client: AlyxClient) -> None:
    listed.fail = {200: 1}
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=100)
    got = await names(fetch)
    assert sorted(got) == sorted(listed.rows)
    assert got[-100:] == listed.rows[200:300]
    assert fetch.verdict().is_complete


async def test_a_page_that_goes_on_failing_is_named(listed: Listed, client: AlyxClient) -> None:
    listed.fail = {200: 99}
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=100)
    assert len(await names(fetch)) == 900
    error = fetch.verdict().error()
    assert error is not None
    assert "Rows 201 to 300 did not come: boom" in error.message


async def test_a_server_that_fails_is_left_alone(listed: Listed, client: AlyxClient) -> None:
    listed.fail = dict.fromkeys(range(100, 1000, 100), 99)
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=100)
    assert len(await names(fetch)) == 100
    error = fetch.verdict().error()
    assert error is not None
    assert "and 6 more pages" in error.message
    assert listed.asked < 20


async def test_nothing_at_all(listed: Listed, client: AlyxClient) -> None:
    listed.fail = {0: 99}
    with pytest.raises(ServerError):
        await names(Fetch(client, SESSIONS, [QUERY]))
    await listed.server.stop()
    with pytest.raises(Unreachable):
        await names(Fetch(client, SESSIONS, [QUERY]))


async def test_several_parts_share_records(listed: Listed, client: AlyxClient) -> None:
    fetch = Fetch(client, SESSIONS, [QUERY, QUERY.with_filter("lab", "x")], page_size=300)
    assert await names(fetch) == listed.rows
    verdict = fetch.verdict()
    assert (verdict.is_complete, verdict.notes, verdict.count) == (True, [], 2000)


async def test_a_limit_is_reached_though_parts_share_records(
    listed: Listed, client: AlyxClient, tmp_path: Path
) -> None:
    parts = [QUERY, QUERY.with_filter("lab", "x")]
    listed.rows = listed.rows[:300]
    listed.other = ["r0", "r299", *(f"s{index}" for index in range(400))]
    fetch = Fetch(client, SESSIONS, parts, limit=500)
    assert await names(fetch) == [*listed.rows, *listed.other[2:202]]
    verdict = fetch.verdict()
    assert (verdict.held, verdict.count, verdict.joined) == (500, 702, True)
    assert fetch.total == 500
    listed.other = listed.rows
    fetch = Fetch(client, SESSIONS, parts, limit=500)
    assert await names(fetch) == listed.rows
    assert fetch.verdict().is_complete


async def test_what_was_cut_off_goes_on(listed: Listed, client: AlyxClient, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    first: list[str] = []
    fetch = Fetch(client, SESSIONS, [QUERY], page_size=100, ledger=ledger)
    async with aclosing(fetch.batches()) as batches:
        async for batch in batches:
            if batch.span.offset == 400:
                break
            first += [record["id"] for record in batch.records]
    ledger.close()
    ledger = Ledger(tmp_path / "ledger")
    again = Fetch(client, SESSIONS, [QUERY], page_size=100, ledger=ledger)
    before = listed.asked
    rest = await names(again)
    assert first + rest == listed.rows
    assert listed.asked - before == 6
    assert again.verdict().held == 1000
    assert again.verdict().is_complete
    ledger.close(remove=True)
    assert [name for name in files(tmp_path) if "ledger" in name] == []


async def test_leaving_drops_what_was_not_sent(listed: Listed, client: AlyxClient) -> None:
    async def take() -> None:
        async for batch in Fetch(client, SESSIONS, [QUERY], page_size=10).batches():
            if batch.span.offset:
                await asyncio.Event().wait()

    task = asyncio.create_task(take())
    await until(lambda: listed.asked >= 2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert client.scheduler.queued == 0
    assert listed.asked <= 10
