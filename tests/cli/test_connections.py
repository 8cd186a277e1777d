"""``login``, ``logout``, ``whoami`` and ``profiles`` in processes of their own."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from alyxtui.settings.load import settings_path
from alyxtui.settings.state import StateStore
from alyxtui.settings.tokens import TokenStore
from tests.cli.conftest import Run
from tests.one_home import OneHome, key_of, token_of

USER, PASSWORD = "test_user", "TapetesBloc18"
PUBLIC = ("public_user", "public")


@pytest.fixture
def token(demo_url: str) -> str:
    """The demo's token of its user."""
    account = {"username": USER, "password": PASSWORD}
    found: str = httpx.post(f"{demo_url}/auth-token", json=account).json()["token"]
    return found


def settings(text: str) -> None:
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(text, encoding="utf-8")


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# login, whoami, logout


def test_whoami_says_who_where_and_by_what(run: Run, ask: Run, demo_url: str) -> None:
    found = json.loads(ask("whoami").out)
    assert found == {
        "user": USER,
        "server": demo_url,
        "profile": demo_url.partition("://")[2],
        "read_only": False,
        "by": "variable",
    }
    ask("login")
    assert json.loads(run("whoami", "--url", demo_url).out)["by"] == "kept token"


def test_a_user_who_may_only_read_is_told(run: Run, demo_url: str) -> None:
    name, password = PUBLIC
    variables = {"ALYXTUI_URL": demo_url, "ALYXTUI_USER": name, "ALYXTUI_PASSWORD": password}
    ended = run("login", **variables)
    assert (ended.code, ended.out) == (0, "")
    assert "may only read" in ended.err
    assert json.loads(run("whoami", "--url", demo_url).out)["read_only"] is True


def test_login_by_token(run: Run, demo_url: str, token: str) -> None:
    ended = run("login", "--url", demo_url, ALYXTUI_TOKEN=token, ALYXTUI_USER=USER)
    assert ended.code == 0
    assert token not in ended.out + ended.err
    assert TokenStore().get(demo_url, USER) == token


@pytest.mark.parametrize("by", [{"ALYXTUI_PASSWORD": PASSWORD}, {"ALYXTUI_TOKEN": ""}])
def test_a_login_that_cannot_be_kept_fails(
    run: Run, demo_url: str, token: str, by: dict[str, str]
) -> None:
    TokenStore().path.mkdir(parents=True)
    variables = {name: value or token for name, value in by.items()}
    ended = run("login", "--url", demo_url, ALYXTUI_USER=USER, **variables)
    assert ended.code == 1
    assert "tokens.json" in ended.err
    assert "signed in" not in ended.err


def test_a_token_that_is_no_good_is_not_kept(run: Run, demo_url: str) -> None:
    ended = run("login", "--url", demo_url, ALYXTUI_TOKEN="0" * 40, ALYXTUI_USER=USER)
    assert ended.code == 3
    assert "Invalid token" in ended.err
    assert TokenStore().users(demo_url) == []


def test_a_token_whose_owner_nobody_names_is_not_kept(run: Run, demo_url: str, token: str) -> None:
    ended = run("login", "--url", demo_url, ALYXTUI_TOKEN=token)
    assert ended.code == 2
    assert "--user" in ended.err
    assert TokenStore().users(demo_url) == []


def test_a_wrong_password_keeps_the_former_sign_in(run: Run, ask: Run, demo_url: str) -> None:
    ask("login")
    ended = ask("login", ALYXTUI_PASSWORD="s3cret-wrong")
    assert ended.code == 3
    assert "s3cret-wrong" not in ended.err
    assert run("whoami", "--url", demo_url).code == 0


def test_several_users_of_one_server(run: Run, demo_url: str) -> None:
    for name, password in ((USER, PASSWORD), PUBLIC):
        assert run("login", "--url", demo_url, "--user", name, ALYXTUI_PASSWORD=password).code == 0
    asked = run("whoami", "--url", demo_url)
    assert asked.code == 3
    assert "--user" in asked.err
    for name, _ in ((USER, PASSWORD), PUBLIC):
        told = json.loads(run("whoami", "--url", demo_url, "--user", name).out)
        assert told["user"] == name
    assert run("logout", "--url", demo_url).code == 2
    assert run("logout", "--url", demo_url, "--user", USER).code == 0
    assert TokenStore().users(demo_url) == [PUBLIC[0]]


def test_once_keeps_nothing(ask: Run, home: Path) -> None:
    assert ask("whoami", "--once").code == 0
    assert not (home / "state").exists()


def test_one_is_enough(run: Run, demo_url: str, token: str, home: Path) -> None:
    one = OneHome.here()
    one.add(demo_url, USER, TOKEN=token_of(USER, token))
    before = one.files()
    told = json.loads(run("whoami").out)
    assert (told["user"], told["profile"], told["by"]) == (USER, key_of(demo_url), "ONE's token")
    assert len(lines(run("list", "sessions", "--limit", "2").out)) == 2
    left = run("logout")
    assert left.code == 0
    assert "ONE keeps" in left.err
    assert run("whoami").code == 3
    assert run("login", ALYXTUI_PASSWORD=PASSWORD).code == 0
    assert json.loads(run("whoami").out)["by"] == "kept token"
    assert one.files() == before


def test_a_broken_file_of_ones_is_said_and_the_rest_used(
    run: Run, demo_url: str, token: str
) -> None:
    one = OneHome.here()
    one.add(demo_url, USER, TOKEN=token_of(USER, token))
    path = one.write(".half.org", b'{"ALYX_URL": "https://half.org", "TOKEN": {"a": "hunter2')
    ended = run("whoami")
    assert ended.code == 0
    assert str(path) in ended.err
    assert "hunter2" not in ended.err


