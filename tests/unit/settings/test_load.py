"""File, variables and flags in rising strength, and what is said of those that do not fit."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alyxtui.errors import SettingsError
from alyxtui.settings.load import Flags, load_settings, settings_path
from alyxtui.settings.model import PUBLIC_URL, Settings, Timeouts, Way

FULL = """
profile = "rig"
theme = "dusk"
lean = true
requests_per_minute = 100
idle_lock = 10
saved_queries = ["~/lab/queries", "/srv/queries"]

[timeouts]
connect = 2
read = 7.5

[profiles.rig]
url = "https://alyx.lab.org/"
user = "ann"
data_url = "https://data.lab.org/public/"
read_only = true
cache_dir = "~/data"
page_size = 250
theme = "paper"
production = true
outbox = "automatic"

[profiles."the other"]
url = "http://[::1]:8000"
"""


def write(text: str) -> Path:
    path = settings_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(flags: Flags | None = None, **environ: str) -> Settings:
    return load_settings(flags or Flags(), {f"ALYXTUI_{name}": environ[name] for name in environ})


def refused(flags: Flags | None = None, **environ: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(flags, **environ)
    return caught.value


def test_without_anything_it_is_the_public_database() -> None:
    found = load()
    assert (found.profile.name, found.profile.url) == ("openalyx", PUBLIC_URL)
    assert list(found.profiles) == ["openalyx"]
    assert found.timeouts == Timeouts()
    assert (found.lean, found.once, found.profile.read_only) == (False, False, False)
    assert not settings_path().exists()


def test_everything_of_the_file(home: Path) -> None:
    path = write(FULL)
    before = path.read_bytes()
    found = load()
    profile = found.profile
    assert profile.name == "rig"
    assert profile.url == "https://alyx.lab.org"
    assert profile.user == "ann"
    assert profile.data_url == "https://data.lab.org/public"
    assert profile.read_only
    assert profile.cache_dir == home / "data"
    assert profile.page_size == 250
    assert (profile.production, profile.sends_waiting) == (True, True)
    assert found.theme == "paper"
    assert found.lean
    assert found.requests_per_minute == 100
    assert found.idle_lock == 10
    assert found.saved_queries == (home / "lab" / "queries", Path("/srv/queries"))
    assert found.timeouts == Timeouts(connect=2.0, read=7.5)
    assert list(found.profiles) == ["rig", "the other", "openalyx"]
    assert path.read_bytes() == before


def test_the_first_profile_when_none_is_named() -> None:
    write('[profiles.b]\nurl = "http://b"\n[profiles.a]\nurl = "http://a"\n')
    assert load().profile.name == "b"


def test_a_byte_order_mark_is_no_obstacle() -> None:
    write("\ufeff" + FULL)
    assert load().profile.name == "rig"


def test_variables_beat_the_file_and_flags_beat_variables() -> None:
    write(FULL)
    assert load(PROFILE="the other").profile.name == "the other"
    assert load(Flags(profile="rig"), PROFILE="the other").profile.name == "rig"
    assert load(USER="bob").profile.user == "bob"
    assert load(Flags(user="cy"), USER="bob").profile.user == "cy"
    assert not load(READ_ONLY="0").profile.read_only
    assert load(Flags(read_only=True), READ_ONLY="0").profile.read_only
    assert not load(LEAN="no").lean
    assert load(Flags(lean=True), LEAN="off").lean
    assert load(Flags(once=True)).once


def test_an_address_takes_the_profile_that_has_it() -> None:
    write(FULL)
    assert load(Flags(url="HTTPS://alyx.LAB.org:443/")).profile.name == "rig"
    assert load(URL="http://[::1]:8000/").profile.name == "the other"
    other = load(Flags(url="http://127.0.0.1:8000/x/")).profile
    assert (other.name, other.url, other.user) == (
        "127.0.0.1:8000/x",
        "http://127.0.0.1:8000/x",
        "",
    )


def test_the_public_database_may_have_another_face() -> None:
    write(f'[profiles.openalyx]\nurl = "{PUBLIC_URL}"\nuser = "intbrainlab"\n')
    assert load(Flags(profile="openalyx")).profile.user == "intbrainlab"
    write('[profiles.lab]\nurl = "https://alyx.lab.org"\n')
    assert load(Flags(profile="openalyx")).profile.url == PUBLIC_URL


def test_secrets_of_the_environment_reach_the_settings_and_no_repr() -> None:
    found = load(USER="ann", PASSWORD="s3cret", TOKEN="t0ken")
    assert (found.password, found.token) == ("s3cret", "t0ken")
    assert "s3cret" not in repr(found)
    assert "t0ken" not in repr(found)


def test_secrets_go_only_to_the_server_and_user_they_are_for() -> None:
    secrets: dict[str, Any] = {"USER": "ann", "PASSWORD": "s3cret", "TOKEN": "t0ken"}
    own = load(URL="https://alyx.lab.org", **secrets)
    assert (own.profile.user, own.password, own.token) == ("ann", "s3cret", "t0ken")
    same = load(Flags(url="https://ALYX.lab.org/"), URL="https://alyx.lab.org", **secrets)
    assert same.token == "t0ken"
    foreign = load(Flags(url="https://evil.org"), URL="https://alyx.lab.org", **secrets)
    assert (foreign.profile.user, foreign.password, foreign.token) == ("", "", "")
    by_profile = load(Flags(profile="openalyx"), URL="https://alyx.lab.org", **secrets)
    assert by_profile.token == ""
    other_user = load(Flags(user="bob"), **secrets)
    assert (other_user.profile.user, other_user.password, other_user.token) == ("bob", "", "")


@pytest.mark.parametrize(
    ("flags", "environ", "user", "is_used"),
    [
        (Flags(), {"PROFILE": "ann"}, "ann", True),
        (Flags(profile="ann"), {"PROFILE": "ann"}, "ann", True),
        (Flags(profile="bob"), {"PROFILE": "ann"}, "bob", False),
        (Flags(profile="bob"), {"USER": "ann"}, "bob", False),
        (Flags(profile="bob", user="ann"), {"USER": "ann"}, "ann", True),
        (Flags(profile="bob", user="ann"), {"PROFILE": "ann"}, "ann", True),
        (Flags(profile="any"), {"USER": "ann"}, "ann", True),
        (Flags(profile="any"), {"PROFILE": "ann"}, "", False),
        (Flags(profile="bob"), {}, "bob", True),  # the variables name nobody
        (Flags(profile="bob"), {"URL": "https://a.org"}, "bob", True),
        (Flags(user="bob"), {"PROFILE": "ann"}, "bob", False),
        (Flags(url="https://a.org"), {"PROFILE": "bob"}, "bob", True),
        (Flags(), {"PROFILE": "ann", "USER": "bob"}, "bob", True),
    ],
)
def test_of_users_of_one_server_secrets_go_to_theirs_only(
    flags: Flags, environ: dict[str, str], user: str, is_used: bool
) -> None:
    write(
        '[profiles.ann]\nurl = "https://a.org"\nuser = "ann"\n'
        '[profiles.bob]\nurl = "https://a.org"\nuser = "bob"\n'
        '[profiles.any]\nurl = "https://a.org"\n'
    )
    secrets = {"PASSWORD": "s3cret", "TOKEN": "t0ken"}
    found = load(flags, **environ, **secrets)
    assert found.profile.user == user
    assert (found.password, found.token) == (("s3cret", "t0ken") if is_used else ("", ""))


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        ("profile = 3", "profile", "a text"),
        ('lean = "yes"', "lean", "true or false"),
        ("lean = 1", "lean", "true or false"),
        ("requests_per_minute = true", "requests_per_minute", "a whole number"),
        ("requests_per_minute = -1", "requests_per_minute", "0 to"),
        ("idle_lock = -1", "idle_lock", "0 to 1440"),
        ("idle_lock = 2.5", "idle_lock", "a whole number"),
        ('saved_queries = "~/lab"', "saved_queries", "a list"),
        ("saved_queries = [3]", "saved_queries", "a list of paths"),
        ('saved_queries = ["lab"]', "saved_queries", "no absolute path"),
        ('saved_queries = ["/a\\u0007"]', "saved_queries", "a list of paths"),
        ("timeouts = 3", "timeouts", "a table"),
        ("timeouts.read = inf", "timeouts.read", "more than 0"),
        ("timeouts.read = nan", "timeouts.read", "more than 0"),
        ("timeouts.read = 0", "timeouts.read", "more than 0"),
        ("timeouts.read = -1.5", "timeouts.read", "more than 0"),
        ("timeouts.read = 1e9", "timeouts.read", "3600"),
        ('timeouts.read = "60"', "timeouts.read", "a number"),
        ("timeouts.read = true", "timeouts.read", "a number"),
        ("profiles = []", "profiles", "a table"),
        ("profiles.x = 1", "profiles.x", "a table"),
        ("[profiles.x]", "profiles.x", "url"),
        ('profiles.x.url = "ann:pw@host"', "profiles.x.url", "@"),
        ('profiles.x.url = "alyx.lab.org"', "profiles.x.url", "http://"),
        ('profiles."".url = "http://a"', 'profiles.""', "name"),
        ('profiles.x = {url="http://a", page_size=0}', "profiles.x.page_size", "1 to 1000"),
        ('profiles.x = {url="http://a", page_size=1001}', "profiles.x.page_size", "1 to 1000"),
        ('profiles.x = {url="http://a", page_size=1.0}', "profiles.x.page_size", "whole"),
        ('profiles.x = {url="http://a", cache_dir="data"}', "profiles.x.cache_dir", "absolute"),
        ('profiles.x = {url="http://a", user="a\\u0000b"}', "profiles.x.user", "control"),
        ('profiles.x = {url="http://a", data_url="s3://b"}', "profiles.x.data_url", "http://"),
        ("theme = 2020-01-01", "theme", "a text"),
    ],
)
def test_a_wrong_value_names_file_and_key(text: str, key: str, said: str) -> None:
    path = write(text)
    error = refused()
    assert str(path) in error.message
    assert key in error.message
    assert said in error.message


@pytest.mark.parametrize(
    ("text", "key", "meant"),
    [
        ('profil = "x"', "profil", "profile"),
        ("[timeout]\nread = 3", "timeout", "timeouts"),
        ("timeouts.reed = 3", "timeouts.reed", "read"),
        ('profiles.x = {url="http://a", readonly=true}', "profiles.x.readonly", "read_only"),
        ('profiles.x = {url="http://a", password="pw"}', "profiles.x.password", "Known"),
    ],
)
def test_an_unknown_key_is_refused_with_what_was_meant(text: str, key: str, meant: str) -> None:
    path = write(text)
    error = refused()
    assert f"{path}: there is no setting {key}." == error.message
    assert meant in error.hint


def test_a_mistake_of_syntax_names_the_line() -> None:
    path = write('profile = "x"\n\ntheme = dusk\n')
    assert str(path) in refused().message
    assert "line 3" in refused().message


def test_another_encoding_names_the_line() -> None:
    path = write("")
    path.write_bytes('profile = "x"\n# caf\xe9\n'.encode("latin-1"))
    assert f"{path}, line 2" in refused().message
    assert "UTF-8" in refused().message


def test_a_directory_in_the_place_of_the_file() -> None:
    settings_path().mkdir(parents=True)
    assert str(settings_path()) in refused().message


@pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="this user may read everything",
)
def test_a_file_that_must_not_be_read() -> None:
    path = write(FULL)
    path.chmod(0)
    assert "ermission" in refused().message


def test_an_unknown_profile_lists_the_known_ones() -> None:
    write(FULL)
    error = refused(Flags(profile="rigg"))
    assert "--profile" in error.message
    assert "Did you mean rig?" in error.hint
    assert "the other" in error.hint
    assert "openalyx" in error.hint
    assert "ALYXTUI_PROFILE" in refused(PROFILE="x").message
    path = write('profile = "nobody"')
    assert f"{path}: profile" in refused().message


def test_contradictions_are_told() -> None:
    assert "--profile" in refused(Flags(profile="openalyx", url="http://a")).message
    assert "ALYXTUI_URL" in refused(PROFILE="openalyx", URL="http://a").message


def test_a_bad_variable_or_flag_is_named() -> None:
    assert "ALYXTUI_READ_ONLY" in refused(READ_ONLY="maybe").message
    assert "ALYXTUI_LEAN" in refused(LEAN="2").message
    assert "ALYXTUI_URL" in refused(URL="alyx").message
    assert "--url" in refused(Flags(url="alyx")).message
    error = refused(TOKEN="abc\ndef")
    assert "ALYXTUI_TOKEN" in error.message
    assert "abc" not in error.message


_SCALARS = (
    st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.none() | st.just(datetime.timezone.utc))
)
_TOP = (
    "profile", "theme", "idle_lock", "lean", "requests_per_minute", "saved_queries", "timeouts",
    "profiles",
)  # fmt: skip
_PROFILE = ("url", "user", "data_url", "read_only", "outbox", "cache_dir", "page_size")
_KEYS = st.sampled_from((*_TOP, *_PROFILE, "connect", "read")) | st.text(max_size=5)
_VALUES: st.SearchStrategy[Any] = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(_KEYS, _VALUES, max_size=4))
def test_whatever_the_file_holds_only_a_settings_error_comes_out(
    content: dict[str, Any],
) -> None:
    path = write(tomli_w.dumps(content))
    try:
        found = load()
    except SettingsError as error:
        assert str(path) in error.message  # noqa: PT017
        return
    assert 1 <= found.profile.page_size <= 1000
    assert 0 < found.timeouts.read <= 3600
    assert normal(found.profile.url)


def normal(url: str) -> bool:
    return url.startswith(("http://", "https://")) and not url.endswith("/")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_any_bytes_are_settings_or_a_settings_error(content: bytes) -> None:
    path = write("")
    path.write_bytes(content)
    try:
        load()
    except SettingsError as error:
        assert str(path) in error.message  # noqa: PT017


def test_how_a_server_is_reached(home: Path) -> None:
    write(
        '[profiles.a]\nurl = "https://a.org"\nca_bundle = "~/ca.pem"\nproxy = "HTTP://P.org:3128/"\n'
        '[profiles.b]\nurl = "https://b.org"\nproxy = "direct"\n'
    )
    assert load(PROFILE="a").profile.way == Way(home / "ca.pem", "http://p.org:3128")
    assert load(PROFILE="b").profile.way == Way(None, "direct")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('ca_bundle = "ca.pem"', "absolute"),
        ("ca_bundle = false", "a text"),
        ('proxy = "p.org:3128"', "http://"),
        ('proxy = "http://me:hunter2@p.org"', "before the @"),
        ("verify = false", "no setting"),
    ],
)
def test_a_way_that_cannot_be_gone(line: str, said: str) -> None:
    write(f'[profiles.a]\nurl = "https://a.org"\n{line}\n')
    error = refused()
    assert said in error.message
    assert "hunter2" not in f"{error.message}{error.hint}"


def test_a_file_for_a_newer_version_is_used_as_far_as_it_is_known() -> None:
    path = write(
        'version = 2\nprofile = "a"\ncolours = 3\n[timeouts]\nread = 5\ndns = 1\n'
        '[profiles.a]\nurl = "https://a.org"\nread_only = true\nshape = "round"\n'
    )
    found = load()
    assert (found.profile.name, found.profile.read_only) == ("a", True)
    assert found.timeouts.read == 5
    (word,) = found.warnings
    assert str(path) in word
    assert "newer" in word
    for key in ("colours", "timeouts.dns", "profiles.a.shape"):
        assert key in word


def test_a_newer_version_may_not_mean_something_else_by_what_is_known() -> None:
    write('version = 2\nlean = "sometimes"\n')
    assert "lean" in refused().message
    write("version = 1\ncolours = 3\n")
    assert "colours" in refused().message
    write("version = 0\n")
    assert "version" in refused().message


def test_the_address_of_two_servers_on_one_host_makes_two_names() -> None:
    names = {load(Flags(url=f"https://a.org/{path}")).profile.name for path in ("", "x", "y")}
    assert names == {"a.org", "a.org/x", "a.org/y"}


def test_of_several_profiles_of_an_address_the_users_is_taken() -> None:
    write(
        '[profiles.ann]\nurl = "https://a.org"\nuser = "ann"\n'
        '[profiles.bob]\nurl = "https://a.org"\nuser = "bob"\nread_only = true\n'
    )
    assert load(Flags(url="https://a.org")).profile.name == "ann"
    assert load(Flags(url="https://a.org", user="bob")).profile.name == "bob"
    assert load(URL="https://a.org", USER="bob").profile.name == "bob"
    assert load(Flags(url="https://a.org", user="cy")).profile.user == "cy"


def test_switching_takes_no_secret_along_and_stays_read_only() -> None:
    write(FULL)
    here = load(Flags(read_only=True), USER="ann", PASSWORD="s3cret", TOKEN="t0ken")
    there = here.at(here.profiles["the other"])
    assert there.profile.name == "the other"
    assert there.profile.read_only
    assert (there.password, there.token) == ("", "")
    assert here.at(here.profile).token == "t0ken"
    assert here.at(replace(here.profile, user="bob")).token == ""
    assert not load().at(load().profiles["the other"]).profile.read_only
    assert load(READ_ONLY="1").at(load().profiles["the other"]).profile.read_only
