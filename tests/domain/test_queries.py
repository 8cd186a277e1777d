"""Queries against the demo: saved ones, conditions from cells, what is sent, what is offered."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from alyxtui.client.client import AlyxClient
from alyxtui.domain import cell_filter, looser
from alyxtui.domain.columns import choose_columns
from alyxtui.domain.connection import Connection
from alyxtui.domain.field_path import MISSING, value_at
from alyxtui.domain.saved import SHIPPED, Library, Saved
from alyxtui.errors import ApiError, QueryError
from alyxtui.query.cell import Relation
from alyxtui.query.model import Listed, Query, Term
from alyxtui.query.saved import fill, placeholders
from alyxtui.schema.model import Endpoint
from alyxtui.settings.model import Profile, Settings
from alyxtui.settings.tokens import TokenStore

SESSION = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
# What a person might type where a saved query asks.
TYPED = {
    "tag": "2021_Q1_IBL_et_al_Behaviour",
    "region": "MO",
    "project": "matlab",
    "subject": "KS023",
    "user": "test_user",
    "days": "-9y..",
    "protocol": "choiceworld",
    "insertion": "b749446c-18e3-4987-820a-50649ab0f826",
    "lab": "angelakilab",
    "task": "SpikeSorting",
    "words": "Error",
    "session": SESSION,
    "name": "(right|left)camera",
    "nickname": "ks",
    "day": "2021-02-05",
}
LISTS = ("sessions", "subjects", "datasets", "tasks", "insertions", "weighings", "users", "labs")


@pytest_asyncio.fixture
async def connection(demo_url: str) -> AsyncIterator[Connection]:
    settings = Settings(Profile("demo", demo_url, "test_user"), password="TapetesBloc18", once=True)
    connection = Connection(settings, TokenStore())
    await connection.sign_in_silently()
    await connection.load_api()
    yield connection
    await connection.aclose()


def endpoint_of(connection: Connection, name: str) -> Endpoint:
    assert connection.api is not None
    return connection.api.endpoints[name]


async def count(connection: Connection, query: Query) -> int:
    endpoint = endpoint_of(connection, query.endpoint)
    sent = connection.queries.asked(query, endpoint).sent
    client: AlyxClient = connection.client
    return (await client.page(endpoint, sent, offset=0, limit=1)).count


@pytest.mark.parametrize(
    "saved",
    [one for one in Library().load() if one.origin == SHIPPED],
    ids=lambda saved: saved.name,
)
async def test_a_shipped_query_is_answered(connection: Connection, saved: Saved) -> None:
    assert connection.api is not None
    query = saved.query(connection.api)
    assert placeholders(query) == tuple(saved.asks)
    endpoint = endpoint_of(connection, saved.endpoint)
    filled = fill(query, {name: TYPED[name] for name in saved.asks}, endpoint)
    asked = connection.queries.asked(filled, endpoint)
    assert asked.warnings == ()
    assert await count(connection, filled) > 0


@pytest.mark.parametrize("name", LISTS)
async def test_a_cell_finds_its_own_record_and_its_exclusion_the_others(
    connection: Connection, name: str
) -> None:
    endpoint = endpoint_of(connection, name)
    page = await connection.client.page(endpoint, Query(name), offset=0, limit=20)
    used = 0
    for column in choose_columns(endpoint, page.records):
        for record in page.records[:3]:
            value = value_at(record, column.name)
            try:
                found = cell_filter.by_cell(Query(name), endpoint, column.name, value)
            except QueryError:
                continue
            used += 1
            assert 0 < await count(connection, found) <= page.count, (column.name, value)
            if found.terms:
                others = cell_filter.by_cell(
                    Query(name), endpoint, column.name, value, Relation.IS_NOT
                )
                assert await count(connection, others) < page.count, (column.name, value)
    assert used


@pytest.mark.parametrize("name", ["sessions", "weighings", "datasets"])
async def test_every_relation_that_a_cell_offers_is_answered(
    connection: Connection, name: str
) -> None:
    endpoint = endpoint_of(connection, name)
    page = await connection.client.page(endpoint, Query(name), offset=0, limit=20)
    seen: set[Relation] = set()
    for column in choose_columns(endpoint, page.records):
        value = value_at(page.records[0], column.name)
        for relation in cell_filter.relations(Query(name), endpoint, column.name, value):
            found = cell_filter.by_cell(Query(name), endpoint, column.name, value, relation)
            await count(connection, found)
            seen.add(relation)
    assert seen == set(Relation)


async def test_several_exclusions_of_a_column_become_one(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "sessions")
    query = Query("sessions")
    for value in ("KS023", "NR_0018", "ZFM-01577"):
        before = await count(connection, query)
        query = cell_filter.by_cell(query, endpoint, "subject", value, Relation.IS_NOT)
        assert await count(connection, query) < before
    names = Listed(("KS023", "NR_0018", "ZFM-01577"))
    assert query.terms == (Term("subject__nickname", "in", names, negated=True),)
    with pytest.raises(QueryError):
        cell_filter.by_cell(query, endpoint, "nowhere", 1)


@pytest.mark.parametrize(
    ("name", "column", "relation", "empty"),
    [
        ("notes", "content_type", Relation.IS, False),
        ("notes", "content_type", Relation.IS_NOT, False),
        ("notes", "image", Relation.IS, True),
        ("datasets", "tags", Relation.IS, True),
        ("datasets", "tags", Relation.IS_NOT, True),
        ("datasets", "public", Relation.IS, False),
        ("datasets", "protected", Relation.IS, True),
    ],
)
async def test_a_cell_finds_the_records_that_show_the_same(
    connection: Connection, name: str, column: str, relation: Relation, empty: bool
) -> None:
    endpoint = endpoint_of(connection, name)
    pages = connection.client.iterate(endpoint, Query(name), 1000)
    values = [value_at(one, column) async for page in pages for one in page.records]
    value = next(one for one in values if bool(one) is not empty)
    query = cell_filter.by_cell(Query(name), endpoint, column, value, relation)
    same = sum(one == value for one in values)
    wanted = same if relation is Relation.IS else len(values) - same
    assert await count(connection, query) == wanted


async def test_a_list_of_numbers_is_not_asked_for(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "fov-location")
    with pytest.raises(QueryError, match="n_xyz holds a list of numbers"):
        cell_filter.by_cell(Query("fov-location"), endpoint, "n_xyz", [2, 2, 1])


async def test_a_computed_column_and_a_missing_field_say_why(connection: Connection) -> None:
    sessions, labs = endpoint_of(connection, "sessions"), endpoint_of(connection, "projects")
    with pytest.raises(QueryError, match="no field behind url"):
        cell_filter.by_cell(Query("sessions"), sessions, "url", "x")
    with pytest.raises(QueryError, match="has no lab"):
        cell_filter.by_cell(Query("sessions"), sessions, "lab", MISSING)
    with pytest.raises(QueryError, match="takes no conditions"):
        cell_filter.by_cell(Query("projects"), labs, "name", "x")


async def test_what_is_typed_is_kept_and_what_is_sent_is_mended(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "sessions")
    query = connection.queries.read([("project", "x"), ("lab", "y")], endpoint)
    asked = connection.queries.asked(query, endpoint)
    assert asked.typed == query
    assert asked.sent.terms == (Term("pk", "isnull", False),)
    assert "distinct" in asked.notes[0]
    plain = connection.queries.asked(query, endpoint, as_typed=True)
    assert (plain.sent, plain.notes) == (query, ())


async def test_what_cannot_be_read_is_kept_as_text_and_refused(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "sessions")
    query = connection.queries.read([("django", "name,(a"), ("lab", "x")], endpoint)
    assert query.value("django") == "name,(a"
    with pytest.raises(QueryError):
        connection.queries.asked(query, endpoint)
    assert connection.queries.asked(query, endpoint, as_typed=True).sent == query


async def test_a_list_that_no_request_can_hold_is_asked_in_several(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "sessions")
    ids = Listed(str(uuid.UUID(int=number)) for number in range(300))
    asked = connection.queries.asked(Query("sessions", (), (Term("pk", "in", ids),)), endpoint)
    assert len(asked.requests) > 3
    with pytest.raises(QueryError, match="request line"):
        connection.queries.asked(Query("sessions", (("task_protocol", "x" * 5000),)), endpoint)


async def test_an_error_is_explained_and_its_choices_are_kept(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "sessions")
    query = connection.queries.read([("django", "nickel,1")], endpoint)
    asked = connection.queries.asked(query, endpoint, as_typed=True)
    with pytest.raises(ApiError) as caught:
        await connection.client.page(endpoint, asked.sent, offset=0, limit=1)
    found = connection.queries.explained(caught.value, asked.sent, endpoint)
    assert found is not None
    assert "nickel" in found.message
    assert "subject" in found.candidates
    assert connection.queries.learned == found.learned
    assert connection.queries.explained(ApiError("odd"), asked.sent, endpoint) is None


async def test_looser_queries_come_with_their_counts(connection: Connection) -> None:
    endpoint = endpoint_of(connection, "tasks")
    query = Query("tasks", (("name", "SpikeSort"),))
    offers = [
        one async for one in looser.find(connection.client, connection.queries, query, endpoint)
    ]
    assert offers[0].words.startswith("name begins with it")
    assert len(offers) <= looser.OFFERED
    for one in offers:
        assert one.count == await count(connection, one.query) > 0
