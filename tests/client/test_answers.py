"""What comes back, and what only looks like an answer."""

from __future__ import annotations

import asyncio
import gzip
import json
import math
import threading
from typing import Any

import pytest

from alyxtui import __version__
from alyxtui.client.answer import Answer
from alyxtui.client.client import AlyxClient
from alyxtui.client.decode import IN_THREAD_FROM
from alyxtui.client.transport import Transport
from alyxtui.errors import BadAnswer, NotFound, SettingsError, UsageError
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Endpoint
from alyxtui.settings.model import Timeouts
from tests.client.helpers import Connect, Serve
from tests.client.stub_server import Reply, Request, answer, json_answer, page

LIST = Query("sessions")


async def test_a_request_carries_what_it_should(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: json_answer({"a": 1}))
    client = connect(server.url + "/alyx/", token="t0ken")
    got = await client.request(
        "patch", "/sessions/x?a=1", params=[("b", "c d&é")], json={"é": None}
    )
    assert isinstance(got, Answer)
    assert (got.data, got.status) == ({"a": 1}, 200)
    assert got.size == 8
    assert got.elapsed > 0
    assert got.headers["content-type"] == "application/json"
    (request,) = server.requests
    assert request.method == "PATCH"
    assert request.target == "/alyx/sessions/x?a=1&b=c+d%26%C3%A9"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == f"alyxtui/{__version__}"
    assert request.headers["content-type"] == "application/json"
    assert request.authorization == "Token t0ken"
    assert json.loads(request.body) == {"é": None}


async def test_no_body_and_a_body_of_null_differ(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: answer(status=204))
    client = connect(server.url)
    assert (await client.request("DELETE", "/sessions/x")).data is None
    await client.request("POST", "/x", json=None)
    assert [request.body for request in server.requests] == [b"", b"null"]
    assert "content-type" not in server.requests[0].headers
    assert "authorization" not in server.requests[0].headers


async def test_bare_nan_and_infinity_are_read(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: answer('{"x": NaN, "y": -Infinity, "z": Infinity}'))
    data: Any = (await connect(server.url).request("GET", "/trajectories/x")).data
    assert math.isnan(data["x"])
    assert data["y"] == -math.inf


async def test_large_answers_are_decoded_beside_the_loop(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []
    loads = json.loads

    def noting(*given: Any, **named: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return loads(*given, **named)

    monkeypatch.setattr("alyxtui.client.exact.json.loads", noting)
    large = json.dumps("x" * IN_THREAD_FROM)
    server = await serve(lambda request: answer(large if request.path == "/large" else '"small"'))
    client = connect(server.url)
    assert (await client.request("GET", "/small")).data == "small"
    assert (await client.request("GET", "/large")).data == "x" * IN_THREAD_FROM
    assert threads == [True, False]


async def test_gzip_is_unpacked(serve: Serve, connect: Connect) -> None:
    body = gzip.compress(b'{"a": 1}')
    server = await serve(lambda request: answer(body, headers={"Content-Encoding": "gzip"}))
    assert (await connect(server.url).request("GET", "/x")).data == {"a": 1}


async def test_what_is_not_asked_for_as_json_stays_bytes(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: answer(b"\xff\x00", kind="application/zip"))
    got = await connect(server.url).request("GET", "/cache.zip", accept="application/zip")
    assert got.data == b"\xff\x00"


@pytest.mark.parametrize(
    ("body", "kind", "words"),
    [
        ("<html><h1>Log in</h1>\x1b[31m", "text/html; charset=utf-8", "text/html ('<html>"),
        ('{"a": 1', "application/json", 'application/json (\'{"a": 1'),
        (b'"\xff\xfe\xfd"', "application/json", "JSON in UTF-8"),
        ("[" * 100_000, "application/json", "JSON of less than a thousand levels"),
        ("nothing", "", "without a content type"),
    ],
)
async def test_what_is_no_json_is_named(
    serve: Serve, connect: Connect, body: str | bytes, kind: str, words: str
) -> None:
    server = await serve(lambda request: answer(body, kind=kind))
    with pytest.raises(BadAnswer) as caught:
        await connect(server.url).request("GET", "/x")
    error = caught.value
    assert words in error.message
    assert "\x1b" not in error.message
    assert len(error.message) < 250
    assert error.hint
    assert (error.method, error.status) == ("GET", 200)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "an empty answer"),
        ("[1, 2]", "a list ([1, 2])"),
        ('{"detail": "x"}', "an object (detail)"),
        ('{"count": true, "results": []}', "count"),
        ('{"count": -1, "results": []}', "count"),
        ('{"count": "5", "results": []}', "count"),
        ('{"count": 100000000000000000000000000, "results": []}', "count"),
        ('{"count": 5, "results": {}}', "an object (count, results)"),
        ('{"count": 1, "results": [1]}', "an object"),
        ('"text"', 'a text ("text")'),
        ("3", "a number (3)"),
        ("true", "a truth value (true)"),
    ],
)
async def test_what_is_no_page_is_named(
    serve: Serve, connect: Connect, sessions: Endpoint, body: str, words: str
) -> None:
    server = await serve(lambda request: answer(body))
    with pytest.raises(BadAnswer) as caught:
        await connect(server.url).page(sessions, LIST, offset=0, limit=10)
    assert words in caught.value.message


