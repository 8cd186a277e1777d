"""What servers said of themselves, kept between runs: the model, one file a server.

A file is read only if this very program wrote it, whole: its first line holds a checksum of the
rest and a mark of the program, whose hints are part of the model.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from alyxtui import __version__, schema
from alyxtui.atomic import write_text
from alyxtui.paths import cache_dir
from alyxtui.schema.model import Api
from alyxtui.schema.packed import pack, unpack

DAY = 24 * 60 * 60.0
"""Seconds after which a kept model is to be refreshed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A model that was kept.

    Attributes:
        api: the model.
        at: when the server was asked, as ``time.time()``.
    """

    api: Api
    at: float

    @property
    def is_fresh(self) -> bool:
        """Whether it is less than a day old."""
        return 0 <= time.time() - self.at < DAY


class SchemaStore:
    """The kept models, by the address of their server.

    Args:
        directory: where the files are, None for ``schemas`` in the cache directory.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._directory = directory or cache_dir() / "schemas"

    def load(self, url: str) -> Kept | None:
        """The kept model of a server; None when there is none that can be used.

        Takes some 10 ms.

        Args:
            url: normalised address of the server.
        """
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            known = json.loads(head)
            if known["url"] != url or known["program"] != _program() or known["sum"] != _sum(body):
                return None
            return Kept(unpack(json.loads(body)), float(known["at"]))
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            return None

    def save(self, url: str, api: Api) -> None:
        """Keep a model that the server has just given; a disk that takes no file is passed over."""
        body = json.dumps(pack(api), separators=(",", ":"))
        head = {"url": url, "at": time.time(), "program": _program(), "sum": _sum(body.encode())}
        with contextlib.suppress(OSError):
            write_text(self._path(url), f"{json.dumps(head)}\n{body}")

    def _path(self, url: str) -> Path:
        return self._directory / f"{_sum(url.encode())[:32]}.json"


def _sum(body: bytes) -> str:
    import hashlib  # loads OpenSSL, which the first frame does without

    return hashlib.sha256(body).hexdigest()


def _program() -> str:
    """The version, and what tells a changed source of the same version."""
    marks = [__version__]
    for place in schema.__path__:
        for folder in (place, os.path.join(place, "hints")):  # noqa: PTH118 - 0.2 ms, not 2
            marks += _marks(folder)
    return _sum("\n".join(marks).encode())


def _marks(folder: str) -> list[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:  # inside an archive: the version has to do
        return []
    sources = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(".py")]
    return [f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in sources]
