"""The token file: whole, private, shared by processes, and never a reason to stop."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from alyxtui.paths import state_dir
from alyxtui.settings.tokens import TokenStore

URL = "https://alyx.lab.org"
posix = pytest.mark.skipif(os.name != "posix", reason="only POSIX has such modes")
not_root = pytest.mark.skipif(
    os.name == "nt" or (hasattr(os, "geteuid") and os.geteuid() == 0),
    reason="this user may write everywhere",
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nothing_is_there_and_nothing_is_made() -> None:
    store = TokenStore()
    assert store.get(URL, "ann") == ""
    assert store.users(URL) == []
    assert store.remove(URL, "ann")
    assert store.take_warnings() == []
    assert not state_dir().exists()


def test_tokens_by_server_and_user() -> None:
    store = TokenStore()
    assert store.put(URL, "ann", "a1")
    assert store.put(URL, "李雷", "b1")
    assert store.put("https://alyx.lab.org/second", "ann", "c1")
    assert store.put(URL, "ann", "a2")
    again = TokenStore()
    assert again.get("HTTPS://Alyx.Lab.org:443/", "ann") == "a2"
    assert again.get(URL, "李雷") == "b1"
    assert again.get("https://alyx.lab.org/second/", "ann") == "c1"
    assert again.get(URL, "nobody") == ""
    assert again.get("https://other.org", "ann") == ""
    assert again.users(URL) == ["ann", "李雷"]


def test_a_removed_user_is_gone_and_the_others_stay() -> None:
    store = TokenStore()
    store.put(URL, "ann", "a")
    store.put(URL, "bob", "b")
    assert store.remove(URL, "ann")
    assert store.users(URL) == ["bob"]
    assert store.remove(URL, "bob")
    assert URL not in store.path.read_text()


@posix
def test_only_the_owner_can_read_it() -> None:
    store = TokenStore()
    store.put(URL, "ann", "a")
    assert mode(store.path) == 0o600
    assert mode(store.path.parent) == 0o700


@posix
@pytest.mark.parametrize("loose", [0o644, 0o640, 0o602])
def test_a_file_that_others_can_use_is_said_and_mended_on_consent(loose: int) -> None:
    TokenStore().put(URL, "ann", "a")
    store = TokenStore()
    assert not store.is_loose
    store.path.chmod(loose)
    assert store.get(URL, "ann") == "a"
    assert mode(store.path) == loose
    assert ["others" in text for text in store.take_warnings()] == [True]
    assert store.is_loose
    assert store.mend()
    assert mode(store.path) == 0o600
    assert store.get(URL, "ann") == "a"
    assert store.take_warnings() == []


@posix
def test_a_new_sign_in_never_leaves_the_file_to_others() -> None:
    store = TokenStore()
    store.put(URL, "ann", "a")
    store.path.chmod(0o644)
    store.put(URL, "bob", "b")
    assert mode(store.path) == 0o600


def test_who_signed_out_for_good_is_remembered_until_they_are_back() -> None:
    store = TokenStore()
    assert store.signed_out(URL) == []
    assert store.remove(URL, "ann", for_good=True)
    assert store.remove(URL, "bob", for_good=True)
    assert TokenStore().signed_out("https://Alyx.lab.org/") == ["ann", "bob"]
    assert store.users(URL) == []
    store.put(URL, "ann", "a")
    assert TokenStore().signed_out(URL) == ["bob"]
    store.put(URL, "bob", "b")
    assert json.loads(store.path.read_text())["signed_out"] == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"other": 1}',
        b'{"servers": []}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"servers": {"https://alyx.lab.org": {"ann": "a"}}',
    ],
)
def test_a_broken_file_is_kept_aside_with_a_word(content: bytes) -> None:
    store = TokenStore()
    store.path.parent.mkdir(parents=True)
    store.path.write_bytes(content)
    store.path.chmod(0o600)
    assert store.get(URL, "ann") == ""
    aside = store.path.with_name("tokens.json.broken")
    assert aside.read_bytes() == content
    (word,) = store.take_warnings()
    assert str(aside) in word
    assert store.put(URL, "ann", "new")
    assert store.get(URL, "ann") == "new"
    assert store.take_warnings() == []


def test_entries_of_another_shape_are_left_out_and_foreign_keys_stay() -> None:
    store = TokenStore()
    store.path.parent.mkdir(parents=True)
    servers = {URL: {"ann": "a", "bob": 3, "dan": "a token", "eve": "é"}, "https://x.org": "?"}
    store.path.write_text(json.dumps({"servers": servers, "later": {"kept": True}}))
    store.path.chmod(0o600)
    assert store.users(URL) == ["ann"]
    store.put(URL, "cy", "c")
    content = json.loads(store.path.read_text())
    assert content["later"] == {"kept": True}
    assert content["servers"][URL] == {"ann": "a", "cy": "c"}


def test_a_directory_in_its_place_is_said_and_left() -> None:
    store = TokenStore()
    store.path.mkdir(parents=True)
    assert store.get(URL, "ann") == ""
    assert not store.put(URL, "ann", "a")
    assert all(str(store.path) in word for word in store.take_warnings())
    assert store.path.is_dir()


@not_root
def test_a_disk_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    store = TokenStore(closed / "tokens.json")
    assert not store.put(URL, "ann", "a")
    assert "cannot be kept" in store.take_warnings()[0]


def test_a_state_directory_that_is_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    store = TokenStore(tmp_path / "state" / "tokens.json")
    assert not store.put(URL, "ann", "a")
    assert store.get(URL, "ann") == ""
    assert "cannot be kept" in store.take_warnings()[0]


_WRITER = """
import json, sys
from alyxtui.settings.tokens import TokenStore
name, path = sys.argv[1], sys.argv[2]
from pathlib import Path
store = TokenStore(Path(path))
sys.stdin.readline()
for turn in range(25):
    assert store.put("https://alyx.lab.org", f"{name}{turn % 5}", f"{name}-{turn}")
    assert store.get("https://alyx.lab.org", f"{name}{turn % 5}") == f"{name}-{turn}"
    if turn % 5 == 3:
        assert store.remove("https://alyx.lab.org", f"{name}{turn % 5}")
