"""The token goes to the configured origin only."""

from __future__ import annotations

import pytest

from alyxtui.errors import ApiError, BadAnswer
from tests.client.helpers import Connect, Serve
from tests.client.stub_server import Reply, Request, StubServer, answer, json_answer


def to(location: str, status: int = 302) -> Reply:
    return answer(status=status, headers={"Location": location})


@pytest.fixture
async def other(serve: Serve) -> StubServer:
    """Another server; a redirect to it must not carry the token."""
    return await serve(lambda request: json_answer("other"))


async def test_the_token_does_not_follow_a_redirect_to_another_origin(
    serve: Serve, connect: Connect, other: StubServer
) -> None:
    home = await serve(lambda request: to(other.url + "/x"))
    got = await connect(home.url, token="t0ken").request("GET", "/x")
    assert got.data == "other"
    assert got.url == other.url + "/x"
    assert home.requests[0].authorization == "Token t0ken"
    assert other.requests[0].authorization == ""
    assert "t0ken" not in str(other.requests)


async def test_the_token_is_there_again_when_a_redirect_leads_back(
    serve: Serve, connect: Connect
) -> None:
    home: StubServer
    back = await serve(lambda request: to(home.url + "/end"))

    def handle(request: Request) -> Reply:
        return json_answer("end") if request.path == "/end" else to(back.url)

    home = await serve(handle)
    assert (await connect(home.url, token="t0ken").request("GET", "/x")).data == "end"
    assert [request.authorization for request in home.requests] == ["Token t0ken"] * 2
    assert back.requests[0].authorization == ""


async def test_another_name_of_the_same_machine_is_another_origin(
    serve: Serve, connect: Connect
) -> None:
    def handle(request: Request) -> Reply:
        if request.headers["host"].startswith("localhost"):
            return json_answer("end")
        return to(f"http://localhost:{home.port}/x")

    home = await serve(handle)
    await connect(home.url, token="t0ken").request("GET", "/x")
    assert [request.authorization for request in home.requests] == ["Token t0ken", ""]


@pytest.mark.parametrize("location", ["/end", "end?x=%2B", "//127.0.0.1:{port}/end", "end#part"])
async def test_relative_redirects_keep_the_token(
    serve: Serve, connect: Connect, location: str
) -> None:
    def handle(request: Request) -> Reply:
        if request.path == "/end":
            return json_answer("end")
        return to(location.format(port=home.port))

    home = await serve(handle)
    assert (await connect(home.url, token="t0ken").request("GET", "/x")).data == "end"
    assert home.requests[1].authorization == "Token t0ken"


async def test_a_sign_in_elsewhere_says_that_the_server_moved(
    serve: Serve, connect: Connect
) -> None:
    refusal = {"detail": "Authentication credentials were not provided."}
    new = await serve(lambda request: json_answer(refusal, 403))
    home = await serve(lambda request: to(new.url + request.target, 301))
    with pytest.raises(ApiError) as caught:
        await connect(home.url, token="t0ken").request("GET", "/sessions")
    assert caught.value.heading == "The server has moved"
    assert new.url in caught.value.message


async def test_a_login_page_is_no_answer(serve: Serve, connect: Connect) -> None:
    def handle(request: Request) -> Reply:
        if request.path == "/admin/login":
            return answer("<!doctype html><title>Log in", kind="text/html")
        return to("/admin/login?next=/")

    home = await serve(handle)
    with pytest.raises(BadAnswer) as caught:
        await connect(home.url).request("GET", "/")
    assert "/admin/login" in caught.value.message
    assert "text/html" in caught.value.message


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
async def test_a_write_is_not_sent_on(
    serve: Serve, connect: Connect, other: StubServer, method: str, status: int
) -> None:
    home = await serve(lambda request: to(other.url, status))
    with pytest.raises(ApiError) as caught:
        await connect(home.url).request(method, "/x", json={})
    assert caught.value.heading == "The server has moved"
    assert other.requests == []


async def test_a_password_is_not_sent_on(serve: Serve, connect: Connect, other: StubServer) -> None:
    home = await serve(lambda request: to(other.url, 307))
    with pytest.raises(ApiError):
        await connect(home.url).sign_in("me", "hunter2secret")
    assert other.requests == []


@pytest.mark.parametrize(
    "location",
    ["ftp://a/x", "http://me:pass@127.0.0.1/x", "http://[::1", "javascript:x", "\x01"],
)
async def test_a_redirect_to_nowhere_is_an_error(
    serve: Serve, connect: Connect, location: str
) -> None:
    home = await serve(lambda request: to(location))
    with pytest.raises(ApiError):
        await connect(home.url).request("GET", "/x")
    assert len(home.requests) == 1


async def test_redirects_in_a_circle_end(serve: Serve, connect: Connect) -> None:
    home = await serve(lambda request: to("/x"))
    with pytest.raises(BadAnswer, match="More than 5 redirects"):
        await connect(home.url).request("GET", "/x")
    assert len(home.requests) == 6


async def test_a_redirect_without_a_place_is_an_error(serve: Serve, connect: Connect) -> None:
    home = await serve(lambda request: answer(status=302))
    with pytest.raises(BadAnswer, match="302"):
        await connect(home.url).request("GET", "/x")
