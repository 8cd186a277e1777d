"""Addresses in their one form; nothing but SettingsError for what is none."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alyxtui.errors import SettingsError
from alyxtui.settings.urls import normalise


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("https://alyx.lab.org", "https://alyx.lab.org"),
        ("https://alyx.lab.org/", "https://alyx.lab.org"),
        ("  https://alyx.lab.org///  ", "https://alyx.lab.org"),
        ("HTTPS://ALYX.Lab.ORG", "https://alyx.lab.org"),
        ("https://alyx.lab.org:443", "https://alyx.lab.org"),
        ("http://alyx.lab.org:80/", "http://alyx.lab.org"),
        ("http://alyx.lab.org:443", "http://alyx.lab.org:443"),
        ("https://alyx.lab.org:8443/Alyx/", "https://alyx.lab.org:8443/Alyx"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[::1]"),
        ("https://[2001:DB8::A]/x", "https://[2001:db8::a]/x"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://lab.org/älyx", "https://lab.org/%C3%A4lyx"),
        ("http://my_host:8000", "http://my_host:8000"),
    ],
)
def test_one_form(given_url: str, expected: str) -> None:
    assert normalise(given_url) == expected


@pytest.mark.parametrize(
    ("given_url", "said"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("alyx.lab.org", "http://"),
        ("alyx.lab.org:8000", "http://"),
        ("ftp://alyx.lab.org", "http://"),
        ("file:///etc/passwd", "http://"),
        ("https:alyx.lab.org", "http://"),
        ("https://", "host"),
        ("https:///sessions", "host"),
        ("https://:8000", "host"),
        ("https://alyx.lab.org:99999", "port"),
        ("https://alyx.lab.org:0", "port"),
        ("https://alyx.lab.org:eight", "port"),
        ("https://alyx.lab.org?x=1", "?"),
        ("https://alyx.lab.org/#top", "#"),
        ("https://alyx lab.org", "characters"),
        ("https://alyx.lab.org\\@evil.org", "before the @"),
        ("https://xn--×", "host"),
        ("https://xn--0", "host"),
        ("https://×", "host"),
        ("https://alyx\x1b[31m.org", "characters"),
        ("https://a..b", "host"),
        ("https://-x", "host"),
        ("https://999.1.1.1", "IPv4"),
        ("http://[::1", "address"),
        ("http://[nonsense]", ""),
        ("http://[fe80::1%25eth0]", "zone"),
        ("https://lab.org/a/../b", ".."),
    ],
)
def test_refused_with_a_reason(given_url: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        normalise(given_url)
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "address",
    [
        "https://ann:s3cret@alyx.lab.org",
        "https://s3cret@alyx.lab.org/x",
        "ann:s3cret@alyx.lab.org",
        "ftp://ann:s3cret@alyx.lab.org",
        "https://ann:s3cret@alyx.lab.org:port",
        "https://ann:s3cret#@alyx.lab.org",
        "https://ann:s3cret\\@alyx.lab.org",
        "https://ann:s3/cret@alyx.lab.org",
    ],
)
def test_user_info_is_refused_and_never_repeated(address: str) -> None:
    with pytest.raises(SettingsError) as caught:
        normalise(address)
    assert "cret" not in caught.value.message + caught.value.hint
    assert "address" in caught.value.message


_HOSTS = st.one_of(
    st.from_regex(
        r"[A-Za-z0-9]([A-Za-z0-9-]{0,8}[A-Za-z0-9])?(\.[A-Za-z]{2,5}){0,3}", fullmatch=True
    ),
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(lambda address: f"[{address}]"),
)
_PATHS = st.lists(
    st.text("abcXYZ019-_~%é ", min_size=1, max_size=6).map(str.strip).filter(bool), max_size=3
)


@given(
    scheme=st.sampled_from(["http", "https", "HTTP", "hTTps"]),
    host=_HOSTS,
    port=st.none() | st.integers(1, 65535),
    path=_PATHS,
    slashes=st.integers(0, 3),
)
def test_good_addresses_are_kept_and_httpx_takes_them(
    scheme: str, host: str, port: int | None, path: list[str], slashes: int
) -> None:
    segments = "".join("/" + segment.replace(" ", "") for segment in path if segment.strip())
    text = f"{scheme}://{host}" + (f":{port}" if port else "") + segments + "/" * slashes
    try:
        address = normalise(text)
    except SettingsError as error:  # 1.2.3 as a name, or a port on it
        assert "host" in error.message or "IPv4" in error.message  # noqa: PT017
        return
    assert normalise(address) == address
    assert not address.endswith("/")
    parsed = httpx.URL(address)
    assert parsed.scheme in {"http", "https"}
    assert (parsed.port or {"http": 80, "https": 443}[parsed.scheme]) == (
        port or {"http": 80, "https": 443}[parsed.scheme]
    )


@given(st.text() | st.text().map(lambda text: f"https://{text}"))
def test_any_text_is_an_address_in_one_form_or_a_settings_error(text: str) -> None:
    try:
        address = normalise(text)
    except SettingsError:
        return
    assert normalise(address) == address
    assert address.isascii()
    assert httpx.URL(address).host
