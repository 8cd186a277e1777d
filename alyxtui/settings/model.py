"""The settings as immutable values, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
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


class Source(Enum):
    """Where a profile comes from; the value is the word shown for it."""

    FILE = "settings"
    MADE = "made here"
    ONE = "ONE"
    ADDRESS = "address"
    BUILT_IN = "built in"


@dataclass(frozen=True, slots=True)
class Way:
    """How a server is reached.

    Attributes:
        ca_bundle: PEM file of the authorities that this server's certificate may come from, in
            place of the usual ones; None for those. Certificates are always verified.
        proxy: address of an HTTP proxy, ``direct`` for none, empty for what the environment says.
    """

    ca_bundle: Path | None = None
    proxy: str = ""


DIRECT = "direct"
"""The value of ``Way.proxy`` that goes past the environment's proxies."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One server as one user sees it.

    Attributes:
        name: what the user calls it.
        url: base URL without trailing slash.
        user: user name to sign in with, empty when not chosen.
        data_url: base URL of the HTTP data server, empty when none.
        data_user: user name for the data server's own sign-in, empty when not known.
        data_password: that user's password; from ONE or the environment, never from our file.
        read_only: no write is offered.
        production: a server whose records others live by: it is marked, and writes to it are
            confirmed once more.
        sends_waiting: what waits in the outbox is sent without asking when the server answers.
        cache_dir: where downloads go, None for the default.
        page_size: records a request, 1 to 1000.
        cache_minutes: for how long a kept answer is taken for the server's own; 0 for never.
        theme: name of a theme, empty for the default.
        way: how the server is reached.
        source: where the profile comes from.
    """

    name: str
    url: str
    user: str = ""
    data_url: str = ""
    data_user: str = ""
    data_password: str = field(default="", repr=False)
    read_only: bool = False
    production: bool = False
    sends_waiting: bool = False
    cache_dir: Path | None = None
    page_size: int = 100
    cache_minutes: int = 5
    theme: str = ""
    way: Way = Way()
    source: Source = Source.FILE


@dataclass(frozen=True, slots=True)
class OneDatabase:
    """One database as ONE-api keeps it.

    Attributes:
        profile: server, user and data server, with the name that ONE knows it by.
        tokens: by user name.
        password: of the profile's user, where somebody has written it down (``ALYX_PWD``).
    """

    profile: Profile
    tokens: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    password: str = field(default="", repr=False)


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
        saved_queries: directories of TOML files with saved queries, shared by several people.
        cache_megabytes: room for the kept answers to one user of one server; 0 keeps none.
        idle_lock: minutes without a key after which the screen locks, 0 for never.
        lean: few bytes: the terminal's own colours, no mouse, no animation.
        once: nothing about the sign-in is kept, nor any answer.
        no_cache: no answer is kept, and no kept one is used.
        log: file that every request is noted in, None for none.
        read_only: no write is offered on any server, whatever its profile says.
        password: from the environment, empty when not given; never from a flag.
        token: from the environment, empty when not given.
        one: what ONE-api knows; empty when the user's file has profiles of its own.
        nothing_set: nothing names a server: no file, variable or flag, no profile made here, no
            ONE. The profile is then the public database's.
        warnings: what was skipped, in words.
    """

    profile: Profile
    profiles: Mapping[str, Profile] = field(default_factory=lambda: MappingProxyType({}))
    timeouts: Timeouts = Timeouts()
    requests_per_minute: int = 500
    theme: str = ""
    saved_queries: tuple[Path, ...] = ()
    cache_megabytes: int = 200
    idle_lock: int = 0
    lean: bool = False
    once: bool = False
    no_cache: bool = False
    log: Path | None = None
    read_only: bool = False
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    one: tuple[OneDatabase, ...] = ()
    nothing_set: bool = False
    warnings: tuple[str, ...] = ()

    def at(self, profile: Profile) -> Settings:
        """The same settings with another profile in use, as one switches without a restart.

        The secrets of the variables are for the server and the user that they were given for, and
        go to no other.
        """
        same = (profile.url, profile.user) == (self.profile.url, self.profile.user)
        mine = replace(profile, read_only=profile.read_only or self.read_only)
        return replace(
            self,
            profile=mine,
            theme=mine.theme or self.theme,
            password=self.password if same else "",
            token=self.token if same else "",
            nothing_set=False,
        )
