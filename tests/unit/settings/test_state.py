"""What the program keeps for itself: whole, shared by processes, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alyxtui.paths import state_dir
from alyxtui.settings.load import Flags, load_settings, settings_path
from alyxtui.settings.model import PUBLIC_URL, Profile, Settings, Source, Way
from alyxtui.settings.state import StateStore
from tests.one_home import OneHome

LAB = Profile("lab", "https://alyx.lab.org", "ann")


def loaded(flags: Flags | None = None, **environ: str) -> Settings:
    return load_settings(flags or Flags(), environ)


def test_nothing_is_there_and_nothing_is_made() -> None:
    store = StateStore()
    assert (store.profiles(), store.default, dict(store.section("window"))) == ({}, "", {})
    assert store.take_warnings() == []
    assert loaded().nothing_set
    assert not state_dir().exists()


def test_a_profile_made_on_screen_comes_back(tmp_path: Path) -> None:
    way = Way(tmp_path / "ca.pem", "http://proxy.lab.org:3128")
    full = Profile(
        "lab",
        "https://alyx.lab.org/x",
        "ann",
        data_url="https://data.lab.org",
        data_user="reader",
        data_password="s3cret",
        read_only=True,
        cache_dir=tmp_path,
        page_size=30,
        theme="alyx-light",
        way=way,
    )
    store = StateStore()
    assert store.put_profile(full, default=True)
    found = StateStore().profiles()["lab"]
    assert found.source is Source.MADE
    assert found.way == way
    assert (found.url, found.user, found.page_size) == (full.url, full.user, 30)
    assert (found.data_url, found.data_user, found.data_password) == (
        full.data_url,
        "reader",
        "",
    )
    assert (found.read_only, found.cache_dir, found.theme) == (True, tmp_path, "alyx-light")
    assert "s3cret" not in store.path.read_text()
    assert loaded().profile.name == "lab"
    assert not loaded().nothing_set
    assert store.remove_profile("lab")
    assert loaded().profile.url == PUBLIC_URL
    assert not settings_path().exists()


def test_the_users_file_is_stronger_and_is_not_touched() -> None:
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('[profiles.own]\nurl = "https://own.org"\n')
    before = settings_path().read_bytes()
    store = StateStore()
    store.put_profile(LAB, default=True)
    store.put_profile(Profile("own", "https://evil.org"))
    found = loaded()
    assert (found.profile.name, found.profile.url) == ("own", "https://own.org")
    assert list(found.profiles) == ["own", "lab", "openalyx"]
    assert settings_path().read_bytes() == before


def test_beside_ones_databases() -> None:
    OneHome.here().add("https://one.org", "bob")
    assert loaded().profile.name == "one.org"
    StateStore().put_profile(LAB)
    assert loaded().profile.name == "one.org"
    StateStore().put_profile(LAB, default=True)
    assert loaded().profile.name == "lab"
    assert list(loaded().profiles) == ["lab", "one.org", "openalyx"]


def test_the_first_start_is_only_where_nobody_named_a_server() -> None:
    assert loaded().nothing_set
    assert not loaded(Flags(url=PUBLIC_URL)).nothing_set
    assert not loaded(Flags(profile="openalyx")).nothing_set
    assert not loaded(ALYXTUI_URL=PUBLIC_URL).nothing_set
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('profile = "openalyx"')
    assert not loaded().nothing_set


def test_the_window_and_what_was_said_once() -> None:
    store = StateStore()
    assert store.put("window", {"tree_width": 30, "folded": ["a", "b"]})
    assert store.put("window", {"tree_width": 31})
    assert StateStore().section("window") == {"tree_width": 31, "folded": ["a", "b"]}
    assert store.first_time("plain_http", "http://a.org")
    assert not StateStore().first_time("plain_http", "http://a.org")
    assert store.first_time("plain_http", "http://b.org")
    assert store.first_time("other", "http://a.org")


def test_what_a_newer_version_keeps_stays() -> None:
    store = StateStore()
    store.path.parent.mkdir(parents=True)
    store.path.write_text(
        'later = 3\n[profiles.lab]\nurl = "https://alyx.lab.org"\nshape = "round"\n'
    )
    assert store.profiles()["lab"].url == LAB.url
    assert store.put("window", {"a": 1})
    text = store.path.read_text()
    assert "later = 3" in text
    assert 'shape = "round"' in text
    assert store.take_warnings() == []


@pytest.mark.parametrize("content", [b"", b"[", b"\xff", b"profiles = 3\nwindow = 4\nprofile = []"])
def test_whatever_it_holds_the_program_goes_on(content: bytes) -> None:
    store = StateStore()
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)
    assert (store.profiles(), store.default, dict(store.section("window"))) == ({}, "", {})
    assert loaded().profile.url == PUBLIC_URL
    assert store.put_profile(LAB)
    assert StateStore().profiles()["lab"].user == "ann"


def test_a_file_that_is_no_toml_is_kept_aside_before_it_is_replaced() -> None:
    store = StateStore()
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(b"profile = ")
    store.put_profile(LAB)
    aside = store.path.with_name("state.toml.broken")
    assert aside.read_bytes() == b"profile = "
    assert str(aside) in store.take_warnings()[0]


def test_a_profile_that_cannot_be_used_is_left_out_with_a_word() -> None:
    store = StateStore()
    store.path.parent.mkdir(parents=True)
    store.path.write_text('[profiles.a]\nurl = "https://a.org"\n[profiles.b]\nurl = "b"\n')
    found = loaded()
    assert list(found.profiles) == ["a", "openalyx"]
    (word,) = found.warnings
    assert "profiles.b" in word


def test_a_directory_in_its_place_is_said() -> None:
    store = StateStore()
    store.path.mkdir(parents=True)
    assert not store.put_profile(LAB)
    assert str(store.path) in store.take_warnings()[0]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has such modes")
def test_only_the_owner_can_read_it() -> None:
    store = StateStore()
    store.put("window", {"a": 1})
    assert store.path.stat().st_mode & 0o777 == 0o600


_WRITER = """
import sys
from alyxtui.settings.state import StateStore
sys.stdin.readline()
for turn in range(12):
    assert StateStore().put(sys.argv[1], {f"k{turn}": turn})
    assert StateStore().first_time("topic", f"{sys.argv[1]}{turn}")
"""


def test_several_processes_write_at_once_and_nothing_is_lost() -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, name], stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for name in "abc"
    ]
    for writer in writers:
        _, complaints = writer.communicate(b"go\n", timeout=60)
        assert writer.returncode == 0, complaints
    store = StateStore()
    for name in "abc":
        assert store.section(name) == {f"k{turn}": turn for turn in range(12)}
    said = store.section("said")["topic"]
    assert sorted(said) == sorted(f"{name}{turn}" for name in "abc" for turn in range(12))
