from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.client.address import is_loopback, rebase, segment
from alyxtui.errors import SettingsError, UsageError
from alyxtui.settings.urls import normalise


@given(st.text(max_size=20), st.text(max_size=20))
def test_our_reading_of_the_host_is_that_of_httpx(host: str, path: str) -> None:
    """A token must not go elsewhere because two parsers read one address differently."""
    try:
        base = normalise(f"http://{host}/{path}")
        url = httpx.URL(base)
    except (SettingsError, httpx.InvalidURL, UnicodeError):
        return
    ours = urlsplit(base)
    assert url.scheme == ours.scheme
    assert not url.userinfo
    if url.host.isascii() and ours.hostname is not None and ours.hostname.isascii():
        assert url.host == ours.hostname
        assert url.port == ours.port


@pytest.mark.parametrize(
    ("base", "link", "wanted"),
    [
        (
            "https://a.org",
            "http://inner:8000/sessions?limit=2&offset=2",
            "/sessions?limit=2&offset=2",
        ),
        ("https://a.org/alyx", "http://inner/alyx/sessions?offset=2", "/sessions?offset=2"),
        ("https://a.org/alyx", "http://inner/sessions?offset=2", "/sessions?offset=2"),
        ("https://a.org/sessions", "http://inner/sessions?offset=2", "/sessions?offset=2"),
        ("https://a.org", "/sessions", "/sessions"),
        ("https://a.org", "sessions?a=b#c", "/sessions?a=b"),
        ("https://a.org", "http://inner", "/"),
        ("https://a.org", "http://u:p@inner/x", "/x"),
        (
            "https://a.org",
            "http://i/s?django=name%2Ca%2Bb%26c%23d%25",
            "/s?django=name%2Ca%2Bb%26c%23d%25",
        ),
        ("https://a.org", "//evil.org/sessions", "/evil.org/sessions"),
    ],
)
def test_links_come_back_under_the_base_address(base: str, link: str, wanted: str) -> None:
    assert rebase(base, link) == wanted


@given(st.text(), st.text())
def test_a_rebased_link_stays_at_home(link: str, value: str) -> None:
    for url in (link, f"http://evil.org{link}", f"//{link}", f"https://{link}"):
        path = rebase("https://alyx.org", url)
        assert path.startswith("/")
        assert not path.startswith("//")


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.text(st.characters(exclude_categories=["Cs"])),
        max_size=4,
    )
)
def test_every_filter_survives_to_page_two(filters: dict[str, str]) -> None:
    url = httpx.URL("http://inner:1/sessions", params=filters)
    path = rebase("https://alyx.org/lab", str(url))
    again = httpx.URL(f"https://alyx.org/lab{path}")
    assert dict(parse_qsl(again.query.decode(), keep_blank_values=True)) == filters


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("demo.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("alyx.org", False),
        ("10.0.0.1", False),
        ("localhost.evil.org", False),
        ("", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_a_lookup_value_becomes_one_segment() -> None:
    assert segment("a/b c#?%é+@") == "a%2Fb%20c%23%3F%25%C3%A9%2B%40"
    with pytest.raises(UsageError):
        segment("\udc80")
