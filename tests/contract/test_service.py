"""The demo as a process: starting, ending, and several at once."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

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
        pages = [client.get("/docs/") for _ in range(21)]
    assert [page.status_code for page in pages] == [200] * 20 + [429]
    assert pages[-1].text == "429 Too Many Requests"
    assert int(pages[-1].headers["Retry-After"]) <= 60
    assert statuses[:540] == [200] * 540
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 60
    assert answer.json()["detail"].startswith("Request was throttled. Expected available in ")
    assert answer.json()["status_code"] == 429


def start_and_end(state_dir: Path, *options: str) -> tuple[dict[str, Any], str]:
    """Start it without an input, so that it ends at once; what it said, on both streams."""
    ended = subprocess.run(
        [*COMMAND, "--with-parent", "--state-dir", str(state_dir), *options],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    ready: dict[str, Any] = json.loads(ended.stdout)
    return ready, ended.stderr


@pytest.mark.parametrize("proxy", [(), ("--proxy",)])
def test_it_says_where_it_is_even_if_nobody_stays(tmp_path: Path, proxy: tuple[str, ...]) -> None:
    for _ in range(3):
        ready, errors = start_and_end(tmp_path, *proxy)
        assert set(ready) == {"url", "user", "data_url", "data_user", "data_password"}
        assert ready["url"] != ready["data_url"]
        assert errors == ""


@pytest.mark.parametrize("damage", ["cut", "overwritten", "empty", "text"])
def test_a_damaged_database_is_made_anew(tmp_path: Path, damage: str) -> None:
    start_and_end(tmp_path)
    (path,) = tmp_path.glob("*.sqlite3")
    data = path.read_bytes()
    half = len(data) // 2
    path.write_bytes(
        {
            "cut": data[: half + 777],
            "overwritten": data[:half] + b"x" * 300_000 + data[half + 300_000 :],
            "empty": b"",
            "text": b"no database",
        }[damage]
    )
    _, errors = start_and_end(tmp_path)
    assert errors == f"{path} is damaged; it is made anew.\n"
    assert path.stat().st_size == len(data)
    assert start_and_end(tmp_path)[1] == ""


def test_reset_makes_the_data_anew(tmp_path: Path) -> None:
    account = {"username": "test_user", "password": "TapetesBloc18"}

    def labs(url: str) -> list[str]:
        with httpx.Client(base_url=url, timeout=PATIENCE) as client:
            token = client.post("/auth-token", json=account).json()["token"]
            client.headers["Authorization"] = f"Token {token}"
            client.post("/labs", json={"name": "mine"})
            return [lab["name"] for lab in client.get("/labs").json()["results"]]

    with start_demo(tmp_path) as url:
        assert "mine" in labs(url)
        first = sessions(url)
    with start_demo(tmp_path) as url:
        assert httpx.post(f"{url}/auth-token", json=account).status_code == 200
        assert "mine" in labs(url)
    with start_demo(tmp_path, SIZE, "--reset") as url, httpx.Client(base_url=url) as client:
        token = client.post("/auth-token", json=account).json()["token"]
        found = client.get("/labs/mine", headers={"Authorization": f"Token {token}"})
        assert found.status_code == 404
        assert sessions(url) == first


def test_it_listens_to_the_loopback_address_only(tmp_path: Path) -> None:
    with start_demo(tmp_path) as url:
        port = int(url.rpartition(":")[2])
        # All of 127/8 is this machine; it answers at one address of it only.
        with socket.socket() as other:
            assert other.connect_ex(("127.0.0.2", port)) != 0
        odd = httpx.get(f"{url}/api/schema", headers={"Host": "evil.example"})
        assert odd.status_code == 400


def test_another_address_is_asked_for_and_explained(tmp_path: Path) -> None:
    ready, errors = start_and_end(tmp_path, "--host", "0.0.0.0")
    assert ready["url"].startswith("http://127.0.0.1:")
    assert "0.0.0.0" in errors
    assert "can read, change and delete" in errors
    with start_demo(tmp_path, SIZE, "--host", "0.0.0.0") as url:
        found = httpx.get(f"{url}/api/schema", headers={"Host": "mouse.lab"})
        assert found.status_code == 200
    quiet, errors = start_and_end(tmp_path, "--host", "localhost")
    assert quiet["url"].startswith("http://localhost:")
    assert errors == ""


def test_an_address_that_is_not_ours(tmp_path: Path) -> None:
    ended = subprocess.run(
        [*COMMAND, "--state-dir", str(tmp_path), "--host", "192.0.2.1"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "The demo cannot start: " in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("text", ["status=9", "what=1", "path=/x", ""])
def test_a_fault_that_is_none_is_a_usage_error(tmp_path: Path, text: str) -> None:
    ended = subprocess.run(
        [*COMMAND, "--state-dir", str(tmp_path), "--fault", text],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2
    assert "argument --fault: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_request_that_hangs_does_not_hold_it_back(tmp_path: Path) -> None:
    command = [*COMMAND, "--with-parent", "--state-dir", str(tmp_path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as child:
        assert child.stdout is not None
        url = json.loads(child.stdout.readline())["url"]
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as link:
            link.sendall(
                b"GET /labs HTTP/1.1\r\nHost: localhost\r\nX-Demo-Fault: delay=300\r\n\r\n"
            )
            while not httpx.get(f"{url}/_demo/requests").json()["requests"]:
                pass
            begun = time.monotonic()
            child.communicate(timeout=PATIENCE)
        assert child.returncode == 0
        assert time.monotonic() - begun < 4
