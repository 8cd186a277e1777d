"""What completion and the live count ask a server for: little, late, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType

import pytest
import pytest_asyncio

from alyxtui.client.client import AlyxClient
from alyxtui.domain import live_count
from alyxtui.domain.live_count import Count, LiveCount, State
from alyxtui.domain.names import Names
from alyxtui.domain.regions import Regions
from alyxtui.query.complete import LIMIT
from alyxtui.query.model import Query
from alyxtui.schema.model import Action, Api, Endpoint, Kind, Parameter
from tests.client.helpers import Serve, until
from tests.client.stub_server import Reply, Request, StubServer, json_answer, page

MICE = ["KS014", "KS022", "ks100", "DY_003", *(f"ZZ_{number:03d}" for number in range(60))]
ATLAS = [(997, "root", "root", None), (500, "MO", "Somatomotor areas", 997)]
ATLAS += [(985, "MOp", "Primary motor area", 500), (993, "MOs", "Secondary motor area", 500)]
ATLAS += [(5000 + number, f"x{number}", f"Layer {number}", 997) for number in range(1100)]


def endpoint(name: str, *parameters: str) -> Endpoint:
    declared = {one: Parameter(one, Kind.TEXT) for one in parameters}
    action = Action(
        "list", "GET", f"/{name}", parameters=MappingProxyType(declared), paginated=True
    )
    return Endpoint(name, lookup="id", actions={"list": action})


SESSIONS = endpoint("sessions", "lab", "django")
API = Api(
    endpoints=MappingProxyType(
        {
            "sessions": SESSIONS,
            "subjects": endpoint("subjects", "django"),
            "projects": endpoint("projects"),
            "brain-regions": endpoint("brain-regions", "django"),
        }
    )
)


class World:
    """A server with mice, projects and an atlas; sessions as many as the lab's name is long."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.broken = False
        self.server: StubServer

    async def handle(self, request: Request) -> Reply:
        await self.gate.wait()
        if self.broken:
            return json_answer({"detail": "boom", "status_code": 500}, 500)
        if request.path == "/sessions":
            return page(request, len(request.query.get("lab", "")))
        rows: list[Mapping[str, object]] = []
        if request.path == "/subjects":
            _, _, prefix = request.query.get("django", "").partition(",")
            mice = [one for one in MICE if one.lower().startswith(prefix.lower())]
            rows = [{"nickname": one} for one in mice]
        elif request.path == "/brain-regions":
            rows = [
                dict(zip(("id", "acronym", "name", "parent"), one, strict=True)) for one in ATLAS
            ]
        else:
            rows = [{"name": "IBL"}, {"name": "visual"}, {"other": 1}]
        return page(request, len(rows), record=lambda index: rows[index])

    @property
    def asked(self) -> list[str]:
        return self.server.targets


@pytest_asyncio.fixture
async def world(serve: Serve) -> World:
    world = World()
    world.server = await serve(world.handle)
    return world


@pytest_asyncio.fixture
async def client(world: World) -> AsyncIterator[AlyxClient]:
    client = AlyxClient(world.server.url)
    yield client
    await client.aclose()


# Names.


async def test_names_come_by_one_small_request_a_prefix(world: World, client: AlyxClient) -> None:
    names = Names(client, API)
    assert names.known("subjects", "nickname", "K") == ()
    assert names.is_wanting
    assert await names.ask()
    assert names.known("subjects", "nickname", "K") == ("KS014", "KS022", "ks100")
    assert not names.is_wanting
    names.known("subjects", "nickname", "ks0")
    assert not names.is_wanting, "all that begin with K are here"
    assert not await names.ask()
    names.known("subjects", "nickname", "")
    assert await names.ask()
    names.known("subjects", "nickname", "ZZ_")
    assert names.is_wanting, "the first fifty are not all"
    assert len(world.asked) == 2
    assert "limit=50" in world.asked[0]
    assert "istartswith%2CK" in world.asked[0]


async def test_a_list_without_conditions_is_read_once(world: World, client: AlyxClient) -> None:
    names = Names(client, API)
    names.known("projects", "name", "vis")
    assert await names.ask()
    assert names.known("projects", "name", "I") == ("IBL", "visual")
    assert not names.is_wanting
    assert "django" not in world.asked[0]


async def test_a_server_that_fails_is_not_asked_again(world: World, client: AlyxClient) -> None:
    names = Names(client, API)
    world.broken = True
    names.known("subjects", "nickname", "K")
    assert not await names.ask()
    names.known("subjects", "nickname", "K")
    assert not names.is_wanting
    for field, of in (("id", "sessions"), ("name", "unknown")):
        names.known(of, field, "a")
        assert not await names.ask()


