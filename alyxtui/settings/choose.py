"""Which of the known servers is meant, and for whom the secrets of the environment are."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from alyxtui.errors import SettingsError
from alyxtui.settings.model import PUBLIC_URL, Profile, Source
from alyxtui.settings.tokens import checked_token
from alyxtui.settings.urls import normalise

PUBLIC_NAME = "openalyx"


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line says about the connection; a password or a token is never a flag.

    Attributes:
        profile: name of a profile, empty when not given.
        url: address of a server, empty when not given; excludes ``profile``.
        user: user name, empty when not given.
        once: nothing about the sign-in is kept.
        read_only: no write is offered.
        lean: few bytes to the terminal.
        no_input: never ask a person.
        no_cache: keep no answer and use no kept one.
        log: file that every request is noted in, None for none.
    """

    profile: str = ""
    url: str = ""
    user: str = ""
    once: bool = False
    read_only: bool = False
    lean: bool = False
    no_input: bool = False
    no_cache: bool = False
    log: Path | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The servers there are to choose from.

    Attributes:
        profiles: by name, the first of them first choice; the public database is among them
            unless another profile has its address.
        default: name of the profile in use when nothing else names one; empty for the first.
        where: the settings file, for messages.
    """

    profiles: Mapping[str, Profile]
    default: str
    where: str

    @classmethod
    def of(cls, profiles: Mapping[str, Profile], default: str, where: str) -> Known:
        """The profiles, and the public database, which is always known."""
        taken = PUBLIC_NAME in profiles or any(one.url == PUBLIC_URL for one in profiles.values())
        public = Profile(PUBLIC_NAME, PUBLIC_URL, source=Source.BUILT_IN)
        more = {} if taken else {PUBLIC_NAME: public}
        return cls(MappingProxyType({**profiles, **more}), default, where)

    def by_url(self, url: str, source: str, user: str = "") -> Profile:
        """The profile of an address; one made up where none has it.

        Of several, that of the user comes first, then the default.

        Raises:
            SettingsError: it is no address; names ``source``.
        """
        try:
            address = normalise(url)
        except SettingsError as error:
            raise SettingsError(f"{source}: {error.message}", hint=error.hint) from None
        having = [one for one in self.profiles.values() if one.url == address]
        having.sort(key=lambda one: (one.user != user, one.name != self.default))
        return having[0] if having else made_up(address)

    def by_name(self, name: str, source: str) -> Profile:
        """The profile of a name.

        Raises:
            SettingsError: there is none; names ``source`` and what was perhaps meant.
        """
        if name in self.profiles:
            return self.profiles[name]
        if name == PUBLIC_NAME:
            return self.by_url(PUBLIC_URL, source)
        near = difflib.get_close_matches(name, self.profiles, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        names = ", ".join(self.profiles)
        raise SettingsError(
            f"{source}: there is no profile {name!r}.",
            hint=f"{meant}Known: {names}. Profiles are made in {self.where}.",
        )

    def first(self) -> Profile:
        """The profile in use when nothing else names one."""
        return self.profiles[self.default or next(iter(self.profiles))]


def made_up(address: str) -> Profile:
    """The profile of a normalised address that no profile has."""
    parts = urlsplit(address)
    return Profile(parts.netloc + parts.path, address, source=Source.ADDRESS)


def choose(known: Known, flags: Flags, environ: Mapping[str, str]) -> Profile:
    """The server in use: of the flags, else of the variables, else the first choice.

    Raises:
        SettingsError: two are named at once, or none that exists.
    """
    if flags.profile and flags.url:
        raise SettingsError("--profile and --url name two servers; give one of them.")
    if flags.url:
        return known.by_url(flags.url, "--url", flags.user or _owner(known, environ))
    if flags.profile:
        return known.by_name(flags.profile, "--profile")
    return _of_variables(known, environ) or known.first()


def sign_in_of(
    known: Known, chosen: Profile, flags: Flags, environ: Mapping[str, str]
) -> tuple[str, str, str]:
    """The user in use; password and token of the variables, as far as they are that user's.

    A profile that a flag names brings its user along, whatever the variables say.

    Raises:
        SettingsError: the token holds characters that none has.
    """
    is_meant = meant_for(known, chosen, flags, environ)
    of_flags = flags.user or (chosen.user if flags.profile else "")
    of_variables = environ.get("ALYXTUI_USER", "") if is_meant else ""
    user = of_flags or of_variables or chosen.user
    if not is_meant or _owner(known, environ) not in {"", user}:
        return user, "", ""
    token = checked_token(environ.get("ALYXTUI_TOKEN", ""), "ALYXTUI_TOKEN")
    return user, environ.get("ALYXTUI_PASSWORD", ""), token


def meant_for(known: Known, chosen: Profile, flags: Flags, environ: Mapping[str, str]) -> bool:
    """Whether the secrets of the variables are for a server: not where the variables name another.

    Raises:
        SettingsError: the variables name two servers, or none that exists.
    """
    if not (flags.url or flags.profile):
        return True
    meant = _of_variables(known, environ)
    return meant is None or meant.url == chosen.url


def _owner(known: Known, environ: Mapping[str, str]) -> str:
    """Whose the secrets of the variables are, empty where they do not say."""
    user, name = environ.get("ALYXTUI_USER", ""), environ.get("ALYXTUI_PROFILE", "")
    return user or (known.by_name(name, "ALYXTUI_PROFILE").user if name else "")


def _of_variables(known: Known, environ: Mapping[str, str]) -> Profile | None:
    """The profile that the variables name, or None when they name none."""
    url, name = environ.get("ALYXTUI_URL", ""), environ.get("ALYXTUI_PROFILE", "")
    if url and name:
        raise SettingsError(
            "ALYXTUI_PROFILE and ALYXTUI_URL are both set and may name two servers.",
            hint="Unset one of them.",
        )
    if url:
        return known.by_url(url, "ALYXTUI_URL", environ.get("ALYXTUI_USER", ""))
    return known.by_name(name, "ALYXTUI_PROFILE") if name else None