assert not store.take_warnings()
"""


def test_several_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "state" / "tokens.json"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, name, str(path)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("go\n")
        writer.stdin.flush()
    seen_broken = 0
    while any(writer.poll() is None for writer in writers):
        if path.exists():
            try:
                json.loads(path.read_bytes())
            except ValueError:
                seen_broken += 1
    for writer in writers:
        _, complaints = writer.communicate(timeout=60)
        assert writer.returncode == 0, complaints
    assert seen_broken == 0
    users = json.loads(path.read_text())["servers"][URL]
    expected = {f"{name}{slot}": f"{name}-{20 + slot}" for name in "abcd" for slot in (0, 1, 2, 4)}
    assert users == expected
    assert not list(path.parent.glob(".tokens*"))


_RANDOM = """
import json, random, sys
from pathlib import Path
from alyxtui.settings.tokens import TokenStore
name, path, seed = sys.argv[1], sys.argv[2], sys.argv[3]
chance, url = random.Random(seed), "https://alyx.lab.org"
kept, out = {}, set()
sys.stdin.readline()
for turn in range(60):
    store = TokenStore(Path(path))
    user = f"{name}{chance.randrange(3)}"
    what = chance.choice(["in", "in", "out", "out for good", "look"])
    if what == "in":
        kept[user] = f"{user}-{turn}"
        out.discard(user)
        assert store.put(url, user, kept[user])
    elif what == "look":
        assert store.get(url, user) == kept.get(user, "")
        assert (user in store.signed_out(url)) == (user in out)
    else:
        kept.pop(user, None)
        for_good = what != "out"
        out |= {user} if for_good else set()
        assert store.remove(url, user, for_good=for_good)
    assert not store.take_warnings()
print(json.dumps([kept, sorted(out)]))
"""


def test_processes_that_sign_in_and_out_at_random_leave_the_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "state" / "tokens.json"
    seed = str(random.getrandbits(32))
    children = [
        subprocess.Popen(
            [sys.executable, "-c", _RANDOM, name, str(path), f"{seed}{name}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    for child in children:
        assert child.stdin
        child.stdin.write("go\n")
        child.stdin.flush()
    while any(child.poll() is None for child in children):
        if path.exists():
            content = json.loads(path.read_bytes())
            assert set(content) == {"servers", "signed_out"}
    kept: dict[str, str] = {}
    out: list[str] = []
    for child in children:
        said, complaints = child.communicate(timeout=60)
        assert child.returncode == 0, f"seed {seed}: {complaints}"
        own, left = json.loads(said)
        kept.update(own)
        out += left
    content = json.loads(path.read_text())
    assert content["servers"].get(URL, {}) == kept
    assert sorted(content["signed_out"].get(URL, [])) == sorted(out)
    assert not list(path.parent.glob(".tokens*"))
