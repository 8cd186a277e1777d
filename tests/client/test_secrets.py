"""No error, no trace and no repr shows a token or a password."""

from __future__ import annotations

import traceback
from collections.abc import Callable

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.errors import AlyxTuiError, NotSignedIn
from tests.client.helpers import Connect, FakeClock, Serve
from tests.client.stub_server import Reply, answer, json_answer

TOKEN = "17f25db688d8f74b17cf97364446149069821c04"
PASSWORD = 'Tapetes"Bloc18'

Echo = Callable[[str], Reply]
ECHOES: list[Echo] = [
    lambda secret: json_answer({"detail": f"{secret} is bad"}, 403),
    lambda secret: json_answer({"detail": f"Invalid token. {secret}"}, 403),
    lambda secret: json_answer({"field": [f"{secret} is bad"], secret: ["x"]}, 400),
    lambda secret: json_answer({"password": {"deep": secret}}, 400),
    lambda secret: json_answer([secret], 400),
    lambda secret: json_answer({"detail": secret}, 404),
    lambda secret: json_answer({"detail": secret}, 429),
    lambda secret: json_answer({"detail": secret}, 500),
    lambda secret: answer(f"<html>{secret}", kind="text/html"),
    lambda secret: answer(f"<html>{secret}", 400, kind="text/html"),
    lambda secret: answer("x", kind=f"text/{secret}"),
    lambda secret: json_answer({secret: secret}),
    lambda secret: answer(status=302, headers={"Location": f"/x?token={secret}"}),
    lambda secret: answer(status=302, headers={"Location": f"ftp://{secret}/"}),
    lambda secret: Reply(f"HTTP/1.1 {secret}\r\n\r\n".encode(), cut=True),
    lambda secret: Reply(b"", cut=True),
]


def everything(error: BaseException) -> str:
    """All that a screen, a log or a traceback could show of an error."""
    texts = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return f"{error}{error!r}{error.args}{vars(error)}{texts}"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("echo", ECHOES)
async def test_a_server_that_repeats_the_token(
    serve: Serve, connect: Connect, echo: Echo, method: str
) -> None:
    server = await serve(lambda request: echo(request.authorization.removeprefix("Token ")))
    client = connect(server.url, token=TOKEN, clock=FakeClock(jumps=True))
    shown = ""
    try:
        await client.request(method, "/x")
    except AlyxTuiError as error:
        shown = f"{error}{error!r}{error.args}{vars(error)}"
    assert server.requests[0].authorization == f"Token {TOKEN}"
    assert TOKEN not in f"{shown}{client}{client!r}{list(client.trace)}"


@pytest.mark.parametrize("echo", ECHOES)
async def test_a_server_that_repeats_the_password(
    serve: Serve, connect: Connect, echo: Echo
) -> None:
    server = await serve(lambda request: echo(PASSWORD))
    client = connect(server.url)
    with pytest.raises(AlyxTuiError) as caught:
        await client.sign_in("test_user", PASSWORD)
    shown = f"{caught.value}{caught.value!r}{caught.value.args}{vars(caught.value)}"
    assert PASSWORD not in shown.replace('\\"', '"')
    assert PASSWORD not in f"{client}{client!r}{list(client.trace)}"


async def test_an_ordinary_failure_shows_no_secret_even_in_its_traceback(
    connect: Connect, free_port: int
) -> None:
    client = connect(f"http://127.0.0.1:{free_port}", token=TOKEN)
    for call in (client.request("GET", "/x"), client.sign_in("test_user", PASSWORD)):
        with pytest.raises(AlyxTuiError) as caught:
            await call
        assert TOKEN not in everything(caught.value)
        assert "Bloc18" not in everything(caught.value)


async def test_a_password_that_is_a_part_of_the_host_leaves_the_host_readable(
    serve: Serve, connect: Connect
) -> None:
    """As that of a public server may be."""
    server = await serve(lambda request: answer("<html>", kind="text/html"))
    named = server.url.replace("127.0.0.1", "localhost")
    with pytest.raises(AlyxTuiError) as caught:
        await connect(named).sign_in("me", "localhost")
    assert named in caught.value.message


async def test_a_wrong_password_is_said_plainly(serve: Serve, connect: Connect) -> None:
    body = {"non_field_errors": ["Unable to log in with provided credentials."]}
    server = await serve(lambda request: json_answer(body, 400))
    client = connect(server.url, token="old-token")
    with pytest.raises(NotSignedIn) as caught:
        await client.sign_in("test_user", PASSWORD)
    assert caught.value.heading == "Wrong user name or password"
    assert "test_user" in caught.value.message
    assert client.token == "old-token"
    (request,) = server.requests
    assert request.target == "/auth-token"
    assert request.authorization == ""


async def test_a_sign_in_gives_the_token_from_then_on(serve: Serve, connect: Connect) -> None:
    server = await serve(lambda request: json_answer({"token": TOKEN}))
    client: AlyxClient = connect(server.url)
    assert await client.sign_in("josé", "pass & word=é") == TOKEN
    await client.request("GET", "/x")
    assert server.requests[0].body == b"username=jos%C3%A9&password=pass+%26+word%3D%C3%A9"
    assert server.requests[1].authorization == f"Token {TOKEN}"


@pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": 5}, {"token": "a\nb"}, [], None])
async def test_an_answer_without_a_token_is_none(
    serve: Serve, connect: Connect, body: object
) -> None:
    server = await serve(lambda request: json_answer(body))
    client = connect(server.url)
    with pytest.raises(AlyxTuiError, match="without a token"):
        await client.sign_in("me", PASSWORD)
    assert client.token == ""
