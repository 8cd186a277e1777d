"""``download`` and ``cache tables``, on the demo and its data host."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from alyxtui.settings.one import cache_dir_of
from tests.cli.conftest import COMMAND
from tests.client.helpers import until

Run = Callable[..., Any]
TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
WHEEL = "_ibl_wheel.position.npy"


@pytest.fixture(scope="session")
def alyx(demo_url: str) -> Iterator[httpx.Client]:
    """Somebody who is signed in."""
    account = {"username": "test_user", "password": "TapetesBloc18"}
    with httpx.Client(base_url=demo_url) as client:
        token = client.post("/auth-token", data=account).json()["token"]
        client.headers["Authorization"] = f"Token {token}"
        yield client


@pytest.fixture(scope="session")
def records(alyx: httpx.Client) -> dict[str, dict[str, Any]]:
    """The tutorial session's datasets by name."""
    found = alyx.get("/datasets", params={"session": TUTORIAL, "limit": 1000}).json()
    return {one["name"]: one for one in found["results"]}


def key(record: dict[str, Any]) -> str:
    return str(record["url"]).rpartition("/")[2]


def test_one_file_by_all_its_names(
    ask: Run, records: dict[str, dict[str, Any]], demo_url: str, tmp_path: Path
) -> None:
    record = records[WHEEL]
    url = record["file_records"][0]["data_url"]
    relative = f"cortexlab/Subjects/{record['file_records'][0]['relative_path']}"
    named = [key(record), record["file_records"][0]["id"], record["url"], url, relative]
    named += [str(tmp_path / "elsewhere" / relative)]
    printed = ask("download", "--print-url", *named)
    assert (printed.code, printed.out.splitlines()) == (0, [url])
    dry = ask("download", "--dry-run", *named[:1])
    local = str(cache_dir_of(demo_url) / relative)
    assert (dry.code, dry.out.splitlines()) == (0, [local])
    assert "1 file, 480.1 kB; into " in dry.err
    assert not Path(local).exists()
    done = ask("download", *named)
    assert (done.code, done.out.splitlines()) == (0, [local])
    assert hashlib.md5(Path(local).read_bytes()).hexdigest() == record["hash"]
    again = ask("download", "--json", named[0])
    (line,) = map(json.loads, again.out.splitlines())
    assert (line["state"], line["url"], line["path"]) == ("done", None, local)
    assert line["one"] == f"one.load_dataset('{TUTORIAL}', '{WHEEL}', collection='alf')"
    assert "1 there already" in again.err
    (logged,) = map(json.loads, ask("download", "--history").out.splitlines())
    assert (logged["path"], logged["url"], logged["md5"]) == (local, url, record["hash"])
    if sys.platform == "linux":  # where a directory's name may be no text
        odd = os.fsdecode(os.fsencode(tmp_path) + b"/d\xff")
        there = ask("download", "--to", odd, "--force", "--json", named[0])
        assert (there.code, json.loads(there.out)["path"]) == (0, f"{odd}/{relative}")
        assert Path(odd, relative).exists()
        (logged, _) = map(json.loads, ask("download", "--history").out.splitlines())
        assert logged["path"] == f"{odd}/{relative}"


def test_some_of_a_session_fail_and_are_gone_on_with(ask: Run, tmp_path: Path) -> None:
    arguments = ["--session", TUTORIAL, "--name", "_demo_[ewg]*", "--to", str(tmp_path)]
    ended = ask("download", *arguments)
    assert ended.code == 5
    folder = next(tmp_path.glob("cortexlab/Subjects/KS022/*/001/alf"))
    good = [f"_demo_{name}.values.npy" for name in ("empty", "wrongSize")]
    assert sorted(ended.out.splitlines()) == [str(folder / name) for name in good]
    assert "has 40,128 bytes, not 40,129" in ended.err
    assert "_demo_gone.values.npy: 127.0.0.1" in ended.err
    assert "kept as _demo_wrongHash.values.npy.bad. The file" in ended.err
    assert "2 files fetched, 2 failed" in ended.err
    assert {path.name for path in folder.iterdir()} == {*good, "_demo_wrongHash.values.npy.bad"}
    dry = ask("download", "--dry-run")  # where they were to go, not where others would
    names = [f"_demo_{name}.values.npy" for name in ("gone", "wrongHash")]
    assert sorted(dry.out.splitlines()) == [str(folder / name) for name in names]
    assert f"; into {tmp_path}" in dry.err
    another = {"ALYXTUI_USER": "public_user", "ALYXTUI_PASSWORD": "public"}
    assert "nothing is left" in ask("download", "--dry-run", **another).err
    assert "0 files given up" in ask("download", "--forget", **another).err
    later = ask("download", "--json")
    states = {
        Path(one["path"]).name: one["state"] for one in map(json.loads, later.out.splitlines())
    }
    assert later.code == 5
    assert set(states.values()) == {"failed"}
    assert len(states) == 2
    assert "2 files given up" in ask("download", "--forget").err
    for arguments in ([], ["--dry-run"]):
        assert "nothing is left" in ask("download", *arguments).err


