"""Is there an Alyx, and if not, why not: each reason by a server that has it."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from email.utils import formatdate
from pathlib import Path

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.domain.probe import Finding, probe
from alyxtui.settings.model import Timeouts, Way
from tests.client.helpers import Serve
from tests.client.stub_server import Reply, answer, json_answer

REFUSED = {"detail": "Authentication credentials were not provided.", "status_code": 403}
PAGE: dict[str, object] = {"count": 0, "next": None, "previous": None, "results": []}


def failed(found: Finding, title: str, *words: str) -> None:
    assert not found.ok
    assert title in found.title
    assert found.message
    assert found.hint
    for word in words:
        assert word in f"{found.message} {found.hint}"


async def test_the_demo(demo_url: str) -> None:
    found = await probe(f"  {demo_url.upper().replace('HTTP', 'http')}/ ")
    assert found == Finding(True, "Alyx answers", url=demo_url)


async def test_a_server_that_shows_its_labs_to_everybody(serve: Serve) -> None:
    server = await serve(lambda request: json_answer(PAGE))
    assert (await probe(server.url)).ok
    assert server.requests[0].authorization == ""
    assert server.targets == ["/labs?limit=1"]


@pytest.mark.parametrize(
    "url",
    ["", "alyx.lab.org", "ftp://a.org", "https://ann:hunter2@a.org", "https://[x]", "http://"],
)
async def test_an_address_that_is_none(url: str) -> None:
    found = await probe(url)
    failed(found, "settings")
    assert "hunter2" not in f"{found.message}{found.hint}"
    assert found.url == ""


async def test_a_name_that_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    async def no_such_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", no_such_name)
    found = await probe("https://no-such-host.invalid")
    failed(found, "cannot be reached", "No server is known by the name", "spelling")


async def test_nobody_listens(unused_tcp_port: int) -> None:
    nobody = f"http://127.0.0.1:{unused_tcp_port}"
    failed(await probe(nobody), "The server cannot be reached", "refused")
    found = await probe("http://alyx.invalid", Way(proxy=nobody))
    failed(found, "The proxy cannot be reached", "refused", "direct")


async def test_a_certificate_that_is_not_trusted(serve: Serve, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    server = await serve(lambda request: json_answer(REFUSED, 403), context)
    failed(await probe(server.url), "cannot be reached", "not trusted", "ca_bundle")
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    assert (await probe(server.url, Way(bundle))).ok
    failed(await probe(server.url, Way(tmp_path / "none")), "settings", str(tmp_path / "none"))


@pytest.mark.parametrize(
    "reply",
    [
        answer("<html>Welcome to our lab", kind="text/html"),
        answer("not json"),
        answer(""),
        json_answer([]),
        json_answer({"results": 3}),
        answer("<h1>Forbidden</h1>", 403, kind="text/html"),
        Reply(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", cut=True),
    ],
)
async def test_no_alyx_there(serve: Serve, reply: Reply) -> None:
    server = await serve(lambda request: reply)
    failed(await probe(server.url), "no Alyx", "guest network")


async def test_the_wrong_path(serve: Serve) -> None:
    server = await serve(lambda request: answer("<h1>Not Found</h1>", 404, kind="text/html"))
    failed(await probe(f"{server.url}/alx"), "no Alyx", "path")


async def test_a_web_server_with_a_password_of_its_own(serve: Serve) -> None:
    server = await serve(
        lambda request: answer(status=401, headers={"WWW-Authenticate": "Basic realm=x"})
    )
    failed(await probe(server.url), "wants a sign-in", "401")


async def test_a_server_that_has_moved(serve: Serve) -> None:
    new = await serve(lambda request: json_answer(REFUSED, 403))
    old = await serve(
        lambda request: answer(status=301, headers={"Location": f"{new.url}{request.target}"})
    )
    failed(await probe(old.url), "has moved", new.url)


async def test_a_server_that_fails(serve: Serve) -> None:
    server = await serve(lambda request: answer("<h1>Bad Gateway</h1>", 502, kind="text/html"))
    failed(await probe(server.url), "failed", "proxy")


async def test_a_server_that_is_down_for_a_while_is_not_waited_for(serve: Serve) -> None:
    server = await serve(lambda request: answer(status=503, headers={"Retry-After": "100"}))
    failed(await probe(server.url), "asks to wait")
    assert len(server.requests) == 1


async def test_no_answer_in_time(serve: Serve) -> None:
    async def never(request: object) -> Reply:
        await asyncio.Event().wait()
        raise AssertionError

    server = await serve(never)
    found = await probe(server.url, timeouts=Timeouts(read=0.1))
    failed(found, "in time")


@pytest.mark.parametrize(
    "reply",
    [
        answer("<html>You are blocked", kind="text/html"),
        answer("<html>No such host", 502, kind="text/html"),
        answer("<html>Sign in to the proxy", 407, kind="text/html"),
        answer("<html>Sign in to the network", 511, kind="text/html"),
    ],
)
async def test_a_proxy_that_answers_for_the_server(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    proxy = await serve(lambda request: reply)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("://", "://me:hunter2@"))
    place = f"127.0.0.1:{proxy.port}"
    found = await probe("http://alyx.invalid")
    failed(found, "A proxy answers", place, "NO_PROXY")
    assert "hunter2" not in f"{found}"
    own = await probe("http://alyx.invalid", Way(proxy=proxy.url))
    failed(own, "A proxy answers", place)
    assert proxy.requests


async def test_a_clock_that_is_off(serve: Serve) -> None:
    def at(seconds: float) -> Reply:
        date = formatdate(time.time() + seconds, usegmt=True)
        return json_answer(REFUSED, 403, Date=date)

    for seconds, words in [(7300, "2 h behind"), (-500, "8 min ahead of"), (-9e5, "10 days ahead")]:
        server = await serve(lambda request, late=seconds: at(late))
        found = await probe(server.url)
        assert found.ok
        assert "clocks differ" in found.title
        assert words in found.message
    server = await serve(lambda request: at(20))
    assert (await probe(server.url)).message == ""


async def test_plain_http_is_said(serve: Serve) -> None:
    proxy = await serve(lambda request: json_answer(REFUSED, 403))
    found = await probe("http://alyx.invalid", Way(proxy=proxy.url))
    assert found.ok
    assert "plain http" in found.message


@settings(max_examples=50)
@given(st.text(max_size=40))
async def test_nothing_is_raised_whatever_is_typed(text: str) -> None:
    found = await probe(f"http://127.0.0.1:9/{text}", timeouts=Timeouts(connect=0.5))
    assert not found.ok
    assert found.title
