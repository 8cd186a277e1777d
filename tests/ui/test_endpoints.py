"""The tree of endpoints: counts, what is used often, what is no list, and what has changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from alyxtui.domain.usage import Usage
from tests.client.stub_server import answer, json_answer
from tests.ui.conftest import Open
from tests.ui.driver import Browsing
from tests.ui.gate import Gate


def tree_lines(it: Browsing) -> list[str]:
    """The left pane, line by line."""
    return [line[:30].strip(" │▌") for line in it.screen]


def line_of(it: Browsing, name: str) -> str:
    """The line of the tree that names an endpoint."""
    return next(line for line in tree_lines(it) if name in line.split())


def counted(it: Browsing) -> bool:
    """Whether every list in sight has its count."""
    tree = it.browser.endpoints.endpoint_tree
    lists = [name for name in tree.in_sight if tree.api.endpoints[name].is_list]
    return bool(lists) and all(tree.count_of(name) is not None for name in lists)


def asked_for_counts(gate: Gate) -> list[str]:
    return [target for target in gate.targets if "limit=1&" in f"{target}&"]


async def test_lists_show_how_many_records_they_hold(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        await it.until(lambda: counted(it))
        rows = f"{it.table.line_count():,}"
        await it.until(lambda: line_of(it, "sessions").split()[-1] == rows)
        assert line_of(it, "insertions").split()[-1].isdecimal()
        paths = [target.partition("?")[0] for target in asked_for_counts(gate)]
        assert len(paths) == len(set(paths))
        assert "/sessions" not in paths  # its count came with its rows


async def test_rows_come_before_counts(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.hold("/sessions")
        async with browse(url=gate.url, ready=False) as it:
            await it.until(lambda: any("/sessions" in target for target in gate.targets))
            assert asked_for_counts(gate) == []
            gate.let_go("/sessions")
            await it.until(lambda: counted(it))


async def test_lists_out_of_sight_are_counted_when_they_come_into_it(
    browse: Open, demo_url: str
) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url, size=(120, 16)) as it:
        await it.until(lambda: counted(it))
        assert not any(target.startswith("/users?") for target in gate.targets)
        it.browser.endpoints.endpoint_tree.select("users")
        await it.until(lambda: "users" in it.browser.endpoints.endpoint_tree.in_sight)
        await it.until(lambda: counted(it))
        assert any(target.startswith("/users?") for target in gate.targets)


async def test_a_small_terminal_counts_once_the_endpoints_are_opened(
    browse: Open, demo_url: str
) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url, size=(80, 24)) as it:
        await it.press("j")
        assert asked_for_counts(gate) == []
        await it.press("shift+tab")
        await it.until(lambda: counted(it))


async def test_a_list_that_cannot_be_counted_is_passed_over(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        gate.replies["/weighings"] = answer('{"detail": "no"}', 500)
        async with browse(url=gate.url) as it:
            await it.until_shown("weighings", "water-administrations")
            await it.until(lambda: any("/insertions?" in target for target in gate.targets))
            assert line_of(it, "weighings").split() == ["weighings"]
            assert len([one for one in gate.targets if one.startswith("/weighings")]) == 1


async def test_counts_are_kept_for_a_day(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        async with browse(url=gate.url, once=False) as it:
            await it.until(lambda: counted(it))
            await it.until(lambda: not it.browser.endpoints.is_counting)
        before = len(asked_for_counts(gate))
        async with browse(url=gate.url, once=False) as it:
            await it.until(lambda: counted(it))
            assert asked_for_counts(gate)[before:] == []
        async with browse(url=gate.url, once=False, user="public_user", password="public") as it:
            await it.until(lambda: counted(it))
            assert len(asked_for_counts(gate)) > before


async def test_what_is_no_list_stands_apart_with_what_it_takes(browse: Open) -> None:
    async with browse(size=(160, 90)) as it:
        lines = tree_lines(it)
        apart = lines[lines.index("Actions") :]
        names = {line.split()[0]: line.split()[1:] for line in apart if " " in line}
        assert names["new-download"] == ["post"]
        assert names["cache.zip"] == ["get"]
        assert names["sync-file-status"] == ["get", "post"]
        assert names["water-requirement"] == ["get"]
        assert "sessions" not in names


async def test_what_is_used_often_stands_on_top(browse: Open) -> None:
    async with browse(once=False) as it:
        assert "Often used" not in it.text
        for name in ("labs", "tasks", "tasks"):
            it.browser.open_endpoint(name)
        usage = Usage(it.browser.connection.profile.url)
        await it.until(lambda: usage.most_used(2) == ["tasks", "labs"])
    async with browse(once=False) as it:
        await it.until_shown("Often used")
        top = tree_lines(it)[1:5]
        assert [line.split("  ")[0] for line in top] == ["Often used", "tasks", "labs", ""]
        await it.press("shift+tab", "slash")
        await it.type("tasks")
        assert it.browser.endpoints.endpoint_tree.line_count() == 2


async def test_with_once_no_use_is_kept(browse: Open, home: Path) -> None:
    async with browse() as it:
        it.browser.open_endpoint("labs")
        await it.until(lambda: counted(it))
        await it.app.workers.wait_for_complete()
    assert not kept(home, "usage.json")
    assert not kept(home, "counts.json")


# The kept schema.


def kept(home: Path, name: str) -> list[Path]:
    """The files of a name or pattern that are kept."""
    return list(home.rglob(name))


def make_older(home: Path) -> None:
    """Let the kept schema be two days old."""
    (path,) = kept(home, "schemas/*.json")
    head, _, body = path.read_text().partition("\n")
    path.write_text(json.dumps({**json.loads(head), "at": 0}) + "\n" + body)


def schemas_asked(gate: Gate) -> list[str]:
    return [target for target in gate.targets if target.startswith(("/api/schema", "/docs"))]


async def start_once(browse: Open, gate: Gate) -> None:
    """A first start, after which the schema is kept."""
    async with browse(url=gate.url):
        pass


async def test_a_kept_schema_is_not_asked_for(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate:
        await start_once(browse, gate)
        before = len(schemas_asked(gate))
        async with browse(url=gate.url) as it:
            await it.until_shown("test_user")
            assert len(schemas_asked(gate)) == before


async def test_rows_come_while_an_old_schema_is_asked_for_anew(
    browse: Open, demo_url: str, home: Path
) -> None:
    async with Gate(demo_url) as gate:
        await start_once(browse, gate)
        make_older(home)
        before = len(schemas_asked(gate))
        gate.hold("/api/schema")
        async with browse(url=gate.url) as it:
            await it.until(lambda: len(schemas_asked(gate)) > before)
            assert it.table.columns
            gate.let_go("/api/schema")
            await it.until(lambda: it.app.connection.offer.is_fresh)
            assert "has changed" not in it.text


async def test_what_has_changed_is_said(browse: Open, demo_url: str, home: Path) -> None:
    async with Gate(demo_url) as gate:
        document = await gate.schema()
        await start_once(browse, gate)
        make_older(home)
        change(document)
        gate.replies["/api/schema"] = json_answer(document)
        async with browse(url=gate.url, size=(160, 90)) as it:
            await it.until_shown("the server has changed", "new endpoint lasers", "mood")
            await it.until_shown("Other", "lasers")
            await it.press("j")
            assert it.table.cursor == 1


def change(document: dict[str, Any]) -> None:
    """One endpoint more, one filter more."""
    document["paths"]["/lasers"] = document["paths"]["/labs"]
    filters = document["paths"]["/sessions"]["get"]["parameters"]
    filters.append({"in": "query", "name": "mood", "schema": {"type": "string"}})


async def test_changes_can_be_looked_for(browse: Open, demo_url: str) -> None:
    async with Gate(demo_url) as gate, browse(url=gate.url) as it:
        await it.browser.run_action("refresh_schema")
        await it.until_shown("nothing has changed")
        gate.replies["/api/schema"] = answer("{}", 500)
        await it.browser.run_action("refresh_schema")
        await it.until_shown("The server failed")


@pytest.mark.parametrize("content", ["", "{", '{"url": 3}\n{}', "[]\n", "\x00"])
async def test_a_broken_cache_is_asked_for_anew(
    browse: Open, demo_url: str, home: Path, content: str
) -> None:
    async with Gate(demo_url) as gate:
        await start_once(browse, gate)
        (path,) = kept(home, "schemas/*.json")
        path.write_text(content)
        before = len(schemas_asked(gate))
        async with browse(url=gate.url):
            assert len(schemas_asked(gate)) > before
