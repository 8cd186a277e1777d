"""The client against the demo server, which answers as Alyx does."""

from __future__ import annotations

from typing import Any

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import identity_of, key_of
from alyxtui.client.paging import PagedRecords
from alyxtui.errors import (
    ApiError,
    Forbidden,
    NotFound,
    NotSignedIn,
    ServerError,
    ValidationFailed,
)
from alyxtui.query.model import Query
from alyxtui.schema.load import load
from alyxtui.schema.model import Endpoint
from tests.client.helpers import Connect, until

USER, PASSWORD = "test_user", "TapetesBloc18"
NO_RECORD = "00000000-0000-4000-8000-000000000000"
SESSIONS = Query("sessions")


@pytest.fixture
def stranger(connect: Connect, demo_url: str) -> AlyxClient:
    """Nobody is signed in."""
    return connect(demo_url)


@pytest.fixture
async def client(stranger: AlyxClient) -> AlyxClient:
    """The test user is signed in."""
    await stranger.sign_in(USER, PASSWORD)
    return stranger


async def test_signing_in(stranger: AlyxClient) -> None:
    token = await stranger.sign_in(USER, PASSWORD)
    assert len(token) == 40
    assert stranger.token == token
    assert (await stranger.request("GET", "/sessions", params=[("limit", "1")])).status == 200


@pytest.mark.parametrize(("user", "password"), [(USER, "wrong"), ("nobody", "x"), (USER, "")])
async def test_a_wrong_password(stranger: AlyxClient, user: str, password: str) -> None:
    with pytest.raises(NotSignedIn) as caught:
        await stranger.sign_in(user, password)
    assert caught.value.heading == "Wrong user name or password"


@pytest.mark.parametrize("token", ["", "0" * 40, "x"])
async def test_no_token_or_a_bad_one(stranger: AlyxClient, token: str) -> None:
    stranger.token = token
    with pytest.raises(NotSignedIn) as caught:
        await stranger.request("GET", "/sessions")
    assert caught.value.status == 403


async def test_a_reader_may_not_write(stranger: AlyxClient) -> None:
    await stranger.sign_in("public_user", "public")
    await stranger.request("GET", "/subjects", params=[("limit", "1")])
    with pytest.raises(Forbidden, match="permission"):
        await stranger.request("POST", "/weighings", json={})


async def test_the_schema_needs_no_sign_in(stranger: AlyxClient) -> None:
    document: Any = await stranger.schema()
    assert document["openapi"].startswith("3.")
    assert "/sessions" in document["paths"]


async def test_an_older_server_describes_itself_elsewhere(connect: Connect, older_url: str) -> None:
    client = connect(older_url)
    api = load(await client.schema())
    assert (api.dialect, api.problems) == ("coreapi", ())
    assert [entry.status for entry in client.trace] == [404, 200]
    await client.sign_in(USER, PASSWORD)
    page = await client.page(api.endpoints["sessions"], SESSIONS, offset=0, limit=2)
    assert len(page.records) == 2


async def test_pages_and_records(client: AlyxClient, sessions: Endpoint) -> None:
    first = await client.page(sessions, SESSIONS, offset=0, limit=5)
    assert first.count > 10
    assert len(first.records) == 5
    second = await client.page(sessions, SESSIONS, offset=5, limit=5)
    key = key_of(sessions, second.records[0])
    record = await client.read(sessions, key)
    assert record["id"] == key


async def test_pages_follow_one_another(client: AlyxClient, subjects: Endpoint) -> None:
    pages = [page async for page in client.iterate(subjects, Query("subjects"), 40)]
    names = [record["nickname"] for page in pages for record in page.records]
    assert len(names) == pages[0].count


async def test_rows_as_one_scrolls(client: AlyxClient, sessions: Endpoint) -> None:
    rows = PagedRecords(client, sessions, SESSIONS, page_size=50, on_change=lambda: None)
    rows.request(0, 20)
    await until(lambda: rows.get(20) is not None)
    assert rows.count is not None
    last = rows.count - 1
    rows.request(last - 20, last)
    await until(lambda: rows.get(last) is not None)
    assert rows.get(last + 1) is None
    rows.close()


@pytest.mark.parametrize("key", [NO_RECORD, "abc", "%", "a b"])
async def test_a_record_that_is_not_there(client: AlyxClient, sessions: Endpoint, key: str) -> None:
    with pytest.raises(NotFound, match="sessions has no record with the id"):
        await client.read(sessions, key)


async def test_an_address_that_is_not_there(client: AlyxClient) -> None:
    with pytest.raises(NotFound, match="nothing at"):
        await client.request("GET", "/nope")
    with pytest.raises(NotFound):
        await client.request("GET", "/sessions/")


async def test_values_that_do_not_fit(client: AlyxClient) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await client.request("POST", "/weighings", json={"subject": "nope", "weight": "x"})
    assert {"subject", "weight"} <= set(caught.value.fields)
    assert "status_code" not in caught.value.fields


async def test_a_filter_that_the_server_cannot_read(client: AlyxClient, sessions: Endpoint) -> None:
    query = Query("sessions", (("django", "nofield,1"),))
    with pytest.raises(ServerError, match="Cannot resolve keyword 'nofield'"):
        await client.page(sessions, query, offset=0, limit=1)


async def test_what_the_server_does_not_do(client: AlyxClient) -> None:
    with pytest.raises(ApiError) as caught:
        await client.request("DELETE", "/sessions")
    assert caught.value.status == 405
    assert caught.value.heading == "The server does not do that"


async def test_every_list_has_pages_and_every_record_is_found_again(client: AlyxClient) -> None:
    api = load(await client.schema())
    found_again = 0
    for endpoint in api.endpoints.values():
        if not endpoint.is_list:
            continue
        page = await client.page(endpoint, Query(endpoint.name), offset=0, limit=2)
        for record in page.records:
            key = key_of(endpoint, record)
            if endpoint.lookup and "read" in endpoint.actions and "/" not in key:
                assert key, endpoint.name
                found = await client.read(endpoint, key)
                assert key_of(endpoint, found) == key, endpoint.name
                found_again += 1
    assert found_again > 20


async def test_a_nickname_that_two_subjects_share(client: AlyxClient, subjects: Endpoint) -> None:
    query = Query("subjects", (("nickname", "DUP_001"),))
    page = await client.page(subjects, query, offset=0, limit=5)
    assert len({identity_of(subjects, record) for record in page.records}) == 2
    with pytest.raises(ServerError) as caught:
        await client.read(subjects, "DUP_001")
    assert "not unique" in caught.value.hint