async def test_what_is_no_record_is_named(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    server = await serve(lambda request: answer("[]"))
    with pytest.raises(BadAnswer, match="A record was expected; a list"):
        await connect(server.url).read(sessions, "x")


async def test_an_answer_that_says_it_is_too_large_is_not_read(
    serve: Serve, connect: Connect
) -> None:
    """The server never sends a byte of the body, so reading it would not end."""
    server = await serve(
        lambda request: Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    )
    with pytest.raises(BadAnswer) as caught:
        await connect(server.url).request("GET", "/x")
    assert "100 MB" in caught.value.message
    assert "64 MB" in caught.value.message
    assert caught.value.heading == "The answer is too large"


async def test_an_answer_that_grows_too_large_is_cut_off(serve: Serve) -> None:
    packed = gzip.compress(bytes(8 * 1024 * 1024))
    server = await serve(lambda request: answer(packed, headers={"Content-Encoding": "gzip"}))
    transport = Transport(server.url, Timeouts(), largest=1024 * 1024)
    with pytest.raises(BadAnswer, match=r"at least .* MB; more than 1 MB"):
        await transport.send("GET", server.url, headers={})
    await transport.aclose()


async def test_after_a_refused_answer_the_connections_still_serve(
    serve: Serve, connect: Connect
) -> None:
    huge = Reply(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    server = await serve(lambda request: huge if request.path == "/huge" else json_answer(1))
    client = connect(server.url)
    for _ in range(6):
        with pytest.raises(BadAnswer):
            await client.request("GET", "/huge")
    assert (await client.request("GET", "/x")).data == 1


async def test_a_page_is_a_page(serve: Serve, connect: Connect, sessions: Endpoint) -> None:
    server = await serve(lambda request: page(request, 7))
    query = Query("sessions", (("subject", "KS 022"),))
    got = await connect(server.url).page(sessions, query, offset=5, limit=5)
    assert (got.count, got.offset, got.next) == (7, 5, "")
    assert got.records == ({"id": "r5"}, {"id": "r6"})
    assert server.requests[0].query == {"subject": "KS 022", "limit": "5", "offset": "5"}


async def test_all_pages_follow_the_servers_links_home(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    """The links name a host that does not exist, as behind a proxy."""
    server = await serve(lambda request: page(request, 7, largest=3))
    client = connect(server.url + "/lab")
    pages = [one async for one in client.iterate(sessions, LIST, 5)]
    assert [one.offset for one in pages] == [0, 3, 6]
    assert [record["id"] for one in pages for record in one.records] == [
        f"r{index}" for index in range(7)
    ]
    assert server.targets[1] == "/lab/sessions?limit=3&offset=3"


async def test_links_in_a_circle_end(serve: Serve, connect: Connect, sessions: Endpoint) -> None:
    body = {"count": 9, "next": "http://x/sessions?offset=1", "results": [{}]}
    server = await serve(lambda request: json_answer(body))
    pages = connect(server.url).iterate(sessions, LIST, 1)
    with pytest.raises(BadAnswer, match="circle"):
        async for _ in pages:
            pass
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("key", "target"),
    [
        ("KS_022", "/subjects/KS_022"),
        ("a b#?%é+@", "/subjects/a%20b%23%3F%25%C3%A9%2B%40"),
        ("%2F", "/subjects/%252F"),
        ("🐭[b]", "/subjects/%F0%9F%90%AD%5Bb%5D"),
        ("...", "/subjects/..."),
    ],
)
async def test_any_name_reaches_the_server_as_it_is(
    serve: Serve, connect: Connect, subjects: Endpoint, key: str, target: str
) -> None:
    server = await serve(lambda request: json_answer({"nickname": key}))
    assert await connect(server.url).read(subjects, key) == {"nickname": key}
    assert server.targets == [target]


@pytest.mark.parametrize("key", ["a/b", "/", ".", "..", ""])
async def test_a_name_that_no_route_matches_is_not_sent(
    serve: Serve, connect: Connect, subjects: Endpoint, key: str
) -> None:
    server = await serve(lambda request: json_answer({}))
    with pytest.raises(NotFound) as caught:
        await connect(server.url).read(subjects, key)
    assert "REST" in caught.value.message or "no key" in caught.value.message
    assert server.requests == []


async def test_a_record_that_is_not_there_is_named(
    serve: Serve, connect: Connect, sessions: Endpoint
) -> None:
    server = await serve(lambda request: answer("<html>", 404, kind="text/html"))
    with pytest.raises(NotFound, match="sessions has no record with the id 'abc'"):
        await connect(server.url).read(sessions, "abc")


async def test_what_an_endpoint_cannot_do_is_said(connect: Connect) -> None:
    client = connect("http://127.0.0.1:9")
    bare = Endpoint("procedures", actions={"read": Action("read", "GET", "/procedures")})
    with pytest.raises(UsageError, match="no list"):
        await client.page(bare, LIST, offset=0, limit=1)
    with pytest.raises(UsageError, match="no single records"):
        await client.read(bare, "x")


async def test_what_cannot_be_encoded_is_said(connect: Connect, subjects: Endpoint) -> None:
    client = connect("http://127.0.0.1:9")
    with pytest.raises(UsageError, match="cannot be sent"):
        await client.request("GET", "/x", params=[("a", "\ud800")])
    with pytest.raises(UsageError, match="cannot be sent"):
        await client.read(subjects, "\ud800")


async def test_a_link_as_path_stays_at_the_server(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: json_answer(1))
    client = connect(server.url, token="t0ken")
    await client.request("GET", "https://evil.org/sessions?a=http://b")
    await client.request("GET", "//evil.org/x")
    assert server.targets == ["/sessions?a=http://b", "/evil.org/x"]


async def test_the_schema_is_asked_for_as_json(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: json_answer({"openapi": "3.0.3"}))
    assert await connect(server.url).schema() == {"openapi": "3.0.3"}
    assert server.requests[0].headers["accept"] == "application/vnd.oai.openapi+json"


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
async def test_a_server_that_describes_itself_nowhere(
    serve: Serve, connect: Connect, kind: str
) -> None:
    def handle(request: Request) -> Reply:
        is_docs = request.path == "/docs"
        return answer("<h1>docs</h1>" if is_docs else "{}", 200 if is_docs else 404, kind=kind)

    server = await serve(handle)
    with pytest.raises(NotFound) as caught:
        await connect(server.url).schema()
    assert caught.value.url.endswith("/api/schema")
    assert server.requests[1].headers["accept"] == "application/coreapi+json"


async def test_connections_are_kept_and_cookies_are_not(serve: Serve, connect: Connect) -> None:
    def handle(request: Request) -> Reply:
        return json_answer(1, Set_Cookie="sessionid=abc; Path=/")

    server = await serve(handle)
    client = connect(server.url)
    for _ in range(3):
        await client.request("GET", "/x")
    assert len(server._connections) == 1
    assert all("cookie" not in request.headers for request in server.requests)


async def test_four_requests_are_under_way_at_most(serve: Serve, connect: Connect) -> None:
    gate = asyncio.Event()

    async def slow(request: Request) -> Reply:
        if server.busy == 4:
            gate.set()
        await gate.wait()
        return json_answer(1)

    server = await serve(slow)
    client = connect(server.url)
    await asyncio.gather(*(client.request("GET", f"/{number}") for number in range(20)))
    assert server.busiest == 4
    assert len(server.requests) == 20


@pytest.mark.parametrize("token", ["a b", "a\r\nX: y", "é", "\x00"])
def test_a_token_that_no_header_can_hold_is_refused(token: str) -> None:
    with pytest.raises(SettingsError) as caught:
        AlyxClient("http://a", token=token)
    assert token not in str(caught.value) or token == " "


async def test_closing_twice_or_before_use_is_nothing() -> None:
    client = AlyxClient("http://127.0.0.1:9")
    await client.aclose()
    await client.aclose()
