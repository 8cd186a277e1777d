"""Signing in and out against the demo, with and without traces on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from alyxtui.domain.accounts import Proof
from alyxtui.domain.connection import Connection
from alyxtui.errors import NotSignedIn, SettingsError, Unreachable
from alyxtui.paths import ensure, state_dir, user_cache
from alyxtui.settings.load import Flags, load_settings
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore
from tests.client.helpers import Serve
from tests.client.stub_server import Reply, Request, json_answer
from tests.one_home import OneHome, token_of

INVALID = {"detail": "Invalid token.", "status_code": 403}
USER, PASSWORD = "test_user", "TapetesBloc18"

Connect = Callable[..., Connection]


@pytest_asyncio.fixture
async def connect(demo_url: str) -> AsyncIterator[Connect]:
    made: list[Connection] = []

    def make(*, user: str = "", url: str = demo_url, **settings: object) -> Connection:
        base = Settings(Profile("demo", url, user))
        connection = Connection(replace(base, **settings), TokenStore())  # type: ignore[arg-type]
        made.append(connection)
        return connection

    yield make
    for connection in made:
        await connection.aclose()


async def test_nothing_known_means_a_person_is_asked(connect: Connect) -> None:
    connection = connect()
    assert not await connection.sign_in_silently()
    assert not connection.signed_in
    assert not state_dir().exists()


async def test_a_kept_token_is_used_by_the_next(connect: Connect) -> None:
    first = connect()
    await first.sign_in(USER, PASSWORD, keep=True)
    assert (first.user, first.signed_in) == (USER, True)
    await first.check_owner()
    second = connect()
    assert await second.sign_in_silently()
    assert second.user == USER
    assert second.client.token == first.client.token
    assert PASSWORD not in TokenStore().path.read_text()


async def test_once_leaves_nothing_and_uses_nothing(connect: Connect, demo_url: str) -> None:
    connection = connect(once=True)
    await connection.sign_in(USER, PASSWORD, keep=True)
    await connection.check_owner()
    connection.sign_out()
    assert not connection.signed_in
    assert not state_dir().exists()
    TokenStore().put(demo_url, USER, "0" * 40)
    assert not await connect(once=True).sign_in_silently()


async def test_a_token_is_not_kept_unless_asked(connect: Connect) -> None:
    await connect().sign_in(USER, PASSWORD, keep=False)
    assert not TokenStore().path.exists()


async def test_sign_out_forgets_the_token_on_the_disk(connect: Connect) -> None:
    connection = connect()
    await connection.sign_in(USER, PASSWORD, keep=True)
    connection.sign_out()
    assert not connection.signed_in
    assert TokenStore().users(connection.profile.url) == []
    with pytest.raises(NotSignedIn):
        await connection.check_owner()


async def test_the_environment_is_used_and_not_kept(connect: Connect) -> None:
    by_password = connect(user=USER, password=PASSWORD)
    assert await by_password.sign_in_silently()
    await by_password.check_owner()
    by_token = connect(token=by_password.client.token)
    assert await by_token.sign_in_silently()
    await by_token.check_owner()
    assert by_token.user == ""
    assert by_token.client.token in by_token.secrets
    assert not state_dir().exists()


async def test_a_wrong_password_of_the_environment_names_the_variables(connect: Connect) -> None:
    with pytest.raises(NotSignedIn) as caught:
        await connect(user=USER, password="wrong").sign_in_silently()
    assert "ALYXTUI_PASSWORD" in caught.value.hint
    assert "wrong" not in caught.value.message


async def test_a_wrong_password_leaves_the_former_user_signed_in(connect: Connect) -> None:
    connection = connect()
    await connection.sign_in(USER, PASSWORD, keep=True)
    with pytest.raises(NotSignedIn):
        await connection.sign_in("somebody", "wrong", keep=True)
    assert connection.user == USER
    await connection.check_owner()


async def test_several_kept_users_need_a_choice(connect: Connect, demo_url: str) -> None:
    store = TokenStore()
    store.put(demo_url, "ann", "a" * 40)
    store.put(demo_url, "bob", "b" * 40)
    connection = connect()
    assert not await connection.sign_in_silently()
    assert await connection.known_users() == ["bob", "ann"]
    named = connect(user="ann")
    assert await named.sign_in_silently()
    assert named.client.token == "a" * 40
    assert not await connect(user="cy").sign_in_silently()


async def test_a_pasted_token(connect: Connect) -> None:
    first = connect()
    await first.sign_in(USER, PASSWORD, keep=False)
    second = connect()
    await second.use_token(USER, f"  {first.client.token}\n", keep=True)
    await second.check_owner()
    assert TokenStore().get(second.profile.url, USER) == first.client.token
    with pytest.raises(SettingsError):
        await second.use_token(USER, "not a token", keep=True)


async def test_the_schema_needs_no_sign_in(connect: Connect) -> None:
    connection = connect()
    api = await connection.load_api()
    assert connection.api is api
    assert api.endpoints["sessions"].is_list


async def test_a_server_that_is_not_there(connect: Connect, unused_tcp_port: int) -> None:
    connection = connect(url=f"http://127.0.0.1:{unused_tcp_port}")
    with pytest.raises(Unreachable):
        await connection.load_api()
    assert connection.api is None


async def test_a_token_that_the_server_does_not_take_is_not_kept(connect: Connect) -> None:
    connection = connect()
    await connection.sign_in(USER, PASSWORD, keep=True)
    good = connection.client.token
    with pytest.raises(NotSignedIn):
        await connection.use_token("somebody", "0" * 40, keep=True)
    assert (connection.user, connection.client.token) == (USER, good)
    assert TokenStore().users(connection.profile.url) == [USER]


async def test_users_who_may_only_read_are_recognised_at_sign_in(connect: Connect) -> None:
    connection = connect()
    await connection.sign_in("public_user", "public", keep=False)
    assert connection.read_only
    await connection.sign_in(USER, PASSWORD, keep=False)
    assert not connection.read_only
    silent = connect(user="public_user", password="public")
    assert await silent.sign_in_silently()
    await silent.check_rights()
    assert silent.read_only
    silent.sign_out()
    assert not silent.read_only
    methods = [(one.method, one.url.rpartition("/")[2]) for one in silent.client.trace]
    assert ("OPTIONS", "sessions") not in methods


async def test_rights_of_a_token_that_is_no_good(connect: Connect) -> None:
    connection = connect()
    connection.client.token = "0" * 40
    with pytest.raises(NotSignedIn):
        await connection.check_rights()


@pytest.mark.parametrize("status", [404, 405, 500])
async def test_a_server_that_says_nothing_of_rights(serve: Serve, status: int) -> None:
    server = await serve(lambda request: json_answer({"detail": "no"}, status))
    connection = Connection(Settings(Profile("x", server.url)), TokenStore())
    connection.client.token = "t"
    await connection.check_rights()
    assert not connection.read_only
    await connection.aclose()


async def test_the_owner_of_a_token_is_who_the_server_says(serve: Serve) -> None:
    def handle(request: Request) -> Reply:
        good = request.authorization == "Token good"
        return json_answer({"username": "ann"}) if good else json_answer(INVALID, 403)

    server = await serve(handle)
    connection = Connection(Settings(Profile("x", server.url, "bob")), TokenStore())
    await connection.use_token("bob", " good ", keep=True)
    assert connection.user == "ann"
    assert TokenStore().get(server.url, "ann") == "good"
    with pytest.raises(NotSignedIn):
        await connection.use_token("bob", "bad", keep=True)
    assert connection.client.token == "good"
    assert TokenStore().users(server.url) == ["ann"]
    await connection.aclose()


@pytest.mark.parametrize("me", [404, 500])
async def test_a_server_that_does_not_tell_whose_a_token_is(serve: Serve, me: int) -> None:
    def handle(request: Request) -> Reply:
        return json_answer({}, me) if request.path == "/me" else json_answer({"results": []})

    server = await serve(handle)
    connection = Connection(Settings(Profile("x", server.url)), TokenStore())
    await connection.use_token("bob", "good", keep=False)
    assert connection.user == "bob"
    assert ("/labs?limit=1") in server.targets
    await connection.aclose()


async def test_ones_token_is_used_and_signing_out_leaves_it_to_one(
    connect: Connect, demo_url: str
) -> None:
    first = connect()
    await first.sign_in(USER, PASSWORD, keep=False)
    one = OneHome.here()
    one.add(demo_url, USER, TOKEN=token_of(USER, first.client.token), ALYX_PWD=PASSWORD)
    before = one.files()
    connection = Connection(load_settings(Flags(), {}), TokenStore())
    assert await connection.sign_in_silently()
    assert (connection.user, connection.proof) == (USER, Proof.ONE)
    await connection.check_owner()
    assert {first.client.token, PASSWORD} <= set(connection.secrets)
    cached = ensure(user_cache(demo_url, USER)) / "page.json"
    cached.write_text("{}")
    others = ensure(user_cache(demo_url, "ann")) / "page.json"
    others.write_text("{}")
    assert connection.sign_out()
    assert not cached.parent.exists()
    assert others.exists()
    assert not await connection.sign_in_silently()
    assert one.files() == before
    await connection.aclose()


async def test_ones_token_takes_the_place_of_a_kept_one_that_is_refused(
    connect: Connect, demo_url: str
) -> None:
    """Somebody got a new token; ONE has seen it, we have not."""
    first = connect()
    await first.sign_in(USER, PASSWORD, keep=False)
    OneHome.here().add(demo_url, USER, TOKEN=token_of(USER, first.client.token))
    TokenStore().put(demo_url, USER, "0" * 40)
    connection = Connection(load_settings(Flags(), {}), TokenStore())
    assert await connection.sign_in_silently()
    assert connection.proof is Proof.KEPT
    await asyncio.gather(connection.check_rights(), connection.check_rights())
    assert (connection.user, connection.proof) == (USER, Proof.ONE)
    assert TokenStore().get(demo_url, USER) == first.client.token
    await connection.aclose()


async def test_ones_token_that_is_refused_too_means_a_person_is_asked(demo_url: str) -> None:
    OneHome.here().add(demo_url, USER, TOKEN=token_of(USER, "1" * 40))
    TokenStore().put(demo_url, USER, "0" * 40)
    connection = Connection(load_settings(Flags(), {}), TokenStore())
    assert await connection.sign_in_silently()
    with pytest.raises(NotSignedIn):
        await connection.check_owner()
    await connection.aclose()


async def test_ones_password_that_is_refused_means_a_person_is_asked(demo_url: str) -> None:
    OneHome.here().add(demo_url, USER, ALYX_PWD="wrong-one")
    connection = Connection(load_settings(Flags(), {}), TokenStore())
    assert not await connection.sign_in_silently()
    (word,) = connection.take_warnings()
    assert "ALYX_PWD" in word
    assert "wrong-one" not in word
    await connection.aclose()


async def test_plain_http_is_warned_of_once(connect: Connect) -> None:
    for expected in (1, 0):
        connection = connect(url="http://alyx.invalid")
        assert not await connection.sign_in_silently()
        assert not await connection.sign_in_silently()
        assert ["plain http" in word for word in connection.take_warnings()] == [True] * expected
    other = connect(url="http://other.invalid")
    await other.sign_in_silently()
    assert len(other.take_warnings()) == 1


@pytest.mark.parametrize("url", ["http://localhost:8000", "http://[::1]", "https://alyx.invalid"])
async def test_what_others_cannot_read_is_not_warned_of(connect: Connect, url: str) -> None:
    connection = connect(url=url)
    await connection.sign_in_silently()
    assert connection.take_warnings() == []


async def test_only_for_now_warns_and_keeps_nothing(connect: Connect) -> None:
    connection = connect(url="http://alyx.invalid", once=True)
    await connection.sign_in_silently()
    assert len(connection.take_warnings()) == 1
    assert not state_dir().exists()