def test_a_bundle_that_is_missing_is_said(run: Run) -> None:
    settings('[profiles.lab]\nurl = "https://127.0.0.1:9"\nca_bundle = "/nowhere/ca.pem"\n')
    ended = run("whoami", ALYXTUI_TOKEN="t")
    assert ended.code == 2
    assert "/nowhere/ca.pem" in ended.err


# profiles


def test_profiles_of_nothing_at_all(run: Run, home: Path) -> None:
    (only,) = lines(run("profiles").out)
    assert only == {
        "name": "openalyx",
        "url": "https://openalyx.internationalbrainlab.org",
        "user": None,
        "users": [],
        "source": "built in",
        "in_use": True,
        "read_only": False,
        "production": False,
    }
    assert not (home / "state").exists()


def test_profiles_of_the_file_and_of_the_screen(run: Run) -> None:
    settings(
        '[profiles.lab]\nurl = "https://alyx.lab.org"\nuser = "ann"\n'
        '[profiles.rig]\nurl = "https://alyx.lab.org"\nuser = "rig"\nread_only = true\n'
    )
    before = settings_path().read_bytes()
    from alyxtui.settings.model import Profile

    StateStore().put_profile(Profile("other", "https://other.org", "bob"))
    TokenStore().put("https://alyx.lab.org", "ann", "s3cret")
    ended = run("profiles", "--profile", "rig")
    found = {one["name"]: one for one in lines(ended.out)}
    assert list(found) == ["lab", "rig", "other", "openalyx"]
    assert [one["in_use"] for one in found.values()] == [False, True, False, False]
    assert [one["source"] for one in found.values()][:3] == ["settings", "settings", "made here"]
    assert found["lab"]["users"] == ["ann"]
    assert found["rig"]["read_only"] is True
    assert "s3cret" not in ended.out + ended.err
    assert json.loads(run("profiles", "--format", "json").out)[0]["name"] == "lab"
    table = run("profiles", "--format", "table").out
    assert "▸ lab" in table
    assert "(read-only)" in table
    assert settings_path().read_bytes() == before


def test_profiles_of_one(run: Run) -> None:
    one = OneHome.here()
    one.add("https://b.org", "bob", TOKEN={**token_of("bob", "b"), **token_of("cy", "c")})
    one.add("https://a.org")
    found = lines(run("profiles").out)
    assert [profile["name"] for profile in found] == ["b.org", "a.org", "openalyx"]
    assert [profile["source"] for profile in found] == ["ONE", "ONE", "built in"]
    assert (found[0]["in_use"], found[0]["users"]) == (True, ["bob", "cy"])


def test_an_address_without_a_profile_is_among_them(run: Run) -> None:
    found = lines(run("profiles", "--url", "http://[::1]:8000/x/").out)
    assert [(one["url"], one["source"]) for one in found if one["in_use"]] == [
        ("http://[::1]:8000/x", "address")
    ]


def test_settings_of_a_newer_version_are_said(run: Run) -> None:
    settings('version = 9\nshape = "round"\n')
    ended = run("profiles")
    assert ended.code == 0
    assert "newer" in ended.err
    assert "shape" in ended.err


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has such modes")
def test_a_token_file_that_others_can_read_is_warned_of_and_mended_on_consent(run: Run) -> None:
    TokenStore().put("https://alyx.lab.org", "ann", "s3cret")
    path = TokenStore().path
    path.chmod(0o644)
    warned = run("profiles", "--url", "https://alyx.lab.org")
    assert (warned.code, "--mend" in warned.err) == (0, True)
    assert path.stat().st_mode & 0o777 == 0o644
    mended = run("profiles", "--mend")
    assert (mended.code, mended.out) == (0, "")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "others" not in run("profiles", "--url", "https://alyx.lab.org").err
    assert "nobody else" in run("profiles", "--mend").err


# Several at once


_TURNS = 6


def test_two_processes_sign_in_and_out_at_random_and_the_file_is_always_whole(
    demo_url: str,
) -> None:
    seed = random.getrandbits(32)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _LOOP, demo_url, name, password, f"{seed}{name}", str(_TURNS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, password in ((USER, PASSWORD), PUBLIC)
    ]
    path, looks = TokenStore().path, 0
    while any(child.poll() is None for child in children):
        if path.exists():
            content = json.loads(path.read_bytes())
            for users in content["servers"].values():
                assert all(len(token) == 40 for token in users.values())
            looks += 1
    expected = set()
    for child in children:
        said, complaints = child.communicate(timeout=60)
        assert child.returncode == 0, f"seed {seed}: {complaints}"
        expected |= set(said.split())
    assert looks
    assert set(TokenStore().users(demo_url)) == expected
    assert not list(path.parent.glob("*.broken"))


# Each turn is the program as a shell runs it; what it is to leave behind is known beforehand.
_LOOP = """
import os, random, subprocess, sys
url, user, password, seed, turns = sys.argv[1:]
chance, signed_in = random.Random(seed), False
def run(command):
    environ = {**os.environ, "ALYXTUI_URL": url, "ALYXTUI_USER": user}
    if command == "login":
        environ["ALYXTUI_PASSWORD"] = password
    done = subprocess.run([sys.executable, "-m", "alyxtui", command], env=environ,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert "broken" not in done.stderr, done.stderr
    return done.returncode
for _ in range(int(turns)):
    command = chance.choice(["login", "logout", "whoami"])
    code = run(command)
    signed_in = {"login": True, "logout": False, "whoami": signed_in}[command]
    assert code == (3 if command == "whoami" and not signed_in else 0), (command, code)
print(user if signed_in else "")
"""
