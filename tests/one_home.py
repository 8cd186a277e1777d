"""Homes that only ONE-api has set up, file by file as ONE-api 3.6.1 writes them."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path
from typing import Any


def key_of(url: str) -> str:
    """The name that ONE gives a database."""
    text = unicodedata.normalize("NFKC", url)
    text = re.sub(r"^https?://", "", text).strip("/").lower()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^.\w\s-]", "_", text))


class OneHome:
    """ONE's settings in a directory.

    Args:
        directory: ``.one`` in a home, or in ``%APPDATA%`` on Windows.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.map: dict[str, Any] = {"CLIENT_MAP": {}}

    @classmethod
    def here(cls) -> OneHome:
        """Where ONE keeps it on this platform, for the home of the test."""
        base = Path(os.environ["APPDATA"]) if os.name == "nt" else Path(os.environ["HOME"])
        return cls(base / ".one")

    def add(
        self, url: str, user: str = "", *, cache: str = "", in_map: bool = True, **more: Any
    ) -> Path:
        """Set up a database; the first one becomes the default. Gives its file."""
        content = {
            "ALYX_URL": url,
            "ALYX_LOGIN": user,
            "HTTP_DATA_SERVER": "https://ibl.flatironinstitute.org/public",
            "HTTP_DATA_SERVER_LOGIN": None,
            "HTTP_DATA_SERVER_PWD": None,
            **more,
        }
        name = key_of(url)
        path = self.write(f".{name}", content)
        if in_map:
            self.map["CLIENT_MAP"][name] = cache or str(Path.home() / "Downloads" / "ONE" / name)
            self.map.setdefault("DEFAULT", name)
            self.write(".caches", self.map)
        return path

    def write(self, name: str, content: Any) -> Path:
        """Write a file as ONE does; ``bytes`` as they are."""
        self.directory.mkdir(parents=True, exist_ok=True)
        path = self.directory / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(json.dumps(content, indent=4))
        return path

    def files(self) -> dict[str, tuple[bytes, int]]:
        """Content and time of change of every file, to see that nothing is written."""
        found = sorted(path for path in self.directory.rglob("*") if path.is_file())
        return {
            str(path.relative_to(self.directory)): (path.read_bytes(), path.stat().st_mtime_ns)
            for path in found
        }


def token_of(user: str, token: str) -> dict[str, Any]:
    """The tokens as ONE keeps them."""
    return {user: {"token": token}}
