"""The tokens that the program keeps: one file, readable by its owner only.

Any number of processes may read and write it at once: a write is read, change and replace under
a lock. What is wrong with the file never stops the program; it is said in ``take_warnings``.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alyxtui.atomic import locked, write_text
from alyxtui.errors import SettingsError
from alyxtui.paths import state_dir
from alyxtui.settings.urls import normalise

FILE_NAME = "tokens.json"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenStore:
    """Tokens by server and user.

    The key of a server is its normalised base address, path included: two Alyx under one host are
    two servers. All methods touch the disk; call them off the event loop.

    Args:
        path: the file; ``tokens.json`` in the state directory when None.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_dir() / FILE_NAME
        self._warnings: list[str] = []

    def get(self, url: str, user: str) -> str:
        """The token kept for a user of a server, empty when there is none."""
        return self._users(url).get(user, "")

    def users(self, url: str) -> list[str]:
        """The users of a server whose tokens are kept, the one signed in last first."""
        return list(reversed(self._users(url)))

    def put(self, url: str, user: str, token: str) -> bool:
        """Keep a token, in place of the user's former one.

        Returns:
            Whether it is kept; if not, a warning says why.
        """

        def change(servers: dict[str, Any]) -> None:
            users = servers.setdefault(_key(url), {})
            users.pop(user, None)
            users[user] = token

        return self._change(change)

    def remove(self, url: str, user: str) -> bool:
        """Forget a user's token.

        Returns:
            Whether it is gone from the disk; if not, a warning says why.
        """
        if not self._is_there():
            return True

        def change(servers: dict[str, Any]) -> None:
            users = servers.get(_key(url), {})
            users.pop(user, None)
            if not users:
                servers.pop(_key(url), None)

        return self._change(change)

    def take_warnings(self) -> list[str]:
        """What there is to say since the last call: a broken file, wrong permissions, no space."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def _users(self, url: str) -> dict[str, str]:
        if not self._is_there():
            return {}
        # The lock keeps Windows, where an open file cannot be replaced, from failing a writer. A
        # directory that cannot be written has no writers.
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(locked(self.path))
            try:
                return dict(_servers(self._content()).get(_key(url), {}))
            except OSError as error:
                self._warn(f"The kept tokens in {self.path} cannot be read: {_words(error)}.")
                return {}

    def _is_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError:
            return False

    def _change(self, change: Callable[[dict[str, Any]], None]) -> bool:
        try:
            with locked(self.path):
                content = self._content()
                servers = _servers(content)
                change(servers)
                # What a newer version keeps beside the tokens stays as it is.
                text = json.dumps({**content, "servers": servers}, indent=2)
                write_text(self.path, text + "\n", mode=0o600)
        except (OSError, ValueError) as error:
            self._warn(f"The tokens cannot be kept in {self.path}: {_words(error)}.")
            return False
        return True

    def _content(self) -> dict[str, Any]:
        """The file's content, empty when there is none or none that can be used.

        Raises:
            OSError: there is a file that cannot be read, so it must not be replaced either.
        """
        try:
            self._mend()
            content = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            return self._set_aside()
        return content if _is_ours(content) else self._set_aside()

    def _mend(self) -> None:
        """Take a file that others can read away from them; only POSIX has such modes."""
        if os.name == "posix" and stat.S_IMODE(self.path.stat().st_mode) & _OTHERS:
            self.path.chmod(0o600)
            self._warn(
                f"{self.path} holds tokens and could be read by others; it is yours alone now. "
                "On a shared machine, sign out and in again to get a new token if you doubt them."
            )

    def _set_aside(self) -> dict[str, Any]:
        kept = self.path.with_name(self.path.name + ".broken")
        try:
            self.path.replace(kept)
        except FileNotFoundError:
            return {}  # another process was quicker
        self._warn(f"{self.path} was no token file of alyxtui; it is kept as {kept}.")
        return {}

    def _warn(self, text: str) -> None:
        if text not in self._warnings:
            self._warnings.append(text)


def _key(url: str) -> str:
    try:
        return normalise(url)
    except SettingsError:
        return url.strip().rstrip("/")


def _is_ours(content: object) -> bool:
    return isinstance(content, dict) and isinstance(content.get("servers"), dict)


def _servers(content: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The tokens by server and user; entries of another shape are left out."""
    return {
        str(url): {user: token for user, token in users.items() if isinstance(token, str)}
        for url, users in content.get("servers", {}).items()
        if isinstance(users, dict)
    }


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
