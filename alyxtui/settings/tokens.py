"""The tokens that the program keeps: one file, readable by its owner only.

Any number of processes may read and write it at once: a write is read, change and replace under
a lock. What is wrong with the file never stops the program; it is said in ``take_warnings``.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
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


def is_token(text: str) -> bool:
    """Whether a text can be a token: it goes into a header."""
    return re.fullmatch(r"[!-~]+", text) is not None


def checked_token(text: str, source: str = "The token") -> str:
    """A token as it is sent, without the white space around it; may be empty.

    Raises:
        SettingsError: it holds characters that no token has; names ``source``.
    """
    token = text.strip()
    if token and not is_token(token):
        raise SettingsError(f"{source} holds characters that no token has.")
    return token


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

        def change(content: _Content) -> None:
            users = content.servers.setdefault(_key(url), {})
            users.pop(user, None)  # the one signed in last stands last
            users[user] = token
            content.set_signed_out(_key(url), user, False)

        return self._change(change)

    def remove(self, url: str, user: str, *, for_good: bool = False) -> bool:
        """Forget a user's token.

        Args:
            url: address of the server.
            user: whose token.
            for_good: remember that the user has signed out, for tokens that others keep.

        Returns:
            Whether it is gone from the disk; if not, a warning says why.
        """
        if not (for_good or self._is_there()):
            return True

        def change(content: _Content) -> None:
            users = content.servers.get(_key(url), {})
            users.pop(user, None)
            if not users:
                content.servers.pop(_key(url), None)
            if for_good:
                content.set_signed_out(_key(url), user, True)

        return self._change(change)

    def signed_out(self, url: str) -> list[str]:
        """The users of a server who have signed out for good."""
        return self._read().signed_out.get(_key(url), [])

    @property
    def is_loose(self) -> bool:
        """Whether others than the owner can read or write the file; only POSIX has such modes."""
        if os.name != "posix":
            return False
        try:
            return bool(stat.S_IMODE(self.path.stat().st_mode) & _OTHERS)
        except OSError:
            return False

    @property
    def loose_words(self) -> str:
        """The warning of a file that others can read."""
        return (
            f"{self.path} holds tokens, and others on this machine can read it."
            " Make it yours alone: alyxtui profiles --mend"
        )

    def mend(self) -> bool:
        """Take a file that others can use away from them; gives whether it is the owner's now."""
        try:
            if self.is_loose:
                self.path.chmod(0o600)
        except OSError as error:
            self._warn(f"{self.path} stays open to others: {_words(error)}.")
            return False
        return True

    def take_warnings(self) -> list[str]:
        """What there is to say since the last call: a broken file, wrong permissions, no space."""
        warnings, self._warnings = self._warnings, []
        return warnings

    def _users(self, url: str) -> dict[str, str]:
        return self._read().servers.get(_key(url), {})

    def _read(self) -> _Content:
        if not self._is_there():
            return _Content({})
        content = self._whole() if os.name == "posix" else None
        if content is not None:
            return _Content(content)
        # The lock keeps Windows, where an open file cannot be replaced, from failing a writer, and
        # a file that is set aside from being a newer one. A directory that cannot be written has no
        # writers.
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):
                stack.enter_context(locked(self.path))
            try:
                return _Content(self._parsed())
            except OSError as error:
                self._warn(f"The kept tokens in {self.path} cannot be read: {_words(error)}.")
                return _Content({})

    def _whole(self) -> dict[str, Any] | None:
        """The file's content if it is a good one that nobody else can read; it is replaced whole."""
        try:
            content = None if self.is_loose else json.loads(self.path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return content if _is_ours(content) else None

    def _is_there(self) -> bool:
        try:
            return self.path.exists()
        except OSError:
            return False

    def _change(self, change: Callable[[_Content], None]) -> bool:
        try:
            with locked(self.path):
                content = _Content(self._parsed())
                change(content)
                write_text(self.path, content.text, mode=0o600)
        except (OSError, ValueError) as error:
            self._warn(f"The tokens cannot be kept in {self.path}: {_words(error)}.")
            return False
        return True

    def _parsed(self) -> dict[str, Any]:
        """The file's content, empty when there is none or none that can be used.

        Raises:
            OSError: there is a file that cannot be read, so it must not be replaced either.
        """
        try:
            if self.is_loose:
                self._warn(self.loose_words)
            content = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            return self._set_aside()
        return content if _is_ours(content) else self._set_aside()

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


class _Content:
    """What the file says. What a newer version keeps in it beside our own stays as it is.

    Attributes:
        servers: tokens by user by server; entries of another shape, and what can be no token, are
            left out.
        signed_out: users who have signed out for good, by server.
    """

    def __init__(self, parsed: dict[str, Any]) -> None:
        self._parsed = parsed
        self.servers: dict[str, dict[str, str]] = {
            str(url): {
                user: token
                for user, token in users.items()
                if isinstance(token, str) and is_token(token)
            }
            for url, users in parsed.get("servers", {}).items()
            if isinstance(users, dict)
        }
        left = parsed.get("signed_out")
        self.signed_out: dict[str, list[str]] = {
            url: [user for user in users if isinstance(user, str)]
            for url, users in (left.items() if isinstance(left, dict) else ())
            if isinstance(users, list)
        }

    @property
    def text(self) -> str:
        """The file's new text."""
        own = {"servers": self.servers, "signed_out": self.signed_out}
        return json.dumps({**self._parsed, **own}, indent=2) + "\n"

    def set_signed_out(self, server: str, user: str, out: bool) -> None:
        """Note that a user has signed out for good, or is back."""
        users = [one for one in self.signed_out.pop(server, []) if one != user]
        if out:
            users.append(user)
        if users:
            self.signed_out[server] = users


def _words(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
