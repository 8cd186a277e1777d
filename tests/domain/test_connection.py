"""Signing in and out against the demo, with and without traces on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest
import pytest_asyncio

from alyxtui.domain.connection import Connection
from alyxtui.errors import NotSignedIn, SettingsError, Unreachable
from alyxtui.paths import state_dir
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore

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
