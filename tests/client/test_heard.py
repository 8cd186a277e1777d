"""Notices of the server: each once, from the server itself, and never markup or a secret."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from email.utils import format_datetime, formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.failure import Reply as WireReply
from alyxtui.client.heard import Heard, Notice
from alyxtui.errors import AlyxTuiError
from alyxtui.text import safe
from tests.client.helpers import Connect, Serve
from tests.client.stub_server import Request, answer, json_answer

BASE = "https://alyx.lab.org/alyx"
PAST = datetime(2026, 1, 31, tzinfo=timezone.utc)


def reply(headers: Mapping[str, str], path: str = "/sessions/abc?x=1", **more: object) -> WireReply:
    return WireReply("GET", f"{BASE}{path}", 200, headers, b"", 0.0, **more)  # type: ignore[arg-type]


def heard(headers: Mapping[str, str], path: str = "/sessions/abc?x=1") -> list[Notice]:
    one = Heard(BASE)
    one.hear(reply(headers, path))
    return one.take()


@pytest.mark.parametrize(
    ("headers", "notice"),
    [
        ({}, None),
        ({"alyx-api-notice": "Down on Friday."}, Notice("Down on Friday.")),
        ({"alyx-api-notice": "!!! Down now. "}, Notice("Down now.", urgent=True)),
        ({"alyx-api-notice": "  "}, None),
        ({"alyx-api-notice": "!!!"}, None),
        (
            {"deprecation": f"@{int(PAST.timestamp())}"},
            Notice("/sessions is deprecated from 2026-01-31."),
        ),
        ({"deprecation": "true"}, Notice("/sessions is deprecated.")),
        (
            {"deprecation": "@4102444800"},
            Notice("/sessions will be deprecated from 2100-01-01."),
        ),
        (
            {"sunset": format_datetime(PAST, usegmt=True)},
            Notice("/sessions goes away on 2026-01-31.", urgent=True),
        ),
        ({"sunset": "some day"}, Notice("/sessions goes away soon.", urgent=True)),
        (
            {
                "deprecation": "@1769817600",
                "sunset": "Tue, 22 Sep 2026 00:00:00 GMT",
                "link": '<https://a.org/next>; rel="next", <https://a.org/old>; rel="sunset"',
            },
            Notice(
                "/sessions is deprecated from 2026-01-31 and goes away on 2026-09-22."
                " More: https://a.org/old",
                urgent=True,
            ),
        ),
    ],
)
def test_what_headers_say(headers: dict[str, str], notice: Notice | None) -> None:
    assert heard(headers) == ([notice] if notice else [])


def test_it_is_safe_and_short() -> None:
    (notice,) = heard({"alyx-api-notice": "\x1b[31m[red]x\u202e" + "long " * 500})
    assert "\x1b" not in notice.text
    assert "\u202e" not in notice.text
    assert "[red]" in notice.text
    assert len(notice.text) <= 400


def test_each_is_told_once_and_not_without_end() -> None:
    one = Heard(BASE)
    told: list[Notice] = []
    one.on_notice = told.append
    for turn in range(200):
        one.hear(reply({"deprecation": "true"}, f"/sessions/{turn}"))
        one.hear(reply({"alyx-api-notice": f"n{turn}"}))
    assert told == one.take()
    assert one.take() == []
    assert len(told) == 50
    assert [notice.text for notice in told].count("/sessions is deprecated.") == 1


def test_another_server_says_nothing_here() -> None:
    one = Heard(BASE)
    one.hear(reply({"alyx-api-notice": "x", "date": formatdate(0, usegmt=True)}, moved=True))
    assert one.take() == []
    assert one.clock_ahead is None


def test_the_servers_clock() -> None:
    one = Heard(BASE)
    one.hear(reply({"date": "never"}))
    assert one.clock_ahead is None
    one.hear(reply({"date": formatdate(time.time() + 3600, usegmt=True)}))
    assert one.clock_ahead == pytest.approx(3600, abs=5)


_WORDS = st.text(max_size=30) | st.sampled_from(
    ["@1", "@99999999999", "@-1", "true", "Tue, 22 Sep 2026 00:00:00 GMT", "<x>; rel=sunset"]
)


@given(
    st.dictionaries(
        st.sampled_from(["alyx-api-notice", "deprecation", "sunset", "link", "date"]), _WORDS
    )
)
def test_whatever_they_hold_nothing_is_raised(headers: dict[str, str]) -> None:
    for notice in heard(headers):
        assert notice.text == safe(notice.text)


async def test_over_the_wire_from_answers_and_errors(serve: Serve, connect: Connect) -> None:
    def handle(request: Request) -> object:
        if request.path == "/bad":
            return json_answer({"detail": "no"}, 500, Alyx_API_Notice="!!!we are sorry")
        return json_answer(1, Alyx_API_Notice="hello", Deprecation="true")

    server = await serve(handle)
    client = connect(server.url)
    for _ in range(3):
        await client.request("GET", "/sessions", params=[("limit", "1")])
    with pytest.raises(AlyxTuiError):
        await client.request("GET", "/bad")
    assert client.heard.take() == [
        Notice("hello"),
        Notice("/sessions is deprecated."),
        Notice("we are sorry", urgent=True),
    ]


async def test_a_notice_with_the_token_in_it_is_not_shown(serve: Serve, connect: Connect) -> None:
    token = "17f25db688d8f74b17cf97364446149069821c04"
    server = await serve(
        lambda request: answer("1", headers={"Alyx-API-Notice": request.authorization})
    )
    client = connect(server.url, token=token)
    await client.request("GET", "/x")
    assert client.heard.take() == []
