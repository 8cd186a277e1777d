"""ONE's settings on the three platforms: read as they are, however broken, and never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alyxtui.settings.load import Flags, load_settings, settings_path
from alyxtui.settings.model import PUBLIC_URL, Source
from alyxtui.settings.one import OneSettings, one_dir, read_one
from tests.one_home import OneHome, key_of, token_of

LAB = "https://alyx.lab.org"
TOKEN = "a1b2" * 10


@pytest.fixture
def one() -> OneHome:
    return OneHome.here()


def loaded(flags: Flags | None = None, **environ: str) -> Any:
    return load_settings(flags or Flags(), environ)


@pytest.mark.parametrize(
    ("platform", "appdata", "expected"),
    [
        ("linux", "", "home/.one"),
        ("darwin", "", "home/.one"),
        ("linux", "roaming", "home/.one"),
        ("win32", "roaming", "roaming/.one"),
        ("cygwin", "roaming", "roaming/.one"),
        ("win32", "", "home/.one"),
    ],
)
def test_where_it_is(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    appdata: str,
    expected: str,
) -> None:
    monkeypatch.setenv("APPDATA", str(home.parent / appdata) if appdata else "")
    assert one_dir(platform) == home.parent / expected


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_each_platforms_own_home_is_read(home: Path, platform: str) -> None:
    OneHome(one_dir(platform)).add(LAB, "ann", TOKEN=token_of("ann", TOKEN))
    (database,) = read_one(one_dir(platform)).databases
    assert database.profile.url == LAB
    assert database.tokens == {"ann": TOKEN}


def test_nothing_is_there() -> None:
    assert read_one() == OneSettings()


def test_everything_of_a_database(one: OneHome, home: Path) -> None:
    one.add(PUBLIC_URL)
    one.add(
        f"{LAB}/x/",
        "ann",
        cache=str(home / "data"),
        HTTP_DATA_SERVER="https://data.lab.org/public/",
        HTTP_DATA_SERVER_LOGIN="reader",
        HTTP_DATA_SERVER_PWD="d4ta",
        ALYX_PWD="s3cret",
        TOKEN={**token_of("ann", TOKEN), **token_of("bob", "b" * 40)},
    )
    before = one.files()
    public, lab = read_one().databases
    assert public.profile.name == "openalyx.internationalbrainlab.org"
    assert (public.profile.user, public.profile.data_user) == ("", "")
    assert public.profile.cache_dir == home / "Downloads" / "ONE" / public.profile.name
    assert lab.profile.name == "alyx.lab.org_x"
    assert lab.profile.url == f"{LAB}/x"
    assert lab.profile.user == "ann"
    assert lab.profile.source is Source.ONE
    assert lab.profile.data_url == "https://data.lab.org/public"
    assert (lab.profile.data_user, lab.profile.data_password) == ("reader", "d4ta")
    assert lab.profile.cache_dir == home / "data"
    assert lab.tokens == {"ann": TOKEN, "bob": "b" * 40}
    assert lab.password == "s3cret"
    for secret in (TOKEN, "s3cret", "d4ta"):
        assert secret not in repr(lab)
    assert one.files() == before


def test_a_server_on_this_machine_is_named_as_one_names_it(one: OneHome) -> None:
    one.add("http://127.0.0.1:8765", "test_user")
    (database,) = read_one().databases
    assert database.profile.name == "127.0.0.1_8765"
    assert database.profile.url == "http://127.0.0.1:8765"


def test_the_default_comes_first_and_a_database_without_a_place_in_the_map_too(
    one: OneHome, home: Path
) -> None:
    one.add("https://b.org")
    one.add("https://a.org")
    one.add("https://c.org", in_map=False)
    names = [database.profile.name for database in read_one().databases]
    assert names == ["b.org", "a.org", "c.org"]
    assert read_one().databases[2].profile.cache_dir == home / "Downloads" / "ONE" / "c.org"


BROKEN = [
    (b"", "no whole JSON"),
    (b'{"ALYX_URL": "https://alyx.lab.org", "TOKEN": {"ann": {"tok', "no whole JSON"),
    (b"\xff\xfe\x00", "no whole JSON"),
    (b"[" * 100_000, "no whole JSON"),
    (b"[]", "no settings file of ONE"),
    (b'"text"', "no settings file of ONE"),
    (b"null", "no settings file of ONE"),
    (b"{}", "no settings file of ONE"),
    (b'{"ALYX_URL": 3}', "no settings file of ONE"),
    (b'{"ALYX_URL": ""}', "empty"),
    (b'{"ALYX_URL": "alyx.lab.org"}', "http://"),
    (b'{"ALYX_URL": "https://ann:hunter2@alyx.lab.org"}', "before the @"),
    (b" " * 2_000_000, "too large"),
]


@pytest.mark.parametrize(("content", "why"), BROKEN)
def test_a_half_written_or_foreign_file_is_skipped_with_a_word(
    one: OneHome, content: bytes, why: str
) -> None:
    one.add(LAB)
    one.add(PUBLIC_URL)
    path = one.write(f".{key_of(LAB)}", content)
    before = one.files()
    found = read_one()
    assert [database.profile.url for database in found.databases] == [PUBLIC_URL]
    (word,) = found.warnings
    assert str(path) in word
    assert why in word
    assert "hunter2" not in word
    assert one.files() == before
    assert loaded().profile.url == PUBLIC_URL
    assert loaded().warnings == (word,)


def test_what_else_lies_there_is_no_database(one: OneHome) -> None:
    one.add(LAB)
    one.write(".remote", {"globus": {}})
    one.write(".DS_Store", b"\x00\x00\x00\x01Bud1")
    one.write(f".{key_of(LAB)}.swp", b"b0VIM")
    one.write("notes.txt", b"mine")
    (one.directory / ".rest").mkdir()
    assert len(read_one().databases) == 1
    assert read_one().warnings == ()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"CLIENT_MAP": 3, "DEFAULT": []}'])
def test_a_broken_map_leaves_the_databases(one: OneHome, content: bytes) -> None:
    one.add(LAB, "ann")
    one.write(".caches", content)
    assert [database.profile.user for database in read_one().databases] == ["ann"]


def test_a_name_in_the_map_leads_nowhere_else(one: OneHome, home: Path) -> None:
    (home / "elsewhere").write_text(json.dumps({"ALYX_URL": LAB}))
    one.add(PUBLIC_URL)
    one.map["CLIENT_MAP"].update({"/../../elsewhere": "/x", "": "/y", "gone.org": "/z"})
    one.write(".caches", one.map)
    found = read_one()
    assert [database.profile.url for database in found.databases] == [PUBLIC_URL]
    assert ["gone.org" in word and "not there" in word for word in found.warnings] == [True]


def test_values_of_another_kind_are_left_out(one: OneHome) -> None:
    tokens = {"ann": TOKEN, "bob": {"token": 3}, "cy": {"token": "a b"}, "di": {}, "\x1b": {}}
    one.add(LAB, TOKEN=tokens, ALYX_LOGIN=7, ALYX_PWD=["x"], HTTP_DATA_SERVER="None")
    (database,) = read_one().databases
    profile = database.profile
    assert (database.tokens, database.password, profile.user, profile.data_url) == ({}, "", "", "")


_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["token", "ann", "CLIENT_MAP"]), inner, max_size=2)
    ),
    max_leaves=6,
)
_KEYS = ["ALYX_URL", "ALYX_LOGIN", "ALYX_PWD", "TOKEN", "HTTP_DATA_SERVER", "CLIENT_MAP", "DEFAULT"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=5),
    st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=5),
    st.integers(0, 60),
)
def test_whatever_the_files_hold_nothing_is_raised(
    database: dict[str, Any], caches: dict[str, Any], cut: int
) -> None:
    one = OneHome.here()
    one.write(".x.org", {"ALYX_URL": LAB, **database})
    one.write(".y.org", json.dumps(database).encode()[:cut])
    one.write(".caches", caches)
    for found in read_one().databases:
        assert found.profile.url.startswith("http")


# As profiles.


def test_every_database_is_a_profile_and_ones_default_is_in_use(one: OneHome) -> None:
    one.add(LAB, "ann")
    one.add("http://127.0.0.1:8765", "test_user")
    found = loaded()
    assert (found.profile.name, found.profile.url, found.profile.user) == (key_of(LAB), LAB, "ann")
    assert list(found.profiles) == ["alyx.lab.org", "127.0.0.1_8765", "openalyx"]
    assert not found.nothing_set
    assert not settings_path().exists()
    assert loaded(Flags(profile="127.0.0.1_8765")).profile.user == "test_user"
    assert loaded(Flags(url="HTTPS://alyx.LAB.org/")).profile.user == "ann"
    assert loaded(ALYXTUI_PROFILE="openalyx").profile.url == PUBLIC_URL


def test_the_public_database_stands_there_once(one: OneHome) -> None:
    one.add(PUBLIC_URL, "intbrainlab")
    found = loaded()
    assert list(found.profiles) == [key_of(PUBLIC_URL)]
    assert loaded(Flags(profile="openalyx")).profile.user == "intbrainlab"
    assert loaded(Flags(profile="openalyx")).profile.source is Source.ONE


def test_with_a_profile_of_ones_own_making_one_is_not_read(one: OneHome) -> None:
    one.add(LAB, "ann", TOKEN=token_of("ann", TOKEN))
    one.write(".broken", b"{")
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('[profiles.mine]\nurl = "https://mine.org"\n')
    found = loaded()
    assert list(found.profiles) == ["mine", "openalyx"]
    assert found.one == ()
    assert found.warnings == ()


def test_a_file_without_profiles_may_name_one_of_ones(one: OneHome) -> None:
    one.add(LAB)
    one.add("https://b.org", "bob")
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text('profile = "b.org"\nlean = true\n')
    assert loaded().profile.user == "bob"
    assert loaded().lean


def test_the_environment_is_stronger(one: OneHome) -> None:
    one.add(LAB, "ann", HTTP_DATA_SERVER_LOGIN="reader", HTTP_DATA_SERVER_PWD="d4ta")
    found = loaded(ALYXTUI_USER="bob", ALYXTUI_DATA_USER="me", ALYXTUI_DATA_PASSWORD="mine")
    assert found.profile.user == "bob"
    assert (found.profile.data_user, found.profile.data_password) == ("me", "mine")
    assert loaded().profile.data_password == "d4ta"
    elsewhere = loaded(Flags(url="https://evil.org"), ALYXTUI_URL=LAB, ALYXTUI_DATA_PASSWORD="mine")
    assert elsewhere.profile.data_password == ""
