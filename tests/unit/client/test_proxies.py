"""Which proxy the environment names for an address, as curl reads it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alyxtui.client.proxies import proxy_for, proxy_of
from alyxtui.settings.model import DIRECT, Way

NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def test_the_proxy_of_the_profile_and_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for("https://a.org", Way()) == ""
    monkeypatch.setenv("ALL_PROXY", "me:hunter2@all.org:1/")
    monkeypatch.setenv("HTTPS_PROXY", "http://tls.org:2")
    assert proxy_for("http://a.org", Way()) == "http://me:hunter2@all.org:1/"
    assert proxy_of("http://a.org", Way()) == "all.org:1"
    assert proxy_for("https://a.org", Way()) == "http://tls.org:2"
    assert proxy_for("https://a.org", Way(proxy="http://own:3")) == "http://own:3"
    assert proxy_for("https://a.org", Way(proxy=DIRECT)) == ""
    assert proxy_for("http://127.0.0.9:8000", Way()) == ""
    monkeypatch.setenv("NO_PROXY", "b.org, *")
    assert proxy_for("https://a.org", Way()) == ""


@pytest.mark.parametrize(
    ("entry", "past", "asked"),
    [
        ("a.org", "https://x.a.org", "https://xa.org"),
        (".a.org", "https://a.org", "https://a.organ"),
        ("*.a.org", "https://x.a.org", "https://b.org"),
        ("A.ORG", "https://a.org./x", "https://org"),
        ("a.org:8443", "https://a.org:8443", "https://a.org"),
        ("a.org:443", "https://a.org", "http://a.org"),
        ("10.0.0.7", "http://10.0.0.7:8000", "http://10.0.0.70"),
        ("10.1.2.3/8", "http://10.9.9.9", "http://11.0.0.1"),
        ("fe80::/10", "http://[fe80::1]:8000", "http://[fc00::1]"),
        ("[fd00::1]", "http://[fd00::1]", "http://[fd00::2]"),
        ("[fd00::1]:80", "http://[fd00::1]", "http://[fd00::1]:81"),
        ("no such thing,,a.org b.org", "http://b.org", "http://c.org"),
    ],
)
def test_what_is_gone_to_directly(
    monkeypatch: pytest.MonkeyPatch, entry: str, past: str, asked: str
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:1")
    monkeypatch.setenv("NO_PROXY", entry)
    assert proxy_for(past, Way()) == ""
    assert proxy_for(asked, Way()) == "http://proxy:1"


@settings(max_examples=100)
@given(st.text(alphabet="a1.:[]/*-@ \\é%", max_size=12))
def test_whatever_stands_there_is_read(entry: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALL_PROXY", "http://proxy:1")
        patch.setenv("NO_PROXY", entry)
        for url in ("http://alyx.lab.org", "https://[fe80::1]:8000"):
            assert proxy_for(url, Way()) in {"", "http://proxy:1"}
