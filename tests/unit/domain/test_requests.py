"""Requests as commands that make them again."""

from __future__ import annotations

import pytest

from alyxtui.client.trace import SHOWN, Entry, message
from alyxtui.domain.requests import as_curl, as_one
from alyxtui.schema.model import Action, Api, Endpoint, Kind

BASE = "https://alyx.example.org"
LISTED = {"list": Action("list", "GET", "/sessions", paginated=True)}
API = Api({"sessions": Endpoint("sessions", "id", Kind.UUID, LISTED)})
TOKEN = "f" * 40


def entry(method: str, path: str, body: bytes | None = None) -> Entry:
    sent = message({"Content-Type": "application/json"}, body, (TOKEN,))
    return Entry(0.0, method, BASE + path, 200, 0, 0.1, 0, sent=sent)


@pytest.mark.parametrize(
    ("method", "path", "body", "call"),
    [
        ("GET", "/sessions?subject=KS%20022&limit=60", None, "'list', subject='KS 022')"),
        ("GET", "/sessions/a%20b", None, "'read', id='a b')"),
        ("PATCH", "/sessions/ab", b'{"n": null}', "'partial_update', id='ab', data={'n': None})"),
        ("POST", "/sessions", b'{"n": true}', "'create', data={'n': True})"),
        ("DELETE", "/sessions/ab", None, "'delete', id='ab')"),
    ],
)
def test_a_call_of_one(method: str, path: str, body: bytes | None, call: str) -> None:
    assert as_one(entry(method, path, body), API, BASE) == f"one.alyx.rest('sessions', {call}"


def test_what_is_not_remembered_whole_is_no_command() -> None:
    body = b'"%s"' % (b"x" * (SHOWN - 2))
    assert body.decode() in as_curl(entry("POST", "/sessions", body))
    assert as_curl(entry("POST", "/sessions", body + b" ")) == ""


def test_no_call_of_one() -> None:
    assert as_one(entry("GET", "/cache.zip"), API, BASE) == ""
    assert as_one(entry("OPTIONS", "/sessions"), API, BASE) == ""
    assert as_one(entry("POST", "/sessions", b"{" * (SHOWN + 1)), API, BASE) == ""


def test_curl_holds_no_token() -> None:
    said = as_curl(entry("PATCH", "/sessions/ab?x=it's", f'{{"note": "{TOKEN}"}}'.encode()))
    assert said.startswith('curl -H "Authorization: Token $ALYX_TOKEN" -X PATCH')
    assert TOKEN not in said
    assert "[hidden]" in said


def test_secrets_are_hidden_also_where_a_body_is_cut() -> None:
    for start in range(SHOWN - 50, SHOWN + 10, 7):
        body = b"x" * start + TOKEN.encode() + b"y" * 2000
        told = message({"Authorization": f"Token {TOKEN}", "X": TOKEN}, body, (TOKEN,))
        assert TOKEN[:4] not in f"{told.body}{told.headers}{told!r}"
        assert (told.size, len(told.body)) == (len(body), SHOWN)
