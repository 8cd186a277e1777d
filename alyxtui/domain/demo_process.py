"""The demo server as a child process that ends with its parent."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from alyxtui.errors import DemoError
from alyxtui.settings.model import Profile, Settings, Source

USER = "test_user"
PASSWORD = "TapetesBloc18"  # noqa: S105 - the public test account of Alyx's documentation
_MODULE = "alyxtui.demo"
_LIBRARIES = ("django", "rest_framework", "django_filters", "drf_spectacular", "waitress", "PIL")
_INSTALL = 'Install what it needs: pip install "alyxtui[demo]"'
_KEPT_LINES = 40
_SHOWN_LINES = 8
_PATIENCE = 5.0  # seconds for each of: leaving by itself, leaving when told


class DemoProcess:
    """A local Alyx for trying things out: ``python -m alyxtui.demo`` behind a pipe.

    Its stdin is a pipe that we hold: when we end, however we end, the child sees its end and stops.
    Its stderr is read by a thread, so that nothing is ever drawn over a full-screen program.

    Args:
        port: loopback port, 0 for a free one.
        state_dir: where it keeps its database; its own choice when None.
        options: more of its command line; ``python -m alyxtui.demo --help`` has them.
        start_seconds: how long it may take until it is ready; the first start builds the data.
        on_log: called with each line of its stderr, from a thread of ours.

    Attributes:
        url: where it serves, empty until ``start``.
        data_url: where it serves files.
        data_user: who may enter the closed area of the files.
        data_password: that user's.
        user: a user who may write.
        password: that user's.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        state_dir: Path | None = None,
        options: Sequence[str] = (),
        start_seconds: float = 60.0,
        on_log: Callable[[str], None] | None = None,
    ) -> None:
        self.url = self.data_url = self.data_user = self.data_password = ""
        self.user = USER
        self.password = PASSWORD
        self._arguments = ["--with-parent", "--port", str(port), *options]
        if state_dir is not None:
            self._arguments += ["--state-dir", str(state_dir)]
        self._start_seconds = start_seconds
        self._on_log = on_log
        self._child: subprocess.Popen[str] | None = None
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> DemoProcess:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def log(self) -> list[str]:
        """The last lines that the server wrote to its stderr."""
        return list(self._lines)

    @property
    def is_running(self) -> bool:
        """Whether the child lives."""
        return self._child is not None and self._child.poll() is None

    def start(self) -> str:
        """Start the server and wait until it answers.

        Blocks for up to ``start_seconds``.

        Returns:
            Its base URL.

        Raises:
            DemoError: libraries are missing, it ended, or it was not ready in time.
        """
        missing = [name for name in _LIBRARIES if importlib.util.find_spec(name) is None]
        if missing:
            raise DemoError(f"It needs {', '.join(missing)}, not installed here.", hint=_INSTALL)
        try:
            self._child = self._spawn()
        except OSError as error:
            raise DemoError(f"{sys.executable} cannot be run: {error.strerror}.") from None
        self._read_along(self._child.stdout, self._said.put, at_end=lambda: self._said.put(None))
        self._read_along(self._child.stderr, self._log_line)
        try:
            self.url = self._ready_url()
        except BaseException:
            self.stop()
            raise
        return self.url

    def settings(self, given: Settings) -> Settings:
        """The settings to open the demo with: nothing is kept, and no other secret is at hand.

        Args:
            given: looks and time-outs are taken from them.
        """
        profile = Profile(
            "demo",
            self.url,
            self.user,
            self.data_url,
            self.data_user,
            self.data_password,
            read_only=given.read_only,
            source=Source.BUILT_IN,
        )
        return replace(
            given,
            profile=profile,
            once=True,
            token="",
            password=self.password,
            one=(),
            nothing_set=False,
            warnings=(),
        )

    def wait(self) -> int:
        """Wait for as long as the server lives.

        Returns:
            Its exit code.
        """
        return self._child.wait() if self._child else 0

    def stop(self) -> None:
        """End the server; does nothing when it does not run. Takes ten seconds at the most."""
        child, self._child, self.url = self._child, None, ""
        if child is None:
            return
        with contextlib.suppress(OSError):
            if child.stdin:
                child.stdin.close()
        for end in (child.terminate, child.kill):
            try:
                child.wait(_PATIENCE)
                break
            except subprocess.TimeoutExpired:
                end()
        child.wait()
        for thread in self._threads:
            thread.join(_PATIENCE)
        for stream in (child.stdout, child.stderr):
            if stream:
                stream.close()

    def _spawn(self) -> subprocess.Popen[str]:
        # A group of its own: Ctrl-C in the terminal is for us, who then close its stdin. The
        # number stands for CREATE_NEW_PROCESS_GROUP, which only Windows names.
        windows = os.name == "nt"
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-m", _MODULE, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
            start_new_session=not windows,
            creationflags=0x200 if windows else 0,
        )

    def _read_along(
        self,
        stream: IO[str] | None,
        take: Callable[[str], None],
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        def run() -> None:
            for line in stream or ():
                take(line.rstrip("\r\n"))
            at_end()

        thread = threading.Thread(target=run, name="alyxtui-demo", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _log_line(self, line: str) -> None:
        self._lines.append(line)
        if self._on_log:
            self._on_log(line)

    def _ready_url(self) -> str:
        try:
            line = self._said.get(timeout=self._start_seconds)
        except queue.Empty:
            raise self._failed(f"It was not ready after {self._start_seconds:g} seconds.") from None
        if line is None:
            self.stop()  # so that its last words are all read
            raise self._failed("It ended before it was ready.")
        try:
            ready: Mapping[str, Any] = json.loads(line)
            url = ready["url"]
        except (ValueError, TypeError, KeyError):
            raise self._failed(f"It said something else than its address: {line[:200]!r}") from None
        self.data_url = str(ready.get("data_url", ""))
        self.data_user = str(ready.get("data_user", ""))
        self.data_password = str(ready.get("data_password", ""))
        return str(url).rstrip("/")

    def _failed(self, what: str) -> DemoError:
        last = "\n".join(list(self._lines)[-_SHOWN_LINES:])
        needs = "ModuleNotFoundError" in last or "No module named" in last
        hint = _INSTALL if needs else "Run `python -m alyxtui.demo` to see all that it says."
        return DemoError(f"{what}\n{last}".rstrip(), hint=hint)
