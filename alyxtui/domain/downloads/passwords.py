"""The passwords of data servers that a person wants kept, in the file of the tokens."""

from __future__ import annotations

from alyxtui.client.access import origin_of
from alyxtui.settings.tokens import TokenStore

# No address of Alyx: where both share an origin, a token and a password are never mixed up.
_MARK = "/.data-server"


class Passwords:
    """User names and passwords by the origin of a data server.

    All methods touch the disk; call them off the event loop.

    Args:
        tokens: the file; None keeps and knows nothing.
    """

    def __init__(self, tokens: TokenStore | None) -> None:
        self._tokens = tokens

    def get(self, origin: str) -> tuple[str, str] | None:
        """User and password for an origin, None when none are kept."""
        if self._tokens is None:
            return None
        key = origin_of(origin) + _MARK
        for user in self._tokens.users(key):
            return user, self._tokens.get(key, user)
        return None

    def keep(self, origin: str, user: str, password: str) -> bool:
        """Keep them; gives whether they are kept."""
        if self._tokens is None:
            return False
        return self._tokens.put(origin_of(origin) + _MARK, user, password)
