"""A file with a line for each request, without headers, bodies or secrets; it is turned over in time."""

from __future__ import annotations

import logging
import os
from datetime import datetime
from io import TextIOWrapper
from logging.handlers import QueueHandler, QueueListener, RotatingFileHandler
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from alyxtui.client.trace import Entry
from alyxtui.errors import SettingsError
from alyxtui.settings.redact import redact
from alyxtui.text import safe

_LARGEST = 2 * 1024 * 1024
"""Bytes of a file before it is turned over."""
_FILES = 3


class _OwnFiles(RotatingFileHandler):
    """Files that only the user can read; what cannot be written is left out."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(handle, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Say nothing: a full disk must not stop the program."""


class LogFile:
    """Writes on a thread of its own.

    Args:
        path: the file; ``.1`` and ``.2`` beside it are the ones before.

    Raises:
        SettingsError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = _OwnFiles(path, maxBytes=_LARGEST, backupCount=_FILES - 1, encoding="utf-8")
        except OSError as error:
            raise SettingsError(
                f"The log {path} cannot be written: {error.strerror or error}.",
                hint="Name another file with --log.",
            ) from error
        lines: SimpleQueue[Any] = SimpleQueue()
        self._file, self._queue = file, QueueHandler(lines)
        self._listener = QueueListener(lines, file)
        self._listener.start()

    def note(self, entry: Entry) -> None:
        """Add a line; does not wait for the disk."""
        text = line_of(entry)
        self._queue.emit(logging.LogRecord("alyxtui", logging.INFO, "", 0, text, None, None))

    def close(self) -> None:
        """Write what is left and close the file."""
        self._listener.stop()
        self._file.close()


def line_of(entry: Entry) -> str:
    """A request as one line of text: time, method, status, size, seconds, source, address."""
    moment = datetime.fromtimestamp(entry.at).isoformat(timespec="milliseconds")
    where = "cache" if entry.is_kept else "server"
    parts = [moment, entry.method, str(entry.status or "-"), f"{entry.size} B"]
    parts += [f"{entry.elapsed * 1000:.0f} ms", where]
    parts += [f"retries {entry.retries}"] if entry.retries else []
    parts.append(safe(redact(entry.url)))
    parts += [f"✕ {safe(entry.error)}"] if entry.error else []
    return "  ".join(parts)
