"""Every link of the demo's records leads to the right record, and every list of what refers to one."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping

import pytest

from alyxtui.client.client import AlyxClient
from alyxtui.client.identity import key_of
from alyxtui.domain.links import Link, admin_url, id_of, link_at, links_from, of_url
from alyxtui.domain.resolve import Place, Resolver
from alyxtui.domain.reverse import links_to
from alyxtui.errors import ApiError, NotFound
from alyxtui.query.model import Query, Term
from alyxtui.schema.load import load
from alyxtui.schema.model import Action, Api, Endpoint, Kind

Record = Mapping[str, object]
ROWS = 2  # of each list
# Relations that not every record has: some records that have them are looked at too.
RICH = {
    "datasets": "tags",
    "sessions": "probe_insertion",
    "tasks": "parents",
    "trajectories": "channels",
}
ALIKE = 2  # links of one field that are followed


class World:
    """The demo, its endpoints and some records of each, as their lists and their details show them."""

    def __init__(self, client: AlyxClient, api: Api) -> None:
        self.client, self.api = client, api
        self.resolver = Resolver(client, api)

    async def samples(self, endpoint: Endpoint) -> list[tuple[Endpoint, Record, str]]:
        query = Query(endpoint.name)
        page = await self.client.page(endpoint, query, offset=0, limit=ROWS)
        rows = {key_of(endpoint, one): one for one in page.records}
        if endpoint.name in RICH:
            term = Term(RICH[endpoint.name], "isnull", False)
            rich = Query(endpoint.name, terms=(term,))
            page = await self.client.page(endpoint, rich, offset=0, limit=ROWS)
            rows.update({key_of(endpoint, one): one for one in page.records})
        found: list[tuple[Endpoint, Record, str]] = [
            (endpoint, one, "list") for one in rows.values()
        ]
        if "read" in endpoint.actions:
            for record in rows.values():
                whole = await self.client.read(endpoint, key_of(endpoint, record))
                found.append((endpoint, whole, "read"))
        return found

    async def every(self) -> list[tuple[Endpoint, Record, str]]:
        lists = [one for one in self.api.endpoints.values() if one.is_list]
        groups = await asyncio.gather(*map(self.samples, lists))
        return [one for group in groups for one in group]

    def links(self, endpoint: Endpoint, record: Record, action: str) -> tuple[Link, ...]:
        return links_from(self.api, endpoint, record, action=action, base_url=self.client.base_url)


@pytest.fixture
async def world(demo_url: str) -> AsyncIterator[World]:
    client = AlyxClient(demo_url, requests_per_minute=0)
    await client.sign_in("test_user", "TapetesBloc18")
    yield World(client, load(await client.schema()))
    await client.aclose()


async def arrived(world: World, link: Link) -> str:
    """What is wrong with where a link leads, empty when nothing is."""
    try:
        place = await world.resolver.place(link)
        endpoint = world.api.endpoints[place.query.endpoint]
        if not place.key:  # a list that cannot be asked for one record shows it among others
            page = await world.client.page(endpoint, place.query, offset=0, limit=250)
            rows = [one for one in page.records if link.key in one.values()]
            return "" if len(rows) == 1 else f"{link.key} stands in {len(rows)} rows"
        record = await world.client.read(endpoint, place.key)
    except ApiError as error:
        return f"{error.heading}: {error.message}"
    by_id = link.by_id or not link.endpoint
    own = id_of(endpoint, record) if by_id else key_of(endpoint, record)
    if by_id and not own:  # a lab does not show its id; the list was asked for it
        return ""
    return "" if own == link.key else f"{own} came instead of {link.key}"


async def test_every_link_leads_to_its_record(world: World) -> None:
    wanted: dict[tuple[str, str], Link] = {}
    found: dict[tuple[str, str], str] = {}
    fields: Counter[tuple[str, str, str]] = Counter()
    for endpoint, record, action in await world.every():
        for link in world.links(endpoint, record, action):
            field = (endpoint.name, action, re.sub(r"\d+", "", link.place))
            fields[field] += 1
            if fields[field] <= ALIKE:
                wanted.setdefault((link.endpoint, link.key), link)
                found[link.endpoint, link.key] = f"{endpoint.name}.{link.place}"
    problems = await asyncio.gather(*(arrived(world, link) for link in wanted.values()))
    wrong = {
        (found[key], *key): problem
        for key, problem in zip(wanted, problems, strict=True)
        # The demo has two subjects of one nickname, which the server cannot tell apart.
        if problem and "returned more than one" not in problem
    }
    assert wrong == {}
    assert {endpoint for endpoint, _ in wanted} >= {
        *("sessions", "subjects", "labs", "users", "projects", "locations", "procedures"),
        *("datasets", "dataset-types", "data-formats", "tags", "files", "data-repository"),
        *("insertions", "trajectories", "brain-regions", "notes"),
        *("fields-of-view", "fov-location", "imaging-stack", "tasks", "water-administrations"),
        *("weighings", "water-type", "data-repository-type"),
    }


def check_what_seeds_ask_for(api: Api, samples: list[tuple[Endpoint, Record, str]]) -> None:
    offered: dict[str, set[str]] = {}
    for endpoint, record, _ in samples:
        words = {link.words.split(" ")[0] for link in links_to(api, endpoint, record)}
        offered.setdefault(endpoint.name, set()).update(words)
    assert offered["sessions"] >= {"datasets", "insertions", "tasks", "notes", "weighings"}
    assert offered["subjects"] >= {"sessions", "weighings", "water-administrations", "surgeries"}
    assert offered["insertions"] >= {"trajectories", "channels", "datasets"}
    assert "datasets" in offered["tags"]
    assert "insertions" not in offered["tags"]  # that filter takes a part of the name too


async def test_every_list_of_what_refers_to_a_record_holds_what_does(world: World) -> None:
    samples = [one for one in await world.every() if one[2] == "read"]
    check_what_seeds_ask_for(world.api, samples)
    asked = [(*one, link) for one in samples for link in links_to(world.api, one[0], one[1])]

    async def first(link: Link) -> tuple[Record, ...]:
        assert link.query is not None
        source = world.api.endpoints[link.endpoint]
        page = await world.client.page(source, link.query, offset=0, limit=1)
        return page.records

    rows = await asyncio.gather(*(first(link) for *_, link in asked))
    pairs, wrong = set(), []
    for (endpoint, record, _, link), found in zip(asked, rows, strict=True):
        source = world.api.endpoints[link.endpoint]
        if not found or " by " not in link.words:
            continue
        field = link.words.rpartition(" by ")[2]
        own = {key_of(endpoint, dict(record)), id_of(endpoint, record)}
        back = [one for one in world.links(source, found[0], "list") if one.path[0] == field]
        if back:
            pairs.add((endpoint.name, link.endpoint))
        if any(one.by_id for one in back) and not id_of(endpoint, record):
            continue  # nothing of this record tells its id
        if back and not any(one.endpoint == endpoint.name and one.key in own for one in back):
            wrong.append((endpoint.name, key_of(endpoint, dict(record)), link.words))
    assert wrong == []
    assert pairs >= {
        *(("sessions", "insertions"), ("sessions", "datasets"), ("sessions", "tasks")),
        *(
            ("subjects", "sessions"),
            ("subjects", "weighings"),
        ),
        *(("insertions", "trajectories"), ("trajectories", "channels"), ("labs", "subjects")),
    }


async def test_an_id_of_which_nothing_is_known_is_looked_up(world: World) -> None:
    requests = world.client.trace
    for name, path in (("sessions", ("json", "eid")), ("trajectories", ("json", "x"))):
        endpoint = world.api.endpoints[name]
        _, record, _ = (await world.samples(endpoint))[0]
        own, before = str(record["id"]), len(requests)
        assert await world.resolver.place(Link("", own, path=path)) == Place(
            Query(name, (("id", own),)), own
        )
        assert len(requests) - before <= (1 if name == "sessions" else 8)
    nobody = "00000000-0000-4000-8000-000000000000"
    before = len(requests)
    with pytest.raises(NotFound, match="sessions, insertions, datasets"):
        await world.resolver.place(Link("", nobody))
    assert len(requests) - before <= 8


def test_addresses_of_the_server(world_api: Api) -> None:
    base, own = "https://alyx.example.org/alyx", "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
    found = {
        url: of_url(world_api, base, base + url)
        for url in (
            *(f"/sessions/{own}", f"/admin/actions/ephyssession/{own}/change/"),
            *(
                "/subjects/a%20b",
                f"/admin/subjects/subject/{own}/change",
                "/nothing/1",
                "/sessions",
            ),
        )
    }
    assert list(found.values()) == [
        *(Link("sessions", own), Link("sessions", own), Link("subjects", "a b")),
        *(Link("subjects", own, by_id=True), None, None),
    ]
    assert of_url(world_api, base, f"https://elsewhere.example.org/sessions/{own}") is None


def test_an_endpoint_that_no_table_knows(world_api: Api) -> None:
    new, own = Endpoint("novelties"), "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
    record = {"subject": "KS022", "id": 1, "parent": own, "hash": own, "colour": "red", "json": {}}
    found = links_from(world_api, new, record)
    assert [(link.place, link.endpoint, link.key) for link in found] == [
        ("subject", "subjects", "KS022"),
        ("parent", "", own),
    ]
    assert link_at(world_api, new, record, ("nothing", 3, "there")) is None


@pytest.fixture(scope="module")
def world_api() -> Api:
    def endpoint(name: str, lookup: str) -> Endpoint:
        listed = Action("list", "GET", f"/{name}", paginated=True)
        kind = Kind.UUID if lookup == "id" else Kind.TEXT
        return Endpoint(name, lookup, kind, {"list": listed}, key_fields=(lookup,))

    known = {"sessions": "id", "subjects": "nickname"}
    return Api({name: endpoint(name, lookup) for name, lookup in known.items()})


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("fields-of-view", "http://a/admin/experiments/fov/5/change/"),
        ("fov-location", ""),
        ("imaging-stack", ""),
    ],
)
def test_the_web_admin_has_no_page_of_some(name: str, page: str) -> None:
    assert admin_url("http://a", Endpoint(name), {"id": "5"}) == page
