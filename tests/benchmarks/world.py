"""A demo server, a home of its own and whole processes, for the benchmarks."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.benchmarks.row import milliseconds
from tests.demo_server import start_demo

USER, PASSWORD = "test_user", "TapetesBloc18"
SESSIONS, MANY = 2_000, 20_000


@dataclass(frozen=True)
class World:
    """Where the measured programs live.

    Attributes:
        url: of the demo.
        token: of its user.
        env: the variables of the programs; their home is empty at first.
    """

    url: str
    token: str
    env: Mapping[str, str]

    def run(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
        """Run a program to its end.

        Returns:
            What it wrote to stdout.

        Raises:
            RuntimeError: it failed; with its last words.
        """
        done = subprocess.run(
            command, env={**self.env, **(env or {})}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def server_time(self, path: str) -> float:
        """Milliseconds that the server takes for a page, asked over an open connection."""
        headers = {"Authorization": f"Token {self.token}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=60) as client:
            client.get(path).raise_for_status()
            return milliseconds(lambda: client.get(path))


@contextmanager
def world(sessions: int = SESSIONS) -> Iterator[World]:
    """A demo with so many sessions and a home, for as long as the block runs.

    The programs keep their bytecode, as they do where they are installed: the first run of each
    writes it, whatever this environment says and whoever owns the packages.
    """
    with tempfile.TemporaryDirectory() as name, start_demo(Path(name, "demo"), sessions) as url:
        answer = httpx.post(f"{url}/auth-token", data={"username": USER, "password": PASSWORD})
        token = answer.raise_for_status().json()["token"]
        home = Path(name, "home")
        home.mkdir()
        env = {key: value for key, value in os.environ.items() if not key.startswith("ALYXTUI_")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env["PYTHONPYCACHEPREFIX"] = str(Path(name, "bytecode"))
        env |= {"HOME": str(home), "USERPROFILE": str(home), "APPDATA": str(home)}
        env |= {f"ALYXTUI_{kind}_DIR": str(home / kind) for kind in ("CONFIG", "STATE", "CACHE")}
        env |= {"ALYXTUI_URL": url, "ALYXTUI_TOKEN": token, "ALYXTUI_USER": USER}
        yield World(url, token, {**env, "TERM": "xterm-256color", "COLORTERM": "truecolor"})


def program(*arguments: str) -> list[str]:
    """The command line of alyxtui."""
    return [sys.executable, "-m", "alyxtui", *arguments]
