"""What is waited out, what is not, and how one sees it."""

from __future__ import annotations

import asyncio

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.retry import RetryRule
from alyxtui.errors import ServerError, Throttled
from tests.client.helpers import Connect, FakeClock, Serve, settle, until
from tests.client.stub_server import Reply, Request, StubServer, json_answer

BUSY = {"detail": "Request was throttled. Expected available in 56 seconds.", "status_code": 429}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(jumps=True)


def refusing(times: int, reply: Reply) -> tuple[list[Request], object]:
    seen: list[Request] = []

    def handle(request: Request) -> Reply:
        seen.append(request)
        return reply if len(seen) <= times else json_answer("fine")

    return seen, handle


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_reads_wait_as_the_server_asks(
    serve: Serve, connect: Connect, clock: FakeClock, method: str, status: int
) -> None:
    said: list[tuple[float, str]] = []
    head = method == "HEAD"
    busy = json_answer(BUSY, status, Retry_After="56")
    fine = json_answer("fine")
    seen: list[Request] = []

    def handle(request: Request) -> Reply:
        seen.append(request)
        reply = busy if len(seen) <= 2 else fine
        return Reply(reply.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n") if head else reply

    server = await serve(handle)
    client = connect(server.url, clock=clock, on_wait=lambda *told: said.append(told))
    got = await client.request(method, "/x")
    assert got.data == (None if head else "fine")
    assert clock.slept == [56.0, 56.0]
    assert [seconds for seconds, _ in said] == [56.0, 56.0]
    assert all(reason for _, reason in said)
    (entry,) = client.trace
    assert (entry.retries, entry.status, entry.error, entry.elapsed) == (2, 200, "", 112.0)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_writes_are_never_repeated(
    serve: Serve, connect: Connect, clock: FakeClock, method: str
) -> None:
    server = await serve(lambda request: json_answer(BUSY, 429, Retry_After="1"))
    client = connect(server.url, clock=clock)
    with pytest.raises(Throttled) as caught:
        await client.request(method, "/x", json={})
    assert caught.value.retry_after == 1.0
    assert len(server.requests) == 1
    assert clock.slept == []


async def test_without_a_word_of_the_server_the_waits_grow(
    serve: Serve, connect: Connect, clock: FakeClock
) -> None:
    server = await serve(lambda request: json_answer({}, 503))
    with pytest.raises(Throttled):
        await connect(server.url, clock=clock).request("GET", "/x")
    assert len(server.requests) == 5
    for tried, seconds in enumerate(clock.slept, 1):
        assert 2**tried / 2 <= seconds <= 2**tried


@pytest.mark.parametrize("asked", ["121", "3600", "999999999"])
async def test_a_wait_beyond_the_limit_is_an_error_at_once(
    serve: Serve, connect: Connect, clock: FakeClock, asked: str
) -> None:
    server = await serve(lambda request: json_answer(BUSY, 429, Retry_After=asked))
    with pytest.raises(Throttled) as caught:
        await connect(server.url, clock=clock).request("GET", "/x")
    assert caught.value.retry_after == float(asked)
    assert f"{int(asked):,} s" in caught.value.hint
    assert clock.slept == []


async def test_the_waits_of_one_request_have_a_limit_together(
    serve: Serve, connect: Connect, clock: FakeClock
) -> None:
    server = await serve(lambda request: json_answer(BUSY, 429, Retry_After="50"))
    with pytest.raises(Throttled):
        await connect(server.url, clock=clock).request("GET", "/x")
    assert clock.slept == [50.0, 50.0]


async def test_another_rule_is_heeded(serve: Serve, connect: Connect, clock: FakeClock) -> None:
    server = await serve(lambda request: json_answer(BUSY, 429, Retry_After="0"))
    client = connect(server.url, clock=clock, retries=RetryRule(tries=2))
    with pytest.raises(Throttled):
        await client.request("GET", "/x")
    assert len(server.requests) == 2


async def test_other_failures_of_the_server_are_not_repeated(
    serve: Serve, connect: Connect, clock: FakeClock
) -> None:
    server = await serve(lambda request: json_answer({"detail": "boom"}, 500))
    with pytest.raises(ServerError, match="boom"):
        await connect(server.url, clock=clock).request("GET", "/x")
    assert len(server.requests) == 1


async def test_a_throttled_server_is_left_alone_by_all(serve: Serve, connect: Connect) -> None:
    """What one request learned holds for those behind it, writes included."""
    clock = FakeClock()

    def handle(request: Request) -> Reply:
        throttled = request.path == "/first" and len(server.requests) == 1
        return json_answer(BUSY, 429, Retry_After="30") if throttled else json_answer("fine")

    server = await serve(handle)
    client = connect(server.url, clock=clock)
    first = asyncio.create_task(client.request("GET", "/first"))
    await until(lambda: bool(clock.slept))
    second = asyncio.create_task(client.request("POST", "/second"))
    await settle()
    await clock.pass_(29)
    assert len(server.requests) == 1
    await clock.pass_(2)
    assert (await first).data == (await second).data == "fine"


async def test_who_waits_can_leave(serve: Serve, connect: Connect) -> None:
    clock = FakeClock()
    server = await serve(lambda request: json_answer(BUSY, 503, Retry_After="30"))
    task = asyncio.create_task(connect(server.url, clock=clock).request("GET", "/x"))
    await until(lambda: bool(clock.slept))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await clock.pass_(60)
    assert len(server.requests) == 1


async def test_a_request_that_left_ends_without_its_caller(serve: Serve, connect: Connect) -> None:
    gate = asyncio.Event()

    async def handle(request: Request) -> Reply:
        await gate.wait()
        return json_answer({"detail": "nobody hears"}, 500)

    server = await serve(handle)
    client: AlyxClient = connect(server.url)
    task = asyncio.create_task(client.request("GET", "/x"))
    await until(lambda: server.busy == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert server.busy == 1
    gate.set()
    await until(lambda: client.scheduler.running == 0)


async def test_closing_ends_what_is_under_way(serve: Serve) -> None:
    async def never(request: Request) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    server: StubServer = await serve(never)
    client = AlyxClient(server.url)
    tasks = [asyncio.create_task(client.request("GET", "/x")) for _ in range(6)]
    await until(lambda: server.busy == 4)
    await client.aclose()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in done)
    with pytest.raises(asyncio.CancelledError):
        await client.request("GET", "/x")


async def test_the_rate_of_the_settings_is_kept_and_said(serve: Serve, connect: Connect) -> None:
    clock = FakeClock(jumps=True)
    said: list[float] = []
    server = await serve(lambda request: json_answer(1))
    client = connect(
        server.url, requests_per_minute=5, clock=clock, on_wait=lambda s, _: said.append(s)
    )
    await asyncio.gather(*(client.request("GET", "/x") for _ in range(11)))
    assert clock.now() >= 1000 + 2 * 60
    assert len(said) == 2
