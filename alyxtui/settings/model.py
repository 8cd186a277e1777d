"""The settings as immutable values, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

PUBLIC_URL = "https://openalyx.internationalbrainlab.org"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds that each part of a request may take; none is infinite."""

    connect: float = 10.0
    read: float = 60.0
    write: float = 60.0
    pool: float = 60.0


@dataclass(frozen=True, slots=True)
class Profile:
    """One server as one user sees it.

    Attributes:
        name: what the user calls it.
        url: base URL without trailing slash.
        user: user name to sign in with, empty when not chosen.
        data_url: base URL of the HTTP data server, empty when none.
        read_only: no write is offered.
        cache_dir: where downloads go, None for the default.
        page_size: records a request, 1 to 1000.
        theme: name of a theme, empty for the default.
    """

    name: str
    url: str
    user: str = ""
    data_url: str = ""
    read_only: bool = False
    cache_dir: Path | None = None
    page_size: int = 100
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that was set, from the file, the variables and the flags in rising strength.

    Attributes:
        profiles: by name.
        profile: the one in use.
        timeouts: for every request.
        requests_per_minute: at most so many a minute, 0 for no limit (Alyx 3.6.1 throttles
            at 550).
        theme: name of a theme.
        lean: few bytes: the terminal's own colours, no mouse, no animation.
        once: nothing about the sign-in is kept.
        password: from the environment, empty when not given; never from a flag.
        token: from the environment, empty when not given.
    """

    profile: Profile
    profiles: Mapping[str, Profile] = field(default_factory=lambda: MappingProxyType({}))
    timeouts: Timeouts = Timeouts()
    requests_per_minute: int = 500
    theme: str = ""
    lean: bool = False
    once: bool = False
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