async def test_names_that_nobody_waits_for_can_be_asked_again(
    world: World, client: AlyxClient
) -> None:
    names = Names(client, API)
    world.gate.clear()
    names.known("subjects", "nickname", "D")
    asking = asyncio.create_task(names.ask())
    await until(lambda: world.server.busy == 1)
    asking.cancel()
    await asyncio.wait({asking})
    world.gate.set()
    names.known("subjects", "nickname", "D")
    assert names.is_wanting


# Brain regions.


async def test_regions_are_found_by_any_name_with_their_parts(
    world: World, client: AlyxClient
) -> None:
    regions = Regions(client, API)
    assert regions.is_wanting
    assert await regions.load()
    assert not await regions.load()
    assert len(world.asked) == 2, "1,104 regions are two pages"
    found = regions.matching("mo", "acronym")
    assert [one.text for one in found][:3] == ["MO", "MOp", "MOs"]
    assert found[0].help == "Somatomotor areas · 2 parts"
    assert [one.help[:2] for one in found[1:3]] == ["└ ", "└ "]
    assert [one.text for one in regions.matching("secondary", "id")] == ["993"]
    assert regions.matching("985", "name")[0].text == "Primary motor area"
    assert regions.matching("nothing like it", "name") == ()
    assert 100 < len(regions.matching("", "name")) <= LIMIT


async def test_without_regions_there_is_nothing(world: World, client: AlyxClient) -> None:
    assert not Regions(client, Api(endpoints=MappingProxyType({}))).is_wanting
    world.broken = True
    regions = Regions(client, API)
    assert not await regions.load()
    assert not regions.is_wanting
    assert regions.matching("MO", "acronym") == ()


# Counts.


def of(lab: str) -> tuple[Query, ...]:
    return (Query("sessions", (("lab", lab),)),)


async def test_a_count_is_asked_for_once(world: World, client: AlyxClient) -> None:
    counts, said = LiveCount(client), []
    counts.tell = lambda: said.append(counts.count.state)
    assert counts.want(SESSIONS, of("abc"))
    await counts.ask()
    assert (counts.count.state, counts.count.number) == (State.KNOWN, 3)
    assert not counts.want(SESSIONS, ())
    assert counts.count.state is State.NONE
    assert not counts.want(SESSIONS, of("abc"))
    assert counts.count.number == 3
    assert said == [State.COMING, State.KNOWN, State.NONE, State.KNOWN]
    assert len(world.asked) == 1
    assert "limit=1" in world.asked[0]


async def test_only_the_newest_is_counted(world: World, client: AlyxClient) -> None:
    counts = LiveCount(client)
    world.gate.clear()
    counts.want(SESSIONS, of("a"))
    asking = asyncio.create_task(counts.ask())
    await until(lambda: world.server.busy == 1)
    for lab in ("ab", "abc", "abcd"):
        counts.want(SESSIONS, of(lab))
        await counts.ask()
    world.gate.set()
    await asking
    assert counts.count.number == 4
    assert [target.partition("lab=")[2].partition("&")[0] for target in world.asked] == [
        "a",
        "abcd",
    ]


async def test_several_queries_are_counted_together(world: World, client: AlyxClient) -> None:
    counts = LiveCount(client)
    counts.want(SESSIONS, (*of("ab"), *of("abc")))
    await counts.ask()
    assert (counts.count.number, counts.count.at_most) == (5, True)


async def test_a_slow_list_is_counted_when_one_insists(
    world: World, client: AlyxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = LiveCount(client)
    counts.want(SESSIONS, of("a"))
    await counts.ask()
    monkeypatch.setattr(live_count, "SLOW", 0.0)
    assert not counts.want(SESSIONS, of("ab"))
    assert counts.count.state is State.SLOW
    assert counts.count.seconds > 0
    assert counts.want(SESSIONS, of("ab"), insist=True)
    await counts.ask()
    assert counts.count.number == 2


async def test_a_count_that_fails_says_why_and_one_that_is_left_nothing(
    world: World, client: AlyxClient
) -> None:
    counts = LiveCount(client)
    world.broken = True
    counts.want(SESSIONS, of("a"))
    await counts.ask()
    failed = counts.count
    assert (failed.state, bool(failed.problem)) == (State.FAILED, True)
    counts.leave()
    assert counts.count == Count()
