"""The settings in use: the file the user writes, then variables, then flags, in rising strength.

The file is never written by the program.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from alyxtui.errors import SettingsError
from alyxtui.paths import config_dir
from alyxtui.settings.model import PUBLIC_URL, Profile, Settings, Timeouts
from alyxtui.settings.tables import Table, read_file
from alyxtui.settings.urls import normalise

FILE_NAME = "config.toml"
PUBLIC_NAME = "openalyx"
# Alyx 3.6.1: a page has at most 1000 records; a larger limit is cut without a word.
MAX_PAGE = 1000
_MAX_REQUESTS = 100_000
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"", "0", "false", "no", "off"}


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
    """

    profile: str = ""
    url: str = ""
    user: str = ""
    once: bool = False
    read_only: bool = False
    lean: bool = False
    no_input: bool = False


@dataclass(frozen=True, slots=True)
class _File:
    """What the settings file says; defaults where it says nothing."""

    path: Path
    profiles: Mapping[str, Profile]
    default: str
    timeouts: Timeouts
    requests_per_minute: int
    theme: str
    lean: bool


def settings_path() -> Path:
    """The file the user writes."""
    return config_dir() / FILE_NAME


def load_settings(flags: Flags, environ: Mapping[str, str]) -> Settings:
    """Everything that was set.

    The server: ``--url`` or ``--profile``, else ``ALYXTUI_URL`` or ``ALYXTUI_PROFILE``, else the
    file's ``profile``, else its first profile, else the public database. An address that a
    profile has takes that profile. ``ALYXTUI_USER``, ``ALYXTUI_PASSWORD`` and ``ALYXTUI_TOKEN``
    belong to the server that the variables name, where they name one, and are not sent to another
    that a flag picks.

    Args:
        flags: from the command line.
        environ: the process's variables.

    Raises:
        SettingsError: naming the file, variable or flag, the key, and the line where there is one.
    """
    file = _read(settings_path())
    chosen = _chosen(file, flags, environ)
    user, password, token = _sign_in(file, chosen, flags, environ)
    profile = replace(
        chosen,
        user=flags.user or user or chosen.user,
        read_only=flags.read_only or _switch(environ, "ALYXTUI_READ_ONLY", chosen.read_only),
    )
    return Settings(
        profile=profile,
        profiles=MappingProxyType({**file.profiles, profile.name: profile}),
        timeouts=file.timeouts,
        requests_per_minute=file.requests_per_minute,
        theme=profile.theme or file.theme,
        lean=flags.lean or _switch(environ, "ALYXTUI_LEAN", file.lean),
        once=flags.once,
        password=password,
        token=token,
    )


def _read(path: Path) -> _File:
    top = Table(path, read_file(path))
    default = top.text("profile")
    theme = top.text("theme")
    lean = top.flag("lean")
    requests = top.whole("requests_per_minute", 500, 0, _MAX_REQUESTS)
    timeouts = _timeouts(top.table("timeouts"))
    tables = top.table("profiles")
    top.done()
    profiles = {name: _profile(tables, name) for name in tables.keys()}  # noqa: SIM118
    if default:
        _known(profiles, default, f"{path}: profile")
    file = _File(path, profiles, default, timeouts, requests, theme, lean)
    return replace(file, profiles={**profiles, **_public(profiles)})


def _timeouts(table: Table) -> Timeouts:
    names = ("connect", "read", "write", "pool")
    values = {name: table.seconds(name, getattr(Timeouts(), name)) for name in names}
    table.done()
    return Timeouts(**values)


def _profile(tables: Table, name: str) -> Profile:
    if not name.strip() or not name.isprintable():
        raise tables.refused(name, "is no name for a profile")
    table = tables.table(name)
    profile = Profile(
        name=name,
        url=table.url("url"),
        user=table.text("user"),
        data_url=table.url("data_url"),
        read_only=table.flag("read_only"),
        cache_dir=table.directory("cache_dir"),
        page_size=table.whole("page_size", 100, 1, MAX_PAGE),
        theme=table.text("theme"),
    )
    table.done()
    if not profile.url:
        raise tables.refused(name, "has no url")
    return profile


def _public(profiles: Mapping[str, Profile]) -> dict[str, Profile]:
    """The public database, which is always known, unless the file has it in its own words."""
    if PUBLIC_NAME in profiles:
        return {}
    return {PUBLIC_NAME: Profile(name=PUBLIC_NAME, url=PUBLIC_URL)}


def _chosen(file: _File, flags: Flags, environ: Mapping[str, str]) -> Profile:
    if flags.profile and flags.url:
        raise SettingsError("--profile and --url name two servers; give one of them.")
    if flags.url:
        return _by_url(file, flags.url, "--url")
    if flags.profile:
        return _known(file.profiles, flags.profile, "--profile")
    return _of_variables(file, environ) or file.profiles[file.default or next(iter(file.profiles))]


def _of_variables(file: _File, environ: Mapping[str, str]) -> Profile | None:
    """The profile that the variables name, or None when they name none."""
    url, name = environ.get("ALYXTUI_URL", ""), environ.get("ALYXTUI_PROFILE", "")
    if url and name:
        raise SettingsError(
            "ALYXTUI_PROFILE and ALYXTUI_URL are both set and may name two servers.",
            hint="Unset one of them.",
        )
    if url:
        return _by_url(file, url, "ALYXTUI_URL")
    return _known(file.profiles, name, "ALYXTUI_PROFILE") if name else None


def _by_url(file: _File, url: str, source: str) -> Profile:
    try:
        address = normalise(url)
    except SettingsError as error:
        raise SettingsError(f"{source}: {error.message}", hint=error.hint) from None
    for profile in file.profiles.values():
        if profile.url == address:
            return profile
    return Profile(name=urlsplit(address).netloc, url=address)


def _known(profiles: Mapping[str, Profile], name: str, source: str) -> Profile:
    names = list(dict.fromkeys([*profiles, PUBLIC_NAME]))
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise SettingsError(
            f"{source}: there is no profile {name!r}.",
            hint=f"{meant}Known: {', '.join(names)}. Profiles are made in {settings_path()}.",
        )
    return profiles.get(name) or _public({})[name]


def _sign_in(
    file: _File, chosen: Profile, flags: Flags, environ: Mapping[str, str]
) -> tuple[str, str, str]:
    """User, password and token of the variables, as far as they are meant for this server."""
    names = ("ALYXTUI_USER", "ALYXTUI_PASSWORD", "ALYXTUI_TOKEN")
    user, password, token = (environ.get(name, "") for name in names)
    if (flags.url or flags.profile) and any((user, password, token)):
        meant = _of_variables(file, environ)
        if meant is not None and meant.url != chosen.url:
            return "", "", ""
    if token and not _is_token(token):
        raise SettingsError("ALYXTUI_TOKEN holds characters that no token has.")
    if user and flags.user and user != flags.user:
        return "", "", ""
    return user, password, token


def _is_token(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    if name not in environ:
        return default
    value = environ[name].strip().lower()
    if value not in _TRUE | _FALSE:
        raise SettingsError(f"{name} is {environ[name]!r}; it can be 1 or 0, true or false.")
    return value in _TRUE
