"""The demo as a process: starting, ending, and several at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.demo_server import SIZE, start_demo

COMMAND = [sys.executable, "-m", "alyxtui.demo", "--size", str(SIZE)]
PATIENCE = 30  # seconds


def sessions(url: str) -> list[str]:
    """The ids of the latest sessions."""
    with httpx.Client(base_url=url, timeout=PATIENCE) as client:
        account = {"username": "public_user", "password": "public"}
        token = client.post("/auth-token", json=account).json()["token"]
        headers = {"Authorization": f"Token {token}"}
        records = client.get("/sessions?limit=1000", headers=headers).json()["results"]
    return [str(record["id"]) for record in records]


def test_the_same_data_everywhere(tmp_path: Path, demo_url: str) -> None:
    with start_demo(tmp_path / "one") as one, start_demo(tmp_path / "two") as two:
        ids = sessions(one)
        assert ids == sessions(two)
        assert len(ids) == SIZE


def test_two_start_at_once_on_one_directory(tmp_path: Path) -> None:
    command = [*COMMAND, "--with-parent", "--state-dir", str(tmp_path)]
    pipe = subprocess.PIPE
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as one,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as two,
    ):
        found = []
        for child in (one, two):
            assert child.stdout is not None
            found.append(sessions(json.loads(child.stdout.readline())["url"]))
        for child in (one, two):
            child.communicate(timeout=PATIENCE)  # closes its stdin
            assert child.returncode == 0
    assert found[0] == found[1]
    assert len(list(tmp_path.glob("*.sqlite3"))) == 1
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_without_a_word(tmp_path: Path, number: signal.Signals) -> None:
    command = [*COMMAND, "--state-dir", str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as child:
        assert child.stdout is not None
        assert json.loads(child.stdout.readline())["user"] == "test_user"
        child.send_signal(number)
        out, errors = child.communicate(timeout=PATIENCE)
    assert (child.returncode, out, errors) == (0, "", "")


def test_a_taken_port_is_said(tmp_path: Path, demo_url: str) -> None:
    port = demo_url.rpartition(":")[2]
    command = [*COMMAND, "--state-dir", str(tmp_path), "--port", port]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("The demo cannot start: ")
    assert len(ended.stderr.splitlines()) == 1


def test_without_its_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    blocked = tmp_path / "sitecustomize.py"
    blocked.write_text(
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'django' else find(name, *a)\n"
    )
    environ = os.environ | {"PYTHONPATH": str(tmp_path)}
    ended = subprocess.run(
        COMMAND, capture_output=True, text=True, timeout=PATIENCE, env=environ, check=False
    )
    assert ended.returncode == 2
    assert ended.stderr == 'The demo needs its extra: pip install "alyxtui[demo]"\n'


def test_the_state_is_kept_where_the_variable_says(tmp_path: Path) -> None:
    environ = os.environ | {"ALYXTUI_STATE_DIR": str(tmp_path)}
    ended = subprocess.run(
        [*COMMAND, "--with-parent"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        env=environ,
        check=False,
    )
    assert ended.returncode == 0
    assert [path.parent.name for path in tmp_path.rglob("*.sqlite3")] == ["demo"]


def test_the_throttle(tmp_path: Path) -> None:
    with start_demo(tmp_path, SIZE, "--throttle") as url, httpx.Client(base_url=url) as client:
        account = {"username": "public_user", "password": "public"}
        token = client.post("/auth-token", json=account).json()["token"]
        client.headers["Authorization"] = f"Token {token}"
        statuses = [client.get("/water-type").status_code for _ in range(551)]
        answer = client.get("/water-type")
    assert statuses[:540] == [200] * 540
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["detail"].startswith("Request was throttled. Expected available in ")
    assert answer.json()["status_code"] == 429
