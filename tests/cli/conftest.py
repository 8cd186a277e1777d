"""The real command in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "alyxtui"]


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run() -> Run:
    """Run ``alyxtui`` with arguments and variables; there is no terminal."""

    def call(*arguments: str, **variables: str) -> Ended:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
        )
        ended = Ended(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in ended.err
        return ended

    return call


@pytest.fixture
def ask(run: Run, demo_url: str) -> Run:
    """Run ``alyxtui`` on the demo, signed in by variables."""

    def call(*arguments: str, **variables: str) -> Ended:
        own = {
            "ALYXTUI_URL": demo_url,
            "ALYXTUI_USER": "test_user",
            "ALYXTUI_PASSWORD": "TapetesBloc18",
        }
        return run(*arguments, **{**own, **variables})

    return call


Serve = Callable[..., Any]


@pytest.fixture
def serve() -> Serve:
    """A plain web server on loopback that gives every request the same answer."""

    @contextmanager
    def start(status: int, body: bytes, kind: str = "text/html") -> Iterator[str]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_address[1]}"
            finally:
                server.shutdown()
                thread.join()

    return start
