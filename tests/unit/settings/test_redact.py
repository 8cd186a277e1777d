"""No secret survives redaction, in whatever form it stands."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.settings.redact import HIDDEN, redact, redact_headers

TOKEN = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Token {TOKEN}",
        f"{{'Authorization': 'Token {TOKEN}'}}",
        f'{{"authorization": "Token {TOKEN}"}}',
        f"('authorization', 'Token {TOKEN}')",
        f"-H 'Authorization: Token {TOKEN}' https://a",
        f"token={TOKEN}&x=1",
        f'{{"token": "{TOKEN}"}}',
        f"ALYXTUI_TOKEN={TOKEN}",
        f"username=ann&password={TOKEN}",
        f"{{'password': '{TOKEN}'}}",
        f"https://ann:{TOKEN}@alyx.lab.org/x",
    ],
)
def test_secrets_are_known_by_their_place(text: str) -> None:
    assert TOKEN not in redact(text)
    assert HIDDEN in redact(text)


def test_what_is_no_secret_stays() -> None:
    text = "GET https://alyx.lab.org/sessions?subject=KS014&limit=3 200 in 0.1 s"
    assert redact(text) == text
    assert "&x=1" in redact("token=abcdefgh&x=1")
    assert redact("[password=s3cret]", ["s3cret"]) == f"[password={HIDDEN}]"
    assert redact("pwd=s3cret-and-more", ["s3cret"]) == f"pwd={HIDDEN}"


def test_headers() -> None:
    given_headers = {"Authorization": "Token x", "COOKIE": "a", "Accept": "application/json"}
    assert redact_headers(given_headers) == {
        "Authorization": HIDDEN,
        "COOKIE": HIDDEN,
        "Accept": "application/json",
    }


@given(
    secret=st.text(st.characters(codec="utf-8"), min_size=6, max_size=20).filter(
        lambda text: text not in HIDDEN
    ),
    before=st.text(max_size=10),
    after=st.text(max_size=10),
)
def test_known_secrets_are_hidden_plain_and_encoded(secret: str, before: str, after: str) -> None:
    for form in (secret, quote(secret, safe=""), repr(secret)[1:-1]):
        assert form not in redact(f"{before}{form}{after}", [secret, ""]).replace(HIDDEN, "")
