"""Who may read files where: which proof goes to which address, and to no other."""

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import urlsplit

from alyxtui.settings.urls import normalise

_PORTS = {"http": 80, "https": 443}


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute address, the port always said."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{port}"


class Access:
    """The proofs of one user.

    The token goes to the origin of Alyx. User and password go to the origin of the data server,
    and those that a person gives for a host go to that host's origin. Where Alyx and the data
    server share an origin, the longer of their addresses that leads to a file counts.

    Args:
        base_url: normalised address of Alyx.
        token: gives the token in use, empty for none.
        data_url: normalised address of the data server, empty when none is set.
        data_user: user name there, empty for none.
        data_password: that user's password.
    """

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str],
        *,
        data_url: str = "",
        data_user: str = "",
        data_password: str = "",
    ) -> None:
        self._base_url = base_url
        self._token = token
        self._data_url = data_url
        self._passwords: dict[str, tuple[str, str]] = {}
        if data_url and data_user and data_password:
            self._passwords[origin_of(data_url)] = (data_user, data_password)

    def __repr__(self) -> str:
        return f"Access({self._base_url!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be logged or shown."""
        return tuple(password for _, password in self._passwords.values() if password)

    def give(self, origin: str, user: str, password: str) -> None:
        """Use a user name and a password for an origin from now on."""
        self._passwords[origin_of(origin)] = (user, password)

    def has(self, origin: str) -> bool:
        """Whether a user name and a password are in use for an origin."""
        return origin_of(origin) in self._passwords

    def is_alyx(self, url: str) -> bool:
        """Whether an address is one of Alyx itself."""
        if origin_of(url) != origin_of(self._base_url):
            return False
        data = self._data_url
        is_data = _below(url, data) and len(data) > len(self._base_url)
        return not is_data

    def header(self, url: str) -> str:
        """The value of ``Authorization`` for an address, empty for none."""
        if self.is_alyx(url):
            token = self._token()
            return f"Token {token}" if token else ""
        found = self._passwords.get(origin_of(url))
        if found is None:
            return ""
        return "Basic " + base64.b64encode(":".join(found).encode()).decode("ascii")


def _below(url: str, base: str) -> bool:
    return bool(base) and f"{url.partition('?')[0]}/".startswith(f"{normalise(base)}/")