def test_a_closed_area_takes_the_profiles_user_only(
    ask: Run, records: dict[str, dict[str, Any]], demo_url: str, home: Path, tmp_path: Path
) -> None:
    spikes = [key(records[name]) for name in ("spikes.times.npy", "spikes.clusters.npy")]
    account = {"ALYXTUI_DATA_USER": "iblmember", "ALYXTUI_DATA_PASSWORD": "GrayMatter19"}
    # Without the data server's address nobody knows whom the password is for.
    refused = ask("download", *spikes, **account)
    assert refused.code == 5
    assert "wants a user name and a password of its own" in refused.err
    assert "GrayMatter19" not in refused.err + refused.out
    data = urlsplit(records[WHEEL]["file_records"][0]["data_url"])
    (home / "config").mkdir(exist_ok=True)
    (home / "config" / "config.toml").write_text(
        f'[profiles.demo]\nurl = "{demo_url}"\n'
        f'data_url = "{data.scheme}://{data.netloc}/public"\ncache_dir = {json.dumps(str(tmp_path))}\n'
    )
    taken = ask("download", **account)  # goes on with what was left
    assert taken.code == 0, taken.err
    assert len(taken.out.splitlines()) == 2


def test_a_killed_and_an_interrupted_download_go_on(
    ask: Run, records: dict[str, dict[str, Any]], demo_url: str, tmp_path: Path
) -> None:
    record = records["_demo_slow.values.npy"]
    command = [*COMMAND, "download", key(record), "--to", str(tmp_path)]
    env = {
        **os.environ,
        "ALYXTUI_URL": demo_url,
        "ALYXTUI_USER": "test_user",
        "ALYXTUI_PASSWORD": "TapetesBloc18",
    }
    numbers = [signal.SIGINT, signal.SIGTERM] if sys.platform != "win32" else []
    for number in numbers:
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE) as child:
            wait_for_part(tmp_path)
            child.send_signal(number)
            assert child.stderr is not None
            said = child.stderr.read().decode()
        if number == signal.SIGINT:
            assert child.returncode == 130
            assert "goes on with the rest" in said
    ended = ask("download")
    assert ended.code == 0, ended.err
    path = Path(ended.out.strip())
    assert hashlib.md5(path.read_bytes()).hexdigest() == record["hash"]


def wait_for_part(folder: Path) -> None:
    """Wait until a part of a file has come."""
    import asyncio

    asyncio.run(until(lambda: any(p.stat().st_size for p in folder.rglob("*.part")), 30))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nonsense"], 2, "no uuid, no address and no path"),
        (["00000000-0000-4000-8000-000000000000"], 1, "no dataset, session, file record or note"),
        (["KS022/1999-01-01/001"], 1, "There is no session KS022/1999-01-01/001"),
        (["KS022/2024-13-26/002"], 2, "2024-13-26 is no day"),
        (["--session", TUTORIAL, "--type", "wheel.positon"], 2, "Did you mean wheel.position"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_fetched(ask: Run, arguments: list[str], code: int, said: str) -> None:
    ended = ask("download", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_a_picture_that_alyx_does_not_give_out(
    ask: Run, alyx: httpx.Client, records: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    """Alyx itself answers with a page and 200; that is not the picture."""
    picture = httpx.get(records["_demo_raster.image.png"]["file_records"][0]["data_url"]).content
    body = {"user": "test_user", "content_type": "session", "object_id": TUTORIAL, "text": "seen"}
    made = alyx.post("/notes", data=body, files={"image": ("a.png", picture, "image/png")})
    key = made.raise_for_status().json()["id"]
    ended = ask("download", key, "--to", str(tmp_path / "one"))
    alyx.delete(f"/notes/{key}")
    assert ended.code == 5
    assert "web page instead of the file. This Alyx does not give out its pictures" in ended.err
    assert not list((tmp_path / "one").rglob("*.png*"))


def test_cache_tables(ask: Run, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    (folder / ".alyxtui").mkdir(parents=True)
    (folder / ".alyxtui" / "cache.zip").write_bytes(b"left by an earlier run")
    for _ in range(2):
        ended = ask("cache", "tables", "--to", str(folder))
        assert ended.code == 0, ended.err
        names = {"sessions.pqt", "datasets.pqt", "cache_info.json"}
        assert {Path(line).name for line in ended.out.splitlines()} == names
        assert {path.name for path in folder.iterdir()} == {*names, ".alyxtui"}
        assert not list(folder.rglob("*.zip*"))
    refused = ask("cache", "tables", "--tag", "nope")
    assert (refused.code, "tag 'nope'" in refused.err) == (1, True)
