"""``alyxtui demo --serve``: what to do with it is said, and it ends when told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def is_gone(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_it_serves_until_it_is_told_to_end(run: Run, how: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "alyxtui", "demo", "--serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        said = dict(server.stdout.readline().split(maxsplit=1) for _ in range(5))
        url, user, password = (said[key].strip() for key in ("address", "user", "password"))
        assert f"--url {url}" in said["browse"]
        ended = run(
            *("list", "sessions", "--count", "--url", url),
            ALYXTUI_USER=user,
            ALYXTUI_PASSWORD=password,
        )
        assert json.loads(ended.out) > 0
        server.send_signal(getattr(signal, how))
        _, err = server.communicate(timeout=30)
    assert "Traceback" not in err
    if how == "SIGINT":
        assert server.returncode == 0
    port = int(url.rpartition(":")[2])
    end = time.monotonic() + 20
    while not is_gone(port):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_port_in_use_is_said(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("demo", "--serve", "--port", str(taken.getsockname()[1]))
    assert (ended.code, ended.out) == (1, "")
    assert "in use" in ended.err


def test_what_it_passes_on(run: Run) -> None:
    command = [sys.executable, "-m", "alyxtui", "demo", "--serve", "--size", "60"]
    with subprocess.Popen(
        [*command, "--reset", "--fault", "status=400,path=/labs"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout
        said = dict(server.stdout.readline().split(maxsplit=1) for _ in range(6))
        user = {"ALYXTUI_USER": "test_user", "ALYXTUI_PASSWORD": "TapetesBloc18"}
        at = ("--url", said["address"].strip())
        counted = run("list", "sessions", "--count", *at, **user)
        failed = run("list", "labs", "--count", *at, **user)
        server.terminate()
        server.communicate(timeout=30)
    assert said["files"].startswith("http://127.0.0.1:")
    assert json.loads(counted.out) == 60
    assert failed.code != 0


def test_a_fault_that_is_none_is_said(run: Run) -> None:
    ended = run("demo", "--serve", "--fault", "oops")
    assert (ended.code, ended.out) == (1, "")
    assert "there is no 'oops'" in ended.err
