"""The demo as a child: ready in time, gone with its parent, and clear when it cannot start."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from alyxtui.domain import demo_process
from alyxtui.domain.demo_process import DemoProcess
from alyxtui.errors import DemoError


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/schema", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_serves_and_stops(tmp_path: Path) -> None:
    said: list[str] = []
    with DemoProcess(state_dir=tmp_path / "demo", on_log=said.append) as demo:
        url = demo.url
        assert url.startswith("http://127.0.0.1:")
        assert demo.is_running
        assert answers(url)
    assert not demo.is_running
    assert not answers(url)
    assert demo.url == ""
    demo.stop()


def test_a_port_in_use_is_a_clear_error(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        demo = DemoProcess(port=taken.getsockname()[1], state_dir=tmp_path / "demo")
        with pytest.raises(DemoError) as caught:
            demo.start()
    assert "Traceback" not in caught.value.message
    assert caught.value.hint
    assert not demo.is_running


def test_missing_libraries_are_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_process, "_LIBRARIES", ("django", "no_such_library"))
    with pytest.raises(DemoError) as caught:
        DemoProcess().start()
    assert "no_such_library" in caught.value.message
    assert 'pip install "alyxtui[demo]"' in caught.value.hint


def test_a_server_that_never_says_it_is_ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "silent.py").write_text("import sys; sys.stderr.write('hm'); sys.stdin.read()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(demo_process, "_MODULE", "silent")
    demo = DemoProcess(start_seconds=0.5)
    with pytest.raises(DemoError) as caught:
        demo.start()
    assert "0.5 seconds" in caught.value.message
    assert not demo.is_running


def test_last_words_are_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text("import sys; sys.exit('the disk is full')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(demo_process, "_MODULE", "dying")
    with pytest.raises(DemoError) as caught:
        DemoProcess().start()
    assert "the disk is full" in caught.value.message


def test_something_else_on_its_stdout(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text("print('hello', flush=True); input()")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(demo_process, "_MODULE", "odd")
    with pytest.raises(DemoError) as caught:
        DemoProcess().start()
    assert "hello" in caught.value.message


_PARENT = """
import json, sys
from pathlib import Path
from alyxtui.domain.demo_process import DemoProcess
print(json.dumps(DemoProcess(state_dir=Path(sys.argv[1])).start()), flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="kill() there ends a whole tree or nothing")
def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(tmp_path / "demo")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout
        url = json.loads(parent.stdout.readline())
        assert answers(url)
        parent.kill()
    wait_until(lambda: not answers(url))
